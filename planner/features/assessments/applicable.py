"""Which items of a checklist an assessment is asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from planner.errors import UserError
from planner.features.assessments.checklist import Checklist, Item
from planner.texts import _

INTERFERENCE_FROM = 3
INTERFERENCE_SECTIONS = frozenset({"VIG", "ACC"})


class SettingError(UserError):
    """An assessment's stance, stage or forms are not among the checklist's."""

    def __init__(self, what: str, given: str, known: Iterable[str]) -> None:
        super().__init__(
            _("The assessment cannot be worked out."),
            _("The checklist has no {what} “{given}”.").format(what=what, given=given),
            _("Choose one of: {known}.").format(known=", ".join(known)),
        )


@dataclass(frozen=True)
class Setting:
    """What is assessed: from which stance, at which stage, in which forms.

    `interference` is the step on the checklist's interference axis that members
    reach about identifiable persons without a mandate.
    """

    stance: str
    stage: str
    forms: frozenset[str] = frozenset()
    interference: int = 0


@dataclass(frozen=True)
class Applicable:
    """The items that are asked, and those that are not, each in the checklist's order."""

    shown: tuple[Item, ...]
    hidden_by_stance: tuple[Item, ...]
    hidden_by_form: tuple[Item, ...]

    @property
    def hidden(self) -> int:
        return len(self.hidden_by_stance) + len(self.hidden_by_form)


def check_setting(checklist: Checklist, setting: Setting) -> None:
    """Refuse a stance, stage or form that `checklist` does not know."""
    stances = [stance.code for stance in checklist.stances]
    if setting.stance not in stances:
        raise SettingError(_("stance"), setting.stance, stances)
    if setting.stage not in checklist.lifecycle:
        raise SettingError(_("stage"), setting.stage, checklist.lifecycle)
    forms = [form.code for form in checklist.forms]
    for form in sorted(setting.forms):
        if form not in forms:
            raise SettingError(_("form"), form, forms)


def applicable(checklist: Checklist, setting: Setting) -> Applicable:
    """Divide the items by ``applies_when``.

    The stance must fit; then the form must fit, unless the item is for all
    forms. Where members interfere (publish about persons or go further), the
    sections on vigilantism and accuracy apply whatever the form. Stages never
    hide an item: they say when it is usually worked on (`usual_now`).
    """
    shown, by_stance, by_form = [], [], []
    for item in checklist.items:
        if setting.stance not in item.stances:
            by_stance.append(item)
        elif _form_fits(checklist, item, setting):
            shown.append(item)
        else:
            by_form.append(item)
    return Applicable(tuple(shown), tuple(by_stance), tuple(by_form))


def _form_fits(checklist: Checklist, item: Item, setting: Setting) -> bool:
    in_full = (
        bool(checklist.interference)
        and setting.interference >= INTERFERENCE_FROM
        and item.section in INTERFERENCE_SECTIONS
    )
    return item.forms is None or in_full or bool(item.forms & setting.forms)


def usual_now(item: Item, stage: str) -> bool:
    """Tell whether `item` is usually worked on at `stage`."""
    return stage in item.stages

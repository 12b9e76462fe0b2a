"""Every change in words, and the way back to a single value."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic.fields import FieldInfo

from planner.errors import UserError
from planner.model.everything import KINDS
from planner.model.kinds import Choice, Kind, Reference
from planner.ops.search import any_title, title_of, words_of
from planner.store import history
from planner.store.history import ANYTHING, Wanted, Written
from planner.store.store import Store
from planner.texts import _, mark

__all__ = ["ANYTHING", "Change", "Wanted", "list_changes", "restore_value", "say", "wanted"]

RECENT = 1000
NOTHING, HIDDEN = mark("nothing"), mark("erased or withheld")
_UID = re.compile(r"[0-9a-f]{32}")
MADE, REMOVED = mark("made"), mark("removed")


class NoValueError(UserError):
    """There is no earlier value to go back to."""

    code = "no_value"

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was restored."),
            _("This change has no earlier value, or the value has been erased or withheld."),
            _("Choose another change."),
        )


@dataclass(frozen=True)
class Change:
    """One change as the History page shows it; `uid` is its number in the file."""

    uid: str
    at_utc: str
    who: str
    step: str
    kind: str
    record: str
    title: str
    field: str
    before: str
    after: str
    can_restore: bool


def list_changes(store: Store, limit: int = RECENT, wanted: Wanted = ANYTHING) -> list[Change]:
    """Return the last changes of those wanted, the newest first."""
    titles: dict[tuple[str, str], str] = {}
    return [_change(store, found, titles) for found in history.newest(store, limit, wanted)]


def count_changes(store: Store, wanted: Wanted = ANYTHING) -> int:
    return history.count(store, wanted)


def wanted(who: str | None, kind: str, first: str, last: str) -> Wanted:
    """Return which changes to look for, by days here; the last one is included."""
    after = (date.fromisoformat(last) + timedelta(days=1)).isoformat() if last else ""
    return Wanted(who, kind, begins_utc(first), begins_utc(after))


def begins_utc(day: str) -> str:
    """Return when a day begins on this computer, as changes are dated; nothing for no day."""
    if not day:
        return ""
    begins = datetime.fromisoformat(day).astimezone()
    return begins.astimezone(UTC).isoformat(timespec="seconds")


def authors(store: Store) -> list[str]:
    """Return the names of all who have changed anything, "" for those who gave none."""
    return history.authors(store)


def kinds(store: Store) -> list[tuple[str, str]]:
    """Return the kinds of record that were ever changed, as (code, words)."""
    found = [(kind, words_of(kind)) for kind in history.kinds(store)]
    return sorted(found, key=lambda pair: pair[1].casefold())


def restore_value(store: Store, number: str) -> None:
    """Write again what a change took the place of. This is a change like any other."""
    found = history.change(store, int(number))
    kind = KINDS[found.kind]
    if found.life:
        _restore_life(store, found)
        return
    if found.before is None:
        raise NoValueError
    with store.edit(_("going back to an earlier value")) as edit:
        edit.change(kind.row, found.row, **found.before)


def _restore_life(store: Store, found: Written) -> None:
    """Bring back what this change removed."""
    if _alive(found.value):
        raise NoValueError
    with store.edit(_("bringing back a removed record")) as edit:
        edit.restore(KINDS[found.kind].row, found.row)


def _alive(value: dict[str, Any] | None) -> bool:
    return value is not None and all(life == 1 for life in value.values())


def _change(store: Store, found: Written, titles: dict[tuple[str, str], str]) -> Change:
    key = (found.kind, found.row)
    if key not in titles:
        titles[key] = title_of(store, *key)
    step = _("taken back: {step}").format(step=found.step) if found.taken_back else found.step
    removed = found.life and not _alive(found.value)
    return Change(
        uid=str(found.n),
        at_utc=found.at_utc,
        who=found.who,
        step=step,
        kind=words_of(found.kind),
        record=found.row,
        title=titles[key],
        field=_("the record") if found.life else field_titles(found.kind, found.cell),
        before=_life(found.before) if found.life else say(store, found.kind, found.before),
        after=_after(store, found),
        can_restore=removed if found.life else found.before is not None,
    )


def _after(store: Store, found: Written) -> str:
    if found.erased:
        return _(HIDDEN)
    return _life(found.value) if found.life else say(store, found.kind, found.value)


def _life(value: dict[str, Any] | None) -> str:
    if value is None:
        return _(NOTHING)
    return _(MADE) if _alive(value) else _(REMOVED)


def field_titles(kind: str, cell: str) -> str:
    """Name the fields of a cell as a form does."""
    fields = KINDS[kind].fields.model_fields
    names = KINDS[kind].cells.get(cell, (cell,))
    return ", ".join(_(fields[name].title or name) for name in names if name in fields)


def say(store: Store, kind: str, values: dict[str, Any] | None) -> str:
    """Write the values of a cell as a person would read them."""
    if values is None:
        return _(NOTHING)
    fields = KINDS[kind].fields.model_fields
    words = [_value(store, fields[name], values[name]) for name in fields if name in values]
    return " · ".join(word for word in words if word) or _(NOTHING)


def say_payload(store: Store, kind: str, cell: str, payload: str) -> str:
    """Write a stored value as a person would read it; one of a newer version as it stands."""
    if kind not in KINDS or cell not in KINDS[kind].cells:
        return payload
    return say(store, kind, fields_of(kind, cell, payload))


def fields_of(kind: str, cell: str, payload: str) -> dict[str, Any]:
    """Return a stored value as a map from field to value."""
    return history.fields(kind, cell, payload) or {}


def _value(store: Store, field: FieldInfo, value: Any) -> str:
    """Write one value as a person would read it."""
    if value in (None, "", [], {}):
        return ""
    kind = next((m for m in field.metadata if isinstance(m, Kind)), None)
    if isinstance(kind, Choice):
        return _(kind.titles.get(value, str(value)))
    if isinstance(kind, Reference):
        return title_of(store, kind.target, value) or _("a record without a name")
    if isinstance(value, str) and _UID.fullmatch(value):
        return any_title(store, value) or value
    return str(value)[:16].replace("T", " ") if kind and kind.name == "moment" else str(value)

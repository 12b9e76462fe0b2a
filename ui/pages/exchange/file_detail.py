"""One file of the register: what was in it and for whom it was."""

from planner.ops import exchange as ops
from planner.texts import _, plural
from ui.pages.parts.lists import Detail
from ui.tables import writers
from ui.theme.widgets import Caption, Card, Section, Words


class FileDetail(Detail):
    """A file that came in or went out."""

    def __init__(self) -> None:
        super().__init__(_("The chosen file"))
        self.title, self.when = Section(wrap=True), Caption(wrap=True)
        self.words = Words()
        card = Card()
        card.body.addWidget(self.words)
        self.column.addWidget(self.title)
        self.column.addWidget(self.when)
        self.column.addWidget(card)
        self.column.addStretch(1)

    def show_file(self, found: ops.Exchange | None) -> None:
        if found is None:
            return
        self.title.setText(str(found.scope.get("file", "")))
        out = found.direction == "out"
        words = _("Sent out on {time}") if out else _("Brought in on {time}")
        self.when.setText(words.format(time=writers.local(found.at_utc)))
        self.words.setText("\n".join(_lines(found)))


def _lines(found: ops.Exchange) -> list[str]:
    lines = [_("For: {party}").format(party=found.party)] if found.party else []
    lines += [f"{n} {what}" for what, n in sorted(found.counts.items()) if n and what != "persons"]
    if found.persons:
        lines.append(plural("{n} person was in it.", "{n} persons were in it.", found.persons))
    if withheld := found.scope.get("withheld"):
        lines.append(_("Withheld: {fields}").format(fields=", ".join(withheld)))
    if found.scope.get("sealed"):
        lines.append(_("It was sealed."))
    lines.append(f"SHA-256 {found.sha256}")
    return lines

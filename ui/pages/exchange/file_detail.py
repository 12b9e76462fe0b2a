"""One file of the register: what was in it and for whom it was."""

from planner.ops import exchange as ops
from planner.ops.leaving import field_words
from planner.ops.search import words_of
from planner.texts import _, mark, plural
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


COUNTED = {
    "records": mark("Records: {n}"),
    "withheld": mark("Values withheld: {n}"),
    "added": mark("Added: {n}"),
    "changed": mark("Changed: {n}"),
    "deleted": mark("Removed: {n}"),
    "revived": mark("Brought back: {n}"),
    "erased": mark("Erased: {n}"),
}


def _field(pair: str) -> str:
    """Write ``person.phone`` as a person would read it."""
    kind, _dot, name = pair.partition(".")
    if name == "*":
        return words_of(kind)
    return f"{words_of(kind)}: {field_words(kind, name)}"


def _lines(found: ops.Exchange) -> list[str]:
    lines = [_("For: {party}").format(party=found.party)] if found.party else []
    told = [(n, _(COUNTED[what])) for what, n in found.counts.items() if n and what in COUNTED]
    lines += [words.format(n=n) for n, words in told]
    if found.persons:
        lines.append(plural("{n} person was in it.", "{n} persons were in it.", found.persons))
    if withheld := found.scope.get("withheld"):
        lines.append(_("Withheld: {fields}").format(fields=", ".join(map(_field, withheld))))
    if found.scope.get("sealed"):
        lines.append(_("It was sealed."))
    if found.scope.get("protected"):
        lines.append(_("It has the passphrase of the project."))
    lines.append(f"SHA-256 {found.sha256}")
    return lines

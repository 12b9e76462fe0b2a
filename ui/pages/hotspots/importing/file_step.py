"""How the file was taken, with its first rows."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout

from planner.ops.imports import ENCODINGS, Suggestion
from planner.texts import _, mark, plural
from ui.pages.hotspots.importing.cells import CellTable
from ui.pages.hotspots.importing.choices import Choose
from ui.pages.hotspots.importing.draft import Draft
from ui.pages.hotspots.importing.frame import Step
from ui.theme.widgets import Caption

LABELS = {
    "encoding": mark("&Encoding"),
    "delimiter": mark("&Delimiter"),
    "decimal": mark("Deci&mal mark"),
    "sheet": mark("&Sheet"),
    "layer": mark("&Layer"),
}
DELIMITERS = {
    ",": mark("comma ,"),
    ";": mark("semicolon ;"),
    "\t": mark("tab"),
    "|": mark("bar |"),
}
DECIMALS = {".": mark("point: 1.5"), ",": mark("comma: 1,5")}


class FileStep(Step):
    """`asked` is sent when the file should be taken in another way."""

    asked = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            _("File"),
            _("These are the first rows of {name} as they were understood.").format(
                name=draft.path.name
            ),
        )
        self.draft = draft
        form = QFormLayout()
        self.chosen = {name: Choose(form, name, _(label)) for name, label in LABELS.items()}
        for name, choose in self.chosen.items():
            choose.box.activated.connect(lambda _at, n=name: self._take(n))
        self.notes = Caption(wrap=True)
        self.count = Caption()
        self.table = CellTable(_("First rows of the file"))
        self.body.addLayout(form)
        self.body.addWidget(self.notes)
        self.body.addWidget(self.count)
        self.body.addWidget(self.table, 1)
        self.show_looked()

    def ready(self) -> bool:
        return self.draft.looked is not None

    def show_looked(self) -> None:
        """Show the file as it is taken now."""
        looked = self.draft.looked
        taken = looked.table.taken if looked else {}
        for name, choose in self.chosen.items():
            choose.show(name in taken)
            if name in taken:
                choose.offer(_titles(name, taken[name]), taken[name])
        if looked is None:
            return
        table = looked.table
        self.notes.setText("\n".join(table.notes))
        self.notes.setVisible(bool(table.notes))
        columns = plural("{n} column", "{n} columns", len(table.columns))
        self.count.setText(columns)
        self.table.show_rows(table.columns, table.preview)

    def _take(self, name: str) -> None:
        chosen: dict[str, Any] = {name: self.chosen[name].value}
        self.draft.writing = replace(self.draft.writing, **chosen)
        self.draft.fixed.clear()
        self.asked.emit()


def _titles(name: str, found: Suggestion) -> list[tuple[str, str]]:
    """Return what may be chosen, with words for what is hard to read as a sign."""
    if name == "delimiter":
        return [(value, _(title)) for value, title in DELIMITERS.items()]
    if name == "decimal":
        return [(value, _(title)) for value, title in DECIMALS.items()]
    known = (*found.candidates, *ENCODINGS) if name == "encoding" else found.candidates
    return [(value, value) for value in dict.fromkeys(known)]

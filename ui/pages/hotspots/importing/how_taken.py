"""How a file is taken: its layer or sheet, and how its text is written."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from planner.ops.imports import AS_FOUND, ENCODINGS, Suggestion
from planner.texts import _, mark
from ui.pages.hotspots.importing.choices import Choose

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
SEVERAL = ("sheet", "layer")  # asked about only where a file has more than one


class HowTaken(QWidget):
    """A box for each thing that may be taken otherwise; `changed` is sent after a choice.

    A `wide` one tells why something is taken so in the tip of its box only.
    """

    changed = Signal()

    def __init__(self, *, wide: bool = False) -> None:
        super().__init__()
        self.writing = AS_FOUND
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        self.chosen = {
            name: Choose(form, name, _(label), wide=wide) for name, label in LABELS.items()
        }
        for name, choose in self.chosen.items():
            choose.box.activated.connect(lambda _at, n=name: self._take(n))
        self.show_taken({})

    def show_taken(self, taken: Mapping[str, Suggestion]) -> None:
        """Show how the file is taken now; what leaves no choice is not asked about."""
        asked = {
            name: found
            for name, found in taken.items()
            if name not in SEVERAL or len(found.candidates) > 1
        }
        for name, choose in self.chosen.items():
            choose.show(name in asked)
            if name in asked:
                choose.offer(_titles(name, asked[name]), asked[name])
        self._asked = tuple(asked)
        self.setVisible(bool(asked))

    def left_open(self) -> str:
        """Return the name of what a person has to choose and has not; empty if nothing is left."""
        left = (name for name in self._asked if not self.chosen[name].value)
        return next((self.chosen[name].box.accessibleName() for name in left), "")

    def _take(self, name: str) -> None:
        chosen: dict[str, Any] = {name: self.chosen[name].value}
        self.writing = replace(self.writing, **chosen)
        self.changed.emit()


def _titles(name: str, found: Suggestion) -> list[tuple[str, str]]:
    """Return what may be chosen, with words for what is hard to read as a sign."""
    if name == "delimiter":
        return [(value, _(title)) for value, title in DELIMITERS.items()]
    if name == "decimal":
        return [(value, _(title)) for value, title in DECIMALS.items()]
    known = (*found.candidates, *ENCODINGS) if name == "encoding" else found.candidates
    return [(value, value) for value in dict.fromkeys(known)]

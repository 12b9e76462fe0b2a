"""What is drawn, said: the legend over the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from planner.texts import _
from ui.map.cells import CLASSES
from ui.map.colours import map_colours
from ui.theme.palette import tokens
from ui.theme.widgets import Caption, CardTitle, clear

SWATCH = QSize(16, 16)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `look` is ``class 1`` to ``class 5``, ``flag``, ``outline`` or ``point``."""

    look: str
    text: str


def class_entries() -> list[Entry]:
    """Return a line for each class of a surface, low to high."""
    limits = [*(round(100 * share) for share in CLASSES), 100]
    entries = [
        Entry(f"class {number}", _("{low}–{high} %").format(low=low, high=high))
        for number, (low, high) in enumerate(pairwise(limits), start=1)
    ]
    entries[-1] = Entry(entries[-1].look, _("top {n} %").format(n=limits[-1] - limits[-2]))
    return entries


class Swatch(QWidget):
    """A small piece of the map, as a sample."""

    def __init__(self, look: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedSize(SWATCH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = map_colours(tokens())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        if self._look.startswith("class "):
            painter.fillRect(box, QColor(colours.ramp[int(self._look[6:]) - 1]))
        elif self._look == "flag":
            painter.setPen(QPen(QColor(colours.flag), 1.5))
            painter.drawRect(box)
        elif self._look == "outline":
            painter.setPen(QPen(QColor(colours.outline), 1.5))
            painter.drawLine(box.bottomLeft(), box.topRight())
        else:
            pen = QPen(QColor(colours.point), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoint(box.center())


class Overlay(QFrame):
    """A small panel over the map, in the colours in force, as large as what it holds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paint()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.adjustSize()
        elif event.type() == QEvent.Type.PaletteChange:
            self._paint()
        return done

    def _paint(self) -> None:
        of = tokens()
        rules = f"Overlay {{ background: {of.panel}; border: 1px solid {of.line}; }}"
        if rules != self.styleSheet():
            self.setStyleSheet(rules)


class Legend(Overlay):
    """A title, what it measures, and one line for each look."""

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 8, 12, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self.setAccessibleName(_("Legend"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def show_entries(self, title: str, measure: str, entries: Sequence[Entry]) -> None:
        """Say what is drawn; without entries the legend hides."""
        clear(self._grid)
        heads = [CardTitle(title)] * bool(title) + [Caption(measure)] * bool(measure)
        for line, head in enumerate(heads):
            self._grid.addWidget(head, line, 0, 1, 2)
        for line, entry in enumerate(entries, start=len(heads)):
            self._grid.addWidget(Swatch(entry.look), line, 0)
            self._grid.addWidget(Caption(entry.text), line, 1)
        said = ", ".join(entry.text for entry in entries)
        self.setAccessibleDescription(f"{title}, {measure}: {said}")
        self.setVisible(bool(entries))
        self.resized.emit()

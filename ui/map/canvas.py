"""The map under a person's hands: drag, wheel, keys and clicks."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from planner.model.cells import Cells
from planner.texts import _
from ui.map.cells import beside, box_of, cell_at
from ui.map.ground import Ground

STEP = 0.15  # of the view, for one press of an arrow key
ZOOM = 1.25  # for one notch of the wheel or one press of plus
NOTCH = 120  # Qt's eighths of a degree in one notch

Keys = Qt.Key
ARROWS = {
    Keys.Key_Left: (-1, 0),
    Keys.Key_Right: (1, 0),
    Keys.Key_Up: (0, 1),
    Keys.Key_Down: (0, -1),
}
RANKS = {Keys.Key_PageUp: -1, Keys.Key_PageDown: 1}


class MapCanvas(Ground):
    """Tells what was pointed at and what was chosen: the index of a cell, or None."""

    pointed = Signal(object)
    cell_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._order: Sequence[int] = ()
        self._say: Callable[[int], str] = str
        self._grip: QPointF | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(240, 180)
        self.setAccessibleName(_("Map"))
        self._describe()

    def show_cells(
        self, cells: Cells | None, order: Sequence[int], say: Callable[[int], str]
    ) -> None:
        """Let people choose among `cells`; Page Down walks through `order`."""
        self.cells, self._order, self._say = cells, order, say
        self.choose(None)

    def choose(self, index: int | None, *, into_view: bool = False) -> None:
        """Mark a cell and tell about it."""
        self.chosen = index
        if index is not None and into_view:
            self._bring_into_view(index)
        self._describe()
        self.update()
        self.cell_chosen.emit(index)

    def zoom(self, factor: float) -> None:
        """Magnify round the middle of the map."""
        self.look(self.view.zoomed(factor, self._middle()))

    def say(self, index: int) -> str:
        return self._say(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip, self._dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._grip is None:
            self.pointed.emit(self._cell_at(at))
            return
        way = at - self._grip
        if not self._dragging and way.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragging = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._grip = at
        self.look(self.view.moved(way.x(), way.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._grip is None:
            return
        if not self._dragging:
            self.choose(self._cell_at(event.position()))
        self._grip, self._dragging = None, False
        self.setCursor(Qt.CursorShape.CrossCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.look(self.view.zoomed(2.0, event.position()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / NOTCH
        self.look(self.view.zoomed(ZOOM**notches, event.position()))
        event.accept()

    def leaveEvent(self, _event: object) -> None:
        self.pointed.emit(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Keys(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in ARROWS:
            self._step_cell(*ARROWS[key]) if shift else self._pan(*ARROWS[key])
        elif key in RANKS:
            self._step_rank(RANKS[key])
        elif key in (Keys.Key_Plus, Keys.Key_Equal, Keys.Key_Minus):
            self.zoom(1 / ZOOM if key == Keys.Key_Minus else ZOOM)
        elif key == Keys.Key_Home:
            self.fit()
        elif key in (Keys.Key_Return, Keys.Key_Enter, Keys.Key_Space):
            self.choose(self._cell_at(self._middle()))
        elif key == Keys.Key_Escape and self.chosen is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self) as painter:
                painter.setPen(QPen(QColor(self.colours.choice), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _middle(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    def _cell_at(self, at: QPointF) -> int | None:
        return cell_at(self.cells, *self.view.to_world(at)) if self.cells else None

    def _pan(self, right: int, up: int) -> None:
        self.look(self.view.moved(-right * STEP * self.width(), up * STEP * self.height()))

    def _step_cell(self, right: int, up: int) -> None:
        """Choose the cell beside the chosen one; without one, the cell in the middle."""
        if self.cells is None:
            return
        if self.chosen is None:
            self.choose(self._cell_at(self._middle()))
            return
        found = beside(self.cells, self.chosen, right, up)
        if found is not None:
            self.choose(found, into_view=True)

    def _step_rank(self, by: int) -> None:
        """Choose the cell one place further down or up in the order of risk."""
        if not len(self._order):
            return
        place = -1 if self.chosen is None else list(self._order).index(self.chosen)
        place = min(max(place + by, 0), len(self._order) - 1)
        self.choose(int(self._order[place]), into_view=True)

    def _bring_into_view(self, index: int) -> None:
        if self.cells is None:
            return
        box = box_of(self.cells, index)
        if not self.view.extent.holds(box):
            middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
            self.look(self.view.centred(*middle))

    def _describe(self) -> None:
        """Tell a screen reader which cell is chosen, or how to choose one."""
        self.setAccessibleDescription(
            self._say(self.chosen)
            if self.chosen is not None
            else _(
                "Arrows move, plus and minus zoom, Home shows everything. "
                "Page Down goes to the next cell in the order of risk, "
                "Shift with an arrow to the cell beside."
            )
        )
        change = QAccessible.Event.DescriptionChanged
        QAccessible.updateAccessibility(QAccessibleEvent(self, change))

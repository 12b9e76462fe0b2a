"""Which layers the map shows, and in which order."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from planner.texts import _
from ui.theme.widgets import Caption, Card

NAME = Qt.ItemDataRole.UserRole
Checked = Qt.CheckState.Checked


class LayerList(QListWidget):
    """Names to tick and to drag. Space ticks, Alt with Up or Down moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Layers"))
        self.setAccessibleDescription(_("Space shows or hides, Alt with Up or Down moves."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            row = self.currentRow()
            if 0 <= row + step < self.count():
                self.model().moveRow(
                    self.rootIndex(), row, self.rootIndex(), row + step + (step > 0)
                )
            return
        super().keyPressEvent(event)


class LayersCard(Card):
    """`changed` is sent when a layer is shown, hidden or moved."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Layers"), parent)
        self.list = LayerList()
        self.body.addWidget(self.list)
        self.body.addWidget(Caption(_("Drag to reorder. The upper covers the lower."), wrap=True))
        self.list.itemChanged.connect(lambda _item: self.changed.emit())
        self.list.model().rowsMoved.connect(lambda *_where: self.changed.emit())

    def offer(self, layers: Sequence[tuple[str, str, bool]]) -> None:
        """List (name, title, shown) from top to bottom.

        If the same names were listed before, they keep their ticks and places.
        """
        names = self._names()
        same = set(names) == {name for name, _title, _shown in layers}
        order = {name: row for row, name in enumerate(names)} if same else {}
        ticked = set(self.shown()) if same else {name for name, _title, shown in layers if shown}
        self.list.blockSignals(True)
        self.list.clear()
        for name, title, _shown in sorted(layers, key=lambda layer: order.get(layer[0], 0)):
            item = QListWidgetItem(title)
            item.setData(NAME, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setCheckState(Checked if name in ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        rows = self.list.count()
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 1) + 8 if rows else 0)

    def shown(self) -> list[str]:
        """Return the names of the layers to show, from top to bottom."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(NAME) for item in items if item.checkState() == Checked]

    def _names(self) -> list[str]:
        return [self.list.item(row).data(NAME) for row in range(self.list.count())]

"""The palette: type a few letters, find any record and any command."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from planner.texts import _
from ui.shell.fuzzy import score
from ui.theme.icons import icon
from ui.theme.palette import tokens
from ui.theme.widgets import Caption, SearchBox

SHOWN = 60
WIDTH, HEIGHT, EDGE = 620, 440, 12
MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


@dataclass(frozen=True)
class Entry:
    """Something that can be found; `do` is called when it is chosen."""

    title: str
    detail: str
    icon: str
    do: Callable[[], object]


class Finder(QDialog):
    """A box and a list below it. Up and Down move, Enter chooses, Esc closes."""

    def __init__(self, entries: Iterable[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(_("Find a record or a command"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(WIDTH, HEIGHT)
        self._entries = list(entries)
        self.box = SearchBox(_("Find a record or a command"))
        self.box.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("What was found"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Lines(self.list))
        self.nothing = Caption(_("Nothing has this in its name."))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.box)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing)
        self.box.textChanged.connect(self._search)
        self.box.returnPressed.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self._search("")

    def titles(self) -> list[str]:
        """Return what is listed, best first."""
        return [self._at(row).title for row in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys move in the list while the box has the focus."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() in MOVES:  # type: ignore[attr-defined]
            self.list.event(event)
            return True
        return super().eventFilter(watched, event)

    def _search(self, typed: str) -> None:
        found = [(score(typed, f"{e.title} {e.detail}"), e) for e in self._entries]
        fitting = [(s, e) for s, e in found if s is not None]
        if typed.strip():
            fitting.sort(key=lambda pair: -pair[0])
        self.list.clear()
        for _score, entry in fitting[:SHOWN]:
            item = QListWidgetItem(icon(entry.icon), entry.title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            spoken = f"{entry.title}, {entry.detail}" if entry.detail else entry.title
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.list.setCurrentRow(0)
        self.nothing.setVisible(not fitting)

    def _at(self, row: int) -> Entry:
        entry: Entry = self.list.item(row).data(Qt.ItemDataRole.UserRole)
        return entry

    def _choose(self) -> None:
        if (row := self.list.currentRow()) >= 0:
            entry = self._at(row)
            self.close()
            entry.do()


class _Lines(QStyledItemDelegate):
    """Paints the title at the left, cut if it must be, and the detail at the right."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        room = option.fontMetrics.horizontalAdvance(entry.detail) + 2 * EDGE
        self.initStyleOption(option, index)
        whole = QRect(option.rect)
        style = option.widget.style()
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )
        option.rect = whole.adjusted(0, 0, -room, 0)
        option.state &= ~QStyle.StateFlag.State_Selected
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        painter.setPen(QColor(tokens().secondary))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(whole.adjusted(0, 0, -EDGE, 0), right, entry.detail)
        painter.restore()

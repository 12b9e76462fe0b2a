"""The list on the left: where one is, where one can go, and how much is there."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from planner.texts import _
from ui.shell.places import PLACES, Place
from ui.theme.icons import pixmap
from ui.theme.palette import tokens

WIDTH = 200
ICON = 20
GAP = 16
NAME_ROLE = Qt.ItemDataRole.UserRole
COUNT_ROLE = NAME_ROLE + 1
GAP_ROLE = NAME_ROLE + 2
ICON_ROLE = NAME_ROLE + 3


class Navigation(QListWidget):
    """Sends `chosen` with the name of the page a person goes to."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Navigation"))
        self.setFixedWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Lines(self))
        self._items = {place.name: self._add(place) for place in PLACES}
        self.currentItemChanged.connect(self._tell)

    def show_place(self, name: str) -> None:
        """Mark where the window is."""
        self.setCurrentItem(self._items[name])

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Write how many records wait at each place; places not named show nothing."""
        for name, item in self._items.items():
            count = counts.get(name)
            item.setData(COUNT_ROLE, count)
            title = item.text()
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, title if count is None else f"{title}, {count}"
            )

    def _add(self, place: Place) -> QListWidgetItem:
        item = QListWidgetItem(_(place.title), self)
        item.setData(NAME_ROLE, place.name)
        item.setData(ICON_ROLE, place.icon)
        item.setData(GAP_ROLE, place.gap_before)
        return item

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(NAME_ROLE))


class _Lines(QStyledItemDelegate):
    """Paints a line: icon, title, and the count at the right edge."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        gap = GAP if index.data(GAP_ROLE) else 0
        return QSize(WIDTH - 24, option.fontMetrics.height() + 20 + gap)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        colours = tokens()
        rect = QRect(option.rect.adjusted(0, GAP if index.data(GAP_ROLE) else 0, 0, -2))
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if here and enabled:
            painter.setBrush(QColor(colours.accent_tint))
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QColor(colours.accent if focused else colours.accent_tint))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        colour = colours.accent if here else colours.secondary
        if not enabled:
            colour = colours.faint
        icon = pixmap(index.data(ICON_ROLE), colour, ICON)
        painter.drawPixmap(rect.left() + 10, rect.center().y() - ICON // 2 + 1, icon)
        painter.setPen(QColor(colour))
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if here else QFont.Weight.Normal)
        painter.setFont(font)
        words = rect.adjusted(10 + ICON + 10, 0, -12, 0)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, left, index.data())
        if (count := index.data(COUNT_ROLE)) is not None:
            painter.setFont(option.font)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, right, str(count))
        painter.restore()

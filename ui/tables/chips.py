"""Draws a cell of a list as a chip: a word in the tint of its state."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.tables.row_table import Index, RowTable
from ui.theme.palette import edge, on_tint, tokens

SIDE, TALL, LEFT = 8, 22, 8


class ChipDelegate(QStyledItemDelegate):
    """For columns with a `tone`; an empty text draws no chip."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        words = index.data(Qt.ItemDataRole.DisplayRole) or ""
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(
            QStyle.ControlElement.CE_ItemViewItem,
            option,
            painter,
            option.widget,
        )
        if words:
            self._draw(painter, option, words, index.data(RowTable.TONE_ROLE) or "neutral")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return size + QSize(2 * SIDE, 0)

    def _draw(self, painter: QPainter, option: QStyleOptionViewItem, words: str, tone: str) -> None:
        of = tokens()
        text, ground = on_tint(of, tone)
        room = option.rect.adjusted(LEFT, 0, -LEFT, 0)
        metrics = painter.fontMetrics()
        width = min(metrics.horizontalAdvance(words) + 2 * SIDE, room.width())
        tall = max(TALL, metrics.height() + 4)
        shape = QRectF(room.x(), room.center().y() - tall / 2 + 1, width, tall)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(edge(of, tone)), 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(shape, SIDE, SIDE)
        painter.setPen(QColor(text))
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(width) - SIDE)
        painter.drawText(shape, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()

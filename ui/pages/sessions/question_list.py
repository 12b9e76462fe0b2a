"""Questions in their order: edited where they stand, moved by hand or by key."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDropEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from planner.model.sessions import QuestionRow
from planner.ops.marks import NO_MARKS, Marks
from planner.texts import _, or_withheld
from ui.theme.icons import icon

UID = Qt.ItemDataRole.UserRole
PADDING = 20
Index = QModelIndex | QPersistentModelIndex


class QuestionList(QListWidget):
    """Sends what a person did; the page does it and shows the outcome."""

    moved = Signal(str, int)
    edited = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Questions"))
        self.setToolTip(_("F2 edits, Alt+Up and Alt+Down move, Del removes. Or drag."))
        self.setWordWrap(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Numbered(self))
        self.itemChanged.connect(self._tell_edit)

    def show_questions(self, rows: Sequence[QuestionRow], marks: Mapping[str, Marks]) -> None:
        """Show `rows`; the chosen question stays chosen where it still exists.

        One with something to be said about it has a sign and says it on hover.
        """
        said = {row.uid: marks.get(row.uid, NO_MARKS).words.get("text", "") for row in rows}
        if [(row.uid, or_withheld(row.text), said[row.uid]) for row in rows] == self._shown():
            return
        chosen = self.uid()
        self.blockSignals(True)
        self.clear()
        for row in rows:
            item = QListWidgetItem(or_withheld(row.text), self)
            item.setData(UID, row.uid)
            if row.text is not None:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            if words := said[row.uid]:
                if row.text is not None:
                    item.setIcon(icon("warning"))
                item.setToolTip(words)
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, words)
        self.blockSignals(False)
        self.setVisible(bool(rows))
        self.choose(chosen)
        self._fit()

    def uid(self) -> str:
        item = self.currentItem()
        return item.data(UID) if item else ""

    def choose(self, uid: str) -> None:
        for place in range(self.count()):
            if self.item(place).data(UID) == uid:
                self.setCurrentRow(place)

    def move(self, step: int) -> None:  # type: ignore[override]
        """Move the chosen question up (-1) or down (1)."""
        place = self.currentRow() + step
        if self.uid() and 0 <= place < self.count():
            self.moved.emit(self.uid(), place)

    def edit_chosen(self) -> None:
        if self.currentItem():
            self.editItem(self.currentItem())

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the move; the list itself changes when the project has."""
        uid, place = self.uid(), self._place_at(event.position().toPoint())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if uid and place != self.currentRow():
            QTimer.singleShot(0, self, lambda: self.moved.emit(uid, place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _place_at(self, point: QPoint) -> int:
        """Return the place the chosen question gets when it is dropped at `point`."""
        middles = [
            self.visualItemRect(self.item(place)).center().y() for place in range(self.count())
        ]
        above = sum(middle < point.y() for middle in middles)
        return above - (self.currentRow() < above)

    def _shown(self) -> list[tuple[str, str, str]]:
        items = [self.item(place) for place in range(self.count())]
        return [(item.data(UID), item.text(), item.toolTip()) for item in items]

    def _tell_edit(self, item: QListWidgetItem) -> None:
        self.edited.emit(item.data(UID), item.text().strip())

    def _fit(self) -> None:
        """Be as tall as the questions are; the page scrolls, not the list."""
        self.doItemsLayout()
        total = sum(self.sizeHintForRow(place) for place in range(self.count()))
        self.setFixedHeight(total + 2 * self.frameWidth() + 4)


class _Numbered(QStyledItemDelegate):
    """Writes the number of a question before it, on as many lines as it needs."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        super().initStyleOption(option, index)
        option.text = f"{index.row() + 1}.  {option.text}"

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() - PADDING if isinstance(view, QListWidget) else 400
        metrics = QFontMetrics(option.font)
        flags = Qt.TextFlag.TextWordWrap
        text = f"{index.row() + 1}.  {index.data()}"
        words = metrics.boundingRect(0, 0, max(width, 80), 10_000, flags, text)
        return QSize(80, words.height() + 14)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(_("Question {n}").format(n=index.row() + 1))
        return editor

"""The list widget of every page: a ``RowTable``, sortable, with uids for a selection."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from ui.tables.row_table import Column, Index, RowTable

Select = QItemSelectionModel.SelectionFlag
ROW_HEIGHT = 36


class Sieve(QSortFilterProxyModel):
    """Orders rows, and lets through those that hold every word looked for."""

    def __init__(self, table: RowTable) -> None:
        super().__init__(table)
        self._words: list[str] = []
        self.setSortRole(RowTable.SORT_ROLE)
        self.setSourceModel(table)

    def look_for(self, text: str) -> None:
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        table = self.sourceModel()
        cells = (table.index(row, c, parent).data() for c in range(table.columnCount()))
        text = " ".join(cell or "" for cell in cells).casefold()
        return all(word in text for word in self._words)

    def lessThan(self, one: Index, other: Index) -> bool:
        """Compare values; what is not known comes last, whatever its type."""
        a, b = one.data(RowTable.SORT_ROLE), other.data(RowTable.SORT_ROLE)
        if a in (None, "") or b in (None, ""):
            known_first = self.sortOrder() == Qt.SortOrder.AscendingOrder
            return (a not in (None, "")) == known_first and a != b
        return bool(a < b)


class RowView(QTableView):
    """Rows to choose from. `chosen` is sent when the choice changes."""

    chosen = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        load: Callable[[], Sequence[Any]],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._table = RowTable(columns, load, self)
        self._sieve = Sieve(self._table)
        self.setModel(self._sieve)
        dress(self)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())

    def refresh(self) -> None:
        """Load again and keep the choice where its records still exist."""
        before = self.uids()
        self._table.refresh()
        if self.uids() != before:
            self.choose(*before)
            if not self.uids():
                self.chosen.emit()

    def look_for(self, text: str) -> None:
        """Show only rows that hold every word of `text`."""
        self._sieve.look_for(text)

    def fit(self, *widths: int) -> None:
        """Set the widths of the first columns, in pixels at 100 %; the last takes the rest."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the whole text of a cell under the mouse that has no room for it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self.indexAt(event.pos())
            cut = self.sizeHintForIndex(cell).width() > self.visualRect(cell).width()
            QToolTip.showText(event.globalPos(), str(cell.data() or "") if cut else "", self)
            return True
        return super().viewportEvent(event)

    def count(self) -> int:
        """Return how many rows are shown."""
        return self._sieve.rowCount()

    def uids(self) -> list[str]:
        return [i.data(RowTable.UID_ROLE) for i in self.selectionModel().selectedRows()]

    def row(self) -> Any | None:
        """Return the chosen row if there is exactly one."""
        uids = self.uids()
        return self._table.row(uids[0]) if len(uids) == 1 else None

    def choose(self, *uids: str | None) -> None:
        """Choose these records, as far as they are shown, and no others."""
        wanted = QItemSelection()
        for row in self._rows_of(uids):
            wanted.select(self._sieve.index(row, 0), self._sieve.index(row, 0))
        self.selectionModel().select(wanted, Select.ClearAndSelect | Select.Rows)
        if wanted:
            first = wanted.indexes()[0]
            self.selectionModel().setCurrentIndex(first, Select.NoUpdate)
            self.scrollTo(first)

    def choose_first(self) -> None:
        """Choose the first row shown, if nothing is chosen yet."""
        if not self.uids() and self.count():
            self.choose(self._sieve.index(0, 0).data(RowTable.UID_ROLE))

    def _rows_of(self, uids: Iterable[str | None]) -> list[int]:
        wanted = {uid for uid in uids if uid}
        return [
            row
            for row in range(self._sieve.rowCount())
            if wanted and self._sieve.index(row, 0).data(RowTable.UID_ROLE) in wanted
        ]


def dress(view: QTableView) -> None:
    """Make a table look and behave as all tables do."""
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.setWordWrap(False)
    rows, header = view.verticalHeader(), view.horizontalHeader()
    rows.hide()
    rows.setDefaultSectionSize(max(ROW_HEIGHT, view.fontMetrics().height() + 16))
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    header.setStretchLastSection(True)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

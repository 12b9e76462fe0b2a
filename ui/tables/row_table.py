"""A Qt table over the rows of one query. Every list in the app is one of these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from planner.texts import _
from ui.theme.palette import on_tint, tokens

Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """One column: where its value comes from and how it is written.

    `name` is an attribute of the row, or `value` works it out. `sort` orders
    by something else than the value, for example a rank. `tone` names the tint
    of the text (see `palette.on_tint`), never the only sign of a state.
    """

    name: str
    title: str
    write: Callable[[Any], str] = str
    value: Callable[[Any], Any] | None = None
    sort: Callable[[Any], Any] | None = None
    tone: Callable[[Any], str] | None = None
    right: bool = False
    strong: bool = False

    def of(self, row: Any) -> Any:
        return self.value(row) if self.value else getattr(row, self.name)


class RowTable(QAbstractTableModel):
    """Show what `load` returns; `refresh` asks again.

    Rows are frozen and carry a ``uid``. Views keep uids, never rows: after a
    refresh a uid still means the same record and a row may be out of date.
    """

    SORT_ROLE = Role.UserRole
    UID_ROLE = Role.UserRole + 1
    TONE_ROLE = Role.UserRole + 2

    def __init__(
        self,
        columns: Sequence[Column],
        load: Callable[[], Sequence[Any]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self._load = load
        self._rows: Sequence[Any] = load()

    def refresh(self) -> None:
        """Load again; selection and scroll stay when the same uids come back."""
        rows = self._load()
        if [row.uid for row in rows] == [row.uid for row in self._rows]:
            self._rows = rows
            if rows:
                last = self.index(len(rows) - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, uid: str) -> Any | None:
        return next((row for row in self._rows if row.uid == uid), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        show = SHOW.get(role)
        return show(row, column) if show else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if role == Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _(self.columns[section].title)
        return None


def _words(row: Any, column: Column) -> str:
    return column.write(column.of(row))


def _order(row: Any, column: Column) -> Any:
    value = (column.sort or column.of)(row)
    return value.casefold() if isinstance(value, str) else value


def _colour(row: Any, column: Column) -> QBrush | None:
    if column.tone is None:
        return None
    return QBrush(QColor(on_tint(tokens(), column.tone(row))[0]))


def _font(_row: Any, column: Column) -> QFont | None:
    if not column.strong:
        return None
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _align(_row: Any, column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _tone(row: Any, column: Column) -> str | None:
    return column.tone(row) if column.tone else None


def _uid(row: Any, _column: Column) -> Any:
    return row.uid


SHOW: dict[int, Callable[[Any, Column], Any]] = {
    Role.DisplayRole: _words,
    Role.ToolTipRole: _words,
    Role.ForegroundRole: _colour,
    Role.FontRole: _font,
    Role.TextAlignmentRole: _align,
    RowTable.SORT_ROLE: _order,
    RowTable.UID_ROLE: _uid,
    RowTable.TONE_ROLE: _tone,
}

"""All that would leave, value by value, with whoever is named in it marked."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from planner.ops.leaving import Leaving, Span
from planner.ops.search import words_of
from planner.texts import _, mark, plural
from ui.forms.choices import ChoiceBox
from ui.pages.exchange.field_tree import EVERYTHING
from ui.tables import writers
from ui.tables.row_table import Column, Index, RowTable
from ui.tables.row_view import dress
from ui.theme.palette import on_tint, tokens
from ui.theme.widgets import Caption, SearchBox, row

ALL, FREE, NAMING = "all", "free", "naming"
WIDTHS = (110, 170, 150)
EXCERPT, BEFORE = 400, 40
ENDLESS, INSET = 1e6, 8
PASSAGE_LINES = 5
TYPING_MS = 200


class LeavingView(QWidget):
    """Filters, a table of values, and the chosen value in full."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[Leaving] = ()
        self._shown: list[Leaving] = []
        self._at = EVERYTHING
        self.count = Caption(wrap=True)
        self.search, self.choice = SearchBox(_("Find in what leaves")), ChoiceBox()
        self.choice.setAccessibleName(_("Which values to show"))
        self._table = RowTable(_columns(), lambda: self._shown)
        self.list = QTableView()
        self.list.setModel(self._table)
        self.list.setAccessibleName(_("What leaves"))
        dress(self.list)
        for column, width in enumerate(WIDTHS):
            self.list.setColumnWidth(column, width)
        self.list.setItemDelegateForColumn(
            len(WIDTHS), _Marking(self.list, lambda at: self._shown[at])
        )
        self.passage = Passage(_("The chosen value in full"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 0, 0, 0)
        whole.addWidget(self.count)
        whole.addLayout(row(self.search, self.choice))
        whole.addWidget(self.list, 1)
        whole.addWidget(self.passage)
        self._soon = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._soon.timeout.connect(self._sift)
        self.search.textChanged.connect(self._soon.start)
        self.choice.activated.connect(self._sift)
        self.list.selectionModel().selectionChanged.connect(self._show_passage)

    def show_values(self, found: Sequence[Leaving]) -> None:
        self._found = found
        naming, free = sum(bool(one.named) for one in found), sum(one.free for one in found)
        self.choice.offer(
            [
                (ALL, _("All values ({n})").format(n=writers.number(len(found)))),
                (FREE, _("Free text ({n})").format(n=writers.number(free))),
                (NAMING, _("Text that names somebody ({n})").format(n=writers.number(naming))),
            ]
        )
        if self.choice.currentData() is None:
            self.choice.show_value(ALL)
        self.count.setText(f"{_values(len(found))} {_naming(naming)}" if found else _values(0))
        self._sift()

    def look_at(self, kind: str, cell: str) -> None:
        """Show only the values of a kind, or of one of its fields."""
        self._at = (kind, cell)
        self._sift()

    def values(self) -> list[Leaving]:
        """Return the values that are shown."""
        return self._shown

    def _sift(self) -> None:
        view, words = self.choice.currentData(), self.search.text().casefold().split()
        self._shown = [
            one
            for one in self._found
            if self._at in (EVERYTHING, (one.kind, ""), (one.kind, one.cell))
            and (view == ALL or (one.free if view == FREE else one.named))
            and all(word in f"{one.record} {one.field} {one.text}".casefold() for word in words)
        ]
        self._table.refresh()
        if self._shown and not self.list.selectionModel().hasSelection():
            self.list.selectRow(0)
        self._show_passage()

    def _show_passage(self, *_selection: object) -> None:
        rows = self.list.selectionModel().selectedRows()
        one = self._shown[rows[0].row()] if rows and rows[0].row() < len(self._shown) else None
        self.passage.show_text(one.text if one else "", one.named if one else ())


class Passage(QTextEdit):
    """A text to read with whoever is named in it underlined and in strong type."""

    def __init__(self, name: str) -> None:
        super().__init__(readOnly=True, tabChangesFocus=True)
        self.setAccessibleName(name)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * PASSAGE_LINES + 16)

    def show_text(self, text: str, named: Sequence[Span]) -> None:
        self.setPlainText(text)
        self._named = list(_in_qt(text, named))
        self._mark()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_named"):
            self._mark()

    def _mark(self) -> None:
        cursor = QTextCursor(self.document())
        for start, end in self._named:
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(_look())


class _Marking(QStyledItemDelegate):
    """Paints the beginning of a text, or the first place where it names somebody."""

    def __init__(self, view: QTableView, value: Callable[[int], Leaving]) -> None:
        super().__init__(view)
        self._view, self._value = view, value

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        draw = QStyle.ControlElement.CE_ItemViewItem
        self._view.style().drawControl(draw, option, painter, self._view)
        value = self._value(index.row())
        text, named = _excerpt(value.text, value.named)
        room = option.rect.width() - 2 * INSET
        text, named = _cut(text, named, option.fontMetrics, room)
        layout = QTextLayout(text, option.font)
        layout.setFormats([_range(start, end) for start, end in _in_qt(text, named)])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(ENDLESS)
        layout.endLayout()
        painter.save()
        painter.setClipRect(option.rect)
        painter.setPen(QColor(tokens().text))
        above = (option.rect.height() - line.height()) / 2
        layout.draw(painter, QPointF(option.rect.left() + INSET, option.rect.top() + above))
        painter.restore()


def _cut(
    text: str, named: Sequence[Span], metrics: QFontMetrics, room: int
) -> tuple[str, list[Span]]:
    """Return what there is room for, with dots in place of the rest, and what it still names."""
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    kept = len(text) if shown == text else len(shown) - 1
    return shown, [(start, min(end, kept)) for start, end in named if start < kept]


def _values(n: int) -> str:
    return plural("{n} value leaves.", "{n} values leave.", n)


def _naming(n: int) -> str:
    if not n:
        return _("No free text in it names a person known here, an address or a number.")
    return plural(
        "{n} free text names somebody: names, addresses and numbers are underlined.",
        "{n} free texts name somebody: names, addresses and numbers are underlined.",
        n,
    )


def _columns() -> list[Column]:
    return [
        Column("kind", mark("Kind"), lambda kind: words_of(kind) if kind else ""),
        Column("record", mark("Record"), strong=True),
        Column("field", mark("Field")),
        Column("text", mark("What leaves"), lambda text: _excerpt(text, ())[0]),
    ]


def _excerpt(text: str, named: Sequence[Span]) -> tuple[str, list[Span]]:
    """Return a piece on one line, from shortly before the first name on."""
    first = max(0, named[0][0] - BEFORE) if named and named[0][0] > 2 * BEFORE else 0
    piece = text[first : first + EXCERPT].replace("\n", " ").replace("\u2029", " ")
    lead = "… " if first else ""
    moved = len(lead) - first
    ends = [(start + moved, end + moved) for start, end in named if end <= first + EXCERPT]
    return lead + piece, ends


def _in_qt(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Return spans as Qt counts, for whom some characters are two."""
    if not text or max(text) < "\U00010000":
        yield from spans
        return
    for start, end in spans:
        before = len(text[:start].encode("utf-16-le")) // 2
        yield before, before + len(text[start:end].encode("utf-16-le")) // 2


def _range(start: int, end: int) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, end - start, _look()
    return found


def _look() -> QTextCharFormat:
    look = QTextCharFormat()
    text, ground = on_tint(tokens(), "caution")
    look.setForeground(QColor(text))
    look.setBackground(QColor(ground))
    look.setFontUnderline(True)
    look.setFontWeight(QFont.Weight.DemiBold)
    return look

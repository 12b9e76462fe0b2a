"""A list in groups, two lines an entry: what a page shows on its left when names matter most."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.theme.palette import edge, on_tint, tokens

Role = Qt.ItemDataRole
ENTRY = Role.UserRole
PAD, GAP, ROUND = 12, 8, 8
SMALL_PX = 12
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """One entry; `chip` is a state in a word, in the tint `tone`."""

    uid: str
    title: str
    caption: str = ""
    chip: str = ""
    tone: str = "neutral"
    group: str = ""

    @property
    def words(self) -> str:
        return ", ".join(part for part in (self.title, self.caption, self.chip) if part)


class GroupList(QListWidget):
    """Entries to choose from, under the names of their groups. `chosen` says the choice changed."""

    chosen = Signal()

    def __init__(
        self, load: Callable[[], Sequence[Entry]], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._load = load
        self._entries: Sequence[Entry] = ()
        self._words: list[str] = []
        self.setAccessibleName(name)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.itemSelectionChanged.connect(self.chosen)

    def refresh(self) -> None:
        """Load again and keep the choice where its record still is."""
        entries = list(self._load())
        if entries == self._entries:
            return
        self._entries = entries
        before = self.uid()
        self._fill()
        self.choose(before)
        if self.uid() != before:
            self.chosen.emit()

    def look_for(self, text: str) -> None:
        """Show only entries that hold every word of `text`."""
        self._words = text.casefold().split()
        before = self.uid()
        self._fill()
        self.choose(before)
        if self.uid() != before:
            self.chosen.emit()

    def count_entries(self) -> int:
        return sum(self._entry(row) is not None for row in range(self.count()))

    def uid(self) -> str:
        """Return the chosen record, or nothing."""
        found = self.selectedItems()
        entry: Entry | None = found[0].data(ENTRY) if found else None
        return entry.uid if entry else ""

    def choose(self, uid: str) -> bool:
        for row in range(self.count()):
            entry = self._entry(row)
            if entry and entry.uid == uid:
                self.setCurrentRow(row)
                return True
        return False

    def choose_first(self) -> None:
        """Choose the first entry shown, if nothing is chosen yet."""
        if not self.uid():
            first = next((e for row in range(self.count()) if (e := self._entry(row))), None)
            self.choose(first.uid if first else "")

    def _entry(self, row: int) -> Entry | None:
        found: Entry | None = self.item(row).data(ENTRY)
        return found

    def _fill(self) -> None:
        self.blockSignals(True)
        self.clear()
        group = ""
        for entry in self._entries:
            text = f"{entry.words} {entry.group}".casefold()
            if not all(word in text for word in self._words):
                continue
            if entry.group != group:
                group = entry.group
                heading = QListWidgetItem(group, self)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            item = QListWidgetItem(entry.title, self)
            item.setData(ENTRY, entry)
            item.setData(Role.AccessibleTextRole, entry.words)
            item.setToolTip(entry.words)
        self.blockSignals(False)


class _Painter(QStyledItemDelegate):
    """Paints headings of groups and entries of two lines in the colours in force."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        small = QFontMetrics(_small(option.font)).height()
        if index.data(ENTRY) is None:
            return QSize(10, small + 20)
        return QSize(10, option.fontMetrics.height() + small + 30)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        entry: Entry | None = index.data(ENTRY)
        rect: QRect = option.rect
        if entry is None:
            _heading(painter, rect, option.font, index.data())
        else:
            state = option.state
            _ground(painter, rect, state)
            _lines(painter, rect, option.font, entry)
        painter.restore()


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(SMALL_PX)
    return small


def _heading(painter: QPainter, rect: QRect, font: QFont, text: str) -> None:
    small = _small(font)
    small.setWeight(QFont.Weight.DemiBold)
    painter.setFont(small)
    painter.setPen(QColor(tokens().secondary))
    place = rect.adjusted(PAD, 8, -PAD, -2)
    words = QFontMetrics(small).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, words)


def _ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
    colours = tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    body = rect.adjusted(4, 1, -4, -1)
    if state & QStyle.StateFlag.State_Selected:
        painter.setBrush(QColor(colours.accent_tint))
        painter.drawRoundedRect(body, 6, 6)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(QRect(body.left(), body.top() + 8, 3, body.height() - 16), 1, 1)
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(QColor(colours.window))
        painter.drawRoundedRect(body, 6, 6)


def _lines(painter: QPainter, rect: QRect, font: QFont, entry: Entry) -> None:
    colours, small, strong = tokens(), _small(font), QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    inside = rect.adjusted(PAD + 4, 12, -PAD - 2, -12)
    lower = QRect(inside)
    lower.setTop(inside.bottom() - QFontMetrics(small).height())
    if not (entry.caption or entry.chip):
        inside.setTop(inside.center().y() - QFontMetrics(strong).height() // 2)
    if entry.chip:
        lower.setRight(_chip(painter, lower, small, entry) - GAP)
    for place, used, colour, text in (
        (inside, strong, colours.text, entry.title),
        (lower, small, colours.secondary, entry.caption),
    ):
        painter.setFont(used)
        painter.setPen(QColor(colour))
        words = QFontMetrics(used).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, words)


def _chip(painter: QPainter, line: QRect, font: QFont, entry: Entry) -> int:
    """Paint the chip at the right end of `line` and return where it begins."""
    colours = tokens()
    text, ground = on_tint(colours, entry.tone)
    width = QFontMetrics(font).horizontalAdvance(entry.chip) + 16
    body = QRect(line.right() - width, line.top() - 2, width, line.height() + 3)
    painter.setBrush(QColor(ground))
    painter.setPen(QColor(edge(colours, entry.tone)))
    painter.drawRoundedRect(body, ROUND, ROUND)
    painter.setFont(font)
    painter.setPen(QColor(text))
    painter.drawText(body, Qt.AlignmentFlag.AlignCenter, entry.chip)
    return body.left()

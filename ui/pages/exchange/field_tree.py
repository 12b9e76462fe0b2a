"""Kinds and fields to tick: what is ticked leaves, what is not stays here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from planner.model.everything import KINDS
from planner.ops.leaving import NAMES_ALONG, Leaving, places
from planner.ops.search import words_of
from planner.texts import _
from ui.tables import writers

Pair = tuple[str, str]
PAIR = Qt.ItemDataRole.UserRole
EVERYTHING: Pair = ("*", "")
Check = Qt.CheckState


class FieldTree(QTreeWidget):
    """Everything, kind by kind and field by field, each with how many values would leave.

    What says where a record belongs is not listed: it leaves with the record.
    `changed` is sent once after any number of ticks; `looked_at(kind, cell)`
    when a line is chosen: a cell may be empty for a kind, a kind "*" for all.
    """

    changed = Signal()
    looked_at = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(columnCount=2)
        self.setAccessibleName(_("What may leave"))
        self.setHeaderLabels([_("Field"), _("Values")])
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._counts: Counter[Pair] = Counter()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell)
        self.itemChanged.connect(lambda _item: self._soon.start())
        self.currentItemChanged.connect(self._look)

    def offer(self, found: Sequence[Leaving]) -> None:
        """List the kinds and fields of these values; what was unticked stays so."""
        staying = self.staying()
        words = {(one.kind, one.cell): one.field for one in found}
        self._counts = Counter((one.kind, one.cell) for one in found)
        self.blockSignals(True)
        self.clear()
        top = self._item(self, _("Everything"), EVERYTHING)
        for kind in dict.fromkeys(one.kind for one in found):
            fixed = places(KINDS[kind]) if kind in KINDS else frozenset()
            cells = {
                cell: words[kind, cell] for k, cell in words if k == kind and cell not in fixed
            }
            if cells:
                self._branch(top, kind, cells)
        top.setExpanded(True)
        self.blockSignals(False)
        self.hold(staying, stay=True)
        self._write()

    def _branch(self, top: QTreeWidgetItem, kind: str, cells: Mapping[str, str]) -> None:
        """Add a kind with its cells; names that go along are one line."""
        title = words_of(kind) if kind else _("authors, steps and receivers")
        branch = self._item(top, title[:1].upper() + title[1:], (kind, ""))
        if kind != NAMES_ALONG:
            for cell, words in sorted(cells.items(), key=lambda pair: pair[1].casefold()):
                self._item(branch, words, (kind, cell))

    def staying(self) -> frozenset[Pair]:
        """Return what is not ticked, as (kind, cell)."""
        return frozenset(pair for item, pair in self._leaves() if not _is_ticked(item))

    def hold(self, pairs: Iterable[Pair], *, stay: bool) -> None:
        """Untick these pairs, or tick them again; a cell of "*" means all of a kind."""
        wanted = set(pairs)
        for item, (kind, cell) in self._leaves():
            if (kind, cell) in wanted or (kind, "*") in wanted:
                item.setCheckState(0, Check.Unchecked if stay else Check.Checked)

    def stays(self, pairs: Iterable[Pair]) -> bool | None:
        """Say whether all of these pairs are unticked; None if none of them is listed."""
        wanted = set(pairs)
        listed = {
            (kind, cell)
            for _item, (kind, cell) in self._leaves()
            if (kind, cell) in wanted or (kind, "*") in wanted
        }
        return listed <= self.staying() if listed else None

    def _tell(self) -> None:
        self._write()
        self.changed.emit()

    def _write(self) -> None:
        """Say behind every line how many values leave."""
        self.blockSignals(True)
        for item, pair in self._leaves():
            left = self._counts[pair] if _is_ticked(item) else 0
            item.setText(1, writers.number(left) if left else _("stays here"))
        self.blockSignals(False)
        self.viewport().update()

    def _look(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.looked_at.emit(*item.data(0, PAIR))

    def _item(
        self, parent: QTreeWidget | QTreeWidgetItem, words: str, pair: Pair
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [words, ""])
        item.setData(0, PAIR, pair)
        item.setToolTip(0, words)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsAutoTristate)
        item.setCheckState(0, Check.Checked)
        return item

    def _leaves(self) -> Iterator[tuple[QTreeWidgetItem, Pair]]:
        """Return the lines that have none below them."""
        waiting = [self.invisibleRootItem()]
        while waiting:
            item = waiting.pop()
            below = [child for n in range(item.childCount()) if (child := item.child(n))]
            waiting += below
            if not below and item is not self.invisibleRootItem():
                yield item, tuple(item.data(0, PAIR))


def _is_ticked(item: QTreeWidgetItem) -> bool:
    return item.checkState(0) == Check.Checked

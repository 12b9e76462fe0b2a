"""History: every change, and the way back to a single value."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from planner.model.everything import KINDS
from planner.ops import history as ops
from planner.texts import _, mark, plural
from ui.pages.exchange.forget_dialog import ForgetDialog
from ui.pages.history_filters import HistoryFilters
from ui.shell.page import Page, command, page
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.widgets import Caption, Card, CardTitle, Heading, SearchBox, Words, column, row


@page
class HistoryPage(Page):
    """Who changed what and when; the chosen change in full below the list."""

    name = "history"
    kinds = frozenset(KINDS)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._wanted = ops.ANYTHING
        self.list = RowView(
            [
                Column("at_utc", mark("When"), writers.local, sort=lambda change: int(change.uid)),
                Column("who", mark("Who"), lambda who: who or "–"),
                Column("step", mark("Step")),
                Column("title", mark("Record"), strong=True),
                Column("field", mark("What")),
                Column("after", mark("New value"), writers.one_line),
            ],
            load=self._load,
            name=_("Changes"),
        )
        self.list.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self.list.fit(230, 90, 170, 200, 130)
        self.filter, self.filters = SearchBox(_("Find in the changes")), HistoryFilters()
        self.count = Caption()
        self.what, self.before, self.after = CardTitle(wrap=True), Words(), Words()
        self.restore_button = QPushButton(_("Go &back to the old value"))
        self.restore_button.clicked.connect(self.restore)
        self.filter.textChanged.connect(self.list.look_for)
        self.filters.changed.connect(self.refresh)
        self.list.chosen.connect(self._show)
        self._lay_out()
        self.refresh()

    def refresh(self) -> None:
        store = self.bench.store
        self.filters.offer(ops.authors(store), ops.kinds(store))
        self._wanted = self.filters.wanted()
        self.list.refresh()
        self.list.choose_first()
        total = ops.count_changes(store, self._wanted)
        words = plural("{n} change", "{n} changes", total)
        if total > ops.RECENT:
            words = _("the last {shown} of {words}").format(
                shown=writers.number(ops.RECENT), words=words
            )
        self.count.setText(words)
        self._show()

    @command(mark("Go back to the old value"))
    def restore(self) -> None:
        change = self.list.row()
        if change and change.can_restore:
            self.bench.do(ops.restore_value, change.uid)

    @command(mark("Find in the changes"))
    def find_in_list(self) -> None:
        self.filter.setFocus()

    @command(mark("Forget old values…"))
    def forget(self) -> None:
        ForgetDialog(self.bench, self).open()

    def _load(self) -> list[ops.Change]:
        return ops.list_changes(self.bench.store, ops.RECENT, self._wanted)

    def _show(self) -> None:
        change = self.list.row()
        self.what.setText(
            f"{change.field}: {change.title or change.kind}"
            if change
            else _("Choose a change to see it in full.")
        )
        self.before.setText(change.before if change else "")
        self.after.setText(change.after if change else "")
        self.restore_button.setEnabled(bool(change and change.can_restore))

    def _lay_out(self) -> None:
        self.filter.setMaximumWidth(360)
        top = QWidget()
        upper = QVBoxLayout(top)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(12)
        upper.addLayout(row(Heading(_("History")), None, self.count, self.filter))
        upper.addWidget(self.filters)
        upper.addWidget(self.list, 1)
        detail = Card()
        detail.body.addWidget(self.what)
        sides = row(
            column(Caption(_("Old value")), self.before, None, spacing=2),
            column(Caption(_("New value")), self.after, None, spacing=2),
            spacing=24,
        )
        sides.setStretch(0, 1)
        sides.setStretch(1, 1)
        detail.body.addLayout(sides, 1)
        detail.body.addLayout(row(self.restore_button, None))
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(top)
        parts.addWidget(detail)
        parts.setStretchFactor(0, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 16, 24, 16)
        outer.addWidget(parts)

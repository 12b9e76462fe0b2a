"""Actions: what is late, what comes next, what is done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QPushButton

from planner.model.followups import ActionFields
from planner.ops import followups as ops
from planner.texts import _, mark, plural
from ui.forms.choices import ChoiceBox, Pairs
from ui.forms.record_form import RecordForm
from ui.pages.parts.lists import Detail, ListDetail, Side
from ui.pages.parts.marks import mark_form
from ui.pages.parts.notes_card import NotesCard
from ui.pages.parts.owner_box import OwnerBox
from ui.shell.page import Page, command, page
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.tables.group_list import Entry, GroupList
from ui.theme.icons import set_icon
from ui.theme.widgets import Card, EmptyState, LinkButton, PrimaryButton, SearchBox, Section, row

LATE, OPEN, DONE, ALL = "late", "open", "done", "all"
GROUPS = {LATE: mark("Late"), OPEN: mark("To do"), DONE: mark("Finished")}
PAGES = {
    **dict.fromkeys(("session",), "sessions"),
    **dict.fromkeys(("person", "organisation"), "contacts"),
    "assessment": "assessments",
    **dict.fromkeys(("forecast", "dataset"), "hotspots"),
}


@page
class ActionsPage(Page):
    """Add, finish, change and remove actions about any record."""

    name = "actions"
    kinds = frozenset(
        {
            *("action", "note", "session", "series", "person", "organisation"),
            *("assessment", "forecast", "dataset"),
        }
    )

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._items: dict[str, ops.ActionItem] = {}
        self.list = GroupList(self._entries, _("Actions"))
        self.search = SearchBox(_("Find in actions"))
        self.show_box = ChoiceBox()
        self.show_box.setAccessibleName(_("Which actions to show"))
        views = [(OPEN, _("To do")), (LATE, _("Late")), (DONE, _("Finished")), (ALL, _("All"))]
        self.show_box.offer(views)
        self.show_box.show_value(ALL)
        self.title, self.done = Section(wrap=True), QPushButton()
        self.remove_button = QPushButton(_("Remove"))
        set_icon(self.done, "done")
        set_icon(self.remove_button, "remove")
        fields = ("text", "due", "status", "about")
        self.form = RecordForm(ActionFields, {"about": self._records}, fields)
        self.owner, self.open_about = OwnerBox(bench), LinkButton("")
        self.form.put_after("text", _("Owner"), self.owner)
        self.form.put_after("about", "", self.open_about)
        self.notes = NotesCard(bench)
        self.new_button = PrimaryButton(_("New action"))
        self.empty = EmptyState(
            _("Nothing to do yet"),
            _("Note what is to be done, by whom and until when, here or beside any record."),
            _("New action"),
        )
        self._lay_out()
        self._connect()
        self.refresh()
        self.list.choose_first()

    def refresh(self) -> None:
        self.list.refresh()
        late = sum(item.late for item in self._items.values())
        waiting = sum(item.row.status in ops.UNDONE for item in self._items.values())
        words = _("{open} open, {late} late").format(open=waiting, late=late)
        self.side.count.setText(words if late else plural("{n} open", "{n} open", waiting))
        self.frame.show_empty(empty=not self._items)
        self._show()

    def show_record(self, uid: str) -> None:
        self.search.clear()
        if not self.list.choose(uid):
            self.show_box.show_value(ALL)
            self.refresh()
            self.list.choose(uid)

    @command(mark("New action"))
    def new(self) -> None:
        if uid := self.bench.do(ops.add_action, ActionFields(text=_("New action"))):
            self.show_record(uid)
            self.rename()

    @command(mark("Rename action"))
    def rename(self) -> None:
        box: Any = self.form.editor("text")
        box.setFocus()
        box.selectAll()

    @command(mark("Remove action"))
    def remove(self) -> None:
        if self.list.uid():
            self.bench.do(ops.remove_action, self.list.uid())
            self.list.choose_first()

    @command(mark("Finish or reopen action"))
    def finish(self) -> None:
        item = self._items.get(self.list.uid())
        if item:
            done = item.row.status in ops.UNDONE
            self.bench.do(ops.finish_action, item.uid, done=done)

    @command(mark("Find in actions"))
    def find_in_list(self) -> None:
        self.search.setFocus()

    def _show(self) -> None:
        item = self._items.get(self.list.uid())
        self.detail.setVisible(item is not None)
        row = item.row if item else None
        self.form.show_record(row, self.bench.store.revision)
        mark_form(self.form, self.bench, "action", row.uid if row else "")
        self.owner.show_owner(row.owner if row else "")
        self.notes.show_about(item.uid if item else "")
        if item is None:
            return
        undone = item.row.status in ops.UNDONE
        self.title.setText(item.text)
        self.done.setText(_("Mark as done") if undone else _("Open again"))
        self.open_about.setText(_("Open {title}").format(title=item.about))
        self.open_about.setVisible(item.about_kind in PAGES)

    def _change(self, name: str, value: Any) -> None:
        self.bench.do(ops.change_action, self.form.record.uid, self.form.seen, **{name: value})

    def _open_about(self) -> None:
        item = self._items.get(self.list.uid())
        if item and item.about_kind in PAGES:
            self.bench.go_to(PAGES[item.about_kind], item.row.about)

    def _records(self) -> Pairs:
        return [(uid, named.title) for uid, named in ops.titles(self.bench.store).items()]

    def _entries(self) -> Sequence[Entry]:
        items = ops.items(self.bench.store)
        self._items = {item.uid: item for item in items}
        view = self.show_box.currentData() or ALL
        shown = {ALL: tuple(GROUPS), OPEN: (LATE, OPEN)}.get(view, (view,))
        return [_entry(item) for item in items if _group(item) in shown]

    def _connect(self) -> None:
        self.list.chosen.connect(self._show)
        self.show_box.activated.connect(self.refresh)
        self.form.field_finished.connect(self._change)
        self.owner.left.connect(lambda owner: self._change("owner", owner))
        self.open_about.clicked.connect(self._open_about)
        self.done.clicked.connect(self.finish)
        self.remove_button.clicked.connect(self.remove)
        self.new_button.clicked.connect(self.new)
        self.empty.chosen.connect(self.new)

    def _lay_out(self) -> None:
        self.detail = Detail(_("The chosen action"))
        head = row(self.title, self.done, self.remove_button)
        head.setStretch(0, 1)
        card = Card()
        card.body.addWidget(self.form)
        self.detail.column.addLayout(head)
        self.detail.column.addWidget(card)
        self.detail.column.addWidget(self.notes)
        self.detail.column.addStretch(1)
        self.side = Side(self.search, self.show_box, self.list)
        self.frame = ListDetail(_("Actions"), (self.new_button,), self.side, self.detail)
        self.frame.set_empty_state(self.empty)
        self.setLayout(self.frame)


def _group(item: ops.ActionItem) -> str:
    if item.late:
        return LATE
    return OPEN if item.row.status in ops.UNDONE else DONE


def _entry(item: ops.ActionItem) -> Entry:
    group = _group(item)
    words = " · ".join(part for part in (item.owner, item.about) if part)
    due = item.row.due
    chip = _("today") if due == date.today().isoformat() else writers.short_day(due)
    tone = "stop" if item.late else "neutral"
    return Entry(item.uid, item.text, words or _("nobody yet"), chip, tone, _(GROUPS[group]))

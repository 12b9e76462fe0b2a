"""Sessions: the list on the left, the chosen session on the right."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from planner.model.kinds import choice_titles
from planner.model.sessions import SessionFields
from planner.ops import programmes, project
from planner.ops import sessions as ops
from planner.texts import _, mark, or_withheld, plural
from ui.forms.choices import ChoiceBox
from ui.pages.parts.lists import ListDetail, Side
from ui.pages.sessions.detail import TONES, SessionDetail
from ui.pages.sessions.programme_dialog import ProgrammeDialog
from ui.shell.page import Page, command, imports, page
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.tables.group_list import Entry, GroupList
from ui.theme.icons import set_icon
from ui.theme.widgets import EmptyState, PrimaryButton, SearchBox

PARTS = {
    "upcoming": mark("Coming up"),
    "undated": mark("Day to be set"),
    "past": mark("Past"),
}
BY_TIME, BY_SERIES, NO_SERIES = "time", "series", "none"


@page
class SessionsPage(Page):
    """Plan, change, copy and remove sessions."""

    name = "sessions"
    kinds = frozenset(
        {
            *("series", "session", "question", "participation", "person", "organisation"),
            *("action", "note", "project"),
        }
    )

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._items: dict[str, ops.SessionItem] = {}
        self.list = GroupList(self._entries, _("Sessions"))
        self.search = SearchBox(_("Find in sessions"))
        self.show_box = ChoiceBox()
        self.show_box.setAccessibleName(_("Which sessions to show"))
        self.show_box.offer(_views())
        self.show_box.show_value(BY_TIME)
        self.detail = SessionDetail(bench)
        self.empty = EmptyState(
            _("No sessions yet"),
            _(
                "Bring in the text of a programme, a web page or a document saved as text:"
                " sessions, questions and speakers are read from it and shown before anything"
                " is kept. Or begin with an empty session."
            ),
            _("Import a programme"),
        )
        self.new_button = PrimaryButton(_("New session"))
        self.import_button = QPushButton(_("Import programme"))
        set_icon(self.import_button, "import")
        self._lay_out()
        self._connect()
        self.refresh()
        self.list.choose_first()

    def refresh(self) -> None:
        self.list.refresh()
        shown = self.list.count_entries()
        self.side.count.setText(plural("{n} session", "{n} sessions", shown))
        self.frame.show_empty(empty=not self._items)
        self._show()

    def show_record(self, uid: str) -> None:
        self.search.clear()
        if not self.list.choose(uid):
            self.show_box.show_value(BY_TIME)
            self.refresh()
            self.list.choose(uid)

    @command(mark("New session"))
    def new(self) -> None:
        zone = project.project(self.bench.store).zone
        fields = SessionFields(title=_("New session"), zone=zone)
        if uid := self.bench.do(ops.add_session, fields):
            self.show_record(uid)
            self.detail.focus_title()

    @command(mark("Duplicate session"))
    def duplicate(self) -> None:
        if self.list.uid() and (uid := self.bench.do(ops.duplicate_session, self.list.uid())):
            self.show_record(uid)
            self.detail.focus_title()

    @command(mark("Rename session or question"))
    def rename(self) -> None:
        if self.detail.questions.list.hasFocus():
            self.detail.questions.list.edit_chosen()
        else:
            self.detail.focus_title()

    @command(mark("Remove session or question"))
    def remove(self) -> None:
        if not self.detail.questions.remove_chosen() and self.list.uid():
            self.bench.do(ops.remove_session, self.list.uid())
            self.list.choose_first()

    @command(mark("Move question or person up"))
    def move_up(self) -> None:
        self._move(-1)

    @command(mark("Move question or person down"))
    def move_down(self) -> None:
        self._move(1)

    @command(mark("Find in sessions"))
    def find_in_list(self) -> None:
        self.search.setFocus()

    @command(mark("Begin a series with this session"))
    def begin_series(self) -> None:
        self.detail.series.begin_series()

    @imports(mark("Programme text"), ".txt", ".md")
    def import_programme(self, path: Path) -> None:
        """Show what a text holds; it is kept when the person says so."""
        text = self.bench.do(lambda _store: programmes.read_text(path))
        if text is None:
            return
        dialog = ProgrammeDialog(self.bench, text, path.name, self.window())
        dialog.imported.connect(self._imported)
        dialog.open()

    def _ask_for_programme(self) -> None:
        words = _("Text files")
        path = self.bench.files.open(_("Import a programme"), words, [".txt", ".md"])
        if path:
            self.import_programme(path)

    def _imported(self, outcome: programmes.Outcome) -> None:
        self.bench.notify(programmes.summary(outcome))
        if first := next((uid for uid in outcome.uids if uid in self._items), ""):
            self.show_record(first)

    def _move(self, step: int) -> None:
        if not self.detail.people.move_chosen(step):
            self.detail.questions.list.move(step)

    def _show(self) -> None:
        item = self._items.get(self.list.uid())
        self.detail.setVisible(item is not None)
        self.detail.show_session(item)

    def _entries(self) -> Sequence[Entry]:
        items = ops.items(self.bench.store)
        self._items = {item.uid: item for item in items}
        view = self.show_box.currentData() or BY_TIME
        if view == BY_SERIES:
            items.sort(key=lambda item: (not item.series, (item.series or "").casefold()))
            return [_entry(item, item.series or _("Without a series")) for item in items]
        wanted = PARTS if view == BY_TIME else {view: PARTS[view]}
        ordered = [item for part in wanted for item in _in_order(items, part)]
        return [_entry(item, _(PARTS[item.part])) for item in ordered]

    def _connect(self) -> None:
        self.list.chosen.connect(self._show)
        self.show_box.activated.connect(self.refresh)
        self.new_button.clicked.connect(self.new)
        self.import_button.clicked.connect(self._ask_for_programme)
        self.empty.chosen.connect(self._ask_for_programme)
        self.detail.duplicate_wanted.connect(self.duplicate)
        self.detail.remove_wanted.connect(self.remove)

    def _lay_out(self) -> None:
        self.side = Side(self.search, self.show_box, self.list)
        buttons = (self.import_button, self.new_button)
        self.frame = ListDetail(_("Sessions"), buttons, self.side, self.detail)
        self.frame.set_empty_state(self.empty)
        self.setLayout(self.frame)


def _views() -> list[tuple[str, str]]:
    views = [(BY_TIME, _("All, by time")), (BY_SERIES, _("All, by series"))]
    return views + [(part, _(title)) for part, title in PARTS.items()]


def _in_order(items: Sequence[ops.SessionItem], part: str) -> list[ops.SessionItem]:
    found = [item for item in items if item.part == part]
    return found[::-1] if part == "past" else found


def _entry(item: ops.SessionItem, group: str) -> Entry:
    when = _("Day to be set") if item.row.starts_local is not None else or_withheld(None)
    if item.starts_local:
        when = f"{writers.short_day(item.starts_local)}, {item.starts_local[11:16]}"
    titles = choice_titles(SessionFields, "status")
    chip, tone = _(titles.get(item.row.status, "")), TONES.get(item.row.status, "neutral")
    if item.clashes:
        chip, tone = _("double-booked"), "stop"
    elif item.tbc and item.part != "past" and item.row.status != "cancelled":
        chip, tone = plural("{n} TBC", "{n} TBC", item.tbc), "caution"
    return Entry(item.uid, item.title, when, chip, tone, group)

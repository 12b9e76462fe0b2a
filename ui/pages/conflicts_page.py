"""Copies: what two sides disagree about, contacts that may be one, files in and out."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from planner.model.everything import KINDS
from planner.ops import duplicates, history
from planner.ops import exchange as ops
from planner.ops.search import title_of
from planner.texts import _, mark, plural
from ui.forms.choices import ChoiceBox
from ui.pages.exchange.backups_dialog import BackupsDialog
from ui.pages.exchange.bring_in_dialog import ABOUT, bring_in
from ui.pages.exchange.conflict_detail import ConflictDetail
from ui.pages.exchange.file_detail import FileDetail
from ui.pages.exchange.send_dialog import SendDialog
from ui.pages.exchange.twins_detail import TwinsDetail
from ui.pages.parts.lists import ListDetail, Side
from ui.shell.page import Page, command, imports, page
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.tables.group_list import Entry, GroupList
from ui.theme.icons import set_icon
from ui.theme.widgets import EmptyState, PrimaryButton, SearchBox

GROUPS = {
    "conflict": mark("To be settled"),
    "twins": mark("May be the same contact"),
    "file": mark("Files in and out"),
}
WHY_ALIKE = {
    "email": mark("the same mail address"),
    "phone": mark("the same telephone number"),
    "name": mark("names alike"),
}
ALL = "all"


@page
class ConflictsPage(Page):
    """Settle what copies disagree about; bring copies in and send them out."""

    name = "conflicts"
    kinds = frozenset({*KINDS, "exchange"})

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._found: dict[str, ops.Conflict | duplicates.Suggestion | ops.Exchange] = {}
        self.list = GroupList(self._entries, _("Conflicts and files"))
        self.search, self.show_box = SearchBox(_("Find in this list")), ChoiceBox()
        self.show_box.setAccessibleName(_("What to show"))
        self.show_box.offer([(ALL, _("Everything")), *((k, _(t)) for k, t in GROUPS.items())])
        self.show_box.show_value(ALL)
        self.conflict, self.twins, self.file = (
            ConflictDetail(bench),
            TwinsDetail(bench),
            FileDetail(),
        )
        self.detail = QStackedWidget()
        for part in (self.conflict, self.twins, self.file):
            self.detail.addWidget(part)
        self.send_button = QPushButton(_("&Send a copy…"))
        self.bring_in_button = PrimaryButton(_("&Bring in a copy…"))
        set_icon(self.send_button, "export")
        self.empty = EmptyState(
            _("Nothing to settle"),
            _(
                "Send copies of this project to colleagues and bring theirs in: nothing of"
                " either is lost, and what you disagree about is listed here."
            ),
            _("Bring in a copy…"),
        )
        self._lay_out()
        self.refresh()
        self.list.choose_first()

    def refresh(self) -> None:
        self.list.refresh()
        waiting = sum(not isinstance(found, ops.Exchange) for found in self._found.values())
        self.side.count.setText(plural("{n} to look at", "{n} to look at", waiting))
        self.frame.show_empty(empty=not self._found)
        self._show()

    def show_record(self, uid: str) -> None:
        """Choose the first conflict about a record, or the file of that uid."""
        self.show_box.show_value(ALL)
        self.search.clear()
        self.refresh()
        wanted = (f"c {uid}", f"f {uid}")
        self.list.choose(next((key for key in self._found if key.startswith(wanted)), ""))

    @command(mark("Bring in a copy…"))
    def ask_and_bring_in(self) -> None:
        title = _("Bring in a copy")
        if path := self.bench.files.open(title, _("Copies"), [".usp", ".age"]):
            self.bring_in(path)

    @imports(mark("A copy of this project"), ".usp", ".age")
    def bring_in(self, path: Path) -> None:
        """Show what the copy would bring, and bring it in if that is wanted."""
        bring_in(self.bench, path, self, self.list.choose_first)

    @command(mark("Send a copy…"))
    def export(self) -> None:
        SendDialog(self.bench, self).open()

    @command(mark("Go back to a backup…"))
    def go_back(self) -> None:
        BackupsDialog(self.bench, self).open()

    @command(mark("Find in this list"))
    def find_in_list(self) -> None:
        self.search.setFocus()

    def _entries(self) -> Sequence[Entry]:
        store, view = self.bench.store, self.show_box.currentData() or ALL
        self._found = {}
        entries = []
        for conflict in ops.list_conflicts(store):
            key = f"c {conflict.uid} {conflict.cell} {conflict.about}"
            self._found[key] = conflict
            entries.append(self._conflict_entry(key, conflict))
        for pair in duplicates.suggestions(store):
            key = f"t {pair.one.uid} {pair.two.uid}"
            self._found[key] = pair
            title = f"{pair.one.name} · {pair.two.name}"
            why = _(WHY_ALIKE[pair.why])
            entries.append(Entry(key, title, why, group=_(GROUPS["twins"])))
        for file in ops.list_exchanges(store):
            key = f"f {file.uid}"
            self._found[key] = file
            way = _("sent out") if file.direction == "out" else _("brought in")
            words = " · ".join(part for part in (writers.local(file.at_utc), file.party) if part)
            name = str(file.scope.get("file", ""))
            entries.append(Entry(key, name, words, chip=way, group=_(GROUPS["file"])))
        return [e for e in entries if view == ALL or e.group == _(GROUPS[view])]

    def _conflict_entry(self, key: str, conflict: ops.Conflict) -> Entry:
        value = conflict.about == "value"
        field = history.field_titles(conflict.kind, conflict.cell) if value else ""
        return Entry(
            key,
            title_of(self.bench.store, conflict.kind, conflict.uid) or conflict.kind,
            field or _(ABOUT[conflict.about]),
            chip=plural("{n} side", "{n} sides", len(conflict.sides)) if value else "",
            tone="caution",
            group=_(GROUPS["conflict"]),
        )

    def _show(self) -> None:
        found = self._found.get(self.list.uid())
        self.detail.setVisible(found is not None)
        self.conflict.show_conflict(found if isinstance(found, ops.Conflict) else None)
        self.twins.show_pair(found if isinstance(found, duplicates.Suggestion) else None)
        self.file.show_file(found if isinstance(found, ops.Exchange) else None)
        parts: dict[type, QWidget] = {
            ops.Conflict: self.conflict,
            duplicates.Suggestion: self.twins,
            ops.Exchange: self.file,
        }
        if found is not None:
            self.detail.setCurrentWidget(parts[type(found)])

    def _lay_out(self) -> None:
        self.side = Side(self.search, self.show_box, self.list)
        buttons = (self.send_button, self.bring_in_button)
        self.frame = ListDetail(_("Copies and conflicts"), buttons, self.side, self.detail)
        self.frame.set_empty_state(self.empty)
        self.setLayout(self.frame)
        self.list.chosen.connect(self._show)
        self.show_box.activated.connect(self.refresh)
        self.send_button.clicked.connect(self.export)
        self.bring_in_button.clicked.connect(self.ask_and_bring_in)
        self.empty.chosen.connect(self.ask_and_bring_in)
        self.conflict.settled.connect(self.list.choose_first)
        self.twins.settled.connect(self.list.choose_first)

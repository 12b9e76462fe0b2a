"""Backups on the left, what going back to one would change on the right."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QSplitter, QVBoxLayout, QWidget

from planner.ops import backups as ops
from planner.ops.exchange import needs_key
from planner.ops.leaving import field_words
from planner.ops.search import words_of
from planner.texts import _, mark, plural
from ui.pages.exchange.attempt import Attempt
from ui.pages.exchange.bring_in_dialog import passphrase_of
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.tables.group_list import Entry, GroupList
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.widgets import Caption, EmptyState, Heading, PrimaryButton, row

SIZE = (960, 560)
WHAT = {
    "bring_back": mark("comes back"),
    "change": mark("as it was"),
    "remove": mark("is removed"),
}


class BackupsDialog(QDialog):
    """Choose a backup, see what differs, go back to it."""

    def __init__(self, bench: Workbench, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Go back to a backup"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bench = bench
        self._found: list[ops.Difference] = []
        self._passphrases: dict[Path, str] = {}
        self._backups = {str(b.path): b for b in ops.list_backups(bench.store)}
        self.list = GroupList(self._entries, _("Backups"))
        self.differences = RowView(
            [
                Column("what", mark("What happens"), lambda what: _(WHAT[what])),
                Column("kind", mark("Kind"), words_of),
                Column("title", mark("Record"), strong=True),
                Column("fields", mark("Fields"), value=_fields),
            ],
            load=lambda: self._found,
            name=_("What would change"),
        )
        self.differences.fit(120, 110, 220)
        self.trouble = Attempt()
        self.count = Caption(_("Choose a backup to see what differs."), wrap=True)
        self.go_back = PrimaryButton(_("&Go back to this one"))
        self.go_back.setEnabled(False)
        self.go_back.clicked.connect(self._go_back)
        leave = QPushButton(_("&Cancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self.list.chosen.connect(self._show)
        self._lay_out(leave)
        self.list.refresh()
        self.resize(*SIZE)

    def _entries(self) -> list[Entry]:
        return [
            Entry(uid, writers.local(one.at_utc), f"{max(one.size >> 10, 1)} kB")
            for uid, one in self._backups.items()
        ]

    def _show(self) -> None:
        backup = self._backups.get(self.list.uid())
        store = self._bench.store
        if backup and needs_key(store, backup.path) and not self._words(backup):
            self._passphrases[backup.path] = passphrase_of(backup.path, self)
        found = None
        if backup:
            found = self.trouble.run(ops.differences, store, backup.path, self._words(backup))
        self._found = found or []
        self.differences.refresh()
        self.go_back.setEnabled(bool(self._found))
        self.count.setVisible(not self.trouble.text())
        if found is not None:
            words = plural("{n} record would change.", "{n} records would change.", len(found))
            self.count.setText(words if found else _("It is the same as what is here now."))

    def _words(self, backup: ops.Backup) -> str:
        """Return the passphrase that was given for a backup made under an earlier one."""
        return self._passphrases.get(backup.path, "")

    def _go_back(self) -> None:
        backup = self._backups.get(self.list.uid())
        done = None
        if backup:
            store, words = self._bench.store, self._words(backup)
            done = self.trouble.run(ops.go_back, store, backup.path, words)
        if backup and done is not None:
            self._bench.notify(
                _("Back to {time}. Undo returns to what was here before.").format(
                    time=writers.local(backup.at_utc)
                )
            )
            self.accept()

    def _lay_out(self, leave: QPushButton) -> None:
        right, parts = QWidget(), QSplitter()
        shown = QVBoxLayout(right)
        shown.addWidget(self.count)
        shown.addWidget(self.trouble)
        shown.addWidget(self.differences, 1)
        parts.addWidget(self.list)
        parts.addWidget(right)
        parts.setSizes([280, 680])
        parts.setChildrenCollapsible(False)
        parts.setVisible(bool(self._backups))
        empty = EmptyState(
            _("No backups yet"),
            _(
                "Before a save takes the place of a file, that file is kept. It comes here, to be"
                " compared with what you have now and to go back to."
            ),
        )
        empty.setVisible(not self._backups)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(_("Go back to a backup")))
        whole.addWidget(empty, 1)
        whole.addWidget(parts, 1)
        whole.addWidget(
            Caption(
                _("Backups are kept on this computer: the last ten, and one a day for 14 days."),
                wrap=True,
            )
        )
        whole.addLayout(row(None, leave, self.go_back))


def _fields(one: ops.Difference) -> str:
    return ", ".join(field_words(one.kind, name) for name in one.fields)

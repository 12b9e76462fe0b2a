"""The contacts that were found to be the same, and the way to part them again."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from planner.ops import duplicates as ops
from planner.texts import _
from ui.pages.parts.card_rows import CardRows
from ui.shell.workbench import Workbench
from ui.theme.widgets import Card, Strong, Words


class MergedCard(Card):
    """Lists whom a contact stands for; without any there is no card."""

    def __init__(self, bench: Workbench, kind: str) -> None:
        super().__init__(_("Merged with"))
        self._bench, self._kind = bench, kind
        self.rows = CardRows(partial(_MergedLine, bench, kind))
        self.body.addWidget(Words(_("These are shown as one with this contact.")))
        self.body.addLayout(self.rows)

    def show_contact(self, uid: str) -> None:
        found = ops.merged_with(self._bench.store, self._kind, uid) if uid else []
        self.rows.show_items(found)
        self.setVisible(bool(found))


class _MergedLine(QWidget):
    """One contact and the button that makes it one of its own."""

    def __init__(self, bench: Workbench, kind: str, entry: ops.Entry) -> None:
        super().__init__()
        self.name, self.part = Strong(), QPushButton(_("Part again"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, 0, 4)
        line.addWidget(self.name, 1)
        line.addWidget(self.part)
        self.part.clicked.connect(lambda: bench.do(ops.part_contacts, kind, entry.uid))

    def show_row(self, entry: ops.Entry) -> None:
        words = " · ".join(part for part in (entry.name, entry.email, entry.phone) if part)
        self.name.setText(words)
        self.part.setAccessibleName(_("Part {name} again").format(name=entry.name))

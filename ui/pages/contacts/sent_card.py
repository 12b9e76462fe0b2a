"""The files that went out with a person in them: who has to be told of an erasure."""

from functools import partial

from planner.ops import privacy as ops
from planner.texts import _, plural
from ui.pages.parts.card_rows import CardRows
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.theme.widgets import Caption, Card, RowButton, Strong, Words


class SentCard(Card):
    """Counts and lists them; each line leads to the file in the register."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("Files sent out"))
        self._bench = bench
        self.words = Words()
        self.rows = CardRows(partial(_FileLine, bench))
        self.body.addWidget(self.words)
        self.body.addLayout(self.rows)

    def show_person(self, uid: str) -> None:
        found = ops.sent_out(self._bench.store, uid) if uid else []
        words = plural("Sent out in {n} file.", "Sent out in {n} files.", len(found))
        self.words.setText(words if found else _("In no file that was sent out."))
        self.rows.show_items(found)


class _FileLine(RowButton):
    """One file: its name, when it went and to whom."""

    def __init__(self, bench: Workbench, file: ops.Exchange) -> None:
        super().__init__(str(file.scope.get("file", "")))
        self.name, self.party, self.when = Strong(), Caption(), Caption()
        self.line.addWidget(self.name, 1)
        self.line.addWidget(self.party)
        self.line.addWidget(self.when)
        self.clicked.connect(lambda: bench.go_to("conflicts", file.uid))

    def show_row(self, file: ops.Exchange) -> None:
        self.name.setText(str(file.scope.get("file", "")))
        self.party.setText(file.party or _("nobody named"))
        self.when.setText(writers.local(file.at_utc))
        parts = (self.name, self.party, self.when)
        self.setAccessibleName(", ".join(part.text() for part in parts))

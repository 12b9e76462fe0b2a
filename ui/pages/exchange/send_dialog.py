"""What leaves, for whom, and under which seal; every value can be seen before."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from planner.ops import exchange as ops
from planner.ops import leaving as choice
from planner.texts import _, mark, plural
from ui.forms.boxes import ChoiceBox
from ui.pages.exchange.bring_in_dialog import CheckList
from ui.shell.workbench import Workbench
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.widgets import Caption, Heading, PrimaryButton, row

SIZE = (1120, 640)
OPEN, PASSPHRASE, KEYS = "open", "passphrase", "keys"
SEALS = {
    OPEN: mark("not sealed: whoever has the file can read it"),
    PASSPHRASE: mark("sealed with a passphrase"),
    KEYS: mark("sealed for the holders of certain keys"),
}
WITHHOLD = {
    "people": mark("Withhold &persons: names, addresses, who takes part"),
    "notes": mark("Withhold &notes"),
    "incidents": mark("Withhold &incidents"),
}


class SendDialog(QDialog):
    """Choices on the left, all that would leave on the right."""

    def __init__(self, bench: Workbench, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Send a copy"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bench = bench
        self.only = CheckList(_("Only these records"), choice.sendable(bench.store))
        self.history = QCheckBox(_("&Earlier values as well"))
        self.withhold = {name: QCheckBox(_(words)) for name, words in WITHHOLD.items()}
        self.counts = QCheckBox(_("Incidents only as &counts: 250 m, by month, none below 5"))
        self.party = QLineEdit(maxLength=200)
        self.seal = ChoiceBox()
        self.seal.offer([(code, _(words)) for code, words in SEALS.items()])
        self.seal.show_value(OPEN)
        self.passphrase = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.strength = Caption()
        self.keys = QPlainTextEdit(tabChangesFocus=True)
        self.leaving = RowView(
            [
                Column("kind", mark("Kind")),
                Column("title", mark("Record"), strong=True),
                Column("field", mark("Field")),
                Column("names", mark("Names and addresses in it")),
                Column("text", mark("What leaves"), lambda text: " ".join(text.split())),
            ],
            load=self._leaving,
            name=_("What leaves"),
        )
        self.leaving.fit(90, 150, 110, 160)
        self.count = Caption()
        self.write = PrimaryButton(_("&Write the file…"))
        self._lay_out()
        self._connect()
        self._show()
        self.resize(*SIZE)

    def scope(self) -> ops.Scope:
        words = [name for name, box in self.withhold.items() if box.isChecked()]
        return choice.scope(self.only.ticked(), words, history=self.history.isChecked())

    def key(self) -> ops.Key | None:
        if self.seal.currentData() == PASSPHRASE:
            return ops.Key(passphrase=self.passphrase.text())
        if self.seal.currentData() == KEYS:
            return ops.Key(recipients=tuple(self.keys.toPlainText().split()))
        return None

    def _leaving(self) -> list[choice.Leaving]:
        return choice.leaving(self._bench.store, self.scope())

    def _show(self) -> None:
        """Show what would leave now, and what the seal needs."""
        self.leaving.refresh()
        self.count.setText(
            plural("{n} value would leave.", "{n} values would leave.", self.leaving.count())
        )
        seal = self.seal.currentData()
        self._form.setRowVisible(self.passphrase, seal == PASSPHRASE)
        self._form.setRowVisible(self.strength, seal == PASSPHRASE)
        self._form.setRowVisible(self.keys, seal == KEYS)
        strength = ops.strength(self.passphrase.text())
        self.strength.setText(_("Strength: {word}").format(word=_(ops.STRENGTHS[strength])))
        ready = {OPEN: True, PASSPHRASE: strength > 0, KEYS: bool(self.keys.toPlainText().strip())}
        self.write.setEnabled(ready[seal])

    def _write(self) -> None:
        sealed = self.seal.currentData() != OPEN
        ending = ".age" if sealed else ".usp"
        name = _("copy") + (".usp.age" if sealed else ".usp")
        path = self._bench.files.save(_("Send a copy"), name, _("Copies"), [ending])
        if path is None:
            return
        counts = ops.Counts() if self.counts.isChecked() else None
        scope, party = self.scope(), self.party.text()
        sent = self._bench.do(ops.export, path, scope, party, self.key(), counts)
        if sent is not None:
            self._bench.notify(
                _("{name} was written: {records}.").format(
                    name=path.name, records=plural("{n} record", "{n} records", sent.records)
                )
            )
            self.accept()

    def _connect(self) -> None:
        for box in (self.history, *self.withhold.values()):
            box.toggled.connect(self._show)
        self.only.on_tick(self._show)
        self.seal.activated.connect(self._show)
        self.passphrase.textChanged.connect(self._show)
        self.keys.textChanged.connect(self._show)
        self.write.clicked.connect(self._write)

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.addRow(_("&Only (nothing ticked: all)"), self.only)
        self._form.addRow(self.history)
        for box in (*self.withhold.values(), self.counts):
            self._form.addRow(box)
        self._form.addRow(_("&For whom"), self.party)
        self._form.addRow(_("&Seal"), self.seal)
        self._form.addRow(_("Pass&phrase"), self.passphrase)
        self._form.addRow(self.strength)
        self._form.addRow(_("Public &keys (age1…)"), self.keys)
        self.party.setAccessibleName(_("For whom"))
        self.passphrase.setAccessibleName(_("Passphrase"))
        self.seal.setAccessibleName(_("Seal"))
        self.keys.setAccessibleName(_("Public keys"))
        self._put_together()

    def _put_together(self) -> None:
        left, right, parts = QWidget(), QWidget(), QSplitter()
        left.setLayout(self._form)
        shown = QVBoxLayout(right)
        shown.addWidget(self.count)
        shown.addWidget(self.leaving, 1)
        parts.addWidget(left)
        parts.addWidget(right)
        parts.setChildrenCollapsible(False)
        parts.setSizes([420, 700])
        leave = QPushButton(_("&Cancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(_("Send a copy")))
        whole.addWidget(parts, 1)
        whole.addLayout(row(None, leave, self.write))

"""What leaves, for whom, and under which seal; every value can be seen before."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from planner.ops import exchange as ops
from planner.ops import leaving as choice
from planner.ops.protection import is_protected
from planner.texts import _, mark, plural
from ui.forms.boxes import LineBox
from ui.forms.choices import ChoiceBox
from ui.pages.exchange.attempt import Attempt
from ui.pages.exchange.check_list import CheckList
from ui.pages.exchange.field_tree import FieldTree, Pair
from ui.pages.exchange.leaving_view import LeavingView
from ui.pages.exchange.seal_form import SealForm
from ui.shell.workbench import Workbench
from ui.theme.widgets import Heading, PrimaryButton, SearchBox, row

SIZE, ROOM = (1240, 760), 0.95
WHOLE, CHOSEN = "whole", "chosen"
WITHHOLD = {
    "people": mark("Withhold &persons: names, addresses, who takes part"),
    "notes": mark("Withhold &notes"),
    "incidents": mark("Withhold &incidents"),
}
NAMES_ALONG: Pair = (choice.NAMES_ALONG, "")
LIST_HEIGHT = 130


class SendDialog(QDialog):
    """Choices on the left, all that would leave on the right."""

    def __init__(self, bench: Workbench, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Send a copy"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bench = bench
        self._found: list[choice.Leaving] = []
        self._looked = False
        self.which = ChoiceBox()
        self.which.offer([(WHOLE, _("The whole project")), (CHOSEN, _("Only chosen records"))])
        self.which.show_value(WHOLE)
        self.only = CheckList(_("Only these records"), choice.sendable(bench.store))
        self.search = SearchBox(_("Find a record"))
        self.history = QCheckBox(_("&Earlier values and removed records as well"))
        self.withhold = {name: QCheckBox(_(words)) for name, words in WITHHOLD.items()}
        self.counts = QCheckBox(_("Incidents only as &counts: 250 m, by month, none below 5"))
        self.fields, self.leaving = FieldTree(), LeavingView()
        self.party = LineBox()
        protected = is_protected(bench.store)
        self.seal = SealForm(_("&For whom"), self.party, protected=protected)
        self.trouble = Attempt()
        self.write = PrimaryButton(_("&Write the file…"))
        self._lay_out()
        self._connect()
        self._read()

    def scope(self) -> ops.Scope:
        """Return what was chosen."""
        chosen = [name for name, box in self.withhold.items() if box.isChecked()]
        chosen += ["incidents"] if self.counts.isChecked() else []
        staying = self.fields.staying()
        pairs = {pair for name in chosen for pair in choice.REDACTIONS[name]}
        people = "people" not in chosen and NAMES_ALONG not in staying
        return ops.Scope(
            self._only(),
            frozenset(pairs | (staying - {NAMES_ALONG})),
            history=self.history.isChecked(),
            people=people,
        )

    def _only(self) -> frozenset[str]:
        chosen = self.which.currentData() == CHOSEN
        return frozenset(self.only.ticked()) if chosen else frozenset()

    def _nothing(self) -> bool:
        """Say whether only chosen records are to leave and none was chosen yet."""
        return self.which.currentData() == CHOSEN and not self._only()

    def _read(self) -> None:
        """Look up what the chosen records hold; fields are sieved from that."""
        scope = ops.Scope(self._only(), history=self.history.isChecked())
        nothing: list[choice.Leaving] = []
        found = (
            nothing
            if self._nothing()
            else self.trouble.run(choice.leaving, self._bench.store, scope)
        )
        self._looked, self._found = found is not None, found or nothing
        self.fields.offer(self._found)
        self._show()

    def _show(self) -> None:
        """Show what would leave now."""
        scope = self.scope()
        self.leaving.show_values(choice.without(self._found, scope))
        self._show_ready()

    def _show_ready(self) -> None:
        self.write.setEnabled(self._looked and self.seal.ready() and not self._nothing())

    def _hold(self, pairs: Iterable[Pair], stay: bool) -> None:
        self.fields.hold(pairs, stay=stay)
        self._show()

    def _fields_changed(self) -> None:
        """Untick a word whose fields were ticked one by one, and tick it when all are not."""
        for name, box in self.withhold.items():
            state = self.fields.stays(_pairs(name))
            if state is not None:
                box.blockSignals(True)
                box.setChecked(state)
                box.blockSignals(False)
        self._show()

    def _write(self) -> None:
        ending = ".age" if self.seal.sealed else ".usp"
        name = _("copy") + (".usp.age" if self.seal.sealed else ".usp")
        path = self._bench.files.save(_("Send a copy"), name, _("Copies"), [ending])
        if path is None:
            return
        counts = ops.Counts() if self.counts.isChecked() else None
        scope, party = self.scope(), self.party.text()
        wanted = (self._bench.store, path, scope, party, self.seal.key(), counts)
        sent = self.trouble.run(ops.export, *wanted)
        if sent is not None:
            self._bench.notify(
                _("{name} was written: {records}.").format(
                    name=path.name, records=plural("{n} record", "{n} records", sent.records)
                )
            )
            self.accept()

    def _connect(self) -> None:
        for name, box in self.withhold.items():
            box.toggled.connect(lambda on, name=name: self._hold(_pairs(name), on))
        self.counts.toggled.connect(self._show)
        self.history.toggled.connect(self._read)
        self.which.activated.connect(self._choose_which)
        self.search.textChanged.connect(self.only.look_for)
        self.only.on_tick(self._read)
        self.fields.changed.connect(self._fields_changed)
        self.fields.looked_at.connect(self.leaving.look_at)
        self.seal.changed.connect(self._show_ready)
        self.write.clicked.connect(self._write)

    def _choose_which(self) -> None:
        for box in (self.search, self.only):
            box.setVisible(self.which.currentData() == CHOSEN)
        self._read()

    def _lay_out(self) -> None:
        left = QWidget()
        choices = QVBoxLayout(left)
        choices.setContentsMargins(0, 0, 8, 0)
        choices.addWidget(self.which)
        for box in (self.search, self.only):
            choices.addWidget(box)
            box.hide()
        for tick in (*self.withhold.values(), self.counts, self.history):
            choices.addWidget(tick)
        choices.addWidget(self.fields, 1)
        choices.addWidget(self.seal)
        self.which.setAccessibleName(_("Which records"))
        self.only.setFixedHeight(LIST_HEIGHT)
        self.party.setMaxLength(200)
        self.party.setAccessibleName(_("For whom"))
        self._put_together(left)

    def _put_together(self, left: QWidget) -> None:
        parts = QSplitter()
        parts.addWidget(left)
        parts.addWidget(self.leaving)
        parts.setChildrenCollapsible(False)
        parts.setSizes([420, 820])
        leave = QPushButton(_("&Cancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(_("Send a copy")))
        whole.addWidget(parts, 1)
        whole.addWidget(self.trouble)
        whole.addLayout(row(None, leave, self.write))
        parent = self.parentWidget()
        room = parent.window().size() * ROOM if parent else self.maximumSize()
        self.resize(room.boundedTo(QSize(*SIZE)))


def _pairs(name: str) -> list[Pair]:
    """Return what a word withholds; persons include the names that go along."""
    return [*choice.REDACTIONS[name], *([NAMES_ALONG] if name == "people" else [])]

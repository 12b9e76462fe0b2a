"""Who takes part, in which role, and who has said yes."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from planner.model.kinds import choice_titles
from planner.model.sessions import ParticipationFields
from planner.ops import contacts
from planner.ops import participations as ops
from planner.ops.marks import of_record
from planner.texts import _
from ui.forms.choices import ChoiceBox
from ui.pages.parts.card_rows import CardRows
from ui.pages.parts.marks import FieldMark
from ui.shell.workbench import Workbench
from ui.theme.icons import set_icon
from ui.theme.widgets import Caption, Card, LinkButton, row

NAME_WIDTH, LONGEST_NAME = 120, 320


class NameBox(QLineEdit):
    """Says when a person is about to type, so that names are loaded only then."""

    entered = Signal()

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholderText=placeholder)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()


class PeopleCard(Card):
    """The people of one session, and a box that takes anybody as a programme prints them."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("People"))
        self._bench = bench
        self._session = ""
        self._known: dict[str, contacts.Contact] = {}
        self.rows = CardRows(partial(_PersonLine, bench))
        self.warnings = Caption(wrap=True)
        self.name = NameBox(_("Name, role, organisation – or TBC"))
        self.name.setAccessibleName(_("Add somebody"))
        self.name.setToolTip(
            _("As a programme prints it: Ada Ek, Head of Unit, City of Ghent TBC.")
        )
        self.role = _choice("role")
        self.role.setAccessibleName(_("Role of the new participant"))
        self.role.show_value("speaker")
        self.add = QPushButton(_("Add"))
        self.add.setAccessibleName(_("Add to the session"))
        self.body.addLayout(self.rows)
        self.body.addWidget(self.warnings)
        line = row(self.name, self.role, self.add)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.add.clicked.connect(self._add)
        self.name.returnPressed.connect(self._add)
        self.name.entered.connect(self._offer_known)

    def show_session(self, uid: str, warnings: str = "") -> None:
        """Show who is in the session, and what to look at."""
        if uid != self._session:
            self.name.clear()
        self._session = uid
        self.rows.show_items(ops.list_people(self._bench.store, uid) if uid else [])
        self.warnings.setText(warnings)
        self.warnings.setVisible(bool(warnings))

    def move_chosen(self, step: int) -> bool:
        """Move the person whose row is in use; False if none is."""
        uid = self.rows.focused()
        people = [part.uid for part in ops.list_people(self._bench.store, self._session)]
        if uid not in people:
            return False
        place = people.index(uid) + step
        if 0 <= place < len(people):
            self._bench.do(ops.move_participation, uid, place)
            self.rows.row_of(uid).role.setFocus()
        return True

    def _offer_known(self) -> None:
        found = contacts.list_contacts(self._bench.store)
        known = {", ".join(filter(None, (c.name, c.organisation))): c for c in found}
        if known.keys() == self._known.keys() and self.name.completer():
            self._known = known
            return
        self._known = known
        completer = QCompleter(sorted(known, key=str.casefold), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.name.setCompleter(completer)

    def _add(self) -> None:
        text, role = self.name.text().strip(), str(self.role.currentData())
        if not (text and self._session):
            return
        self.name.clear()
        known = self._known.get(text)
        if known is None:
            self._bench.do(ops.add_typed, self._session, text, role)
        else:
            self._bench.do(ops.add_contact, self._session, known.uid, role)


class _PersonLine(QWidget):
    """One participant: name, affiliation as printed, role, status."""

    def __init__(self, bench: Workbench, part: ops.Part) -> None:
        super().__init__()
        self._bench = bench
        self._part = part
        self._seen = 0
        self.name = LinkButton("")
        self.name.setMinimumWidth(NAME_WIDTH)
        self.affiliation = QLineEdit(placeholderText=_("Affiliation as printed"))
        self.role, self.status = _choice("role"), _choice("status")
        self.remove = QToolButton()
        set_icon(self.remove, "remove")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 4, 0, 8)
        lines.setSpacing(4)
        lines.addLayout(row(self.name, None, self.role, self.status, self.remove))
        lines.addWidget(self.affiliation)
        self.marks = {name: FieldMark(*boxes) for name, boxes in self._marked().items()}
        for mark in self.marks.values():
            lines.addWidget(mark)
        self.name.clicked.connect(self._open)
        self.affiliation.editingFinished.connect(self._change_affiliation)
        self.role.activated.connect(lambda: self._change(role=self.role.currentData()))
        self.status.activated.connect(lambda: self._change(status=self.status.currentData()))
        self.remove.clicked.connect(lambda: bench.do(ops.remove_participation, part.uid))

    def _marked(self) -> dict[str, tuple[QWidget, ...]]:
        """Return by field the box that a mark takes the place of; the name says so itself."""
        boxes = (self.affiliation,), (self.role,), (self.status,)
        return {"person": ()} | dict(zip(("affiliation", "role", "status"), boxes, strict=True))

    def show_row(self, part: ops.Part) -> None:
        self._part, self._seen = part, self._bench.store.revision
        marks = of_record(self._bench.store, "participation", part.uid)
        for name, mark in self.marks.items():
            mark.show_marks(marks, name)
        if "person" in marks.withheld:
            self.marks["person"].say("")  # the name says so
        elide, width = Qt.TextElideMode.ElideRight, LONGEST_NAME
        shown = self.name.fontMetrics().elidedText(part.name, elide, width)
        self.name.setText(shown.replace("&", "&&"))
        self.name.setToolTip(part.name)
        self.name.setEnabled(bool(part.row.person or part.row.organisation))
        if not self.affiliation.hasFocus():
            self.affiliation.setText(part.row.affiliation or "")
            self.affiliation.setCursorPosition(0)
        self.affiliation.setToolTip(part.row.affiliation or "")
        self.role.show_value(part.row.role)
        self.status.show_value(part.row.status)
        for widget, words in (
            (self.name, _("Open {name}")),
            (self.affiliation, _("Affiliation of {name}")),
            (self.role, _("Role of {name}")),
            (self.status, _("Status of {name}")),
            (self.remove, _("Take {name} out of the session")),
        ):
            widget.setAccessibleName(words.format(name=part.name))
        self.remove.setToolTip(_("Take out of the session"))

    def _open(self) -> None:
        self._bench.go_to("contacts", self._part.row.person or self._part.row.organisation or "")

    def _change_affiliation(self) -> None:
        text = self.affiliation.text().strip()
        if text != (self._part.row.affiliation or ""):
            self._change(affiliation=text)

    def _change(self, **values: str) -> None:
        self._bench.do(ops.change_participation, self._part.uid, self._seen, **values)


def _choice(field: str) -> ChoiceBox:
    box = ChoiceBox()
    titles = choice_titles(ParticipationFields, field)
    box.offer([(code, _(title)) for code, title in titles.items()])
    return box

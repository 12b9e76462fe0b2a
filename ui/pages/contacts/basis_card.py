"""Why a person's data may be kept, until when, and what can be done about them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from planner.model.contacts import PersonFields, PersonRow
from planner.ops import retention as ops
from planner.texts import _, plural
from ui.forms.record_form import RecordForm
from ui.pages.parts.marks import mark_form
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.theme.flow import FlowLayout
from ui.theme.widgets import Caption, Card

WHY = ("lawful_basis", "purpose", "source", "informed_on", "retain_until")


class BasisCard(Card):
    """The form, the day that is in force, and the rights of the person as buttons."""

    access_wanted = Signal()
    erasure_wanted = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("Why we may keep this"))
        self._bench = bench
        self.form = RecordForm(PersonFields, only=WHY)
        self.until = Caption(wrap=True)
        self.access = QPushButton(_("What we hold about this person…"))
        self.erase = QPushButton(_("Erase for good…"))
        self.access.clicked.connect(self.access_wanted)
        self.erase.clicked.connect(self.erasure_wanted)
        self.body.addWidget(self.form)
        self.body.addWidget(self.until)
        self.body.addLayout(FlowLayout(self.access, self.erase))

    def show_person(self, person: PersonRow | None) -> None:
        store = self._bench.store
        self.form.show_record(person, store.revision)
        mark_form(self.form, self._bench, "person", person.uid if person else "")
        self.until.setText(in_words(ops.retention(store, person.uid)) if person else "")


def in_words(kept: ops.Retention) -> str:
    """Say until when data are kept and by what; a day of the person's own says so itself."""
    if kept.own:
        return _("This day comes before the default of the project.")
    if not kept.months:
        return _("No day is set, and the project has no default (Settings).")
    months = plural("{n} month", "{n} months", kept.months)
    if not kept.last_session:
        return _("No day is set. The project's {months} count from the last session.").format(
            months=months
        )
    return _("In force: {day}, the project's {months} after the last session on {last}.").format(
        day=writers.day(kept.until), months=months, last=writers.day(kept.last_session)
    )

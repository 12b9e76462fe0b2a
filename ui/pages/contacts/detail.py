"""A person or an organisation in full."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton

from planner.model.contacts import OrganisationFields, PersonFields
from planner.ops import contacts as ops
from planner.texts import _, or_withheld
from ui.forms.choices import Pairs
from ui.forms.record_form import RecordForm
from ui.pages.contacts.basis_card import BasisCard
from ui.pages.contacts.merged_card import MergedCard
from ui.pages.contacts.sent_card import SentCard
from ui.pages.parts.actions_card import ActionsCard
from ui.pages.parts.appearances_card import AppearancesCard
from ui.pages.parts.card_rows import CardRows
from ui.pages.parts.lists import Detail
from ui.pages.parts.marks import mark_form
from ui.pages.parts.notes_card import NotesCard
from ui.shell.workbench import Workbench
from ui.theme.icons import set_icon
from ui.theme.widgets import Caption, Card, Problem, RowButton, Section, Strong, Words, row

WHO = (
    *("name", "given_name", "family_name", "job_title", "organisation", "email", "phone"),
    "notes",
)


class PersonDetail(Detail):
    """Everything about one person, and why it may be kept."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("The chosen person"))
        self._bench = bench
        self._uid = ""
        self.title, self.email_problem = Section(wrap=True), Problem(wrap=True)
        self.remove = remove_button()
        self.who = RecordForm(PersonFields, {"organisation": self._organisations}, WHO)
        self.who.put_after("email", "", self.email_problem)
        self.basis, self.sent = BasisCard(bench), SentCard(bench)
        self.merged = MergedCard(bench, "person")
        self.sessions = AppearancesCard(bench)
        self.to_do, self.notes = ActionsCard(bench), NotesCard(bench)
        contact = Card()
        contact.body.addWidget(self.who)
        rights = (self.basis, self.sent)
        add_all(self, contact, self.merged, self.sessions, *rights, self.to_do, self.notes)
        for form in (self.who, self.basis.form):
            form.field_finished.connect(partial(self._change, form))

    def show_uid(self, uid: str) -> None:
        person = ops.find_person(self._bench.store, uid)
        self._uid = person.uid if person else ""
        self.who.show_record(person, self._bench.store.revision)
        mark_form(self.who, self._bench, "person", self._uid)
        self.basis.show_person(person)
        self.sent.show_person(self._uid)
        self.merged.show_contact(self._uid)
        self.title.setText(or_withheld(person.name) if person else "")
        self._check_email(person.email if person else "")
        self.sessions.show_contact(self._uid)
        self.to_do.show_about(self._uid)
        self.notes.show_about(self._uid)

    def first_box(self) -> Any:
        return self.who.editor("name")

    def _change(self, form: RecordForm, name: str, value: Any) -> None:
        self._bench.do(ops.change_person, form.record.uid, form.seen, **{name: value})

    def _check_email(self, address: str) -> None:
        trouble = ops.email_problem(address or "")
        self.email_problem.setText(trouble)
        self.email_problem.setVisible(bool(trouble))

    def _organisations(self) -> Pairs:
        return [
            (row.uid, or_withheld(row.name)) for row in ops.list_organisations(self._bench.store)
        ]


class OrganisationDetail(Detail):
    """Everything about one organisation, and who of it is known."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("The chosen organisation"))
        self._bench = bench
        self._uid = ""
        self.title = Section(wrap=True)
        self.remove = remove_button()
        self.form = RecordForm(OrganisationFields)
        self.members, self.nobody = CardRows(partial(_MemberLine, bench)), Words(_("Nobody yet."))
        self.sessions = AppearancesCard(bench)
        self.to_do, self.notes = ActionsCard(bench), NotesCard(bench)
        card, people = Card(), Card(_("People"))
        card.body.addWidget(self.form)
        people.body.addLayout(self.members)
        people.body.addWidget(self.nobody)
        self.merged = MergedCard(bench, "organisation")
        add_all(self, card, self.merged, people, self.sessions, self.to_do, self.notes)
        self.form.field_finished.connect(self._change)

    def show_uid(self, uid: str) -> None:
        found = [row for row in ops.list_organisations(self._bench.store) if row.uid == uid]
        organisation = found[0] if found else None
        self._uid = organisation.uid if organisation else ""
        self.form.show_record(organisation, self._bench.store.revision)
        mark_form(self.form, self._bench, "organisation", self._uid)
        self.title.setText(or_withheld(organisation.name) if organisation else "")
        members = ops.members(self._bench.store, self._uid) if self._uid else []
        self.merged.show_contact(self._uid)
        self.members.show_items(members)
        self.nobody.setVisible(not members)
        self.sessions.show_contact(self._uid)
        self.to_do.show_about(self._uid)
        self.notes.show_about(self._uid)

    def first_box(self) -> Any:
        return self.form.editor("name")

    def _change(self, name: str, value: Any) -> None:
        seen = self.form.seen
        self._bench.do(ops.change_organisation, self.form.record.uid, seen, **{name: value})


class _MemberLine(RowButton):
    """One person of an organisation."""

    def __init__(self, bench: Workbench, person: Any) -> None:
        super().__init__(or_withheld(person.name))
        self.name, self.job = Strong(), Caption()
        self.line.addWidget(self.name, 1)
        self.line.addWidget(self.job)
        self.clicked.connect(lambda: bench.go_to("contacts", person.uid))

    def show_row(self, person: Any) -> None:
        self.name.setText(or_withheld(person.name))
        self.job.setText(person.job_title or "")
        self.setAccessibleName(", ".join(filter(None, (self.name.text(), person.job_title))))


def remove_button() -> QPushButton:
    button = QPushButton(_("Remove"))
    set_icon(button, "remove")
    return button


def add_all(detail: PersonDetail | OrganisationDetail, *cards: Card) -> None:
    """Put the head of a detail and its cards below each other."""
    head = row(detail.title, detail.remove)
    head.setStretch(0, 1)
    detail.column.addLayout(head)
    parts: Sequence[Card] = cards
    for card in parts:
        detail.column.addWidget(card)
    detail.column.addStretch(1)

"""Contacts: persons and organisations on the left, the chosen one on the right."""

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QStackedWidget

from planner.model.contacts import OrganisationFields, PersonFields
from planner.ops import contacts as ops
from planner.texts import _, mark, plural
from ui.forms.choices import ChoiceBox
from ui.pages.contacts.detail import OrganisationDetail, PersonDetail
from ui.pages.contacts.privacy_dialogs import EraseDialog, hand_over
from ui.pages.parts.lists import ListDetail, Side
from ui.shell.page import Page, command, page
from ui.shell.workbench import Workbench
from ui.tables.group_list import Entry, GroupList
from ui.theme.icons import set_icon
from ui.theme.widgets import EmptyState, PrimaryButton, SearchBox

GROUPS = {"person": mark("Persons"), "organisation": mark("Organisations")}
ALL = "all"


@page
class ContactsPage(Page):
    """Find, add, change and remove persons and organisations."""

    name = "contacts"
    kinds = frozenset(
        {
            *("person", "organisation", "participation", "session", "series", "action", "note"),
            *("project", "exchange"),
        }
    )

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._contacts: dict[str, ops.Contact] = {}
        self.list = GroupList(self._entries, _("Contacts"))
        self.search = SearchBox(_("Find in contacts"))
        self.show_box = ChoiceBox()
        self.show_box.setAccessibleName(_("Which contacts to show"))
        self.show_box.offer([(ALL, _("Everybody")), *((k, _(t)) for k, t in GROUPS.items())])
        self.show_box.show_value(ALL)
        self.person, self.organisation = PersonDetail(bench), OrganisationDetail(bench)
        self.detail = QStackedWidget()
        self.detail.addWidget(self.person)
        self.detail.addWidget(self.organisation)
        self.new_button = PrimaryButton(_("New person"))
        self.new_organisation_button = QPushButton(_("New organisation"))
        set_icon(self.new_organisation_button, "organisation")
        self.empty = EmptyState(
            _("No contacts yet"),
            _(
                "People and organisations come in with a programme, or one by one. For each you"
                " can note why it may be kept and for how long."
            ),
            _("New person"),
        )
        self._lay_out()
        self.refresh()
        self.list.choose_first()

    def refresh(self) -> None:
        self.list.refresh()
        shown = self.list.count_entries()
        self.side.count.setText(plural("{n} contact", "{n} contacts", shown))
        self.frame.show_empty(empty=not self._contacts)
        self._show()

    def show_record(self, uid: str) -> None:
        self.search.clear()
        if not self.list.choose(uid):
            self.show_box.show_value(ALL)
            self.refresh()
            self.list.choose(uid)

    @command(mark("New person"))
    def new(self) -> None:
        self._begin(self.bench.do(ops.add_person, PersonFields(name=_("New person"))))

    @command(mark("New organisation"))
    def new_organisation(self) -> None:
        fields = OrganisationFields(name=_("New organisation"))
        self._begin(self.bench.do(ops.add_organisation, fields))

    @command(mark("Rename contact"))
    def rename(self) -> None:
        detail = self.detail.currentWidget()
        if isinstance(detail, (PersonDetail, OrganisationDetail)):
            box = detail.first_box()
            box.setFocus()
            box.selectAll()
            detail.ensureWidgetVisible(box)

    @command(mark("Remove contact"))
    def remove(self) -> None:
        contact = self._contacts.get(self.list.uid())
        if contact:
            person = contact.kind == "person"
            self.bench.do(ops.remove_persons if person else ops.remove_organisations, [contact.uid])
            self.list.choose_first()

    @command(mark("Erase person for good…"))
    def erase(self) -> None:
        if person := self._person():
            EraseDialog(self.bench, person.uid, person.name, self).open()

    @command(mark("What we hold about this person…"))
    def hand_over(self) -> None:
        if person := self._person():
            hand_over(self.bench, person.uid)

    @command(mark("Find in contacts"))
    def find_in_list(self) -> None:
        self.search.setFocus()

    def _person(self) -> ops.Contact | None:
        contact = self._contacts.get(self.list.uid())
        return contact if contact and contact.kind == "person" else None

    def _begin(self, uid: str | None) -> None:
        if uid:
            self.show_record(uid)
            self.rename()

    def _show(self) -> None:
        contact = self._contacts.get(self.list.uid())
        self.detail.setVisible(contact is not None)
        kind = contact.kind if contact else ""
        self.person.show_uid(contact.uid if contact and kind == "person" else "")
        self.organisation.show_uid(contact.uid if contact and kind == "organisation" else "")
        self.detail.setCurrentIndex(1 if kind == "organisation" else 0)

    def _entries(self) -> Sequence[Entry]:
        found = ops.list_contacts(self.bench.store)
        self._contacts = {contact.uid: contact for contact in found}
        view = self.show_box.currentData() or ALL
        kinds = GROUPS if view == ALL else {view: GROUPS[view]}
        return [
            Entry(
                contact.uid,
                contact.name,
                _caption(contact),
                group=_(GROUPS[kind]),
            )
            for kind in kinds
            for contact in found
            if contact.kind == kind
        ]

    def _lay_out(self) -> None:
        self.side = Side(self.search, self.show_box, self.list)
        buttons = (self.new_organisation_button, self.new_button)
        self.frame = ListDetail(_("Contacts"), buttons, self.side, self.detail)
        self.frame.set_empty_state(self.empty)
        self.setLayout(self.frame)
        self.list.chosen.connect(self._show)
        self.show_box.activated.connect(self.refresh)
        self.new_button.clicked.connect(self.new)
        self.empty.chosen.connect(self.new)
        self.new_organisation_button.clicked.connect(self.new_organisation)
        self.person.remove.clicked.connect(self.remove)
        self.person.basis.access_wanted.connect(self.hand_over)
        self.person.basis.erasure_wanted.connect(self.erase)
        self.organisation.remove.clicked.connect(self.remove)


def _caption(contact: ops.Contact) -> str:
    held = plural("{n} session", "{n} sessions", contact.sessions) if contact.sessions else ""
    staff = plural("{n} person", "{n} persons", contact.members) if contact.members else ""
    words = (held, staff, contact.organisation or contact.email)
    return " · ".join(part for part in words if part)

"""What one can do with persons and organisations."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from planner.features.organiser.reading.people import sortable
from planner.features.organiser.reading.words import fold
from planner.model.contacts import (
    Organisation,
    OrganisationFields,
    OrganisationRow,
    Person,
    PersonFields,
    PersonRow,
)
from planner.model.records import ALIVE
from planner.model.sessions import Participation, ParticipationRow
from planner.ops import duplicates
from planner.store.store import Store
from planner.texts import _, or_withheld

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+")


def list_persons(store: Store) -> list[PersonRow]:
    """Return all persons in the order of their names, titles such as "Dr." left aside.

    Of contacts that were merged only the one that stands for all is listed.
    """
    stands = duplicates.stands_for(store, "person")
    rows = store.rows(select(Person), PersonRow)
    return sorted((row for row in rows if stands[row.uid] == row.uid), key=sort_key)


def find_person(store: Store, uid: str) -> PersonRow | None:
    """Return a person that `list_persons` lists; None for any other uid."""
    row = store.row(PersonRow, uid) if uid else None
    if row is None or row.state != ALIVE or duplicates.standing(store, "person", uid) != uid:
        return None
    return row


def list_organisations(store: Store) -> list[OrganisationRow]:
    stands = duplicates.stands_for(store, "organisation")
    found = store.rows(select(Organisation), OrganisationRow)
    rows = [row for row in found if stands[row.uid] == row.uid]
    return sorted(rows, key=lambda row: fold(row.name or ""))


def sort_key(person: PersonFields) -> str:
    """Return what a person is sorted by: the family name if it is known, else the plain name."""
    return fold(
        f"{person.family_name or ''} {person.given_name or ''}".strip()
        or sortable(person.name or "")
    )


def add_person(store: Store, fields: PersonFields) -> str:
    with store.edit(_("new person")) as edit:
        return edit.add(fields)


def change_person(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of person"), seen) as edit:
        edit.change(PersonRow, uid, **values)


def remove_persons(store: Store, uids: Iterable[str]) -> None:
    with store.edit(_("removal of persons")) as edit:
        for uid in uids:
            edit.remove(PersonRow, uid)


def add_organisation(store: Store, fields: OrganisationFields) -> str:
    with store.edit(_("new organisation")) as edit:
        return edit.add(fields)


def change_organisation(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of organisation"), seen) as edit:
        edit.change(OrganisationRow, uid, **values)


def remove_organisations(store: Store, uids: Iterable[str]) -> None:
    """Remove organisations; their people stay, without one."""
    with store.edit(_("removal of organisations")) as edit:
        for uid in uids:
            members = select(Person).where(col(Person.organisation) == uid)
            for person in store.rows(members, PersonRow):
                edit.change(PersonRow, person.uid, organisation=None)
            edit.remove(OrganisationRow, uid)


def members(store: Store, organisation: str) -> list[PersonRow]:
    query = select(Person).where(col(Person.organisation) == organisation)
    return sorted(store.rows(query, PersonRow), key=sort_key)


def email_problem(text: str) -> str:
    """Return what is wrong with a mail address, or nothing; unusual ones are let through."""
    if not text.strip() or _EMAIL.fullmatch(text.strip()):
        return ""
    return _("This does not look like a mail address: name@place.example.")


@dataclass(frozen=True)
class Contact:
    """A person or an organisation in a list. `kind` is "person" or "organisation"."""

    uid: str
    kind: str
    name: str
    order: str
    organisation: str
    email: str
    sessions: int
    members: int = 0


def list_contacts(store: Store) -> list[Contact]:
    """Return everybody, persons and organisations, by name."""
    organisations = list_organisations(store)
    names = {row.uid: or_withheld(row.name) for row in organisations}
    parts = store.rows(select(Participation), ParticipationRow)
    stands = duplicates.stands_for(store, "person") | duplicates.stands_for(store, "organisation")
    who = [uid for row in parts for uid in (row.person, row.organisation) if uid]
    held = Counter(stands.get(uid, uid) for uid in who)
    persons = list_persons(store)
    staff = Counter(person.organisation for person in persons)
    found = [
        Contact(
            row.uid,
            "person",
            or_withheld(row.name),
            sort_key(row),
            names.get(row.organisation or "", ""),
            row.email,
            held[row.uid],
        )
        for row in persons
    ]
    found += [
        Contact(
            row.uid,
            "organisation",
            or_withheld(row.name),
            fold(row.name or ""),
            row.kind,
            "",
            held[row.uid],
            staff[row.uid],
        )
        for row in organisations
    ]
    return sorted(found, key=lambda contact: contact.order)


def homonyms(store: Store, name: str) -> list[PersonRow]:
    """Return the persons who go by a name, titles and accents left aside; never merge by it."""
    wanted = fold(sortable(name))
    return [row for row in list_persons(store) if fold(sortable(row.name or "")) == wanted]

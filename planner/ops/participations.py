"""What one can do with the people of a session."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from planner.errors import NotFoundError
from planner.features.organiser.reading.lines import typed
from planner.features.organiser.reading.people import read_people
from planner.model.contacts import OrganisationFields, OrganisationRow, PersonFields, PersonRow
from planner.model.drafts import PersonDraft
from planner.model.records import ALIVE
from planner.model.sessions import (
    Participation,
    ParticipationFields,
    ParticipationRow,
    Session,
    SessionRow,
)
from planner.ops import contacts, duplicates
from planner.ops.order import last_rank, rank_at
from planner.store.edit import Edit
from planner.store.store import Store
from planner.texts import _, or_withheld


@dataclass(frozen=True)
class Part:
    """A participation with the words that name who takes part."""

    uid: str
    row: ParticipationRow
    name: str


def list_people(store: Store, session: str) -> list[Part]:
    """Return who takes part in a session, in their order."""
    query = select(Participation).where(col(Participation.session) == session)
    ordered = query.order_by(col(Participation.rank), col(Participation.uid))
    rows = store.rows(ordered, ParticipationRow)
    return [Part(row.uid, row, name_of(store, row)) for row in rows]


def name_of(store: Store, row: ParticipationRow) -> str:
    """Return the name of who takes part; a person who was removed is said to be."""
    if row.person:
        person = store.row(PersonRow, duplicates.standing(store, "person", row.person))
        if person is None or person.state != ALIVE:
            return _("removed person")
        return or_withheld(person.name)
    if row.organisation:
        stands = duplicates.standing(store, "organisation", row.organisation)
        organisation = store.row(OrganisationRow, stands)
        if organisation is None or organisation.state != ALIVE:
            return _("removed organisation")
        return or_withheld(organisation.name)
    return or_withheld(row.placeholder) or _("not named yet")


def add_participation(store: Store, fields: ParticipationFields) -> str:
    """Add a person, an organisation or a placeholder at the end of a session's list."""
    with store.edit(_("new participant")) as edit:
        fields.rank = fields.rank or next_rank(store, fields.session or "")
        return edit.add(fields)


def change_participation(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of participant"), seen) as edit:
        edit.change(ParticipationRow, uid, **values)


def remove_participation(store: Store, uid: str) -> None:
    with store.edit(_("removal of participant")) as edit:
        edit.remove(ParticipationRow, uid)


def move_participation(store: Store, uid: str, place: int) -> None:
    """Put somebody at `place` (0 is the first) among the others of the session."""
    moved = store.row(ParticipationRow, uid)
    if moved is None or moved.session is None:
        raise NotFoundError("participation", uid)
    others = [part.row for part in list_people(store, moved.session) if part.uid != uid]
    rank = rank_at([row.rank for row in others], place)
    with store.edit(_("move of participant")) as edit:
        edit.change(ParticipationRow, uid, rank=rank)


def next_rank(store: Store, session: str) -> str:
    """Return a rank behind everybody in a session."""
    return last_rank([part.row.rank for part in list_people(store, session)])


@dataclass(frozen=True)
class Appearance:
    """A session somebody takes part in."""

    uid: str
    session: SessionRow
    row: ParticipationRow


def appearances(store: Store, contact: str) -> list[Appearance]:
    """Return the sessions of a person or an organisation, the latest first."""
    same = duplicates.same_as(store, contact)
    mine = col(Participation.person).in_(same) | col(Participation.organisation).in_(same)
    rows = store.rows(select(Participation).where(mine), ParticipationRow)
    wanted = {row.session for row in rows}
    sessions = {
        row.uid: row
        for row in store.rows(select(Session).where(col(Session.uid).in_(wanted)), SessionRow)
    }
    found = [Appearance(r.uid, sessions[r.session], r) for r in rows if r.session in sessions]
    return sorted(found, key=lambda a: a.session.starts_local or "", reverse=True)


def series_contacts(store: Store, series: str | None) -> list[str]:
    """Return the names of those to ask about a series."""
    if not series:
        return []
    sessions = store.rows(select(Session).where(col(Session.series) == series), SessionRow)
    query = select(Participation).where(
        col(Participation.role) == "contact",
        col(Participation.session).in_([row.uid for row in sessions]),
    )
    names = {name_of(store, row) for row in store.rows(query, ParticipationRow)}
    return sorted(names, key=str.casefold)


def with_rank(store: Store, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with a rank at the end of the list, if they have none."""
    known = values.get("rank") or not isinstance(values.get("session"), str)
    return values if known else values | {"rank": next_rank(store, values["session"])}


def add_typed(store: Store, session: str, text: str, role: str = "speaker") -> list[str]:
    """Add who is typed as a programme prints it: ``Ada Ek, City of Ghent TBC``.

    A contact of that name is taken if there is exactly one and nothing typed
    speaks against it; otherwise a new contact is made. "TBC" and "a
    representative of ..." hold the place of somebody not named yet.
    """
    with store.edit(_("new participant")) as edit:
        return [
            edit.add(_typed(store, edit, session, person, role))
            for person in read_people(typed(text), role)
        ]


def _typed(
    store: Store, edit: Edit, session: str, person: PersonDraft, role: str
) -> ParticipationFields:
    fields = ParticipationFields(
        session=session,
        role=role,
        affiliation=person.affiliation.value,
        status="tbc" if person.status == "tbc" else "invited",
        rank=next_rank(store, session),
    )
    if person.kind == "placeholder" and person.status == "tbc":
        fields.placeholder = person.name.value
    elif person.kind == "organisation":
        known = [r for r in contacts.list_organisations(store) if r.name == person.name.value]
        new = OrganisationFields(name=person.name.value)
        fields.organisation = known[0].uid if known else edit.add(new)
    else:
        fields.person = _namesake(store, person) or edit.add(PersonFields(name=person.name.value))
    return fields


def _namesake(store: Store, person: PersonDraft) -> str:
    found = contacts.homonyms(store, person.name.value)
    if len(found) != 1:
        return ""
    organisation = store.row(OrganisationRow, found[0].organisation or "") if found else None
    typed_place = person.affiliation.value
    fits = not typed_place or not organisation or organisation.name in typed_place
    return found[0].uid if fits else ""


def printed_affiliation(store: Store, person: PersonRow) -> str:
    """Return job and organisation of a contact as a programme would print them."""
    organisation = store.row(OrganisationRow, person.organisation) if person.organisation else None
    alive = organisation is not None and organisation.state == ALIVE
    name = organisation.name if organisation and alive else ""
    return ", ".join(part for part in (person.job_title, name) if part)


def add_contact(store: Store, session: str, contact: str, role: str = "speaker") -> str:
    """Add a contact, with job and organisation as the affiliation to print."""
    person = store.row(PersonRow, contact)
    printed = printed_affiliation(store, person) if person else ""
    return add_participation(
        store,
        ParticipationFields(
            session=session,
            person=contact if person else None,
            organisation=None if person else contact,
            affiliation=printed[:500],
            role=role,
        ),
    )

"""What one can do with the people of a session."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from planner.errors import NotFoundError
from planner.model.contacts import (
    OrganisationRow,
    PersonFields,
    PersonRow,
)
from planner.model.sessions import (
    Participation,
    ParticipationFields,
    ParticipationRow,
    Session,
    SessionRow,
)
from planner.ops.order import last_rank, rank_at
from planner.store.store import Store
from planner.texts import _


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
        person = store.row(PersonRow, row.person)
        return (person.name if person and person.state == "alive" else "") or _("removed person")
    if row.organisation:
        organisation = store.row(OrganisationRow, row.organisation)
        alive = organisation and organisation.state == "alive"
        return (organisation.name if organisation and alive else "") or _("removed organisation")
    return row.placeholder or _("not named yet")


def add_participation(store: Store, fields: ParticipationFields) -> str:
    """Add a person, an organisation or a placeholder at the end of a session's list."""
    with store.edit(_("new participant")) as edit:
        fields.rank = fields.rank or next_rank(store, fields.session or "")
        return edit.add(fields)


def add_new_person(
    store: Store, session: str, name: str, affiliation: str = "", role: str = "speaker"
) -> str:
    """Add somebody who is not among the contacts yet: contact and participation in one step."""
    with store.edit(_("new participant")) as edit:
        person = edit.add(PersonFields(name=name))
        return edit.add(
            ParticipationFields(
                session=session,
                person=person,
                affiliation=affiliation,
                role=role,
                rank=next_rank(store, session),
            )
        )


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
    mine = (col(Participation.person) == contact) | (col(Participation.organisation) == contact)
    rows = store.rows(select(Participation).where(mine), ParticipationRow)
    wanted = {row.session for row in rows}
    sessions = {
        row.uid: row
        for row in store.rows(select(Session).where(col(Session.uid).in_(wanted)), SessionRow)
    }
    found = [Appearance(r.uid, sessions[r.session], r) for r in rows if r.session in sessions]
    return sorted(found, key=lambda a: a.session.starts_local, reverse=True)


def with_rank(store: Store, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with a rank at the end of the list, if they have none."""
    known = values.get("rank") or not isinstance(values.get("session"), str)
    return values if known else values | {"rank": next_rank(store, values["session"])}

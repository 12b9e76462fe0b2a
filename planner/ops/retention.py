"""How long a person's data may be kept, and whose time is over."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import select

from planner.model.contacts import Person, PersonRow
from planner.model.sessions import Participation, ParticipationRow, Session, SessionRow
from planner.ops import contacts, duplicates
from planner.ops.project import project
from planner.store.store import Store
from planner.texts import or_withheld

AT_ONCE = timedelta(0)


@dataclass(frozen=True)
class Retention:
    """Until when a person's data are kept; an empty day means that nothing says so.

    Attributes
    ----------
    until : the last day.
    own : whether the day was set for this person. Otherwise it is `months`,
        the project's, after the last day of a session in which they take part.
    last_session : that day, if there is one.
    """

    until: str
    own: bool
    last_session: str
    months: int


@dataclass(frozen=True)
class Due:
    """A person whose data should no longer be kept after a day."""

    uid: str
    name: str
    until: str


def retention(store: Store, uid: str) -> Retention:
    """Return until when a person's data are kept, and what says so."""
    found = contacts.find_person(store, uid)
    return _of(store, [found] if found else [])[uid]


def due_list(store: Store, today: date, within: timedelta = AT_ONCE) -> list[Due]:
    """Return the persons whose retention is over or will be `within` some days.

    The longest overdue comes first. Of merged contacts the one that stands for
    all is named.
    """
    rows = _persons(store)
    kept = _of(store, rows)
    last = (today + within).isoformat()
    found = [
        Due(row.uid, or_withheld(row.name), kept[row.uid].until)
        for row in rows
        if kept[row.uid].until and kept[row.uid].until < last
    ]
    return sorted(found, key=lambda due: (due.until, due.name))


def _persons(store: Store) -> list[PersonRow]:
    stands = duplicates.stands_for(store, "person")
    return [row for row in store.rows(select(Person), PersonRow) if stands[row.uid] == row.uid]


def _of(store: Store, rows: list[PersonRow]) -> dict[str, Retention]:
    months, last = project(store).retention_months or 0, _last_sessions(store)
    found = {}
    for row in rows:
        day = last.get(row.uid, "")
        by_default = _later(day, months) if day and months else ""
        until = row.retain_until or by_default
        found[row.uid] = Retention(until, bool(row.retain_until), day, months)
    return found


def _last_sessions(store: Store) -> dict[str, str]:
    """Return the day of the last dated session by person; merged contacts count as one."""
    stands = duplicates.stands_for(store, "person")
    days = {s.uid: (s.starts_local or "")[:10] for s in store.rows(select(Session), SessionRow)}
    last: dict[str, str] = {}
    for part in store.rows(select(Participation), ParticipationRow):
        person = stands.get(part.person or "")
        if person and part.session:
            last[person] = max(last.get(person, ""), days.get(part.session, ""))
    return last


def _later(day: str, months: int) -> str:
    """Return the day so many months later; the last of the month where there is no such day."""
    start = date.fromisoformat(day)
    years, month = divmod(start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return start.replace(start.year + years, month + 1, last).isoformat()
        except ValueError:
            continue
    return ""

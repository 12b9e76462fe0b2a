"""What one can do with series and sessions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from planner.errors import NotFoundError
from planner.features.organiser.clashes import Booking, clashes
from planner.features.organiser.times import UnknownZoneError, WallTime, problem, say, zone_info
from planner.model.contacts import PersonRow
from planner.model.records import Copy
from planner.model.sessions import (
    Participation,
    ParticipationFields,
    ParticipationRow,
    Question,
    QuestionFields,
    QuestionRow,
    Series,
    SeriesFields,
    SeriesRow,
    Session,
    SessionFields,
    SessionRow,
)
from planner.store.store import Store
from planner.texts import _, or_withheld


def list_series(store: Store) -> list[SeriesRow]:
    return store.rows(select(Series).order_by(col(Series.title)), SeriesRow)


def add_series(store: Store, fields: SeriesFields) -> str:
    with store.edit(_("new series")) as edit:
        return edit.add(fields)


def begin_series(store: Store, uid: str, fields: SeriesFields) -> str:
    """Add a series and put a session into it, in one step."""
    with store.edit(_("new series")) as edit:
        series = edit.add(fields)
        edit.change(SessionRow, uid, series=series)
        return series


def change_series(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of series"), seen) as edit:
        edit.change(SeriesRow, uid, **values)


def remove_series(store: Store, uid: str) -> None:
    """Remove a series; its sessions stay, without one."""
    with store.edit(_("removal of series")) as edit:
        for row in store.rows(select(Session).where(col(Session.series) == uid), SessionRow):
            edit.change(SessionRow, row.uid, series=None)
        edit.remove(SeriesRow, uid)


def list_sessions(store: Store) -> list[SessionRow]:
    """Return all sessions, the earliest first; those without a date come last."""
    rows = store.rows(select(Session).order_by(col(Session.starts_local)), SessionRow)
    return sorted(rows, key=lambda row: not row.starts_local)


def session(store: Store, uid: str) -> SessionRow:
    """Return a session.

    Raises
    ------
    NotFoundError
        There is none with this uid, or it was removed.
    """
    row = store.row(SessionRow, uid)
    if row is None or row.state != "alive":
        raise NotFoundError("session", uid)
    return row


def add_session(store: Store, fields: SessionFields) -> str:
    with store.edit(_("new session")) as edit:
        return edit.add(fields)


def change_session(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of session {field}").format(field=_field_names(values)), seen) as edit:
        edit.change(SessionRow, uid, **values)


def _field_names(values: dict[str, Any]) -> str:
    titles = (_(SessionFields.model_fields[name].title or name).lower() for name in values)
    return ", ".join(titles)


def remove_session(store: Store, uid: str) -> None:
    """Remove a session with its questions and the list of people; undo brings all back."""
    with store.edit(_("removal of session")) as edit:
        edit.remove(SessionRow, uid)


def duplicate_session(store: Store, uid: str) -> str:
    """Copy a session with its questions and people to be planned anew.

    The copy has no date yet; nobody is confirmed for it.
    """
    original = session(store, uid)
    fields = SessionFields.model_validate(_own(original, SessionFields))
    fields.title = _("{title} (copy)").format(title=original.title)[:300]
    fields.starts_local = fields.ends_local = fields.link = ""
    fields.status = "draft"
    with store.edit(_("copy of session")) as edit:
        copy = edit.add(fields)
        for question in store.rows(_of(Question, uid), QuestionRow):
            edit.add(QuestionFields(session=copy, text=question.text, rank=question.rank))
        for part in store.rows(_of(Participation, uid), ParticipationRow):
            values = _own(part, ParticipationFields) | {"session": copy}
            values["status"] = "tbc" if part.status == "tbc" else "invited"
            edit.add(ParticipationFields(**values))
    return copy


def _own(row: Copy, fields: type[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in fields.model_fields}


def _of(table: Any, uid: str) -> Any:
    return select(table).where(col(table.session) == uid)


# Times


def wall_time(row: SessionFields) -> WallTime | None:
    """Return when a session starts; None if day or zone are not known."""
    if not (row.starts_local and row.zone):
        return None
    try:
        return WallTime.read(row.starts_local, row.zone)
    except UnknownZoneError:
        return None


def starts_utc(row: SessionFields) -> datetime | None:
    time = wall_time(row)
    return time.utc if time else None


def ends_utc(row: SessionFields) -> datetime | None:
    if not row.ends_local or wall_time(row) is None:
        return None
    return WallTime.read(row.ends_local, row.zone).utc


def said(row: SessionFields, *also: str) -> str:
    """Say when a session is, with its zone and with the clock in the zones `also`."""
    time = wall_time(row)
    if time is None:
        if not row.starts_local:
            return _("No date yet.")
        local = row.starts_local.replace("T", ", ")[:17]
        return _("{time}, time zone not known").format(time=local)
    ends = datetime.fromisoformat(row.ends_local) if row.ends_local else None
    return say(time, ends, [zone for zone in also if _is_zone(zone)])


def _is_zone(name: str) -> bool:
    try:
        return bool(zone_info(name))
    except UnknownZoneError:
        return False


def time_problem(row: SessionFields) -> str:
    """Return what is wrong with the times of a session, in one sentence, or nothing."""
    if row.starts_local and not row.zone:
        return _("A time needs a zone: without one nobody elsewhere knows when it is.")
    starts = wall_time(row)
    if starts is None:
        return _("An end needs a start.") if row.ends_local and not row.starts_local else ""
    if found := problem(starts):
        return found
    ends = WallTime.read(row.ends_local, row.zone) if row.ends_local else None
    if ends and ends.utc <= starts.utc:
        return _("The session ends before it starts.")
    return problem(ends) if ends else ""


# Lists


@dataclass(frozen=True)
class SessionItem:
    """A session in a list, with what is worth knowing at a glance.

    `part` is "upcoming", "past" or "undated".
    """

    uid: str
    row: SessionRow
    series: str
    part: str
    questions: int
    people: int
    tbc: int
    clashes: int

    @property
    def title(self) -> str:
        return or_withheld(self.row.title)

    @property
    def starts_local(self) -> str:
        return self.row.starts_local or ""


def items(store: Store, now: datetime | None = None) -> list[SessionItem]:
    """Return all sessions as a list shows them, the earliest first, undated ones last."""
    now = now or datetime.now(UTC)
    series = {row.uid: or_withheld(row.title) for row in list_series(store)}
    questions = Counter(row.session for row in store.rows(select(Question), QuestionRow))
    parts = store.rows(select(Participation), ParticipationRow)
    people = Counter(row.session for row in parts if row.role in ("speaker", "moderator"))
    tbc = Counter(row.session for row in parts if row.status == "tbc")
    sessions = list_sessions(store)
    double = Counter(uid for pair in _double_booked(sessions, parts) for uid in pair.sessions)
    return [
        SessionItem(
            row.uid,
            row,
            series.get(row.series or "", ""),
            part_of(row, now),
            questions[row.uid],
            people[row.uid],
            tbc[row.uid],
            double[row.uid],
        )
        for row in sessions
    ]


def part_of(row: SessionRow, now: datetime) -> str:
    """Return whether a session is upcoming, past or has no date; a day without a zone counts."""
    if not row.starts_local:
        return "undated"
    end = ends_utc(row) or starts_utc(row)
    if end is None:
        end = datetime.fromisoformat(row.ends_local or row.starts_local).replace(tzinfo=UTC)
    return "past" if end < now else "upcoming"


@dataclass(frozen=True)
class DoubleBooking:
    """One person in two sessions at one time."""

    person: str
    sessions: tuple[str, str]


def double_booked(store: Store) -> list[DoubleBooking]:
    """Return who is in two sessions that overlap; cancelled sessions and refusals do not count."""
    return _double_booked(list_sessions(store), store.rows(select(Participation), ParticipationRow))


def _double_booked(
    sessions: Iterable[SessionRow], parts: Iterable[ParticipationRow]
) -> list[DoubleBooking]:
    times = {
        row.uid: (start, ends_utc(row))
        for row in sessions
        if row.status != "cancelled" and (start := starts_utc(row))
    }
    bookings = [
        Booking(row.person, row.session, *times[row.session])
        for row in parts
        if row.person and row.session in times and row.status != "declined"
    ]
    return [DoubleBooking(a.person, (a.session, b.session)) for a, b in clashes(bookings)]


def clashes_of(store: Store, uid: str) -> list[tuple[str, str]]:
    """Return who is double-booked in a session, and the title of the other session."""
    found = []
    for pair in double_booked(store):
        if uid in pair.sessions:
            other = next(s for s in pair.sessions if s != uid)
            person = store.row(PersonRow, pair.person)
            found.append((person.name if person else "", session(store, other).title))
    return found

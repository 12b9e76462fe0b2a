"""What waits, across all parts of a project."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import col, func, select

from planner.errors import UserError
from planner.features.organiser.times import WallTime
from planner.model.datasets import DatasetRow
from planner.model.everything import KINDS
from planner.model.followups import Action, ActionRow
from planner.model.forecasts import Forecast, ForecastRow
from planner.model.goals import GoalRow
from planner.model.records import ALIVE
from planner.model.sessions import (
    Participation,
    ParticipationRow,
    Question,
    QuestionRow,
    Session,
    SessionRow,
)
from planner.ops import assessments, goals
from planner.ops.exchange import count_conflicts
from planner.ops.forecasts import called
from planner.ops.project import count
from planner.store.store import Store

GRAVEST_FIRST = tuple(assessments.wording.TITLES)
OPEN = ("open", "doing")
OVER = ("held", "cancelled")


@dataclass(frozen=True)
class NextSession:
    """A session to come. `abbreviation` is what its zone is called on that day."""

    row: SessionRow
    abbreviation: str
    elsewhere: str
    speakers: int
    unnamed: int
    questions: int


@dataclass(frozen=True)
class Waiting:
    """The open actions: the most urgent ones, and how many there are."""

    actions: list[ActionRow]
    total: int
    late: int


@dataclass(frozen=True)
class Judged:
    """An assessment and its verdict, as a code and in words."""

    uid: str
    title: str
    verdict: str
    words: str


@dataclass(frozen=True)
class Trial:
    """What one method would have caught over the origins of a back-test."""

    name: str
    hits: int
    incidents: int


@dataclass(frozen=True)
class Latest:
    """The latest forecast and, if the past was played, how its method did there.

    `trials` begins with the method of the forecast; then come those it is
    held against. `verdict` compares it with the count map, empty for none.
    `origins` is how often the past was played.
    """

    row: ForecastRow
    about: str
    trials: tuple[Trial, ...] = ()
    verdict: str = ""
    origins: int = 0


def counts(store: Store) -> dict[str, int]:
    """Return how much there is at each place of the navigation."""
    return {
        "sessions": count(store, "session"),
        "contacts": count(store, "person") + count(store, "organisation"),
        "assessments": count(store, "assessment"),
        "actions": open_actions(store),
        "conflicts": count_conflicts(store),
    }


def is_empty(store: Store) -> bool:
    """Say whether nothing has been made or imported yet."""
    return not any(counts(store).values()) and not any(
        count(store, kind) for kind in ("series", "dataset", "area_set", "forecast")
    )


def open_actions(store: Store) -> int:
    """Return how many actions are still to be done."""
    table = KINDS["action"].table
    of = select(func.count()).select_from(table).where(col(Action.status).in_(OPEN))
    return store.number(of.where(table.c.state == ALIVE))


def next_sessions(store: Store, now: datetime, zone: str, most: int = 4) -> list[NextSession]:
    """Return the sessions that are not over at `now`, soonest first, undated ones last.

    Times are also said for `zone`, where the reader is, if that is another one.
    """
    rows = store.rows(select(Session).where(col(Session.status).not_in(OVER)), SessionRow)
    coming = [row for row in rows if not _over(row, now)]
    coming.sort(key=lambda row: (not row.starts_local, row.starts_local, row.title))
    return [_with_counts(store, row, zone) for row in coming[:most]]


def waiting_actions(store: Store, today: date, most: int = 5) -> Waiting:
    """Return open actions, the earliest due first, those without a day last."""
    rows = store.rows(select(Action).where(col(Action.status).in_(OPEN)), ActionRow)
    rows.sort(key=lambda row: (not row.due, row.due, row.text))
    late = sum(1 for row in rows if row.due and row.due < today.isoformat())
    return Waiting(rows[:most], len(rows), late)


def judged(store: Store, most: int = 5) -> list[Judged]:
    """Return assessments with their verdicts, the gravest first."""
    found = []
    for row in assessments.list_assessments(store):
        with suppress(UserError):  # one whose checklist or stance is not known has no verdict
            case = assessments.assessed(store, row.uid)
            found.append(Judged(row.uid, row.title, case.result.verdict, case.verdict))
    found.sort(key=lambda one: GRAVEST_FIRST.index(one.verdict))
    return found[:most]


def latest_forecast(store: Store) -> Latest | None:
    """Return the forecast with the latest origin, with what its record says of the past."""
    newest = (
        select(Forecast).where(Forecast.kind == "forecast").order_by(col(Forecast.origin).desc())
    )
    rows = store.rows(newest.limit(1), ForecastRow)
    if not rows:
        return None
    [row] = rows
    data = store.row(DatasetRow, row.dataset) if row.dataset else None
    about = (data.offence_type or data.name or "") if data else ""
    trial = row.summary.get("trial") if isinstance(row.summary, dict) else None
    if not isinstance(trial, dict):
        return Latest(row, about)
    against = trial.get("against_count")
    verdict = str(against.get("verdict", "")) if isinstance(against, dict) else ""
    origins = trial.get("origins")
    played = origins if isinstance(origins, int) else 0
    return Latest(row, about, tuple(_trials(trial.get("lines"))), verdict, played)


def _trials(lines: Any) -> Iterator[Trial]:
    """Return the lines that are as we write them; a record may come from another app."""
    for line in lines if isinstance(lines, list) else ():
        try:
            yield Trial(called(str(line["name"])), int(line["hits"]), int(line["incidents"]))
        except (TypeError, KeyError, ValueError):
            continue


def goals_due(store: Store, today: date) -> list[GoalRow]:
    """Return the goals whose review is due, the first written first."""
    states = [goals.state(store, row, today) for row in goals.list_goals(store)]
    return [one.row for one in states if one.due]


def _over(row: SessionRow, now: datetime) -> bool:
    if not row.starts_local:
        return False
    ends = row.ends_local or row.starts_local
    try:
        return WallTime.read(ends, row.zone or "UTC").utc < now.astimezone(UTC)
    except UserError:
        return False


def _with_counts(store: Store, row: SessionRow, zone: str) -> NextSession:
    part = store.rows(
        select(Participation).where(Participation.session == row.uid), ParticipationRow
    )
    roles = Counter(p.role for p in part if p.status != "declined")
    unnamed = sum(1 for p in part if p.status == "tbc")
    asked = store.rows(select(Question).where(Question.session == row.uid), QuestionRow)
    abbreviation, elsewhere = _times(row, zone)
    return NextSession(row, abbreviation, elsewhere, roles["speaker"], unnamed, len(asked))


def _times(row: SessionRow, zone: str) -> tuple[str, str]:
    """Return what the session's zone is called then, and the time where the reader is."""
    if not row.starts_local or not row.zone:
        return "", ""
    try:
        starts = WallTime.read(row.starts_local, row.zone)
        here = starts.aware.astimezone(WallTime.read(row.starts_local, zone).aware.tzinfo)
    except UserError:
        return "", ""
    if here.replace(tzinfo=None) == starts.local:
        return starts.abbreviation, ""
    city = zone.rpartition("/")[2].replace("_", " ")
    other_day = "" if here.date() == starts.local.date() else f" ({here:%Y-%m-%d})"
    return starts.abbreviation, f"{here:%H:%M}{other_day} {city}"

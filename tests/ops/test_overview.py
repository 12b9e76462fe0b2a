"""The overview counts what waits, and nothing else."""

from datetime import UTC, date, datetime

import pytest

from planner.model.contacts import PersonFields
from planner.model.datasets import DatasetFields
from planner.model.followups import ActionFields
from planner.model.forecasts import ForecastFields
from planner.model.goals import GoalFields
from planner.model.sessions import ParticipationFields, QuestionFields, SessionFields
from planner.ops import overview as ops
from planner.ops import search

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def session(title, starts="", zone="Europe/Brussels", **values):
    return SessionFields(title=title, starts_local=starts, zone=zone, **values)


@pytest.fixture
def fill(store):
    def add(*fields):
        with store.edit("fill") as edit:
            return [edit.add(one) for one in fields]

    return add


def test_sessions_come_soonest_first_and_undated_ones_last(store, fill):
    fill(
        session("undated"),
        session("later", "2026-07-21T11:00:00"),
        session("soon", "2026-06-25T11:00:00"),
        session("past", "2026-06-01T11:00:00"),
        session("cancelled", "2026-06-26T11:00:00", status="cancelled"),
    )

    assert [s.row.title for s in ops.next_sessions(store, NOW, "UTC")] == [
        "soon",
        "later",
        "undated",
    ]


def test_a_session_that_is_going_on_is_still_shown(store, fill):
    fill(session("now", "2026-06-20T13:30:00", ends_local="2026-06-20T14:30:00"))

    assert len(ops.next_sessions(store, NOW, "UTC")) == 1


def test_the_zone_is_said_as_people_call_it_on_that_day_and_in_the_readers_time(store, fill):
    fill(session("summer", "2026-06-25T11:00:00"), session("winter", "2026-12-10T11:00:00"))
    summer, winter = ops.next_sessions(store, NOW, "Europe/London")

    assert (summer.abbreviation, summer.elsewhere) == ("CEST", "10:00 London")
    assert (winter.abbreviation, winter.elsewhere) == ("CET", "10:00 London")
    [here, _] = ops.next_sessions(store, NOW, "Europe/Brussels")
    assert here.elsewhere == ""


def test_another_day_elsewhere_is_said(store, fill):
    fill(session("early", "2026-06-25T01:00:00"))

    [early] = ops.next_sessions(store, NOW, "America/New_York")
    assert early.elsewhere == "19:00 (2026-06-24) New York"


def test_speakers_and_questions_are_counted_without_those_who_declined(store, fill):
    [uid] = fill(session("soon", "2026-06-25T11:00:00"))
    fill(
        ParticipationFields(session=uid, placeholder="a", status="confirmed"),
        ParticipationFields(session=uid, placeholder="b", status="tbc"),
        ParticipationFields(session=uid, placeholder="c", status="declined"),
        ParticipationFields(session=uid, placeholder="d", role="moderator"),
        QuestionFields(session=uid, text="Who decides?"),
    )
    [soon] = ops.next_sessions(store, NOW, "UTC")

    assert (soon.speakers, soon.unnamed, soon.questions) == (2, 1, 1)


def test_actions_come_by_day_and_late_ones_are_counted(store, fill):
    fill(
        ActionFields(text="someday"),
        ActionFields(text="today", due="2026-06-20"),
        ActionFields(text="late", due="2026-06-19"),
        ActionFields(text="done", due="2026-06-01", status="done"),
    )
    waiting = ops.waiting_actions(store, date(2026, 6, 20))

    assert [a.text for a in waiting.actions] == ["late", "today", "someday"]
    assert (waiting.total, waiting.late) == (3, 1)
    assert ops.counts(store)["actions"] == 3


def test_an_empty_project_has_nothing_waiting(store):
    assert set(ops.counts(store).values()) == {0}
    assert ops.next_sessions(store, NOW, "UTC") == []
    assert ops.judged(store) == []


def test_every_record_with_a_name_is_found_with_the_place_it_is_shown(store, fill):
    [uid] = fill(session("Data and trust"))
    fill(PersonFields(name="Ada"), QuestionFields(session=uid, text="Who\n decides?"))
    found = {(f.title, f.page, f.goes_to == uid) for f in search.titles(store)}

    assert found == {
        ("Data and trust", "sessions", True),
        ("Ada", "contacts", False),
        ("Who decides?", "sessions", True),
    }


def test_a_removed_record_is_not_found_but_still_has_its_name(store, fill):
    [uid] = fill(session("Data and trust"))
    store.undo()

    assert list(search.titles(store)) == []
    assert search.title_of(store, "session", uid) == "Data and trust"


def forecast(name, origin, **values):
    return ForecastFields(name=name, origin=origin, **values)


def test_the_latest_forecast_brings_its_figures_from_the_past(store, fill):
    [data] = fill(DatasetFields(name="police.csv", offence_type="Residential burglary"))
    lines = [
        {"name": "This forecast", "hits": 46, "incidents": 214, "low": 0.1},
        {"name": "Count map", "hits": 45, "incidents": 214},
    ]
    trial = {"lines": lines, "against_count": {"verdict": "cannot tell"}}
    fill(
        forecast("older", "2026-05-01T00:00:00"),
        forecast("newer", "2026-06-01T00:00:00", dataset=data, summary={"trial": trial}),
        forecast("trial run", "2026-07-01T00:00:00", kind="backtest"),
    )
    latest = ops.latest_forecast(store)

    assert (latest.row.name, latest.about) == ("newer", "Residential burglary")
    assert [(t.name, t.hits, t.incidents) for t in latest.trials] == [
        ("This forecast", 46, 214),
        ("Count map", 45, 214),
    ]
    assert latest.verdict == "cannot tell"


@pytest.mark.parametrize(
    "summary",
    [{}, {"trial": None}, {"trial": {"lines": [1, {"name": "x"}]}}, {"trial": {"lines": 3}}],
)
def test_a_forecast_without_usable_figures_is_shown_without_them(store, fill, summary):
    fill(forecast("one", "2026-06-01T00:00:00", summary=summary))

    assert ops.latest_forecast(store).trials == ()


def test_without_a_forecast_there_is_none(store):
    assert ops.latest_forecast(store) is None


def test_goals_are_named_once_their_review_is_due(store, fill):
    fill(
        GoalFields(text="Catch a quarter.", written_on="2026-01-03", review_date="2026-06-20"),
        GoalFields(text="Later.", written_on="2026-01-03", review_date="2026-06-21"),
        GoalFields(text="Some day."),
    )

    assert [row.text for row in ops.goals_due(store, date(2026, 6, 20))] == ["Catch a quarter."]

"""Goals are written down first and judged by back-tests that fit them."""

from datetime import date

import pytest

from planner.errors import NotFoundError
from planner.model.datasets import DatasetFields
from planner.model.forecasts import ForecastFields
from planner.model.goals import GoalFields, GoalRow
from planner.ops import backtests, goals
from planner.progress import Silent
from tests.hotspots.test_backtest import one_cell
from tests.hotspots.towns import DAY, ORIGIN, SQUARES, joined, poisson_town

WRITTEN, REVIEW, LATER = date(2026, 1, 3), date(2026, 6, 30), date(2026, 7, 8)
FAR = "2999-12-31"


@pytest.fixture(scope="module")
def played():
    days = backtests.origins(ORIGIN - 110 * DAY, ORIGIN - 7 * DAY, 7)
    chosen = backtests.plan(backtests.method_texts(["kde"]), days, 7.0, [0.05, 0.1])
    town = joined(poisson_town(1500), one_cell())
    return backtests.backtest(chosen, town, SQUARES, Silent())


@pytest.fixture
def data(store):
    with store.edit("fill") as edit:
        return edit.add(DatasetFields(name="Burglary"))


@pytest.fixture
def write(store, data):
    def goal(threshold, **more):
        given = {"text": "Catch enough.", "dataset": data, "review_date": FAR} | more
        return goals.write_goal(store, GoalFields(threshold=threshold, **given), WRITTEN)

    return goal


def keep(store, data, played, **more):
    return backtests.keep_backtest(
        store, ForecastFields(name="Spring", dataset=data, **more), played
    )


def test_a_goal_says_when_it_was_written_and_is_open(store, write):
    row = store.row(GoalRow, write(0.25, outcome="reached"))

    assert (row.written_on, row.outcome) == ("2026-01-03", "open")


def test_keeping_a_back_test_judges_the_goals_it_fits_in_one_step(store, data, write, played):
    easy, hard = write(0.01), write(0.99)
    elsewhere = write(0.01, coverage=0.2)
    uid = keep(store, data, played)

    score = played.score("kde", 0.05)
    reached = store.row(GoalRow, easy)
    assert reached.outcome == "reached"
    assert reached.figures["backtest"] == uid
    assert reached.figures["value"] == score.hit_rate
    assert (reached.figures["low"], reached.figures["high"]) == (
        score.hit_rate_low,
        score.hit_rate_high,
    )
    assert store.row(GoalRow, hard).outcome == "not reached"
    assert store.row(GoalRow, elsewhere).outcome == "open"
    store.undo()
    assert store.row(GoalRow, easy).outcome == "open"


def test_a_goal_is_judged_by_the_latest_back_test_or_a_named_one(store, data, write, played):
    uid = keep(store, data, played)
    goal = write(0.99, review_date=str(REVIEW))

    assert goals.judge(store, goal, today=WRITTEN).outcome == "not reached"
    assert goals.judge(store, goal, uid, LATER).outcome == "stop"


def test_a_back_test_about_something_else_is_refused(store, data, write, played):
    uid = keep(store, data, played)

    with pytest.raises(goals.MisfitError, match="7 days ahead"):
        goals.judge(store, write(0.2, horizon_days=14), uid)
    with pytest.raises(goals.MisfitError, match="20 % of the area"):
        goals.judge(store, write(0.2, coverage=0.2), uid)
    with pytest.raises(goals.MisfitError, match="other incidents"):
        goals.judge(store, write(0.2, dataset=None), uid)
    with pytest.raises(NotFoundError):
        goals.judge(store, write(0.2), "f" * 32)


def test_without_a_back_test_the_review_says_stop(store, write):
    goal = write(0.2, review_date=str(REVIEW))

    assert goals.judge(store, goal, today=REVIEW).outcome == "cannot tell"
    assert goals.judge(store, goal, today=LATER).outcome == "stop"


def test_other_terms_open_a_goal_again_but_the_same_terms_do_not(store, data, write, played):
    goal = write(0.01)
    keep(store, data, played)

    goals.change_goal(store, goal, threshold=0.01)
    assert store.row(GoalRow, goal).outcome == "reached"
    goals.change_goal(store, goal, threshold=0.02)
    assert store.row(GoalRow, goal).outcome == "open"


def test_a_goal_changed_after_the_first_forecast_says_so_and_keeps_its_wording(store, data, write):
    goal = write(0.3)
    goals.change_goal(store, goal, threshold=0.25)
    assert goals.state(store, store.row(GoalRow, goal)).late_changes == 0

    with store.edit("forecast") as edit:
        forecast = edit.add(ForecastFields(name="June", dataset=data))
    goals.change_goal(store, goal, text="Catch some.", threshold=0.1)
    with store.edit("tidy") as edit:
        edit.remove(goals.ForecastRow, forecast)  # does not wash it clean

    state = goals.state(store, store.row(GoalRow, goal), REVIEW)
    assert state.late_changes == 2
    said = [dict(one.values) for one in state.earlier]
    assert {"threshold": 0.3} in said
    assert {"text": "Catch enough."} in said


def test_a_review_is_due_until_somebody_judges_after_its_day(store, write):
    goal = write(0.2, review_date=str(REVIEW))

    def due(day):
        return goals.state(store, store.row(GoalRow, goal), day).due

    assert not due(WRITTEN)
    assert due(REVIEW)
    goals.judge(store, goal, today=WRITTEN)
    assert due(LATER)
    goals.judge(store, goal, today=LATER)
    assert not due(LATER)


def test_a_goal_can_be_removed(store, data, write):
    goals.remove_goal(store, write(0.2))

    assert goals.list_goals(store, data) == []


def test_the_method_named_first_is_judged_not_the_baselines(played):
    fields = ForecastFields(name="x", summary=backtests.document(played))

    assert goals.method_of(fields) == "kde"
    assert goals.method_of(fields.model_copy(update={"method": "count"})) == "count"

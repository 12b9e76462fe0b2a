"""What is suggested after a back-test."""

from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.method import configured
from planner.features.hotspots.suggesting import suggestion
from planner.model.incidents import DAY
from tests.hotspots.test_backtest import one_cell
from tests.hotspots.test_blend import CITY, bursts
from tests.hotspots.towns import ORIGIN, SQUARES, joined, poisson_town

WEEKS = origins(ORIGIN - 110 * DAY, ORIGIN - 7 * DAY, 7)


def suggested(name, settings, town, cells):
    chosen = plan([(name, configured(name, settings))], WEEKS, 7.0, (0.05, 0.1, 0.2))
    done = backtest(chosen, town, cells)
    return suggestion(done, done.comparisons())


def test_counts_are_suggested_where_nothing_is_shown_to_do_better():
    got = suggested("promap", {}, joined(poisson_town(2000), one_cell()), SQUARES)

    assert got.method == "count"
    assert "plain counts" in got.says


def test_a_method_that_beats_counts_is_suggested_with_its_gain_a_week():
    got = suggested("ewcount", {"memory": 10}, bursts(), CITY)

    assert got.method == "ewcount"
    assert "more incidents a week than plain counts" in got.says

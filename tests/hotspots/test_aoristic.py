"""Incidents between two moments."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.features.hotspots.aoristic import hours_of_week, spread, timed
from planner.features.hotspots.backtest import backtest, plan
from planner.features.hotspots.knox import Bands, knox
from planner.features.hotspots.method import METHODS, run
from planner.model.incidents import DAY, Incidents
from planner.model.timing import TIMINGS
from tests.hotspots.test_every_method import every_method, small
from tests.hotspots.towns import ORIGIN, SQUARES, WHEN, poisson_town


def between(*pairs):
    start, end = (np.array(column, "M8[s]") for column in zip(*pairs, strict=True))
    return Incidents(np.zeros(len(start)), np.zeros(len(start)), start, t_end=end)


AWAY = between(("2026-01-02T18:00", "2026-01-04T06:00"), ("2026-01-05T10:00", "NaT"))


def test_start_middle_and_end_are_moments_of_the_period():
    moments = {how: str(timed(AWAY, how).t[0]) for how in ("from", "mid", "to")}

    assert moments == {
        "from": "2026-01-02T18:00:00",
        "mid": "2026-01-03T12:00:00",
        "to": "2026-01-04T06:00:00",
    }


def test_a_spread_incident_counts_on_each_day_by_its_hours():
    parts = spread(timed(AWAY, "aoristic"))

    assert parts.weights.tolist() == pytest.approx([6 / 36, 24 / 36, 6 / 36, 1])
    assert [str(t)[:10] for t in parts.t[:3]] == ["2026-01-02", "2026-01-03", "2026-01-04"]


@pytest.mark.parametrize("how", TIMINGS)
def test_no_part_is_known_before_the_whole(how):
    parts = spread(timed(AWAY, how))

    assert len(parts.before(np.datetime64("2026-01-04T06:00"))) == 0
    assert parts.before(np.datetime64("2026-01-05")).weights.sum() == pytest.approx(1)


@pytest.mark.parametrize("how", TIMINGS)
@given(
    start=st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)),
    hours=st.floats(0, 24 * 900),
)
def test_every_incident_counts_once_however_long_its_period(how, start, hours):
    end = np.datetime64(start, "s") + np.timedelta64(int(hours * 3600), "s")
    one = between((np.datetime64(start, "s"), end))

    assert spread(timed(one, how)).weights.sum() == pytest.approx(1)
    assert hours_of_week(timed(one, how)).sum() == pytest.approx(1)


def test_hours_of_the_week_begin_on_monday():
    monday = between(("2026-01-05T00:30", "NaT"))  # a Monday
    sunday = between(("2026-01-11T23:10", "NaT"))

    assert np.argmax(hours_of_week(timed(monday, "aoristic"))) == 0
    assert np.argmax(hours_of_week(timed(sunday, "from"))) == 167


def test_a_period_over_midnight_is_shared_between_its_hours():
    late = between(("2026-01-05T23:30", "2026-01-06T00:30"))
    found = hours_of_week(timed(late, "aoristic"))

    assert found[23] == found[24] == pytest.approx(0.5)


def away_town(longest=10.0, n=300):
    """A town whose people come home after some days; what they find became known then."""
    town = poisson_town(n)
    rng = np.random.default_rng(4)
    end = town.t + (rng.uniform(0, longest, n) * DAY).astype("m8[s]")
    return Incidents(town.x, town.y, town.t, t_end=end)


@every_method
@pytest.mark.parametrize("how", TIMINGS)
def test_every_method_takes_every_choice_and_sees_nothing_of_what_is_not_over(method, how):
    town = away_town()
    over = town.take(town.t_end < ORIGIN)
    assert len(over) < len(town)

    known, all_of_it = (
        run(small(method), timed(some, how), SQUARES, WHEN) for some in (over, town)
    )

    np.testing.assert_array_equal(all_of_it.risk, known.risk)
    assert all_of_it.seen.past.weights.sum() == pytest.approx(len(over))


@pytest.mark.parametrize("method", ["count", "kde", "ewcount", "promap", "stkde"])
def test_methods_that_add_up_spread_an_incident_over_its_days(method):
    two_weeks = np.array([ORIGIN - 60 * DAY]), np.array([ORIGIN - 46 * DAY])
    away = Incidents(np.array([350.0]), np.array([250.0]), two_weeks[0], t_end=two_weeks[1])

    seen = run(METHODS[method](), timed(away, "aoristic"), SQUARES, WHEN).seen

    assert len(seen.past) == 14
    assert seen.past.weights.sum() == pytest.approx(1)


def test_half_the_window_holds_half_of_a_spread_incident():
    away = between((ORIGIN - 40 * DAY, ORIGIN - 20 * DAY))
    there = Incidents(np.array([350.0]), np.array([250.0]), away.t, t_end=away.t_end)

    made = run(METHODS["count"](window=30.5), timed(there, "aoristic"), SQUARES, WHEN)

    assert made.expected.sum() == pytest.approx(0.5 * 7 / 30.5)


def test_pairs_and_hits_count_each_incident_once():
    town = timed(away_town(), "aoristic")
    bands = Bands((0, 100, np.inf), (0, 7, np.inf))
    origins = ORIGIN - np.arange(9, 0, -1) * 7 * DAY

    pairs = knox(town, bands, 9).observed.sum()
    done = backtest(plan([("count", METHODS["count"]())], origins, 7.0), town, SQUARES)

    assert pairs == len(town) * (len(town) - 1) / 2
    within = town.between(origins[0], origins[-1] + 7 * DAY)
    assert done.score("count", 0.1).incidents == len(within.placed(SQUARES))

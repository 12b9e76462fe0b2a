"""The bias laboratory, against published figures and towns with a known wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.bias.disparity import disparity
from planner.features.hotspots.bias.feedback import Replay, feedback
from planner.features.hotspots.bias.masking import donut, suppressed
from planner.features.hotspots.bias.reporting import Assumed, reporting
from planner.features.hotspots.bias.urn import urn
from planner.features.hotspots.kernels import sums
from planner.features.hotspots.method import configured
from planner.features.hotspots.refusals import TooFewIncidentsError
from planner.model.grids import square_cells
from planner.model.incidents import DAY, Incidents
from planner.progress import Cancelled
from tests.hotspots.towns import ORIGIN, poisson_town

CITY = square_cells((0, 0, 2000, 1000), 100)
HALVES = ("west", "east"), (CITY.x > 1000).astype(np.int64)
PEOPLE = np.array([1000.0, 3000.0])


def town(west, east, days=600, seed=1):
    """Incidents without pattern, `west` of them in one half and `east` in the other."""
    rng = np.random.default_rng(seed)
    x = np.append(rng.uniform(0, 1000, west), rng.uniform(1000, 2000, east))
    y = rng.uniform(0, 1000, west + east)
    age = rng.uniform(0, days, west + east)
    return Incidents(x, y, ORIGIN - (age * DAY).astype("m8[s]"))


def test_the_urn_runs_away_as_published_and_the_correction_holds_it():
    plain = urn((0.6, 0.4), draws=1000, runs=1000)
    corrected = urn((0.6, 0.4), draws=5000, runs=500, corrected=True)

    assert plain.mean == pytest.approx(0.832, abs=0.02)
    assert corrected.mean == pytest.approx(0.600, abs=0.01)
    assert corrected.spread == pytest.approx(0.014, abs=0.004)


def test_equal_areas_drift_apart_by_chance_alone():
    plain = urn((0.5, 0.5), draws=1000, runs=1000)
    corrected = urn((0.5, 0.5), draws=5000, runs=500, corrected=True)

    assert plain.mean == pytest.approx(0.506, abs=0.03)
    assert plain.spread == pytest.approx(0.287, abs=0.02)
    assert corrected.spread < 0.02


def test_records_that_patrols_add_bring_patrols_back():
    got = feedback(
        town(1500, 1400),
        CITY,
        HALVES,
        ORIGIN - 300 * DAY,
        Replay(days=290, extra=0.8, coverage=0.05),
    )

    assert got.true_share[0] == pytest.approx(1500 / 2900, abs=0.05)
    assert np.ptp(got.plain[2:, 0]) > 0.15  # a plain map follows what happens,
    assert np.ptp(got.fed_back[2:, 0]) < 0.05  # one that feeds on itself stays where it is


def test_without_extra_records_feedback_changes_nothing():
    got = feedback(town(800, 400), CITY, HALVES, ORIGIN - 300 * DAY, Replay(days=120, extra=0.0))

    np.testing.assert_array_equal(got.plain, got.fed_back)
    assert got.amplification.tolist() == [1, 1]


def test_feedback_needs_incidents_and_stops_when_asked():
    class Stop:
        def step(self, done, total, note=""):
            raise Cancelled

    with pytest.raises(TooFewIncidentsError):
        feedback(town(5, 5), CITY, HALVES, ORIGIN + 900 * DAY, Replay())
    with pytest.raises(Cancelled):
        feedback(town(50, 50), CITY, HALVES, ORIGIN - 300 * DAY, Replay(), Stop())


def assumed(west, east, people=(2000.0, 2000.0)):
    return Assumed(*HALVES, np.array([west, east]), np.array(people))


def counts_of(some):
    return sums(some.placed(CITY).cells, None, len(CITY))


def test_where_everyone_reports_every_flag_is_robust():
    got = reporting(counts_of(town(3000, 3000)), CITY, assumed(1.0, 1.0), 0.05, 20)

    assert got.robust == got.flagged_now.sum() == 10
    assert got.fragile == 0
    np.testing.assert_allclose(got.now, got.weighted)


def test_a_half_that_reports_little_gets_its_flags_back_by_weighing():
    same = town(4000, 4000)
    told = np.append(np.ones(4000, bool), np.random.default_rng(2).random(4000) < 0.4)
    got = reporting(counts_of(same.take(told)), CITY, assumed(1.0, 0.4), 0.2, 20)

    assert got.now[1] < 0.1
    assert got.weighted[1] == pytest.approx(0.5, abs=0.25)
    assert got.fragile > 0
    assert got.break_even[1] == pytest.approx(0.4, abs=0.08)


def test_no_break_even_is_told_where_none_exists():
    got = reporting(counts_of(town(3000, 0)), CITY, assumed(1.0, 1.0), 0.05, 5)

    assert got.break_even[1] is None


def trial(some):
    weeks = origins(ORIGIN - 200 * DAY, ORIGIN - 7 * DAY, 7)
    return backtest(plan([("count", configured("count", {}))], weeks, 7.0, (0.1,)), some, CITY)


def test_exposure_holds_flags_against_residents_and_incidents():
    west, east = disparity(trial(town(3000, 1000)), "count", 0.1, HALVES, PEOPLE)

    assert west.flagged_share + east.flagged_share == pytest.approx(1)
    assert west.residents_share == pytest.approx(0.25)
    assert west.incidents_share == pytest.approx(0.75, abs=0.05)
    assert west.exposure_ratio == pytest.approx(west.flagged_share / 0.25)
    assert west.burden_ratio > 1 > east.burden_ratio
    assert west.hit_rate == pytest.approx(west.hits / west.incidents)
    assert west.flag_days_per_1000 == pytest.approx(west.flagged_cells * 7)


def test_a_group_without_residents_or_incidents_has_no_ratio():
    west, east = disparity(trial(town(500, 0)), "count", 0.1, HALVES, np.array([100.0, 0.0]))

    assert east.burden_ratio is None
    assert east.exposure_ratio is None
    assert west.exposure_ratio == pytest.approx(west.flagged_share)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_no_withheld_count_can_be_worked_out_from_the_total(counts):
    counts = np.array(counts)

    hidden = suppressed(counts)

    assert hidden[(counts > 0) & (counts < 5)].all()
    assert not hidden[counts == 0].any()
    assert hidden.sum() != 1 or (counts > 0).sum() == 1


def test_points_are_moved_by_at_least_the_inner_and_at_most_the_outer_distance():
    points = poisson_town(500)

    x, y = donut(points, 50, 150, seed=1)

    away = np.hypot(x - points.x, y - points.y)
    assert 50 <= away.min() < 70
    assert 130 < away.max() <= 150

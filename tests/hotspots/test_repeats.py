"""Self-exciting processes: what was simulated is found again, within the stated bias."""

from dataclasses import replace

import numpy as np
import pytest

from planner.features.hotspots import close_pairs as pairs_module
from planner.features.hotspots.close_pairs import Span, close_pairs, pairs_since
from planner.features.hotspots.kernels import sums
from planner.features.hotspots.method import run
from planner.features.hotspots.methods.count import Count
from planner.features.hotspots.methods.etas import Etas
from planner.features.hotspots.methods.etas_grid import EtasGrid
from planner.features.hotspots.past import PastUntil
from planner.features.hotspots.repeats import _by_day, _echoes, estimate_in_plane, estimate_on_grid
from planner.model.grids import square_cells
from planner.model.incidents import DAY, Incidents
from planner.progress import Silent
from tests.hotspots.towns import ORIGIN, WHEN, poisson_town

CITY = square_cells((0, 0, 4000, 4000), 200)


def simulated(theta, omega=0.1, width=0.0, base=5000, days=730, seed=1):
    """A background that follows no pattern, each incident with its offspring."""
    rng = np.random.default_rng(seed)
    west, south, east, north = CITY.bounds
    x, y = rng.uniform(west, east, base), rng.uniform(south, north, base)
    age = rng.uniform(0, days, base)
    everything = [(x, y, age)]
    while len(x):
        births = rng.poisson(theta, len(x))
        x, y, age = (np.repeat(v, births) for v in (x, y, age))
        age = age - rng.exponential(1 / omega, len(age))
        x, y = x + rng.normal(0, width, len(x)), y + rng.normal(0, width, len(x))
        x, y, age = (v[age > 0] for v in (x, y, age))
        everything.append((x, y, age))
    x, y, age = (np.concatenate(v) for v in zip(*everything, strict=True))
    return Incidents(x, y, ORIGIN - (age * DAY).astype("m8[s]"))


def seen(town):
    return run(Count(), town, CITY, WHEN).seen


def test_repeats_in_a_cell_are_found_again_but_for_pairs_of_one_day():
    found = estimate_on_grid(seen(simulated(0.3)), 730, Silent())

    assert 0.2 < found.theta < 0.31
    assert found.omega == pytest.approx(0.1, rel=0.25)


def test_repeats_near_by_are_found_again_with_their_distance():
    found = estimate_in_plane(seen(simulated(0.3, width=60)), (730, 400), Silent())

    assert 0.2 < found.theta < 0.35
    assert found.omega == pytest.approx(0.1, rel=0.3)
    assert found.width == pytest.approx(60, rel=0.25)


def test_where_nothing_repeats_almost_nothing_is_found():
    chance = seen(poisson_town(6000, days=730, cells=CITY))

    assert estimate_on_grid(chance, 730, Silent()).theta < 0.04
    assert estimate_in_plane(chance, (730, 400), Silent()).theta < 0.04


def test_without_repeats_the_map_is_the_count_map_and_says_so():
    once = poisson_town(300, days=700, cells=CITY)
    placed = once.placed(CITY)
    apart = once.take(np.unique(placed.cells, return_index=True)[1])  # one incident a cell

    made = run(EtasGrid(), apart, CITY, WHEN)

    counted = run(Count(window=730), apart, CITY, WHEN)
    np.testing.assert_allclose(made.risk, counted.risk, atol=1e-12)
    assert made.figures["theta"] == 0
    assert "equals the count map" in made.says[0]


def test_echoes_are_the_sums_over_earlier_days_of_the_same_cell():
    town = seen(simulated(0.3, base=200, days=100))
    by_day = _by_day(town)

    weight, delay = _echoes(by_day, 0.2)

    for g in range(len(by_day.day)):
        earlier = (by_day.cell == by_day.cell[g]) & (by_day.day < by_day.day[g])
        lag = by_day.day[g] - by_day.day[earlier]
        loud = by_day.count[earlier] * np.exp(-0.2 * lag)
        assert weight[g] == pytest.approx(loud.sum())
        assert delay[g] == pytest.approx((loud * lag).sum())


@pytest.mark.parametrize("method", [EtasGrid(), Etas(window=730, bandwidth=400)])
def test_expected_counts_continue_what_came_before(method):
    made = run(method, simulated(0.3), CITY, WHEN)

    assert made.expected.sum() == pytest.approx(len(made.seen.past) / 730 * 7, rel=0.15)
    assert "repeats, half of them within" in made.says[0]


def test_an_incident_of_yesterday_raises_its_surroundings_only_in_the_plane():
    town = simulated(0.3, width=60)
    fresh = Incidents(
        np.append(town.x, [2095.0] * 5), np.append(town.y, [2095.0] * 5),
        np.append(town.t, [ORIGIN - DAY] * 5),
    )  # fmt: skip
    right = CITY.locate([2250.0], [2095.0])[0]

    grid, plane = (
        [run(m, t, CITY, WHEN).expected[right] for t in (town, fresh)]
        for m in (EtasGrid(), Etas(window=730, bandwidth=400))
    )

    assert plane[1] > plane[0] * 1.01
    assert grid[1] == pytest.approx(grid[0], rel=0.02)


def test_explanations_of_etas_name_background_and_repeats():
    made = run(EtasGrid(), simulated(0.3), CITY, WHEN)
    cell = int(np.argmax(made.risk))

    reasons = made.explain(cell)

    assert reasons.weights.sum() == pytest.approx(made.expected[cell], rel=1e-6)
    assert reasons.parts["repeats"] > 0
    assert sums(made.seen.past.cells, None, len(CITY))[cell] >= len(reasons.incidents)


def test_of_very_many_incidents_the_latest_tell_how_they_repeat(monkeypatch):
    town = simulated(0.3, width=60)
    few = run(Etas(window=730, bandwidth=400), town, CITY, WHEN)
    monkeypatch.setattr("planner.features.hotspots.methods.etas.MANY", 1000)

    many = run(Etas(window=730, bandwidth=400), town, CITY, WHEN)

    assert many.figures["theta"] == pytest.approx(few.figures["theta"], abs=0.05)
    assert many.expected.sum() == pytest.approx(few.expected.sum(), rel=0.1)
    assert np.corrcoef(many.risk, few.risk)[0, 1] > 0.95


@pytest.mark.parametrize("window", [0, 200])
@pytest.mark.parametrize("hours", [0, 6])
def test_pairs_that_are_added_to_are_those_listed_at_once(window, hours):
    now = run(Count(), simulated(0.3, width=60, base=800), CITY, (ORIGIN + hours * DAY // 24, 7.0))
    until = PastUntil.of(now.seen, ORIGIN - 60 * DAY)
    known = now.seen.past.known < until.end
    first = replace(now.seen, past=now.seen.past.take(np.argsort(~known, kind="stable")))
    near = first.since(window)

    grown = pairs_since(until, near, window, Span(90.0, 200.0))

    at_once = close_pairs(near.past, near.origin, Span(90.0, 200.0))
    assert listed(grown) == listed(at_once)
    assert len(grown.lag) > 100


def listed(pairs):
    each = zip(pairs.earlier, pairs.later, pairs.lag, pairs.apart.round(3), strict=True)
    return {tuple(float(v) for v in pair) for pair in each}


def test_pairs_are_listed_over_less_space_and_time_where_they_would_be_too_many(monkeypatch):
    monkeypatch.setattr(pairs_module, "MOST_PAIRS", 5000)
    town = seen(simulated(0.3, width=60, base=1000))

    pairs = close_pairs(town.past, ORIGIN, Span(400.0, 800.0))

    assert 0 < len(pairs.lag) < 10_000
    assert (pairs.lag <= pairs.span.days).all()
    assert (pairs.apart <= pairs.span.reach**2).all()


@pytest.mark.parametrize("days", [1, 700])
def test_incidents_that_all_share_one_address_are_forecast_all_the_same(monkeypatch, days):
    monkeypatch.setattr(pairs_module, "MOST_PAIRS", 20_000)
    rng = np.random.default_rng(1)
    t = ORIGIN - (rng.integers(1, days + 1, 3000) * DAY)
    crowd = Incidents(np.full(3000, 2010.0), np.full(3000, 2010.0), t)

    made = run(Etas(), crowd, CITY, WHEN)

    assert made.rank[CITY.locate([2010.0], [2010.0])[0]] == 1
    assert np.isfinite(made.expected).all()

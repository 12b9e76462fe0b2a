"""What maps, tests and back-tests cost as incidents grow. Run it by name; CI does not.

``python -m pytest tests/benchmarks/test_hotspots.py --benchmark-group-by=func``
"""

import numpy as np
import pytest

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.knox import Bands, knox
from planner.features.hotspots.method import configured, run
from planner.features.hotspots.repeats import of_quarter
from planner.model.grids import square_cells
from planner.model.incidents import DAY, Incidents

ORIGIN = np.datetime64("2018-01-01", "s")
WHEN = (ORIGIN, 7.0)
BOUNDS = (0.0, 0.0, 30_000.0, 40_000.0)
SPOTS = 400


def city(n, seed=1):
    """Incidents over four years, two thirds of them around hot spots."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 30_000, n), rng.uniform(0, 40_000, n)
    spot = rng.uniform((0, 0), (30_000, 40_000), (SPOTS, 2))[rng.integers(0, SPOTS, n)]
    hot = rng.random(n) < 2 / 3
    x[hot], y[hot] = (spot[hot] + rng.normal(0, 300, (hot.sum(), 2))).T
    t = ORIGIN - (rng.uniform(0, 1461, n) * DAY).astype("m8[s]")
    return Incidents(np.clip(x, 0, 29_999), np.clip(y, 0, 39_999), t)


def again(town):
    """The same incidents with nothing worked out about them yet."""
    return Incidents(town.x, town.y, town.t)


@pytest.mark.parametrize("n", [10_000, 100_000, 1_000_000])
@pytest.mark.parametrize("name", ["count", "ewcount", "kde", "stkde"])
def test_a_map_of_100_m_cells(benchmark, name, n):
    town, cells = city(n), square_cells(BOUNDS, 100)

    made = benchmark(lambda: run(configured(name, {}), again(town), cells, WHEN))

    assert made.risk.sum() == pytest.approx(1)


@pytest.mark.parametrize("n", [1000, 5000, 20_000])
def test_a_prospective_map(benchmark, n):
    town, cells = city(n), square_cells(BOUNDS, 250)

    benchmark(lambda: run(configured("promap", {"window": 1500}), again(town), cells, WHEN))


@pytest.mark.parametrize("n", [2000, 5000, 20_000])
@pytest.mark.parametrize("name", ["etas_grid", "etas"])
def test_estimating_repeats(benchmark, name, n):
    town, cells = city(n), square_cells(BOUNDS, 250)

    def fitted():
        of_quarter.cache_clear()
        return run(configured(name, {}), again(town), cells, WHEN)

    assert benchmark.pedantic(fitted, rounds=3).figures["theta"] >= 0


@pytest.mark.parametrize("n", [1000, 5000, 20_000])
def test_the_near_repeat_test_with_199_permutations(benchmark, n):
    town = city(n)
    bands = Bands((0, 100, 200), (0, 7, 14))

    assert benchmark.pedantic(lambda: knox(town, bands, 199), rounds=3).n == n


@pytest.mark.parametrize("n", [45_000, 1_000_000])
def test_a_back_test_of_60_days(benchmark, n):
    town, cells = city(n), square_cells(BOUNDS, 250)
    days = origins(ORIGIN - 60 * DAY, ORIGIN - DAY, 1)
    chosen = plan([], days, 1.0)

    done = benchmark.pedantic(lambda: backtest(chosen, again(town), cells), rounds=2)

    assert len(done.tested) == 60

"""The table that models learn from, and the models on it."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from planner.features.hotspots.method import Seen, configured, run
from planner.features.hotspots.panel import NAMES, features_at, moments, panel, rings
from planner.features.hotspots.past import PastUntil
from planner.model.grids import square_cells
from planner.model.incidents import DAY, Incidents
from tests.hotspots.test_blend import CITY, bursts
from tests.hotspots.test_methods_by_hand import at
from tests.hotspots.towns import CELLS, ORIGIN, SQUARES, WHEN, joined, poisson_town

FIVE = square_cells((0, 0, 500, 500), 100)


def column(features, name, cell):
    return features[cell, NAMES.index(name)]


def until(town, cells=CITY, end=ORIGIN):
    seen = run(configured("count", {}), town, cells, (end, 7.0)).seen
    return PastUntil.of(seen, end)


def test_rings_are_the_eight_cells_around_and_the_sixteen_around_these():
    first, second = rings(FIVE)

    assert first.sum(axis=1)[12] == 8
    assert second.sum(axis=1)[12] == 16
    assert first.sum(axis=1)[0] == 3
    assert second.sum(axis=1)[0] == 5


@pytest.mark.parametrize("cells", CELLS.values(), ids=CELLS)
def test_no_cell_is_in_two_of_its_rings(cells):
    first, second = rings(cells)

    assert (first * second).sum() == 0
    assert first.diagonal().sum() == second.diagonal().sum() == 0


def test_features_are_counts_by_age_and_distance():
    town = at((250, 250, 3), (250, 250, 20), (350, 250, 3), (50, 50, 300), (250, 250, 2000))
    got = features_at(town.placed(FIVE), FIVE, ORIGIN)
    middle = FIVE.locate([250.0], [250.0])[0]

    assert column(got, "cell_14", middle) == pytest.approx(np.log1p(1))
    assert column(got, "cell_28", middle) == pytest.approx(np.log1p(2))
    assert column(got, "cell_1095", middle) == pytest.approx(np.log1p(2))
    assert column(got, "ring1_14", middle) == pytest.approx(np.log1p(1))
    assert column(got, "ring2_182", middle) == 0
    assert column(got, "ring2_365", middle) == pytest.approx(np.log1p(1))
    assert column(got, "since", middle) == pytest.approx(np.log1p(3))


def test_a_row_knows_nothing_of_the_days_it_is_to_foretell():
    town = until(poisson_town(500, days=400, cells=CITY))
    last = moments(town.past, town.end, 14.0)[-1]

    assert last + 14 * DAY == ORIGIN
    known = features_at(town.past.before(last), CITY, last)
    assert np.isfinite(known).all()


def test_a_sample_stands_for_all_cells():
    got = panel(until(poisson_town(2000, days=400, cells=CITY)), 14.0)
    rows = len(moments(until(poisson_town(2000, days=400, cells=CITY)).past, ORIGIN, 14.0))

    assert got.weights.sum() == pytest.approx(rows * len(CITY))
    assert (got.weights[got.came > 0] == 1).all()


def test_a_sample_has_as_long_a_past_as_all_cells_and_few_rows_of_the_quiet_ones():
    town = until(joined(bursts(), poisson_town(2000, days=700, cells=CITY)))
    whole = sum(
        np.expm1(features_at(town.past.before(m), CITY, m)[:, NAMES.index("cell_1095")]).sum()
        for m in moments(town.past, ORIGIN, 14.0)
    )

    got = panel(town, 14.0)

    past = np.expm1(got.features[:, NAMES.index("cell_1095")])
    assert got.weights @ past == pytest.approx(whole, rel=0.02)
    assert len(got) < got.weights.sum() / 1.5
    quiet = (got.came == 0) & (past == 0)
    assert got.weights[quiet].mean() > 1.5 * got.weights[(got.came == 0) & (past > 2)].mean()


def test_pasts_are_the_same_only_if_the_same_was_known_when():
    town = poisson_town(50).placed(SQUARES)
    late = replace(town, recorded=town.t + 2 * DAY)
    later = replace(town, delay=3.0)

    pasts = {
        PastUntil.of(Seen(each, SQUARES, ORIGIN, 7.0), ORIGIN + 9 * DAY)
        for each in (town, late, later, replace(town), replace(late))
    }

    assert len(pasts) == 3


@pytest.mark.parametrize("name", ["area_logit", "boost"])
def test_a_model_expects_about_what_came_before(name):
    made = run(configured(name, {}), poisson_town(6000, days=900, cells=CITY), CITY, WHEN)

    assert made.expected.sum() == pytest.approx(6000 / 900 * 7, rel=0.15)


@pytest.mark.parametrize("name", ["area_logit", "boost"])
def test_a_model_expects_about_what_came_where_incidents_come_many_at_once(name):
    few = poisson_town(1200, days=900, cells=CITY)
    crowds = few.take(np.repeat(np.arange(len(few)), 8))

    made = run(configured(name, {}), crowds, CITY, WHEN)

    assert made.expected.sum() == pytest.approx(len(crowds) / 900 * 7, rel=0.3)


@pytest.mark.parametrize("name", ["area_logit", "boost"])
def test_a_model_expects_about_what_came_where_every_cell_has_incidents(name):
    made = run(configured(name, {}), poisson_town(40_000, days=900), SQUARES, WHEN)

    assert made.expected.sum() == pytest.approx(40_000 / 900 * 7, rel=0.2)


@pytest.mark.parametrize("name", ["area_logit", "boost"])
def test_a_model_finds_that_bursts_go_on(name):
    made = run(configured(name, {}), bursts(), CITY, (ORIGIN - 100 * DAY, 7.0))
    recent = made.seen.past.take(made.seen.ages < 14)
    counts = np.bincount(recent.cells, minlength=len(CITY))

    assert made.risk[counts >= 2].mean() > 3 * made.risk[counts == 0].mean()
    parts = made.explain(int(np.argmax(made.risk))).parts
    assert parts["cell"] + parts["since"] > 0.5


@pytest.mark.parametrize("name", ["area_logit", "boost"])
def test_too_short_a_history_falls_back_to_counts(name):
    rng = np.random.default_rng(1)
    age = rng.uniform(0, 40, 60)
    x, y = rng.uniform(0, 3000, (2, 60))
    short = Incidents(x, y, ORIGIN - (age * DAY).astype("m8[s]"))

    made = run(configured(name, {}), short, CITY, WHEN)
    counts = run(configured("count", {}), short, CITY, WHEN).risk

    assert (np.diff(made.risk[np.argsort(counts, kind="stable")]) >= -1e-12).all()


def test_half_of_all_incidents_at_one_address_are_foretold_as_what_they_are():
    town = poisson_town(6000, days=900, cells=CITY)
    one = np.arange(len(town)) % 2 == 0
    crowded = Incidents(np.where(one, 1550, town.x), np.where(one, 1550, town.y), town.t)

    made = run(configured("boost", {}), crowded, CITY, WHEN)

    assert made.expected.max() == pytest.approx(3000 / 900 * 7, rel=0.3)
    assert made.expected.sum() == pytest.approx(6000 / 900 * 7, rel=0.2)


def test_a_few_incidents_teach_no_steep_slopes():
    made = run(configured("boost", {}), poisson_town(35, days=900), SQUARES, WHEN)

    assert made.expected.max() < 5 * made.expected.mean()


def test_boosting_does_not_take_a_first_year_of_rising_counts_for_a_trend():
    town = poisson_town(8000, days=420, cells=CITY)
    year = 2 * np.pi * ((town.t - ORIGIN.astype("M8[Y]")) / (365.25 * DAY))
    often = 1 - 0.6 * np.cos(year)
    seasonal = town.take(np.random.default_rng(3).uniform(size=len(town)) < often / 1.6)

    made = run(configured("boost", {}), seasonal, CITY, WHEN)

    now = 8000 / 420 * 7 * (1 - 0.6 * np.cos(2 * np.pi * 59 / 365)) / 1.6
    assert made.expected.sum() == pytest.approx(now, rel=0.5)


LATER = """
import numpy as np
from planner.features.hotspots.layers import all_on_one_core, one_thread
with one_thread():
    pass
import scipy.linalg
from threadpoolctl import threadpool_info
with all_on_one_core():
    print({library["num_threads"] for library in threadpool_info()})
"""


def test_libraries_that_are_loaded_later_are_kept_on_one_core_too():
    done = subprocess.run([sys.executable, "-c", LATER], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "{1}"

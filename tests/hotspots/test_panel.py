"""The table that models learn from, and the models on it."""

import numpy as np
import pytest

from planner.features.hotspots.method import configured, run
from planner.features.hotspots.panel import NAMES, features_at, moments, panel, rings
from planner.features.hotspots.past import PastUntil
from planner.model.grids import square_cells
from planner.model.incidents import DAY, Incidents
from tests.hotspots.test_blend import CITY, bursts
from tests.hotspots.test_methods_by_hand import at
from tests.hotspots.towns import CELLS, ORIGIN, WHEN, poisson_town

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


@pytest.mark.parametrize("name", ["area_logit", "boost"])
def test_a_model_expects_about_what_came_before(name):
    made = run(configured(name, {}), poisson_town(6000, days=900, cells=CITY), CITY, WHEN)

    assert made.expected.sum() == pytest.approx(6000 / 900 * 7, rel=0.15)


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

"""Scores, on towns small enough to count by hand."""

import numpy as np
import pytest
from scipy import stats

from planner.features.hotspots.scores import SPREAD, pooled, probabilities, tally
from planner.model.grids import area_cells, square_cells
from tests.hotspots.towns import AREAS

TEN = square_cells((0, 0, 1000, 100), 100)


def test_a_tally_counts_incidents_and_cells_that_were_flagged():
    order = np.arange(10)
    tested = np.array([0, 0, 0, 1, 5, 5, 9])

    got = tally(order, tested, TEN, 0.2)

    assert (got.hits, got.incidents) == (4, 7)
    assert (got.flagged_cells, got.hit_cells) == (2, 2)
    assert got.most == 5  # cells 0 and 5


def test_hits_are_pooled_and_ratios_are_never_averaged():
    full = tally(np.arange(10), np.array([0] * 9 + [5]), TEN, 0.1)
    empty = tally(np.arange(10), np.array([7, 8]), TEN, 0.1)

    got = pooled([full, empty], 1e5, block=1)

    assert got.hit_rate == pytest.approx(9 / 12)
    assert got.pai == pytest.approx(7.5)
    assert got.pei_star == pytest.approx(9 / 10)
    assert got.cell_precision == pytest.approx(1 / 2)
    assert got.hit_rate_low < 0.75 < got.hit_rate_high


def test_everything_in_one_cell_scores_study_area_over_cell_area():
    got = pooled([tally(np.arange(10), np.zeros(30, int), TEN, 0.1)], 1e5, block=1)

    assert got.pai == pytest.approx(10)


def test_pei_star_is_not_told_where_it_equals_the_hit_rate():
    got = pooled([tally(np.arange(10), np.array([0, 1]), TEN, 0.3)], 1e5, block=1)

    assert got.pei_star is None


def test_areas_of_unequal_size_count_by_their_area():
    order = np.array([0, 1])

    got = pooled([tally(order, np.array([0, 1, 1]), AREAS, 0.3)], 350_000, block=1)

    assert got.coverage == pytest.approx(3 / 7)
    assert got.pai == pytest.approx((1 / 3) / (3 / 7))


def test_expected_counts_are_judged_by_poisson_and_brier():
    expected = np.array([0.5, 0.2, 0.0])
    tested = np.array([0, 0, 1])

    got = probabilities(expected, tested)
    mean = (1 - SPREAD) * expected + SPREAD * 0.7 / 3

    assert got.log_score == pytest.approx(stats.poisson.logpmf([2, 1, 0], mean).sum())
    assert got.mean_brier == pytest.approx(np.mean((1 - np.exp(-mean) - [1, 1, 0]) ** 2))
    assert got.base_brier == pytest.approx(2 / 9)


def test_true_rates_are_calibrated_and_doubled_ones_are_not():
    rng = np.random.default_rng(5)
    rates = rng.gamma(0.5, 0.2, 20_000)
    came = np.repeat(np.arange(20_000), rng.poisson(rates))

    assert probabilities(rates, came).ece < 0.01
    assert probabilities(rates * 2, came).ece > 0.03


def test_scores_of_two_origins_add_up():
    one = probabilities(np.array([0.5, 0.2]), np.array([0]))

    both = one + one

    assert both.mean_brier == one.mean_brier
    assert both.mean_log == one.mean_log
    assert both.cells == 4


def test_the_best_possible_flags_of_areas_go_by_density():
    areas = area_cells([AREAS.polygons[0], AREAS.polygons[1]])

    got = tally(np.array([1, 0]), np.array([0, 0, 0, 1, 1, 1]), areas, 0.4)

    assert got.most == 3

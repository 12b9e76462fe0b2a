"""Scores, on towns small enough to count by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from planner.features.hotspots.chances import SPREAD, probabilities, ranked_score, skill
from planner.features.hotspots.scores import Perfect, pooled
from planner.features.hotspots.scores import tally as tallied
from planner.model.grids import area_cells, square_cells
from tests.hotspots.towns import AREAS

TEN = square_cells((0, 0, 1000, 100), 100)


def tally(order, tested, cells, coverage, history=None):
    return tallied(order, Perfect(tested, cells), coverage, history)


def judged(expected, tested):
    """The probabilities of expected counts, with what came given by its cells."""
    return probabilities(expected, np.bincount(tested, minlength=len(expected)).astype(float))


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
    assert got.ppai == pytest.approx(9 / 12 / np.sqrt(0.1))
    assert (got.pei_star, got.pei) == pytest.approx((9 / 10, 9 / 10))
    assert got.per_km2 == pytest.approx(9 / 0.02)
    assert got.cell_precision == pytest.approx(1 / 2)
    assert got.hit_rate_low < 0.75 < got.hit_rate_high


def test_everything_in_one_cell_scores_study_area_over_cell_area():
    got = pooled([tally(np.arange(10), np.zeros(30, int), TEN, 0.1)], 1e5, block=1)

    assert got.pai == pytest.approx(10)
    assert (got.pei, got.pei_star) == (1, 1)


def test_pei_star_is_not_told_where_it_equals_the_hit_rate_and_the_reason_is():
    got = pooled([tally(np.arange(10), np.array([0, 1]), TEN, 0.3)], 1e5, block=1)

    assert got.pei_star is None
    assert (
        got.pei_star_reason == "More cells are flagged than had incidents, so PEI* is the hit rate."
    )
    assert got.pei == pytest.approx(1)


def test_pei_star_is_told_where_no_flagged_cell_is_spare():
    got = pooled([tally(np.arange(10), np.array([0, 0, 5]), TEN, 0.1)], 1e5, block=1)

    assert got.pei_star == 1
    assert not got.pei_star_reason


def test_the_recapture_index_is_the_growth_in_flagged_cells_over_that_in_all():
    first = tally(np.arange(10), np.array([0, 0, 0, 5]), TEN, 0.1, (np.array([6]), 20))
    second = tally(np.arange(10), np.array([0, 7]), TEN, 0.1, (np.array([8]), 20))

    got = pooled([first, second], 1e5, block=1)

    assert got.rri == pytest.approx((4 / 14) / (6 / 40))
    assert pooled([tally(np.arange(10), np.array([0]), TEN, 0.1)], 1e5, block=1).rri is None


def test_areas_of_unequal_size_count_by_their_area():
    order = np.array([0, 1])

    got = pooled([tally(order, np.array([0, 1, 1]), AREAS, 0.3)], 350_000, block=1)

    assert got.coverage == pytest.approx(3 / 7)
    assert got.pai == pytest.approx((1 / 3) / (3 / 7))


def test_expected_counts_are_judged_by_poisson_and_brier():
    expected = np.array([0.5, 0.2, 0.0])
    tested = np.array([0, 0, 1])

    got = judged(expected, tested)
    mean = (1 - SPREAD) * expected + SPREAD * 0.7 / 3

    assert got.log_score == pytest.approx(stats.poisson.logpmf([2, 1, 0], mean).sum())
    assert got.mean_brier == pytest.approx(np.mean((1 - np.exp(-expected) - [1, 1, 0]) ** 2))
    assert got.base_brier == pytest.approx(2 / 9)
    assert skill(got.mean_brier, got.base_brier) == pytest.approx(1 - got.mean_brier / (2 / 9))


@given(st.floats(0, 40), st.integers(0, 30))
def test_the_ranked_score_is_the_sum_over_all_counts(mean, came):
    k = np.arange(300)
    summed = ((stats.poisson.cdf(k, mean) - (k >= came)) ** 2).sum()

    got = ranked_score(np.array([mean]), np.array([float(came)]))

    assert got[0] == pytest.approx(summed, abs=1e-9)


def test_pairs_may_stand_for_several_cells():
    apart = probabilities(np.array([0.2, 0.2, 0.7]), np.array([0.0, 0.0, 2.0]))

    together = probabilities(np.array([0.2, 0.7]), np.array([0.0, 2.0]), np.array([2.0, 1.0]))

    for name in ("log_score", "brier", "crps", "cells", "incidents"):
        assert getattr(together, name) == pytest.approx(getattr(apart, name))
    np.testing.assert_allclose(together.bins, apart.bins)


def test_a_map_that_says_never_has_a_small_error_but_misses_everything():
    got = judged(np.zeros(1000), np.arange(10))

    assert got.ece == pytest.approx(0.01)
    assert got.miss == pytest.approx(1)


def test_reliability_holds_what_was_said_against_what_was_seen():
    low, high = -np.log1p(-0.1), -np.log1p(-0.5)

    tenths = judged(np.repeat([low, high], 10), np.array([0, 10, 11, 12])).reliability()

    assert [(t.cells, round(t.foretold, 3), t.seen) for t in tenths] == [
        (10, 0.1, 0.1),
        (10, 0.5, 0.3),
    ]


def test_true_rates_are_calibrated_and_doubled_ones_are_not():
    rng = np.random.default_rng(5)
    rates = rng.gamma(0.5, 0.2, 20_000)
    came = np.repeat(np.arange(20_000), rng.poisson(rates))

    assert judged(rates, came).ece < 0.01
    assert judged(rates * 2, came).ece > 0.03


def test_scores_of_two_origins_add_up():
    one = judged(np.array([0.5, 0.2]), np.array([0]))

    both = one + one

    assert both.mean_brier == one.mean_brier
    assert both.mean_log == one.mean_log
    assert both.cells == 4


def test_the_best_possible_flags_of_areas_go_by_density():
    areas = area_cells([AREAS.polygons[0], AREAS.polygons[1]])

    got = tally(np.array([1, 0]), np.array([0, 0, 0, 1, 1, 1]), areas, 0.4)

    assert got.most == 3


def test_pei_of_areas_of_unequal_size_counts_the_area_that_was_flagged():
    tested = np.array([0] * 3 + [1] * 4)  # the perfect map flags the west first: 3 on 3/7

    got = pooled([tally(np.array([1, 0]), tested, AREAS, 0.3)], 350_000, block=1)

    assert got.pei == pytest.approx((4 / (4 / 7)) / (3 / (3 / 7)))

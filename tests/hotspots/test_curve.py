"""The hit-rate curve and the areas under it, counted by hand."""

import numpy as np
import pytest

from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.curve import caught_before, curve_area, perfect_before
from planner.features.hotspots.method import configured
from planner.model.grids import square_cells
from planner.model.incidents import DAY
from tests.hotspots.towns import AREAS, ORIGIN, SQUARES, poisson_town

TEN = square_cells((0, 0, 1000, 100), 100)
TENTH = np.full(1, 0.1)


def test_a_cell_is_searched_bit_by_bit():
    third = np.array([0.2])

    assert caught_before(third, TENTH, 0.1) == 0
    assert caught_before(third, TENTH, 0.25) == pytest.approx(0.5 * 0.05 * 0.5)
    assert caught_before(third, TENTH, 1.0) == pytest.approx(0.05 + 0.7)


def test_the_perfect_map_begins_where_most_came():
    came = np.array([7, 2, 7, 7, 2, 5])

    assert perfect_before(came, TEN).tolist() == pytest.approx([0, 0.1, 0, 0, 0.1, 0.2])


def test_the_perfect_map_of_areas_goes_by_density():
    came = np.array([0, 0, 0, 1, 1, 1])  # as many, but the west is smaller

    assert perfect_before(came, AREAS).tolist() == pytest.approx([0] * 3 + [3 / 7] * 3)


def test_areas_are_pooled_and_told_as_shares_of_the_perfect_ones():
    tested = [np.array([0, 0, 0]), np.array([1])]
    ours = [np.array([0.0, 0, 0]), np.array([0.9])]  # right once, and last in the end

    got = curve_area(ours, tested, [perfect_before(t, TEN) for t in tested], TEN)

    assert got.whole == pytest.approx((3 * 0.95 + 0.05) / 4)
    assert got.to_5 == got.to_10 == pytest.approx(3 / 4)


def test_chance_has_half_of_the_whole_area():
    weeks = origins(ORIGIN - 140 * DAY, ORIGIN - 7 * DAY, 7)
    got = backtest(plan([("kde", configured("kde", {}))], weeks, 7.0), poisson_town(8000), SQUARES)

    for name in got.plan.methods:
        assert got.curve(name).whole == pytest.approx(0.5, abs=0.03)

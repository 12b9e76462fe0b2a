"""How flagged cells lie and move, on rows of ten cells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planner.features.hotspots.layout import clumpiness, gini, layout
from planner.model.grids import square_cells

TEN = square_cells((0, 0, 1000, 100), 100)
TOWN = square_cells((0, 0, 3000, 3000), 100)


def cells(*numbers):
    return np.array(numbers)


def test_turnover_is_the_share_of_flagged_cells_that_are_new():
    got = layout([cells(0, 1), cells(1, 2), cells(1, 2)], TEN)

    assert got.turnover == pytest.approx(1 / 4)
    assert layout([cells(0, 1)], TEN).turnover is None


def test_patches_are_groups_of_touching_cells():
    assert layout([cells(0, 1, 5), cells(3, 4, 5)], TEN).patches == pytest.approx(1.5)
    assert layout([cells(0, 31)], TOWN).patches == 1  # corner to corner


def test_clumpiness_by_hand():
    # cells 4 and 5 have two neighbours each, one of which is flagged: 2 of 4; by chance 1/9
    assert layout([cells(4, 5)], TEN).clumpiness == pytest.approx((1 / 2 - 1 / 9) / (8 / 9))
    assert layout([cells(3, 6)], TEN).clumpiness == -1


def test_cells_flagged_at_random_have_a_clumpiness_of_nothing():
    rng = np.random.default_rng(2)

    got = layout([rng.permutation(900)[:90] for _ in range(60)], TOWN)

    assert got.clumpiness == pytest.approx(0, abs=0.01)


def test_the_ends_of_clumpiness():
    assert clumpiness(1.0, 0.1) == 1
    assert clumpiness(0.0, 0.1) == -1
    assert clumpiness(0.5, 0.6) == pytest.approx(-0.25)


def test_box_days_are_concentrated_where_the_same_cells_are_flagged_each_time():
    assert layout([cells(0), cells(0)], TEN).concentration == pytest.approx(0.9)
    assert layout([cells(n) for n in range(10)], TEN).concentration == pytest.approx(0)
    assert layout([cells(0), cells(1)], TEN).concentration == pytest.approx(0.8)


@given(arrays(float, st.integers(1, 30), elements=st.floats(0, 100, allow_subnormal=False)))
def test_gini_is_half_the_mean_difference_over_the_mean(values):
    apart = np.abs(values[:, None] - values).mean()

    mean = values.mean()
    assert gini(values) == pytest.approx(apart / (2 * mean) if mean else 0, abs=1e-9)

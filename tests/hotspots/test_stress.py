"""How far a result hangs on the grid and on late reports."""

import numpy as np
import pytest

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.stress import Ground, delays, grid_offsets
from planner.model.grids import square_cells
from planner.model.incidents import DAY
from tests.hotspots.test_blend import bursts
from tests.hotspots.towns import ORIGIN

BOUNDS = (0.0, 0.0, 3000.0, 3000.0)
PLAN = plan([], origins(ORIGIN - 100 * DAY, ORIGIN - 30 * DAY, 7), 7.0, (0.05,))


def test_nine_grids_are_played_and_the_first_is_the_plain_one():
    swings = grid_offsets(PLAN, bursts(), Ground(BOUNDS, 150))

    plain = backtest(PLAN, bursts(), square_cells(BOUNDS, 150)).score("count", 0.05).hit_rate
    count = next(s for s in swings if s.method == "count")
    assert len(count.choices) == len(count.hit_rates) == 9
    assert count.hit_rates[0] == pytest.approx(plain)
    assert count.low < count.high


def test_moved_grids_still_cover_the_whole_study_area():
    for shift in ((-50.0, -100.0), (-100.0, -50.0)):
        cells = square_cells(BOUNDS, 150, shift)

        assert (cells.locate(np.array([1.0, 2999.0]), np.array([1.0, 2999.0])) >= -1).all()
        assert len(cells) >= 19 * 19


def test_late_reports_cost_hits_where_bursts_rule():
    swings = delays(PLAN, bursts(), Ground(BOUNDS, 150), days=(0, 20))

    count = next(s for s in swings if s.method == "count")
    assert count.hit_rates[1] < count.hit_rates[0]

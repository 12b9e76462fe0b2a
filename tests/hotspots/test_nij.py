"""The protocol of the NIJ challenge: its cells, areas and horizons."""

import numpy as np
import pytest

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots import nij
from planner.features.hotspots.backtest import origins, plan
from planner.features.hotspots.method import configured
from planner.model.grids import square_cells
from planner.model.incidents import DAY
from planner.progress import Silent
from tests.hotspots.towns import ORIGIN, poisson_town

TOWN = square_cells((0, 0, 4_000, 4_000), 180)
DAYS = origins(ORIGIN - 120 * DAY, ORIGIN - 7 * DAY, 28)
CHOSEN = plan([("count", configured("count", {}))], DAYS, 5.0)


def test_the_flagged_area_is_the_least_and_the_most_of_the_rules():
    ready = nij.under_rules(CHOSEN, TOWN)
    areas = [share * TOWN.area_m2.sum() / nij.SQUARE_MILE for share in ready.coverages]
    cell = TOWN.area_m2[0] / nij.SQUARE_MILE

    assert 0.25 <= areas[0] < 0.25 + cell
    assert 0.75 - cell < areas[1] <= 0.75
    assert ready.horizon == 7


@pytest.mark.parametrize("side", [76.2, 182.88])
def test_the_smallest_and_the_largest_cell_are_allowed(side):
    nij.under_rules(CHOSEN, square_cells((0, 0, 3_000, 3_000), side))


@pytest.mark.parametrize(("reach", "side"), [(4_000, 76), (4_000, 183), (1_000, 100)])
def test_other_cells_or_too_small_a_study_area_are_refused(reach, side):
    with pytest.raises(nij.OutsideRulesError):
        nij.under_rules(CHOSEN, square_cells((0, 0, reach, reach), side))


def test_no_horizon_runs_past_the_end_of_the_data():
    found = dict(nij.plans(CHOSEN, ORIGIN))

    assert list(found) == list(nij.HORIZONS)
    for one in found.values():
        assert (one.origins + (one.horizon * DAY).astype("m8[s]")).max() <= ORIGIN
    assert list(dict(nij.plans(CHOSEN, DAYS[0] + 10 * DAY))) == ["1 week"]


def test_incidents_without_pattern_score_a_pai_of_one_at_every_horizon():
    town = poisson_town(6_000, cells=TOWN)
    lines = nij.lines(nij.under_rules(CHOSEN, TOWN), town, TOWN, ORIGIN, Silent())

    assert len(lines) == 2 * 2 * 5
    chance = [one for one in lines if one.method == "random" and one.horizon == "1 month"]
    assert np.mean([one.pai for one in chance]) == pytest.approx(1, abs=0.25)
    assert all(one.pei_star is None or 0 <= one.pei_star <= 1 for one in lines)
    assert {round(one.square_miles, 2) for one in lines} <= {0.25, 0.26, 0.74, 0.75}

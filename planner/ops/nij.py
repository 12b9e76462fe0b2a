"""Back-tests by the rules of the NIJ forecasting challenge of 2017."""

import numpy as np

from planner.features.hotspots import nij as rules
from planner.features.hotspots.backtest import Plan
from planner.features.hotspots.nij import LARGEST_SIDE, Line, OutsideRulesError, under_rules
from planner.model.cells import Cells
from planner.model.datasets import DatasetRow
from planner.model.incidents import Incidents
from planner.progress import Progress

__all__ = ["LARGEST_SIDE", "Line", "OutsideRulesError", "under_rules"]


def furthest(chosen: Plan, row: DatasetRow) -> Plan:
    """Return the plan, among those of all horizons, that tests the latest days."""
    every = [chosen, *(one for _name, one in rules.plans(chosen, _end(row)))]
    return max(every, key=lambda one: one.origins[-1] + _span(one.horizon))


def lines(
    chosen: Plan, incidents: Incidents, cells: Cells, row: DatasetRow, progress: Progress
) -> list[Line]:
    """Play every horizon that ends within the data; see `planner.features.hotspots.nij`."""
    return rules.lines(chosen, incidents, cells, _end(row), progress)


def _end(row: DatasetRow) -> np.datetime64:
    """Return the end of the last day with incidents."""
    return np.datetime64(row.last_day, "s") + _span(1)


def _span(days: float) -> np.timedelta64:
    return np.timedelta64(round(days * 86_400), "s")

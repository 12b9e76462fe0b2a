"""What one can ask of incidents besides a forecast: clusters alive, lasting hot spots, effects."""

from dataclasses import dataclass

import numpy as np

from planner.features.hotspots.aoristic import hours_of_week
from planner.features.hotspots.interventions import Change, Effect, displacement_difference
from planner.features.hotspots.persistence import KINDS, hot_by_period, kinds
from planner.features.hotspots.scan import Cluster, Search
from planner.features.hotspots.scan import scan as searched
from planner.features.hotspots.stress import Ground, Swing, delays, grid_offsets
from planner.model.cells import Areas, Cells
from planner.model.datasets import DatasetRow
from planner.model.incidents import DAY, Floats, Incidents, Times
from planner.ops import datasets
from planner.ops.backtests import Plan
from planner.progress import Progress
from planner.store.store import Store

__all__ = ["KINDS", "Change", "Cluster", "Effect", "Ground", "Search", "Swing", "Week"]


def clusters(
    found: Incidents, end: np.datetime64, how: Search, progress: Progress
) -> list[Cluster]:
    """Return the clusters that are alive at `end`."""
    return searched(found, end, how, progress)


@dataclass(frozen=True, eq=False)
class Lasting:
    """The kind of each cell, one of KINDS, and how many periods were looked at."""

    cells: Cells
    kinds: tuple[str, ...]
    periods: int

    def counts(self) -> dict[str, int]:
        return {kind: self.kinds.count(kind) for kind in KINDS}


def lasting(incidents: Incidents, cells: Cells, edges: Times) -> Lasting:
    """Tell cells that stay hot from those that come and go."""
    hot = hot_by_period(incidents, cells, edges)
    return Lasting(cells, tuple(kinds(hot)), len(hot))


def effect(
    incidents: Incidents,
    places: tuple[Areas, Areas],
    moment: np.datetime64,
    days: float,
    near: tuple[Areas, Areas] | None = None,
) -> Effect:
    """Hold the change in a treated place against that in its control.

    Counts the `days` before `moment` and the same time from it on. `near` are
    places to which offences may have moved, and the control of these.
    """
    changes = [_change(incidents, one, moment, days) for one in (*places, *(near or ()))]
    return displacement_difference(*changes)


def _change(incidents: Incidents, place: Areas, moment: np.datetime64, days: float) -> Change:
    inside = incidents.take(place.locate(incidents.x, incidents.y) >= 0)
    long = (days * DAY).astype("m8[s]")
    before, after = inside.between(moment - long, moment), inside.between(moment, moment + long)
    return Change(len(before), len(after))


def shifted(chosen: Plan, incidents: Incidents, ground: Ground, progress: Progress) -> list[Swing]:
    """Play a plan on nine grids, each moved by thirds of a cell."""
    return grid_offsets(chosen, incidents, ground, progress)


def delayed(
    chosen: Plan, incidents: Incidents, ground: Ground, days: float, progress: Progress
) -> list[Swing]:
    """Play a plan as it was, and as if all became known `days` later."""
    return delays(chosen, incidents, ground, (0, days), progress)


def stress(
    chosen: Plan, incidents: Incidents, ground: Ground, progress: Progress
) -> dict[str, list[Swing]]:
    """Play a plan on nine grids, and with later reports."""
    return {
        "grids": grid_offsets(chosen, incidents, ground, progress),
        "delays": delays(chosen, incidents, ground, progress=progress),
    }


@dataclass(frozen=True, eq=False)
class Week:
    """Incidents by hour of the week, from Monday 00:00 on, and what they rest on.

    `in_periods` incidents have a from and a to, half of these lie no more than
    `usual_hours` apart; `at_midnight` stand at 00:00, mostly for want of an hour.
    """

    hours: Floats
    incidents: int
    in_periods: int
    usual_hours: float
    at_midnight: int


def week(store: Store, row: DatasetRow) -> Week:
    """Return when in the week incidents happen; may be called from any thread."""
    found = datasets.incidents(store, row)
    periods = datasets.incidents(store, row.model_copy(update={"timing": "aoristic"}))
    hours = np.zeros(0)
    if periods.begin is not None and periods.t_end is not None:
        hours = (periods.t_end - periods.begin).astype(float) / 3600
    long = hours[hours > 0]
    midnight = found.t == found.t.astype("M8[D]")
    return Week(
        hours_of_week(found),
        len(found),
        len(long),
        float(np.median(long)) if len(long) else 0.0,
        int(midnight.sum()),
    )

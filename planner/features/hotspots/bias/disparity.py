"""Who lives where the map sends patrols: exposure of groups of areas, beside what came."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.backtest import Backtest
from planner.features.hotspots.bias.feedback import Groups, by_group, shares
from planner.features.hotspots.method import flag_count
from planner.model.incidents import Floats


@dataclass(frozen=True)
class GroupExposure:
    """One group in a back-test; a ratio is None where it would divide by nothing.

    `exposure_ratio` is the share of flagged area-days over that of residents,
    `burden_ratio` that share over the share of incidents that came.
    """

    group: str
    residents: float
    flagged_share: float
    residents_share: float
    incidents_share: float
    exposure_ratio: float | None
    burden_ratio: float | None
    hits: int
    incidents: int
    hit_rate: float | None
    flagged_cells: int
    hit_cells: int
    precision: float | None
    flag_days_per_1000: float | None


def disparity(
    done: Backtest,
    name: str,
    coverage: float,
    groups: tuple[Sequence[str], Groups],
    residents: Floats,
) -> list[GroupExposure]:
    """Return how a method treated groups of cells; groups are never seen by the method.

    `groups` are names and the group of each cell, -1 for none; `residents`
    counts people by group.
    """
    names, of_cell = groups
    count, cells = len(names), done.cells
    totals = np.zeros((5, count))
    for one, tested in zip(done.rounds[name], done.tested, strict=True):
        order = one.order.astype(np.int64)
        chosen = order[: flag_count(cells, order, coverage)]
        flagged = np.zeros(len(cells), bool)
        flagged[chosen] = True
        totals += _tallied(flagged, tested, cells.area_m2, (of_cell, count))
    area_days, flags, hit_cells, came, hits = totals
    people = shares(residents)
    flagged_share, came_share = shares(area_days), shares(came)
    flag_days = flags * done.plan.horizon
    return [
        GroupExposure(
            group=str(names[g]),
            residents=float(residents[g]),
            flagged_share=float(flagged_share[g]),
            residents_share=float(people[g]),
            incidents_share=float(came_share[g]),
            exposure_ratio=_over(flagged_share[g], people[g]),
            burden_ratio=_over(flagged_share[g], came_share[g]),
            hits=int(hits[g]),
            incidents=int(came[g]),
            hit_rate=_over(hits[g], came[g]),
            flagged_cells=int(flags[g]),
            hit_cells=int(hit_cells[g]),
            precision=_over(hit_cells[g], flags[g]),
            flag_days_per_1000=_over(1000 * flag_days[g], residents[g]),
        )
        for g in range(count)
    ]


def _tallied(
    flagged: NDArray[np.bool_],
    tested: NDArray[np.int32],
    area: Floats,
    groups: tuple[Groups, int],
) -> Floats:
    of_cell, count = groups
    came = np.bincount(tested, minlength=len(area)).astype(float)
    columns = [area * flagged, flagged * 1.0, (came > 0) * flagged * 1.0, came, came * flagged]
    return np.array([by_group(np.asarray(c, float), of_cell, count) for c in columns])


def _over(above: float, below: float) -> float | None:
    return float(above / below) if below else None

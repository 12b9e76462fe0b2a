"""Which incidents were followed by another one near by, found without listing all pairs."""

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.boxes import TINY, Box, different, later_pairs
from planner.model.incidents import Incidents

SECONDS = 86_400

Mask = NDArray[np.bool_]


def followed_up(incidents: Incidents, reach: float, days: float) -> Mask:
    """Return which incidents had another within `reach` metres in the next `days`.

    Incidents in one square whose diagonal is the reach are all near each
    other, so the next date in each square settles most of them. The rest are
    looked up among places and times that differ, a limited number at a time.
    """
    if not len(incidents):
        return np.zeros(0, bool)
    seconds = (incidents.t - incidents.t.min()).astype(np.int64)
    longest = round(days * SECONDS)
    followed = _in_own_square(incidents, seconds, reach, longest)
    left = np.flatnonzero(~followed)
    points = np.column_stack([incidents.x, incidents.y, seconds])
    others = points[different(points)[0]]
    for i, other in later_pairs(points[left], others, Box(reach, 1, longest)):
        apart = np.hypot(*(points[left[i], :2] - others[other, :2]).T)
        followed[left[i[apart <= reach * (1 + TINY)]]] = True
    return followed


def _in_own_square(
    incidents: Incidents, seconds: NDArray[np.int64], reach: float, longest: int
) -> Mask:
    side = reach / np.sqrt(2)
    column = np.floor(incidents.x / side).astype(np.int64)
    row = np.floor(incidents.y / side).astype(np.int64)
    order = np.lexsort((seconds, row, column))
    row, column, when = row[order], column[order], seconds[order]
    same = (np.diff(row) == 0) & (np.diff(column) == 0)
    starts = np.append([0], 1 + np.flatnonzero(~same | (np.diff(when) != 0)))  # of each date
    soon = same[starts[1:] - 1] & (np.diff(when[starts]) <= longest)
    followed = np.zeros(len(order), bool)
    followed[order] = np.repeat(np.append(soon, [False]), np.diff(starts, append=len(order)))
    return followed

"""Which incidents were followed by another one near by, found without listing all pairs."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from planner.model.incidents import Floats, Incidents

MOST_AT_ONCE = 2_000_000  # pairs
TINY = 1e-9
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
    for i, other in _boxes(incidents, seconds, left, (reach, longest)):
        apart = np.hypot(incidents.x[i] - incidents.x[other], incidents.y[i] - incidents.y[other])
        followed[i[apart <= reach * (1 + TINY)]] = True
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


def _boxes(
    incidents: Incidents, seconds: NDArray[np.int64], left: NDArray[np.intp], how: tuple[float, int]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Yield pairs of one of `left` and a later one in the box around and after it."""
    from scipy.spatial import cKDTree

    reach, longest = how
    half = max((longest - 1) / 2, 0.5)
    scale = np.array([reach, reach, half])
    points = np.column_stack([incidents.x, incidents.y, seconds])
    different = _different(points)
    tree = cKDTree(points[different] / scale, balanced_tree=False)
    centres = (points[left] + [0, 0, (longest + 1) / 2]) / scale
    many = tree.query_ball_point(centres, 1 + TINY, p=np.inf, return_length=True)
    batch = np.cumsum(many) // MOST_AT_ONCE
    for some in np.split(np.arange(len(left)), np.flatnonzero(np.diff(batch)) + 1):
        found = cKDTree(centres[some]).sparse_distance_matrix(
            tree, 1 + TINY, p=np.inf, output_type="ndarray"
        )
        yield left[some[found["i"]]], different[found["j"]]


def _different(points: Floats) -> NDArray[np.intp]:
    """Return one index of each different point."""
    order = np.lexsort(points.T)
    new = np.append([True], (np.diff(points[order], axis=0) != 0).any(axis=1))
    return np.asarray(order[new])

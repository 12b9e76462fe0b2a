"""Pairs of places and times in a box, a limited number at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.refusals import TooManyPairsError
from planner.model.incidents import Floats

MOST_AT_ONCE, MOST_IN_ALL = 2_000_000, 500_000_000  # pairs
TINY = 1e-9

Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Box:
    """What counts as near and later: up to `reach` metres, from `first` to `last` seconds on."""

    reach: float
    first: int
    last: int


def later_pairs(here: Floats, points: Floats, box: Box) -> Iterator[tuple[Indices, Indices]]:
    """Yield which of `points` lie in the box around and after each of `here`, by index.

    Both hold x, y and seconds. Points may be a little farther than the reach.

    Raises
    ------
    TooManyPairsError
        To list them all would take many minutes.
    """
    from scipy.spatial import cKDTree

    half = max((box.last - box.first) / 2, 0.5)
    scale = np.array([box.reach, box.reach, half])
    tree = cKDTree(points / scale, balanced_tree=False)
    centres = (here + np.array([0, 0, (box.first + box.last) / 2])) / scale
    many = tree.query_ball_point(centres, 1 + TINY, p=np.inf, return_length=True)
    if many.sum() > MOST_IN_ALL:
        raise TooManyPairsError(int(many.sum()), box.reach)
    batch = np.cumsum(many) // MOST_AT_ONCE
    for some in np.split(np.arange(len(here)), np.flatnonzero(np.diff(batch)) + 1):
        found = cKDTree(centres[some]).sparse_distance_matrix(
            tree, 1 + TINY, p=np.inf, output_type="ndarray"
        )
        yield some[found["i"]], found["j"]


def different(points: Floats) -> tuple[Indices, Floats]:
    """Return one index of each different point, in order of the last column, and how many it is."""
    order = np.lexsort(points.T)
    starts = np.flatnonzero(np.append([True], (np.diff(points[order], axis=0) != 0).any(axis=1)))
    return np.asarray(order[starts]), np.diff(starts, append=len(points)).astype(float)

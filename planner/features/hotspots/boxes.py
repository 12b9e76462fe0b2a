"""Pairs of places and times in a box, a limited number at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.refusals import TooManyPairsError
from planner.model.incidents import Floats

MOST_AT_ONCE, MOST_IN_ALL = 2_000_000, 500_000_000  # pairs
SLICE, SAMPLED = 20_000, 16
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
    waiting = np.array_split(np.argsort(here[:, 0]), 1 + len(here) // SLICE)
    listed = 0
    while waiting:
        some = waiting.pop()
        sample = cKDTree(centres[some[::SAMPLED]])
        count = SAMPLED * int(sample.count_neighbors(tree, 1 + TINY, p=np.inf))
        if count > MOST_AT_ONCE and len(some) > 1:
            waiting += np.array_split(some, 2)
            continue
        listed += count
        if listed > MOST_IN_ALL:
            raise TooManyPairsError(listed, box.reach)
        found = cKDTree(centres[some]).sparse_distance_matrix(
            tree, 1 + TINY, p=np.inf, output_type="ndarray"
        )
        yield some[found["i"]], found["j"]


def different(points: Floats) -> tuple[Indices, Floats]:
    """Return one index of each different point, in order of the last column, and how many it is."""
    order = np.lexsort(points.T)
    starts = np.flatnonzero(np.append([True], (np.diff(points[order], axis=0) != 0).any(axis=1)))
    return np.asarray(order[starts]), np.diff(starts, append=len(points)).astype(float)

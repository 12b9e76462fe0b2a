"""Knox's test where there are too many pairs to list: chance by its moments, not by exchanges.

The number of pairs close in both space and time, over all exchanges of
dates, has a mean and a variance in closed form (David & Barton 1966, "Two
space-time interaction tests for epidemicity", British Journal of Preventive
and Social Medicine 20, 44-48; Mantel 1967, Cancer Research 27, 209-220). With
a million incidents it is as good as normal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.boxes import Box, different, later_pairs
from planner.model.incidents import Floats, Incidents
from planner.progress import Progress

SAMPLE, AT_ONCE = 5000, 100  # incidents whose neighbours tell how unequal neighbours are
SEED = 5

Counts = NDArray[np.int64]
Edges = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Side:
    """Pairs in each band of space, or of time: how many, and the sum of squares by incident."""

    below: Counts
    squares: Floats

    @property
    def pairs(self) -> Counts:
        return np.diff(self.below)


def by_moments(
    incidents: Incidents, edges: tuple[Edges, Edges], norm: int, progress: Progress
) -> tuple[Counts, Floats, Floats]:
    """Return the pairs in each band of metres and seconds, those due by chance, and p."""
    space, time = edges
    n = len(incidents)
    near, soon = in_space(incidents, space, norm), in_time(incidents, time)
    below = np.empty((len(space), len(time)), np.int64)
    ends = [int(np.isfinite(side).sum()) for side in edges]
    below[: ends[0], : ends[1]] = observed_pairs(
        incidents, (space[: ends[0]], time[: ends[1]]), norm, progress
    )
    below[ends[0] :] = soon.below
    below[:, ends[1] :] = near.below[:, None]
    observed = np.diff(np.diff(below, axis=0), axis=1)
    moments = [
        [
            _mean_and_spread(n, (a, a3), (b, b3))
            for b, b3 in zip(soon.pairs, soon.squares, strict=True)
        ]
        for a, a3 in zip(near.pairs, near.squares, strict=True)
    ]
    expected, spread = np.moveaxis(np.array(moments), 2, 0)
    return observed, expected, _chance(observed, expected, spread)


def _chance(observed: Counts, expected: Floats, spread: Floats) -> Floats:
    """Return how likely as many pairs or more are."""
    from scipy.special import ndtr

    above = (expected - observed + 0.5) / np.where(spread > 0, spread, 1)
    return np.where(spread > 0, ndtr(above), observed <= expected)


def _mean_and_spread(n: int, a: tuple[int, float], b: tuple[int, float]) -> tuple[float, float]:
    """Return mean and standard deviation of the number of pairs in a band of both.

    `a` and `b` are the number of pairs and the sum over incidents of the
    square of theirs. Exact fractions: the terms are far larger than what is left.
    """
    (pairs, squares), (others, other_squares) = (
        (2 * int(count), round(squared)) for count, squared in (a, b)
    )
    two = n * (n - 1)
    three, four = two * (n - 2), two * (n - 2) * (n - 3)
    mean = Fraction(pairs * others, two)
    variance = (
        Fraction(2 * pairs * others, two)
        + Fraction(4 * (squares - pairs) * (other_squares - others), three)
        + Fraction(
            (pairs**2 + 2 * pairs - 4 * squares) * (others**2 + 2 * others - 4 * other_squares),
            four,
        )
        - mean**2
    )
    return float(mean / 2), max(float(variance), 0.0) ** 0.5 / 2


def in_space(incidents: Incidents, edges: Edges, norm: int) -> Side:
    """Count pairs below each distance; a sample tells how unequal incidents are in this."""
    from scipy.spatial import cKDTree

    n = len(incidents)
    points = np.column_stack([incidents.x, incidents.y])
    first, many = different(points)
    places = cKDTree(points[first])
    ends = np.nextafter(edges[np.isfinite(edges)], -np.inf)
    both = places.count_neighbors(places, ends, p=norm, weights=(many, many))
    below = np.where(ends > 0, (np.asarray(both) - n) / 2, 0)
    some = points[np.random.default_rng(SEED).choice(n, min(n, SAMPLE), replace=False)]
    each = np.zeros((len(ends), len(some)))
    for part in np.array_split(np.arange(len(some)), 1 + len(some) // AT_ONCE):
        around = cKDTree(some[part]).sparse_distance_matrix(
            places, max(ends[-1], 0), p=norm, output_type="ndarray"
        )
        flat = np.searchsorted(ends, around["v"]) * len(part) + around["i"]
        bins = np.bincount(flat, many[around["j"]], each[:, part].size)[: each[:, part].size]
        each[:, part] = bins.reshape(len(ends), -1).cumsum(axis=0) - 1
    each[ends <= 0] = 0
    return _side(n, below, list(each), np.isinf(edges[-1]))


def in_time(incidents: Incidents, edges: Edges) -> Side:
    """Count pairs below each time between."""
    rising = np.sort((incidents.t - incidents.t.min()).astype(np.int64))
    ends = edges[np.isfinite(edges)]
    each = [
        np.searchsorted(rising, rising + end, "left")
        - np.searchsorted(rising, rising - end, "right")
        - 1
        if end > 0
        else 0 * rising
        for end in ends
    ]
    below = np.array([one.sum() / 2 for one in each])
    return _side(len(rising), below, each, np.isinf(edges[-1]))


def _side(n: int, below: Floats, each: Sequence[NDArray[Any]], is_open: bool) -> Side:
    """Put together what is below each end, in all and by incident; an open end takes all."""
    every = [n * (n - 1) // 2] if is_open else []
    whole: Counts = np.rint(np.append(below, every)).astype(np.int64)
    alone = np.array([*each, np.full(len(each[0]), n - 1)] if is_open else each, float)
    bands, pairs = np.diff(alone, axis=0), np.diff(whole)
    mean = bands.mean(axis=1)
    unequal = np.divide((bands**2).mean(axis=1), mean**2, out=np.ones(len(mean)), where=mean > 0)
    return Side(whole, unequal * (2 * pairs / n) ** 2 * n)


def observed_pairs(
    incidents: Incidents, edges: tuple[Edges, Edges], norm: int, progress: Progress
) -> Counts:
    """Count pairs below each of some metres and seconds.

    Incidents of one place and moment are counted together; of the others
    only pairs near in both are listed, a limited number at a time.
    """
    space, time = edges
    if space[-1] <= 0 or time[-1] <= 0:
        return np.zeros((len(space), len(time)), np.int64)
    seconds = (incidents.t - incidents.t.min()).astype(np.int64)
    points = np.column_stack([incidents.x, incidents.y, seconds])
    first, many = different(points)
    points = points[first]
    shape = len(space) + 1, len(time) + 1
    bins = np.zeros(shape)
    bins[np.searchsorted(space, 0, "right"), np.searchsorted(time, 0, "right")] = (
        many * (many - 1) / 2
    ).sum()
    box = Box(float(space[-1]), 0, int(np.ceil(time[-1])))
    for i, j in later_pairs(points, points, box):
        progress.step(int(i.max(initial=0)), len(points))
        once = np.flatnonzero((points[j, 2] > points[i, 2]) | (j > i))
        i, j = i[once], j[once]  # noqa: PLW2901
        gap = np.abs(points[j] - points[i])
        apart = gap[:, 0] + gap[:, 1] if norm == 1 else np.hypot(gap[:, 0], gap[:, 1])
        row = np.searchsorted(space, apart, "right")
        flat = row * shape[1] + np.searchsorted(time, gap[:, 2], "right")
        bins += np.bincount(flat, many[i] * many[j], bins.size).reshape(shape)
    below: Counts = np.rint(bins[:-1, :-1].cumsum(axis=0).cumsum(axis=1)).astype(np.int64)
    return below

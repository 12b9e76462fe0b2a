"""Pairs of incidents near each other in space and time; what was listed once is only added to."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.method import Seen
from planner.features.hotspots.past import PastUntil
from planner.model.incidents import DAY, Floats, Incidents

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

MOST_PAIRS = 5_000_000
SAMPLE = 1000  # incidents whose neighbours tell how many pairs there will be
LEAST_DAYS, LEAST_REACH = 8.0, 50.0
AROUND = 8  # squares and spans of days near one, beside its own


@dataclass(frozen=True)
class Span:
    """How far apart the incidents of a pair may be, in days and metres."""

    days: float
    reach: float


@dataclass(frozen=True, eq=False)
class ClosePairs:
    """Pairs of incidents on different days, by index; `apart` holds squared metres."""

    earlier: NDArray[np.int32]
    later: NDArray[np.int32]
    lag: Floats
    apart: Floats
    span: Span


def crowded(past: Incidents) -> bool:
    """Say whether far too many pairs lie near each other, as where many share one address."""
    if not len(past):
        return False
    days = ((past.t - past.t.min()) / DAY / LEAST_DAYS).astype(np.int64)
    columns = ((past.x - past.x.min()) / LEAST_REACH).astype(np.int64)
    rows = ((past.y - past.y.min()) / LEAST_REACH).astype(np.int64)
    place = (days * (rows.max() + 1) + rows) * (columns.max() + 1) + columns
    together = np.unique_counts(place).counts.astype(float)
    return bool(AROUND * (together * (together - 1) / 2).sum() > MOST_PAIRS)


def close_pairs(past: Incidents, moment: np.datetime64, span: Span) -> ClosePairs:
    """List the pairs within `span`, or within less where these would be too many.

    Days are counted from the time of day of `moment`.
    """
    return _listed(past, moment, span)[1]


def pairs_since(until: PastUntil, seen: Seen, window: float, span: Span) -> ClosePairs:
    """List the same for `seen`, whose first incidents are those of `until` within `window`.

    The pairs of these are listed once for all origins of one time of day; the
    others are looked up among them.
    """
    from scipy.spatial import cKDTree

    moment = until.end + (seen.origin - until.end) % DAY
    tree, old = _listed_until(until, moment, span)
    kept = np.ones(len(until.past), bool)
    if window:
        kept = until.past.ages(seen.origin) < window
    place = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    known = int(kept.sum())
    points = _points(seen.past, moment, old.span)
    fresh = cKDTree(points[known:])
    across = tree.sparse_distance_matrix(fresh, 1, p=np.inf, output_type="ndarray")
    one, other = place[across["i"]], across["j"] + known
    among = fresh.query_pairs(1, p=np.inf, output_type="ndarray") + known
    there = one >= 0
    new = _ordered(
        points,
        np.append(one[there], among[:, 0]),
        np.append(other[there], among[:, 1]),
        old.span,
    )
    left = np.flatnonzero(kept[old.earlier])
    return ClosePairs(
        np.append(place[old.earlier[left]], new.earlier),
        np.append(place[old.later[left]], new.later),
        np.append(old.lag[left], new.lag),
        np.append(old.apart[left], new.apart),
        old.span,
    )


@lru_cache(maxsize=2)
def _listed_until(
    until: PastUntil, moment: np.datetime64, span: Span
) -> tuple["cKDTree", ClosePairs]:
    return _listed(until.past, moment, span)


def _listed(past: Incidents, moment: np.datetime64, span: Span) -> tuple["cKDTree", ClosePairs]:
    from scipy.spatial import cKDTree

    while True:
        points = _points(past, moment, span)
        tree = cKDTree(points)
        some = points[:: max(1, len(points) // SAMPLE)]
        around = tree.query_ball_point(some, 1, p=np.inf, return_length=True) - 1
        least = span.days <= LEAST_DAYS and span.reach <= LEAST_REACH
        if least or len(points) * around.mean() <= 2 * MOST_PAIRS:
            break
        span = Span(max(span.days / 2, LEAST_DAYS), max(span.reach * 0.7, LEAST_REACH))
    pairs = tree.query_pairs(1, p=np.inf, output_type="ndarray")
    return tree, _ordered(points, pairs[:, 0], pairs[:, 1], span)


def _points(past: Incidents, moment: np.datetime64, span: Span) -> Floats:
    """Return places and days on scales on which a pair is at most 1 apart."""
    day = np.floor(-past.ages(moment))
    return np.column_stack([past.x / span.reach, past.y / span.reach, day / span.days])


def _ordered(points: Floats, one: NDArray[Any], other: NDArray[Any], span: Span) -> ClosePairs:
    """Put the earlier of each pair first; drop those of one day or too far apart."""
    gap = points[other] - points[one]
    lag = np.rint(gap[:, 2] * span.days)
    apart = (gap[:, 0] ** 2 + gap[:, 1] ** 2) * span.reach**2
    kept = np.flatnonzero((lag != 0) & (apart <= span.reach**2))
    one, other, lag = one[kept].astype(np.int32), other[kept].astype(np.int32), lag[kept]
    forth = lag > 0
    earlier, later = np.where(forth, one, other), np.where(forth, other, one)
    return ClosePairs(earlier, later, np.abs(lag), apart[kept], span)

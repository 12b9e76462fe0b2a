"""Near repeats: whether incidents close in space come close in time more often than by chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.errors import UserError
from planner.features.hotspots.boxes import different
from planner.features.hotspots.knox_of_many import by_moments
from planner.features.hotspots.refusals import TooFewIncidentsError, TooManyPairsError
from planner.model.incidents import Floats, Incidents
from planner.progress import Progress, Silent
from planner.texts import _

MOST_PAIRS = 15_000_000
PAIR = 2
SECONDS = 86_400
NORMS = {"manhattan": 1, "euclidean": 2}

Counts = NDArray[np.int64]
Stamps = NDArray[np.int64]


class BandsError(UserError):
    """Bands do not rise."""

    code = "bad_bands"

    def __init__(self, edges: Sequence[float]) -> None:
        super().__init__(
            _("The near-repeat test was not made."),
            _("The limits of bands must rise from 0: {edges}.").format(
                edges=", ".join(f"{e:g}" for e in edges)
            ),
            _("Write them from small to large; the last may be inf."),
        )


@dataclass(frozen=True)
class Bands:
    """Half-open bands [a, b): limits in metres and in days, each rising; the last may be inf."""

    space: tuple[float, ...]
    time: tuple[float, ...]

    def __post_init__(self) -> None:
        for edges in (self.space, self.time):
            if len(edges) < PAIR or edges[0] < 0 or list(edges) != sorted(set(edges)):
                raise BandsError(edges)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.space) - 1, len(self.time) - 1


@dataclass(frozen=True, eq=False)
class Knox:
    """Pairs in each band of distance (rows) and time (columns), against permuted dates.

    `expected` is the mean over permutations, `median` their median, and `p`
    is (1 + permutations with as many or more) / (1 + permutations). Without
    permutations mean and p are worked out from the moments of all of them.
    """

    bands: Bands
    n: int
    permutations: int
    observed: Counts
    expected: Floats
    median: Floats
    p: Floats

    @property
    def ratio(self) -> Floats:
        """Observed over expected; 1 where neither has any pair."""
        none = (self.observed == 0) & (self.expected == 0)
        return np.where(
            none, 1.0, self.observed / np.where(self.expected > 0, self.expected, np.nan)
        )


def knox(
    incidents: Incidents,
    bands: Bands,
    permutations: int = 999,
    seed: int = 1,
    metric: str = "manhattan",
    progress: Progress | None = None,
) -> Knox:
    """Count pairs by distance and time, and compare with randomly exchanged dates.

    Pairs nearer than the last finite distance are listed by a k-d tree; those
    of an open last band are all others, and need no list: exchanging dates
    leaves the number of pairs in each band of time as it is. Where far too
    many lie near each other, none are drawn and chance is worked out.

    Source
    ------
    Knox (1964), "The detection of space-time interactions", Applied
    Statistics 13, 25-29; Ratcliffe, Near Repeat Calculator 1.3 (2009). Its
    label "a to b" is the band [a-1, b).
    """
    if len(incidents) < PAIR:
        raise TooFewIncidentsError(len(incidents), PAIR)
    told = progress or Silent()
    stamps = (incidents.t - incidents.t.min()).astype(np.int64)
    edges = np.array([e * SECONDS for e in bands.time])
    if pairs_within(incidents, bands.space, metric) > MOST_PAIRS:
        return _of_many(incidents, bands, metric, told)
    listed = near_pairs(incidents, bands.space, metric)
    whole = _pairs_by_time(stamps, edges) if np.isinf(bands.space[-1]) else None
    observed = _table(listed, stamps, edges, whole)
    rng = np.random.default_rng(seed)
    simulated = np.zeros((permutations, *bands.shape), np.int64)
    for number in range(permutations):
        told.step(number, permutations)
        simulated[number] = _table(listed, rng.permutation(stamps), edges, whole)
    told.step(permutations, permutations)
    return Knox(
        bands,
        len(incidents),
        permutations,
        observed,
        simulated.mean(axis=0),
        np.median(simulated, axis=0),
        (1 + (simulated >= observed).sum(axis=0)) / (permutations + 1),
    )


def _of_many(incidents: Incidents, bands: Bands, metric: str, progress: Progress) -> Knox:
    edges = np.array(bands.space, float), np.array(bands.time, float) * SECONDS
    observed, expected, p = by_moments(incidents, edges, NORMS[metric], progress)
    return Knox(bands, len(incidents), 0, observed, expected, expected, p)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of incidents, sorted by band of distance; `cuts` are where each band begins."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    cuts: NDArray[np.intp]


def pairs_within(incidents: Incidents, edges: Sequence[float], metric: str) -> int:
    """Return how many pairs lie nearer than the last distance that ends."""
    from scipy.spatial import cKDTree

    places = np.column_stack([incidents.x, incidents.y])
    first, many = different(places)
    tree = cKDTree(places[first])
    end, norm = _ends(edges)[-1], NORMS[metric]
    return int((tree.count_neighbors(tree, end, p=norm, weights=(many, many)) - len(places)) // 2)


def _ends(edges: Sequence[float]) -> list[float]:
    return [e for e in edges if np.isfinite(e)]


def near_pairs(incidents: Incidents, edges: Sequence[float], metric: str) -> Pairs:
    """List the pairs in all bands that end, by a k-d tree."""
    from scipy.spatial import cKDTree

    ends, norm = _ends(edges), NORMS[metric]
    places = np.column_stack([incidents.x, incidents.y])
    tree = cKDTree(places)
    pairs = tree.query_pairs(ends[-1], p=norm, output_type="ndarray")
    apart = np.abs(places[pairs[:, 0]] - places[pairs[:, 1]])
    distance = apart.sum(axis=1) if norm == 1 else np.hypot(apart[:, 0], apart[:, 1])
    band = np.searchsorted(ends, distance, side="right") - 1
    kept = np.flatnonzero((band >= 0) & (band < len(ends) - 1))
    order = kept[np.lexsort((pairs[kept, 0], band[kept]))]
    cuts = np.searchsorted(band[order], np.arange(len(ends)))
    one, other = pairs[order].astype(np.int32).T
    return Pairs(np.ascontiguousarray(one), np.ascontiguousarray(other), cuts)


def _table(listed: Pairs, stamps: Stamps, edges: Floats, whole: Counts | None) -> Counts:
    """Count pairs by band; `whole` counts all pairs by time if the last distance is open."""
    apart = np.abs(stamps[listed.one] - stamps[listed.other])
    rows = [
        np.diff([_below(apart[start:end], edge) for edge in edges])
        for start, end in pairwise(listed.cuts)
    ]
    inner = np.array(rows, np.int64).reshape(len(rows), len(edges) - 1)
    return inner if whole is None else np.vstack([inner, whole - inner.sum(axis=0)])


def _below(apart: Stamps, edge: float) -> int:
    return len(apart) if np.isinf(edge) else int(np.count_nonzero(apart < edge))


def _pairs_by_time(stamps: Stamps, edges: Floats) -> Counts:
    """Count all pairs by band of time without listing one."""
    rising = np.sort(stamps)
    after = np.arange(len(rising))

    def below(edge: float) -> int:
        if np.isinf(edge):
            return len(rising) * (len(rising) - 1) // 2
        reached = np.searchsorted(rising, rising + edge, side="left")
        return int(np.maximum(reached - 1 - after, 0).sum())

    return np.diff([below(edge) for edge in edges]).astype(np.int64)


@dataclass(frozen=True, eq=False)
class LocalKnox:
    """For each incident: how many others are close in space and time, and its chance."""

    close: Counts
    p: Floats


def local_knox(
    incidents: Incidents,
    reach: float,
    days: float,
    permutations: int = 199,
    seed: int = 1,
    metric: str = "euclidean",
) -> LocalKnox:
    """Tell which incidents are part of a near-repeat pattern.

    Source
    ------
    Piroutek, Assunção & Paiva (2014), "Space-time prospective surveillance
    based on Knox local statistics", Statistics in Medicine 33, 2758-2773,
    doi:10.1002/sim.6118; here with permuted dates in place of its scheme.
    """
    edges = (0, np.nextafter(reach, np.inf))
    if (count := pairs_within(incidents, edges, metric)) > MOST_PAIRS:
        raise TooManyPairsError(count, reach)
    listed = near_pairs(incidents, edges, metric)
    stamps = (incidents.t - incidents.t.min()).astype(np.int64)

    def close(moments: Stamps) -> Counts:
        within = np.abs(moments[listed.one] - moments[listed.other]) <= days * SECONDS
        ends = np.concatenate([listed.one[within], listed.other[within]])
        return np.bincount(ends, minlength=len(incidents))

    observed = close(stamps)
    rng = np.random.default_rng(seed)
    as_many = np.zeros(len(incidents))
    for _number in range(permutations):
        as_many += close(rng.permutation(stamps)) >= observed
    return LocalKnox(observed, (1 + as_many) / (permutations + 1))


def band_names(edges: Sequence[float], unit: str) -> list[str]:
    """Write bands as intervals, such as "[0, 100) m"."""
    return [
        f"[{a:g}, {b:g}) {unit}" if np.isfinite(b) else f"[{a:g}, ∞) {unit}"
        for a, b in pairwise(edges)
    ]

"""Two more tests of whether near incidents are also near in time: Mantel's and Jacquez's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.refusals import TooFewIncidentsError
from planner.model.incidents import Floats, Incidents

MOST_FOR_MANTEL = 2000
LEAST_FOR_MANTEL = 3


@dataclass(frozen=True)
class Interaction:
    """A statistic, its mean over exchanged dates, and the share of exchanges that reach it.

    `used` is how many incidents were looked at.
    """

    statistic: float
    expected: float
    p: float
    used: int


def mantel(incidents: Incidents, permutations: int = 199, seed: int = 1) -> Interaction:
    """Correlate the distance of pairs in space with that in time.

    More than 2,000 incidents are sampled down to that many, so that the work
    stays bounded; `used` tells.

    Source
    ------
    Mantel (1967), "The detection of disease clustering and a generalized
    regression approach", Cancer Research 27, 209-220.
    """
    from scipy.spatial.distance import pdist

    rng = np.random.default_rng(seed)
    some = _some(incidents, rng)
    space = pdist(np.column_stack([some.x, some.y]))
    space = (space - space.mean()) / (space.std() or 1.0)
    stamps = (some.t - some.t.min()).astype(float)
    one, other = np.triu_indices(len(some), 1)

    def correlation(moments: Floats) -> float:
        apart = np.abs(moments[one] - moments[other])
        return float((space * (apart - apart.mean())).mean() / (apart.std() or 1.0))

    observed = correlation(stamps)
    drawn = np.array([correlation(rng.permutation(stamps)) for _number in range(permutations)])
    return _interaction(observed, drawn, len(some))


def jacquez(
    incidents: Incidents, k: int = 3, permutations: int = 199, seed: int = 1
) -> Interaction:
    """Count incidents that are among each other's `k` nearest both in space and in time.

    Ties are settled by seeded jitter far below a centimetre and a second.

    Source
    ------
    Jacquez (1996), "A k nearest neighbour test for space-time interaction",
    Statistics in Medicine 15, 1935-1949.
    """
    if len(incidents) <= k:
        raise TooFewIncidentsError(len(incidents), k + 1)
    rng = np.random.default_rng(seed)
    n = len(incidents)
    space = np.column_stack([incidents.x, incidents.y]) + rng.uniform(-1e-3, 1e-3, (n, 2))
    time = (incidents.t - incidents.t.min()).astype(float) + rng.uniform(-0.5, 0.5, n)
    in_space = _nearest(space, k)
    turn = np.argsort(time)
    in_time = _nearest(time[turn][:, None], k)  # a run of turns around each
    first = np.minimum(np.arange(n), in_time.min(axis=1))
    last = np.maximum(np.arange(n), in_time.max(axis=1))
    at = np.empty(n, np.int64)
    at[turn] = np.arange(n)

    def shared(place: NDArray[np.int64]) -> float:
        mine = at[place]
        others = mine[in_space]
        near = (first[mine][:, None] <= others) & (others <= last[mine][:, None])
        return float(np.count_nonzero(near))

    drawn = np.array([shared(rng.permutation(n)) for _number in range(permutations)])
    return _interaction(shared(np.arange(n)), drawn, n)


def _nearest(places: Floats, k: int) -> NDArray[np.int64]:
    from scipy.spatial import cKDTree

    _distance, nearest = cKDTree(places).query(places, k + 1)
    return np.asarray(nearest, np.int64)[:, 1:]


def _some(incidents: Incidents, rng: np.random.Generator) -> Incidents:
    if len(incidents) < LEAST_FOR_MANTEL:
        raise TooFewIncidentsError(len(incidents), LEAST_FOR_MANTEL)
    if len(incidents) <= MOST_FOR_MANTEL:
        return incidents
    return incidents.take(rng.choice(len(incidents), MOST_FOR_MANTEL, replace=False))


def _interaction(observed: float, drawn: Floats, used: int) -> Interaction:
    as_far = int((drawn >= observed).sum())
    return Interaction(observed, float(drawn.mean()), (1 + as_far) / (1 + len(drawn)), used)

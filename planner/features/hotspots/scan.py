"""Clusters that are alive now: more incidents near a place lately than place and time explain."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.kernels import sums
from planner.features.hotspots.refusals import TooFewIncidentsError
from planner.model.incidents import Floats, Incidents
from planner.progress import Progress, Silent

LEAST = 20
LEAST_IN_CLUSTER = 2
MOST_CENTRES = 2000
MOST_MEMBERS = 2_000_000  # of all circles together: in a crowded city fewer centres are tried
SHOWN = 10


@dataclass(frozen=True)
class Cluster:
    """A circle and the last days in which `observed` incidents came where `expected` were due."""

    x: float
    y: float
    radius: float
    days: float
    observed: int
    expected: float
    ratio: float
    p: float


@dataclass(frozen=True)
class Search:
    """How to search: circles up to `reach` metres, the last `days`, against `baseline` days."""

    reach: float = 1000.0
    days: tuple[float, ...] = (3.0, 7.0, 14.0, 28.0)
    baseline: float = 365.0
    permutations: int = 99
    seed: int = 1


def scan(
    incidents: Incidents, end: np.datetime64, how: Search, progress: Progress | None = None
) -> list[Cluster]:
    """Return the clusters alive at `end`, the strongest first, none overlapping a stronger one.

    A circle is due as many incidents in the last days as its share of all
    places and the days' share of all times make; p compares with the
    strongest cluster after exchanging dates.

    Source
    ------
    Kulldorff et al. (2005), "A space-time permutation scan statistic for
    disease outbreak detection", PLoS Medicine 2, e59,
    doi:10.1371/journal.pmed.0020059.
    """
    told = progress or Silent()
    past = incidents.before(end)
    past = past.take(past.ages(end) <= how.baseline)
    if len(past) < LEAST:
        raise TooFewIncidentsError(len(past), LEAST)
    age = past.ages(end)
    circles = _Circles(past, age <= max(how.days), how.reach)
    strength, found = circles.strongest(age, how.days)
    rng = np.random.default_rng(how.seed)
    chance = np.zeros(how.permutations)
    for number in range(how.permutations):
        told.step(number, how.permutations)
        chance[number] = circles.top(rng.permutation(age), how.days)
    told.step(how.permutations, how.permutations)
    return _apart(circles, strength, found, chance)


@dataclass(frozen=True, eq=False)
class _Found:
    """The best circle of each centre: how far along its list it reaches, and the rest of it."""

    reached: NDArray[np.int64]
    days: Floats
    observed: Floats
    expected: Floats


class _Circles:
    """For each centre the places around it, nearest first, all in one long list.

    Incidents of one place lie at one distance and come in together.
    """

    def __init__(self, past: Incidents, recent: NDArray[np.bool_], reach: float) -> None:
        from scipy.spatial import cKDTree

        found, self.place = np.unique(past.x + 1j * past.y, return_inverse=True)
        places = np.column_stack([found.real, found.imag])
        tree = cKDTree(places)
        centres = places[np.unique(self.place[recent])]
        centres = centres[:: max(1, -(-len(centres) // MOST_CENTRES))]
        many = tree.query_ball_point(centres, reach, return_length=True)
        self.centres = centres[:: max(1, -(-int(many.sum()) // MOST_MEMBERS))]
        near = cKDTree(self.centres).sparse_distance_matrix(tree, reach, output_type="ndarray")
        order = np.lexsort((near["v"], near["i"]))
        whose, self.members, self.apart = (near[name][order] for name in ("i", "j", "v"))
        self.starts = np.searchsorted(whose, np.arange(len(self.centres)))
        self.sizes = np.diff(self.starts, append=len(whose))
        self.rank = self._running(sums(self.place, None, len(places)))

    def _running(self, values: Floats) -> Floats:
        """Add up values of places within each centre's list."""
        running = np.cumsum(values[self.members])
        before = np.append(0, running)[self.starts]
        return np.asarray(running - np.repeat(before, self.sizes))

    def ratios(self, age: Floats, length: float) -> tuple[Floats, Floats, Floats]:
        """Return for each circle the incidents of the last days, those due, and their ratio."""
        lately = age <= length
        count = float(lately.sum())
        inside = self._running(sums(self.place, lately.astype(float), int(self.place.max()) + 1))
        due = self.rank * (count / len(age))
        return inside, due, _likelihood(inside, due, count)

    def top(self, age: Floats, days: Sequence[float]) -> float:
        """Return the log likelihood ratio of the strongest of all circles."""
        return max(float(self.ratios(age, length)[2].max(initial=0)) for length in days)

    def strongest(self, age: Floats, days: Sequence[float]) -> tuple[Floats, _Found]:
        """Return the log likelihood ratio of each centre's best circle, and that circle."""
        best = np.zeros(len(self.centres))
        found = _Found(
            *(np.zeros(len(self.centres), kind) for kind in (np.int64, float, float, float))
        )
        for length in days:
            inside, due, ratio = self.ratios(age, length)
            for centre, (a, b) in enumerate(pairwise([*self.starts, len(ratio)])):
                top = a + int(np.argmax(ratio[a:b]))
                if ratio[top] > best[centre]:
                    best[centre] = ratio[top]
                    found.reached[centre], found.days[centre] = top, length
                    found.observed[centre], found.expected[centre] = inside[top], due[top]
        return best, found


def _likelihood(inside: Floats, due: Floats, total: float) -> Floats:
    """Return the log likelihood ratio where there are more than due, else 0."""
    more = (inside > due) & (inside >= LEAST_IN_CLUSTER)
    c, m = inside[more], due[more]
    rest = np.maximum(total - c, 1e-9)
    ratio = np.zeros(len(inside))
    ratio[more] = c * np.log(c / m) + rest * np.log(rest / np.maximum(total - m, 1e-9))
    return ratio


def _apart(circles: _Circles, strength: Floats, found: _Found, chance: Floats) -> list[Cluster]:
    kept: list[Cluster] = []
    for centre in np.argsort(-strength, kind="stable"):
        if strength[centre] <= 0 or len(kept) == SHOWN:
            break
        x, y = circles.centres[centre]
        radius = float(circles.apart[found.reached[centre]])
        if any(np.hypot(x - one.x, y - one.y) < radius + one.radius for one in kept):
            continue
        as_strong = int((chance >= strength[centre]).sum())
        seen, due = int(found.observed[centre]), float(found.expected[centre])
        p = (1 + as_strong) / (1 + len(chance))
        kept.append(
            Cluster(float(x), float(y), radius, float(found.days[centre]), seen, due, seen / due, p)
        )
    return kept

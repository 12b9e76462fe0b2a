"""One row for each cell and fortnight: what was known then, and what came after."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.kernels import sums
from planner.features.hotspots.past import PastUntil
from planner.features.hotspots.surroundings import surroundings
from planner.model.cells import Cells
from planner.model.incidents import DAY, Floats, Incidents, Times
from planner.texts import mark

if TYPE_CHECKING:
    from scipy.sparse import csr_array

WINDOWS = (14.0, 28.0, 42.0, 182.0, 365.0, 1095.0)
YEARS = 3 * 365.0
FIRST_DAYS = 60.0
ZEROS_A_POSITIVE = 2
LEAST_ZEROS = 500
QUIET = 0.5  # incidents in three years that a cell without any counts as having had
SEED = 11

FAMILIES = {
    "cell": mark("the cell itself"),
    "ring1": mark("cells around it"),
    "ring2": mark("cells around these"),
    "since": mark("days since the last incident"),
    "month": mark("the season"),
    "around": mark("the surroundings"),
}
NAMES = tuple(f"{ring}_{window:g}" for ring in ("cell", "ring1", "ring2") for window in WINDOWS)
COUNTS = len(NAMES)  # of the features, which come first
NAMES = (*NAMES, "since", "month_sin", "month_cos")
LONG = [NAMES.index("cell_1095"), NAMES.index("ring1_1095")]
NEIGHBOURS = 8
FORMS = ("near", "dense")


@dataclass(frozen=True, eq=False)
class Panel:
    """Features (rows, columns of NAMES), incidents that came, and what each row stands for.

    `moment` is the number of the moment of each row, and `usual` what was
    usual at each moment.
    """

    features: Floats
    came: Floats
    weights: Floats
    moment: NDArray[np.intp]
    usual: Floats

    def __len__(self) -> int:
        return len(self.came)

    def unusual(self) -> Floats:
        """Return the counts of each row beside the usual ones; these are logarithms."""
        return self.features[:, :COUNTS] - self.usual[self.moment]


def usual_of(features: Floats) -> Floats:
    """Return the means of the counts over all cells."""
    return np.asarray(features[:, :COUNTS].mean(axis=0))


@lru_cache(maxsize=4)
def rings(cells: Cells) -> tuple["csr_array", "csr_array"]:
    """Return which cells touch each cell, and which touch those."""
    from scipy.sparse import csr_array

    pairs = cells.neighbours()
    n = len(cells)
    first = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    first.data[:] = 1
    second = (first @ first).tocoo()
    far = second.row != second.col
    touching = first[second.row, second.col]
    kept = far & (np.asarray(touching).ravel() == 0)
    where = second.row[kept], second.col[kept]
    return first, csr_array((np.ones(int(kept.sum())), where), shape=(n, n))


def names_of(cells: Cells, *, context: bool) -> tuple[str, ...]:
    """Return the names of the features: NAMES, and with `context` two for each factor."""
    if not context:
        return NAMES
    return NAMES + tuple(f"around_{f.name}_{kind}" for f in cells.factors for kind in FORMS)


def features_at(
    past: Incidents, cells: Cells, moment: np.datetime64, *, context: bool = False
) -> Floats:
    """Return what was known of each cell at `moment`: counts, those around, age of the last, month.

    Counts enter as log(1 + n). With `context`, columns of the surroundings follow.
    """
    age = past.ages(moment)
    n, bins = len(cells), len(WINDOWS)
    window = np.searchsorted(WINDOWS, age, side="right")
    kept = window < bins
    flat = window[kept] * n + past.cells[kept]
    weights = None if past.weight is None else past.weight[kept]
    by_window = sums(flat, weights, bins * n).reshape(bins, n)
    for shorter, longer in pairwise(by_window):
        np.add(shorter, longer, out=longer)
    counts = np.ascontiguousarray(by_window.T)
    first, second = rings(cells)
    since = np.full(n, YEARS)
    np.minimum.at(since, past.cells, age)
    year = 2 * np.pi * (moment.astype("M8[D]") - moment.astype("M8[Y]")).astype(float) / 365.25
    season = np.tile([np.sin(year), np.cos(year)], (n, 1))
    around = [np.log1p(part) for part in (counts, first @ counts, second @ counts)]
    place = [surroundings(cells)] if context else []
    return np.column_stack([*around, np.log1p(since), season, *place])


def panel(until: PastUntil, days: float, *, context: bool = False) -> Panel:
    """Return rows for fortnights of three years, each followed by `days` that are known.

    All rows with incidents are kept, and a seeded sample of the others, which
    then stand for all of them by their weights.
    """
    rng = np.random.default_rng(SEED)
    width = len(names_of(until.cells, context=context))
    parts = [(np.zeros((0, width)), np.zeros(0), np.zeros(0), np.zeros(0, np.intp))]
    usual = [np.zeros((0, COUNTS))]
    for number, (moment, known, came) in enumerate(_fortnights(until, days)):
        features = features_at(known, until.cells, moment, context=context)
        rows, stands = _sampled(features, came, rng)
        parts.append((features[rows], came[rows], stands, np.full(len(rows), number)))
        usual.append(usual_of(features)[None])
    found, came, stands, at = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Panel(found, came, stands, at, np.concatenate(usual))


def _fortnights(until: PastUntil, days: float) -> Iterator[tuple[np.datetime64, Incidents, Floats]]:
    past = until.past
    ahead = np.timedelta64(round(days * 86_400), "s")
    for moment in moments(past, until.end, days):
        came = past.between(moment, moment + ahead)
        yield moment, past.before(moment), sums(came.cells, came.weight, len(until.cells))


def moments(past: Incidents, end: np.datetime64, days: float) -> Times:
    """Return the origins of the last three years, a fortnight apart, that `end` can judge."""
    if not len(past):
        return np.zeros(0, "M8[s]")
    last = end - np.timedelta64(round(days * 86_400), "s")
    first = past.first + np.timedelta64(round(FIRST_DAYS * 86_400), "s")
    count = int(YEARS // 14)
    every = last - np.arange(count)[::-1] * 14 * DAY
    return np.asarray(every[every >= first])


def _sampled(
    features: Floats, came: Floats, rng: np.random.Generator
) -> tuple[NDArray[np.intp], Floats]:
    """Choose all rows with incidents, and others the likelier the more was known of their cell.

    What a quiet cell teaches when it stays quiet is little, so few of them tell it.

    Source
    ------
    After the local case-control sampling of Fithian & Hastie (2014), Annals of
    Statistics 42, 1693-1724, doi:10.1214/14-AOS1220.
    """
    positive, zero = np.flatnonzero(came > 0), np.flatnonzero(came == 0)
    inside, around = np.expm1(features[zero][:, LONG]).T
    likely = QUIET + inside + around / NEIGHBOURS
    wanted = max(ZEROS_A_POSITIVE * len(positive), LEAST_ZEROS)
    chance = np.minimum(1, wanted * likely / likely.sum())
    drawn = np.diff(np.floor(np.cumsum(chance) + rng.random()), prepend=0) > 0
    stands = 1 / chance[drawn]
    stands *= len(zero) / max(1.0, float(stands.sum()))
    return np.append(positive, zero[drawn]), np.append(np.ones(len(positive)), stands)

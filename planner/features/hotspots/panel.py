"""One row for each cell and fortnight: what was known then, and what came after."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
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
ZEROS_A_POSITIVE = 8
LEAST_ZEROS = 5000
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
NAMES = (*NAMES, "since", "month_sin", "month_cos")
FORMS = ("near", "dense")


@dataclass(frozen=True, eq=False)
class Panel:
    """Features (rows, columns of NAMES), incidents that came, and what each row stands for."""

    features: Floats
    came: Floats
    weights: Floats

    def __len__(self) -> int:
        return len(self.came)


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
    counts = np.cumsum(sums(flat, past.weights[kept], bins * n).reshape(bins, n), axis=0).T
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
    parts = [
        _sampled(features_at(known, until.cells, moment, context=context), came, rng)
        for moment, known, came in _fortnights(until, days)
    ]
    if not parts:
        width = len(names_of(until.cells, context=context))
        return Panel(np.zeros((0, width)), np.zeros(0), np.zeros(0))
    return Panel(*(np.concatenate([part[k] for part in parts]) for k in range(3)))


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
    first = past.t.min() + np.timedelta64(round(FIRST_DAYS * 86_400), "s")
    count = int(YEARS // 14)
    every = last - np.arange(count)[::-1] * 14 * DAY
    return np.asarray(every[every >= first])


def _sampled(
    features: Floats, came: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    positive, zero = np.flatnonzero(came > 0), np.flatnonzero(came == 0)
    wanted = min(len(zero), max(ZEROS_A_POSITIVE * len(positive), LEAST_ZEROS // 10))
    drawn: NDArray[np.intp] = rng.choice(zero, wanted, replace=False)
    rows = np.concatenate([positive, drawn])
    weight = np.ones(len(rows))
    weight[len(positive) :] = len(zero) / max(1, wanted)
    return features[rows], came[rows], weight

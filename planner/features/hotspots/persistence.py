"""Which hot spots stay, come, go or flicker: Gi* over many periods."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.kernels import sums
from planner.model.cells import Cells
from planner.model.incidents import Floats, Incidents, Times
from planner.texts import mark

CHANCE = 0.05
PERSISTENT, INTERMITTENT, LATEST = 0.8, 0.1, 0.2

KINDS = {
    "persistent": mark("Hot in at least 80 % of the periods"),
    "emerging": mark("Hot only in the latest fifth of the periods"),
    "former": mark("Hot only before the latest fifth of the periods"),
    "intermittent": mark("Hot now and then"),
    "none": mark("Not hot"),
}


def gi_star(values: Floats, cells: Cells) -> Floats:
    """Return how far each cell and its neighbours lie above the mean, in standard deviations.

    Source
    ------
    Ord & Getis (1995), "Local spatial autocorrelation statistics",
    Geographical Analysis 27, 286-306, doi:10.1111/j.1538-4632.1995.tb00912.x.
    """
    pairs, n = cells.neighbours(), len(cells)
    around = values + sums(pairs[:, 0], values[pairs[:, 1]], n)
    members = 1 + sums(pairs[:, 0], None, n)
    spread = values.std()
    if not spread:
        return np.zeros(n)
    below = spread * np.sqrt(np.maximum(n * members - members**2, 0) / max(1, n - 1))
    above = around - values.mean() * members
    return np.asarray(np.divide(above, below, out=np.zeros(n), where=below > 0))


def significant(scores: Floats) -> NDArray[np.bool_]:
    """Return which scores stand out among all of them (Benjamini & Hochberg 1995), 5 %."""
    from scipy.special import ndtr

    chances = ndtr(-scores)
    order = np.argsort(chances)
    limits = CHANCE * np.arange(1, len(scores) + 1) / len(scores)
    passed = np.flatnonzero(chances[order] <= limits)
    hot = np.zeros(len(scores), bool)
    if len(passed):
        hot[order[: passed[-1] + 1]] = True
    return hot


def hot_by_period(incidents: Incidents, cells: Cells, edges: Times) -> NDArray[np.bool_]:
    """Return which cells were hot from each edge to the next, shape ``(periods, cells)``."""
    placed = incidents.placed(cells)
    periods = np.searchsorted(edges, placed.t, side="right") - 1
    return np.array(
        [
            significant(gi_star(sums(placed.cells[periods == p], None, len(cells)), cells))
            for p in range(len(edges) - 1)
        ]
    )


def kinds(hot: NDArray[np.bool_]) -> Sequence[str]:
    """Return for each cell which of KINDS its hot periods make it."""
    count = len(hot)
    late = max(1, round(LATEST * count))
    share = hot.mean(axis=0)
    recent, before = hot[-late:].any(axis=0), hot[:-late].any(axis=0)
    names = np.full(hot.shape[1], "none", dtype="<U12")
    names[share >= INTERMITTENT] = "intermittent"
    names[before & ~recent & (share >= INTERMITTENT)] = "former"
    names[recent & ~before] = "emerging"
    names[share >= PERSISTENT] = "persistent"
    return [str(name) for name in names]

"""Weights of a mixture of maps, and whether it foretells better than a simpler one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.kernels import sums
from planner.features.hotspots.layers import one_thread
from planner.model.incidents import Floats

Mask = NDArray[np.bool_]

STEPS = 100
FOLDS = 4
BLOCK_WEEKS = 4
LEAST_WEEKS = 8


@dataclass(frozen=True, eq=False)
class Evidence:
    """What each map foretold for some weeks, and what came.

    `foretold` and `came` have a row for each cell and week with incidents,
    `week` says which week; `totals` are the maps summed over the cells, with
    shape ``(weeks, maps)``. Where only a sample of the cells is looked at,
    `whole` (the maps summed over all cells and weeks) and `incidents` are
    nevertheless those of all.
    """

    foretold: Floats
    came: Floats
    week: NDArray[np.int64]
    totals: Floats
    whole: Floats
    incidents: float

    def weeks(self, which: Mask) -> "Evidence":
        """Return what is known of some of the weeks."""
        rows = which[self.week]
        foretold, came, week = self.foretold[rows], self.came[rows], self.week[rows]
        totals = np.where(which[:, None], self.totals, 0)
        return Evidence(foretold, came, week, totals, self.whole, self.incidents)


def fitted(found: Evidence, kept: Mask) -> Floats:
    """Return what to multiply each map by, 0 for those that are not `kept`."""
    totals = found.totals.sum(axis=0)[kept]
    scale = np.zeros(len(kept))
    shares = mixture(found.foretold[:, kept], found.came, totals)
    scale[kept] = np.divide(
        shares * found.came.sum(), totals, where=totals > 0, out=np.zeros(len(totals))
    )
    return scale


def mixture(foretold: Floats, came: Floats, totals: Floats) -> Floats:
    """Return the shares of the maps under which what came was most likely.

    `foretold` holds each map where incidents came, `came` how many,
    `totals` each map summed over all cells and weeks. Shares sum to one.
    Without incidents all maps share alike.
    """
    parts = foretold.shape[1]
    shares = np.full(parts, 1 / parts)
    if not len(came):
        return shares
    scaled = np.divide(foretold, totals, where=totals > 0, out=np.zeros_like(foretold))
    across = np.ascontiguousarray(scaled.T)
    with one_thread():
        for _step in range(STEPS):
            shares = shares * (across @ (came / (scaled @ shares))) / came.sum()
    return np.asarray(shares)


def learnt(found: Evidence, rich: Mask, simple: Mask, horizon: float) -> tuple[Floats, bool]:
    """Return what to multiply the maps by, and whether `rich` foretells better than `simple`.

    Each quarter of the weeks is foretold from the others, less those within
    `horizon` weeks of it. The gain is in the likelihood of where incidents
    came, given how many; it counts if it is above its standard error (the
    rule of one standard error, Breiman, Friedman, Olshen & Stone 1984,
    "Classification and regression trees"), which is taken over months. Then
    the mean of what was learnt from the others is returned, which is steadier
    than what all weeks together teach (Breiman 1996, "Bagging predictors").
    """
    every = np.arange(len(found.totals))
    parts = [part for part in np.array_split(every, FOLDS) if len(part)]
    rests = [found.weeks((every <= p[0] - horizon) | (every >= p[-1] + horizon)) for p in parts]
    if len(every) < LEAST_WEEKS or not all(len(rest.came) for rest in rests):
        return fitted(found, simple), False
    fits = [fitted(rest, rich) for rest in rests]
    gains = np.zeros(len(every))
    for part, rest, fit in zip(parts, rests, fits, strict=True):
        test = found.weeks(np.isin(every, part))
        gains += _log_shares(test, fit) - _log_shares(test, fitted(rest, simple))
    months = np.array_split(gains, max(FOLDS, len(every) // BLOCK_WEEKS))
    error = np.std([month.sum() for month in months], ddof=1) * np.sqrt(len(months))
    if gains.sum() > error:
        return np.asarray(np.mean(fits, axis=0)), True
    return fitted(found, simple), False


def _log_shares(found: Evidence, scale: Floats) -> Floats:
    """Return for each week the log likelihood of the places, given the number of incidents."""
    expected = found.foretold @ scale
    whole = (found.totals @ scale)[found.week]
    return sums(found.week, found.came * np.log(expected / whole), len(found.totals))

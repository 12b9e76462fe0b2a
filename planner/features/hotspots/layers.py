"""Rates of the past seen through many windows: the parts that `blend` adds up.

A layer is the daily rate of incidents in each cell, with older ones fading
over a number of days, and spread over a number of metres.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.kernels import sums
from planner.model.cells import HALF_ROOT3, Cells, Hexagons, Squares
from planner.model.incidents import DAY, Floats, Incidents, Indices, Times

STEPS_A_CELL = 4  # squares across an area of middling size, where cells are not squares
LEAST_INSIDE = 1e-9


class Spreader:
    """Spread values of cells by a Gaussian, keeping within the study area what falls outside.

    Works on stacks of shape ``(k, cells)`` as two products with small
    matrices, one for each direction, so no pair of cells is ever listed.
    """

    def __init__(self, cells: Cells, width: float) -> None:
        owner, east, north = _grid(cells)
        rows, columns = owner.shape
        self.cells = len(cells)
        self.active = np.flatnonzero(owner.ravel() >= 0)
        self.owner = owner.ravel()[self.active]
        self.shape = rows, columns
        self.down = _gauss(rows, width / north)
        self.across = _gauss(columns, width / east)
        points = np.maximum(sums(self.owner, None, self.cells), 1)
        even = np.zeros((1, rows * columns))
        even[:, self.active] = 1
        inside = self._product(even)[0, self.active]
        self.share = 1 / (np.maximum(inside, LEAST_INSIDE) * points[self.owner])

    def __call__(self, values: Floats) -> Floats:
        """Spread a stack of values of cells; each row keeps its sum."""
        spread = np.zeros((len(values), self.shape[0] * self.shape[1]))
        spread[:, self.active] = values[:, self.owner] * self.share
        there = self._product(spread)[:, self.active]
        return np.array([sums(self.owner, row, self.cells) for row in there])

    def _product(self, flat: Floats) -> Floats:
        grid = flat.reshape(-1, *self.shape)
        with one_thread():
            return np.asarray(self.down @ (grid @ self.across)).reshape(flat.shape)


def _grid(cells: Cells) -> tuple[Indices, float, float]:
    """Return points in rows and columns with the cell of each or -1, and the steps between them.

    Centres of hexagons take every second place of their row.
    """
    if isinstance(cells, Squares):
        return cells.index, cells.size, cells.size
    if isinstance(cells, Hexagons):
        row, column = cells.places
        owner = np.full((cells.index.shape[0], 2 * cells.index.shape[1] + 1), np.int32(-1))
        owner[row, 2 * column + row % 2] = np.arange(len(cells))
        return owner, cells.size / 2, cells.size * HALF_ROOT3
    raster = cells.raster(cells.size / STEPS_A_CELL)
    return raster.owner, raster.step, raster.step


@lru_cache(maxsize=1)
def _libraries(_modules: int) -> Any:
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Keep products of small matrices on one core: more of them only wait for each other."""
    return _one_core("blas")


def all_on_one_core() -> AbstractContextManager[Any]:
    """Keep every library that is loaded by now on one core."""
    return _one_core(None)


def _one_core(kind: str | None) -> AbstractContextManager[Any]:
    """Limit libraries of a `kind`; they are looked for again only after a module was imported."""
    found = _libraries(len(sys.modules))
    limited: AbstractContextManager[Any] = found.limit(limits=1, user_api=kind)
    return limited


@lru_cache(maxsize=16)
def spreader(cells: Cells, width: float) -> Spreader:
    """Return the spreader for these cells; a back-test asks for the same ones many times."""
    return Spreader(cells, width)


def _gauss(count: int, width: float) -> Floats:
    offset = np.arange(count)
    weights = np.exp(-0.5 * ((offset[:, None] - offset) / width) ** 2)
    return np.asarray(
        weights / (width * np.sqrt(2 * np.pi)) if width > 1 else weights / _sum(width)
    )


def _sum(width: float) -> float:
    reach = np.arange(-20, 21)
    return float(np.exp(-0.5 * (reach / width) ** 2).sum())


def faded(past: Incidents, count: int, moment: np.datetime64, fades: Sequence[float]) -> Floats:
    """Return for each fading time the sum of exp(-age/fade) in each of `count` cells."""
    age = past.ages(moment)
    return np.array([sums(past.cells, past.weights * np.exp(-age / f), count) for f in fades])


def faded_at(
    past: Incidents, count: int, moments: Times, fades: Sequence[float]
) -> Iterator[NDArray[np.float64]]:
    """Yield what `faded` gives for each of the rising `moments`, of what was known then."""
    order = np.argsort(past.known, kind="stable")
    past = past.take(order)
    cuts = np.searchsorted(past.known, moments)
    state = np.zeros((len(fades), count))
    start = 0
    gaps = np.diff(moments, prepend=moments[:1]) / DAY
    for moment, gap, cut in zip(moments, gaps, cuts, strict=True):
        state *= np.exp(-gap / np.array(fades))[:, None]
        fresh = past.take(np.arange(start, cut))
        state += faded(fresh, count, moment, fades)
        start = cut
        yield state.copy()


def layers(rates: Floats, cells: Cells, widths: Sequence[float]) -> Iterator[Floats]:
    """Yield the `rates` of cells spread over each of `widths` metres; 0 leaves them."""
    for width in widths:
        yield spreader(cells, width)(rates) if width else rates


def effective_days(days: float, fades: Sequence[float]) -> Floats:
    """Return the weight that one incident a day over `days` would have, for each fading time."""
    return np.array([days if np.isinf(f) else -f * np.expm1(-days / f) for f in fades])

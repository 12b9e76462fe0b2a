"""The weights methods share: how an incident counts for places near it and times after it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from planner.model.cells import Cells, Raster, Squares
from planner.model.incidents import Floats, Incidents
from planner.progress import Progress, Silent

Near = tuple[NDArray[np.int64], NDArray[np.int64], Floats]

# Squares of the raster to one bandwidth, so that the shape of the kernel is kept.
PARTS = {"quartic": 4, "gaussian": 3}
WIDENED = 1 / 8  # of a square's side, squared: what sharing out adds to a Gaussian's variance
LEAST_INSIDE = 1e-6
CHUNK = 100_000


def sums(place: NDArray[np.integer[Any]], weights: Floats | None, count: int) -> Floats:
    """Add up `weights` (none: count) for each of `count` places."""
    return np.bincount(place, weights=weights, minlength=count).astype(np.float64, copy=False)


def shared_out(raster: Raster, x: Floats, y: Floats, weights: Floats | None = None) -> Floats:
    """Share each point among the four squares whose centres surround it.

    Points are counted in quarters of squares first, which is one pass over
    them; a quarter then gives a quarter of its share to each side it is near.
    """
    rows, columns = raster.owner.shape
    step = raster.step / 2
    column = np.clip(((x - raster.left) / step).astype(np.int32), 0, 2 * columns - 1)
    row = np.clip(((y - raster.bottom) / step).astype(np.int32), 0, 2 * rows - 1)
    quarters = np.bincount(row * (2 * columns) + column, weights, 4 * rows * columns)
    halves = _joined(quarters.reshape(rows, 2, 2 * columns).swapaxes(0, 1))
    return np.ascontiguousarray(_joined(halves.reshape(rows, columns, 2).transpose(2, 1, 0)).T)


def _joined(halves: NDArray[Any]) -> Floats:
    """Add up low and high halves of squares; each gives a quarter to the square it is next to."""
    low, high = halves
    lent = 0.25 * low, 0.25 * high
    whole: Floats = 3.0 * lent[0]
    whole += 3.0 * lent[1]
    whole[:-1] += lent[0][1:]
    whole[1:] += lent[1][:-1]
    whole[0] += lent[0][0]
    whole[-1] += lent[1][-1]
    return whole


class Smoother:
    """Spread incidents over cells; what would fall outside the study area stays inside it.

    Each incident is shared among the four nearest squares of a raster, and
    divided by the part of its kernel that lies in active cells, so the cells
    together hold as many incidents as there were.
    """

    def __init__(self, cells: Cells, bandwidth: float, form: str) -> None:
        self.cells = cells
        self.bandwidth = bandwidth
        self.form = form
        self.raster: Raster = cells.raster(min(cells.size, bandwidth / PARTS[form]))
        self.active = self.raster.owner >= 0
        self._transform = None if form == "gaussian" else self._quartic()
        inside = self._spread(self.active.astype(float))
        self.share = 1 / np.where(inside > LEAST_INSIDE, inside, np.inf)

    def __call__(self, past: Incidents, weights: Floats | None = None) -> Floats:
        """Return the smoothed number of incidents in each cell."""
        shared = shared_out(self.raster, past.x, past.y, weights)
        there = np.maximum(self._spread(shared * self.share)[self.active], 0)
        return sums(self.raster.owner[self.active], there, len(self.cells))

    def _spread(self, values: Floats) -> Floats:
        if self._transform is None:
            from scipy import ndimage

            width = np.sqrt((self.bandwidth / self.raster.step) ** 2 - WIDENED)
            return cast("Floats", ndimage.gaussian_filter(values, width, mode="constant"))
        from scipy import fft

        kernel, padded = self._transform
        rows, columns = values.shape
        return cast("Floats", fft.irfft2(fft.rfft2(values, padded) * kernel, padded))[
            :rows, :columns
        ]

    def _quartic(self) -> tuple[NDArray[np.complex128], tuple[int, int]]:
        from scipy import fft

        reach = int(self.bandwidth / self.raster.step) + 1
        rows, columns = self.active.shape
        padded = (fft.next_fast_len(rows + reach, True), fft.next_fast_len(columns + reach, True))
        offset = np.arange(-reach, reach + 1) * self.raster.step
        kernel = quartic(np.hypot(offset[:, None], offset), self.bandwidth)
        whole = np.zeros(padded)
        turn = np.arange(-reach, reach + 1)
        whole[np.ix_(turn, turn)] = kernel / kernel.sum()
        return cast("NDArray[np.complex128]", fft.rfft2(whole)), padded


@lru_cache(maxsize=8)
def smoother(cells: Cells, bandwidth: float, form: str) -> Smoother:
    """Return the smoother for these cells; a back-test asks for the same one many times."""
    return Smoother(cells, bandwidth, form)


def quartic(distance: Floats, bandwidth: float) -> Floats:
    """Return 3/(πb²)·(1-d²/b²)² for d < b, else 0."""
    share = np.minimum(distance / bandwidth, 1)
    return np.asarray(3 / (np.pi * bandwidth**2) * (1 - share**2) ** 2)


def gaussian(distance: Floats, width: float) -> Floats:
    """Return the two-dimensional normal density at `distance`."""
    return np.asarray(np.exp(-0.5 * (distance / width) ** 2) / (2 * np.pi * width**2))


KERNELS = {"quartic": quartic, "gaussian": gaussian}


def near(
    past: Incidents, cells: Cells, reach: float, city_block: bool, progress: Progress
) -> Iterator[Near]:
    """Yield incidents, cells and distances for all centres within `reach` of an incident."""
    if isinstance(cells, Squares):
        yield from _near_squares(past, cells, reach, city_block, progress)
        return
    from scipy.spatial import cKDTree

    tree = cKDTree(np.column_stack([cells.x, cells.y]))
    for start in range(0, len(past), CHUNK):
        progress.step(start, len(past))
        some = slice(start, start + CHUNK)
        points = cKDTree(np.column_stack([past.x[some], past.y[some]]))
        pairs = points.sparse_distance_matrix(
            tree, reach, p=1 if city_block else 2, output_type="ndarray"
        )
        yield pairs["i"] + start, pairs["j"], pairs["v"]


def _near_squares(
    past: Incidents, cells: Squares, reach: float, city_block: bool, progress: Progress
) -> Iterator[Near]:
    span = int((reach + cells.size / 2) / cells.size)
    columns = cells.index.shape[1]
    index = np.pad(cells.index, span, constant_values=-1).ravel()
    wide = columns + 2 * span
    row, column = (places[past.cells] for places in cells.places)
    east, north = past.x - cells.x[past.cells], past.y - cells.y[past.cells]
    home = (row + span) * wide + column + span
    for down in range(-span, span + 1):
        progress.step(down + span, 2 * span + 1)
        for right in range(-span, span + 1):
            dx, dy = np.abs(right * cells.size - east), np.abs(down * cells.size - north)
            distance = dx + dy if city_block else np.hypot(dx, dy)
            cell = index[home + down * wide + right]
            kept = np.flatnonzero((distance <= reach) & (cell >= 0))
            yield kept, cell[kept].astype(np.int64), distance[kept]


def spread_exactly(past: Incidents, cells: Cells, width: float, weights: Floats) -> Floats:
    """Spread each incident by a Gaussian over the cells around it, kept within the study area.

    Exact for squares of any size; hexagons count as squares of equal area.
    """
    from scipy.special import ndtr

    half = np.sqrt(cells.area_m2[0]) / 2
    found = list(near(past, cells, 4 * width + cells.size, city_block=False, progress=Silent()))
    i, cell = (np.concatenate([part[k] for part in found]).astype(np.int64) for k in (0, 1))
    mass = np.ones(len(i))
    for middle, place in ((cells.x, past.x), (cells.y, past.y)):
        away = middle[cell] - place[i]
        mass *= ndtr((away + half) / width) - ndtr((away - half) / width)
    inside = sums(i, mass, len(past))
    return sums(cell, weights[i] * mass / np.maximum(inside[i], LEAST_INSIDE), len(cells))

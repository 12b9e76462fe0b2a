"""Spread incidents over cells by a kernel, so that none is lost."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.kernels import CHUNK, near, quartic, sums
from planner.model.cells import Cells, Raster, Squares
from planner.model.incidents import Floats, Incidents
from planner.progress import Silent

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Squares of the raster to one bandwidth, so that the shape of the kernel is kept.
PARTS = {"quartic": 4, "gaussian": 3}
STEPS_A_CELL = 4  # squares across a hexagon, or an area of middling size
NARROWEST = {"quartic": 2, "gaussian": 1}  # squares: what a point is shared among gives to a cell
MOST_SQUARES = 4_000_000  # a bandwidth far below the size of a cell needs no finer raster
WIDENED = 1 / 8  # of a square's side, squared: what sharing out adds to a Gaussian's variance
LONGEST = 4.0  # standard deviations at which a Gaussian ends
LEAST_INSIDE = 1e-6
WIDE = 0.75  # of a cell: from there on a Gaussian hides where in its cell an incident lies
MOST_PROFILES = 8  # a kernel of more is quicker as a Fourier transform
NOTHING = 1e-12
OWN_AND_NEXT = 0.75, 0.25  # of a point: for its own row or column of squares, and the nearer one
FEW = 8192  # points at once stay in the cache, and take no fresh memory each time

Places = NDArray[np.intp]


class Smoother:
    """Spread incidents over cells; what would fall outside the study area stays inside it.

    Each incident is shared among the four nearest squares of a raster, and
    divided by the part of its kernel that lies in active cells, so the cells
    together hold as many incidents as there were. A cell weighs as much as its
    area, however many squares of the raster happen to lie in it.

    A kernel is a sum of few products of a profile along x with the same along
    y, so it is laid on by two products with narrow matrices. Where cells are
    squares these add up the squares of each cell at once.
    """

    def __init__(self, cells: Cells, bandwidth: float, form: str) -> None:
        west, south, east, north = cells.bounds
        finest = np.sqrt((east - west) * (north - south) / MOST_SQUARES)
        coarsest = cells.size if cells.shape == "square" else cells.size / STEPS_A_CELL
        self.raster = cells.raster(min(coarsest, max(bandwidth / PARTS[form], finest)))
        self.target = cells.index if isinstance(cells, Squares) else self.raster.owner
        self.active = self.target >= 0
        self.owner = self.target[self.active]
        squares = np.maximum(sums(self.owner, None, len(cells)), 1)
        self.even: Floats = cells.area_m2 / cells.area_m2.mean() / squares
        width = max(bandwidth / self.raster.step, NARROWEST[form])
        self.spread = _spread(self.raster, self.target, form, width)
        wanted = np.zeros(self.target.shape)
        wanted[self.active] = self.even[self.owner]
        inside = self.spread.back(wanted)
        self.share = 1 / np.where(inside > LEAST_INSIDE * self.even.min(), inside, np.inf)

    def __call__(self, past: Incidents, weights: Floats | None = None) -> Floats:
        """Return the smoothed number of incidents in each cell."""
        shared = shared_out(self.raster, past.x, past.y, weights)
        shared *= self.share
        there = np.maximum(self.spread.onto(shared)[self.active], 0)
        return sums(self.owner, there, len(self.even)) * self.even


@lru_cache(maxsize=8)
def smoother(cells: Cells, bandwidth: float, form: str) -> Smoother:
    """Return the smoother for these cells; a back-test asks for the same one many times."""
    return Smoother(cells, bandwidth, form)


def spread_closely(past: Incidents, cells: Cells, width: float, weights: Floats) -> Floats:
    """Spread each incident by a Gaussian over the cells around it, kept within the study area.

    Exact for squares; hexagons count as squares of equal area. A Gaussian as
    wide as a cell goes by way of a raster.
    """
    if width > WIDE * cells.size:
        return Smoother(cells, width, "gaussian")(past, weights)
    spread = np.zeros(len(cells))
    for start in range(0, len(past), CHUNK):
        some = np.arange(start, min(start + CHUNK, len(past)))
        chunk = past.take(some)
        if isinstance(cells, Squares):
            spread += _over_squares(chunk, cells, width, weights[some])
        else:
            spread += _over_others(chunk, cells, width, weights[some])
    return spread


def _over_squares(past: Incidents, cells: Squares, width: float, weights: Floats) -> Floats:
    """Lay each Gaussian on the squares around it as a product of rows and columns."""
    from scipy.special import ndtr

    span = int(LONGEST * width / cells.size + 1)
    edges = cells.size * (np.arange(-span, span + 2)[:, None] - 0.5)
    east, north = past.x - cells.x[past.cells], past.y - cells.y[past.cells]
    across, up = (np.diff(ndtr((edges - away) / width), axis=0) for away in (east, north))
    index = np.pad(cells.index, span, constant_values=-1)
    row, column = (places[past.cells] for places in cells.places)
    home = row * index.shape[1] + column
    steps = [(i, j, i * index.shape[1] + j) for i in range(len(up)) for j in range(len(across))]
    active = (index >= 0).ravel()
    inside = sum(up[i] * across[j] * active[home + step] for i, j, step in steps)
    share = weights / np.maximum(inside, LEAST_INSIDE)
    laid = np.zeros(index.size)
    for i, j, step in steps:
        laid += sums(home + step, share * up[i] * across[j], index.size)
    return laid[active]


def _over_others(past: Incidents, cells: Cells, width: float, weights: Floats) -> Floats:
    from scipy.special import ndtr

    half = np.sqrt(cells.area_m2[0]) / 2
    found = near(past, cells, LONGEST * width + cells.size, city_block=False, progress=Silent())
    i, cell, _apart = (np.concatenate(part) for part in zip(*found, strict=True))
    mass = np.ones(len(i))
    for middle, place in ((cells.x, past.x), (cells.y, past.y)):
        away = middle[cell] - place[i]
        mass *= ndtr((away + half) / width) - ndtr((away - half) / width)
    inside = sums(i, mass, len(past))
    return sums(cell, weights[i] * mass / np.maximum(inside[i], LEAST_INSIDE), len(cells))


def shared_out(raster: Raster, x: Floats, y: Floats, weights: Floats | None = None) -> Floats:
    """Share each point among the four squares whose centres surround it.

    A point counts as its quarter of a square, and gives a quarter of its share
    to each side it is near. Of many points the quarters are counted first.
    """
    rows, columns = raster.owner.shape
    if len(x) < rows * columns // 4:
        shared = np.zeros(rows * columns)
        for start in range(0, len(x), FEW):
            some = slice(start, start + FEW)
            for place, part in _four(raster, x[some], y[some]):
                np.add.at(shared, place, part if weights is None else part * weights[some])
        return shared.reshape(rows, columns)
    row, column = _halves_of(raster, x, y)
    quarters = sums(row * (2 * columns) + column, weights, 4 * rows * columns)
    halves = _joined(quarters.reshape(rows, 2, 2 * columns).swapaxes(0, 1))
    return np.ascontiguousarray(_joined(halves.reshape(rows, columns, 2).transpose(2, 1, 0)).T)


def _halves_of(raster: Raster, x: Floats, y: Floats) -> tuple[Places, Places]:
    """Return the row and the column of each point, counted in halves of squares."""
    rows, columns = raster.owner.shape
    step = raster.step / 2
    column = np.clip(((x - raster.left) / step).astype(np.intp), 0, 2 * columns - 1)
    return np.clip(((y - raster.bottom) / step).astype(np.intp), 0, 2 * rows - 1), column


def _four(raster: Raster, x: Floats, y: Floats) -> Iterator[tuple[Places, float]]:
    """Yield each of the four squares of all points, with the part of a point it gets."""
    rows, columns = raster.owner.shape
    row, column = _halves_of(raster, x, y)
    two = _two(column, columns)
    for up, much in zip(_two(row, rows), OWN_AND_NEXT, strict=True):
        begun = up * columns
        for along, part in zip(two, OWN_AND_NEXT, strict=True):
            yield begun + along, much * part


def _two(half: Places, count: int) -> tuple[Places, Places]:
    """Return the square of a half, and the one it is next to."""
    own = half >> 1
    return own, np.clip(own + 2 * (half & 1) - 1, 0, count - 1)


def _joined(halves: NDArray[np.float64]) -> Floats:
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


class _Transform:
    """A kernel that is as wide as many cells, on squares that are no finer than these."""

    def __init__(self, kernel: Floats, shape: tuple[int, ...]) -> None:
        from scipy import fft

        reach = len(kernel) // 2
        self.padded = [fft.next_fast_len(side + reach, True) for side in shape]
        whole = np.zeros(self.padded)
        turn = np.arange(-reach, reach + 1)
        np.add.at(whole, np.ix_(*(turn % side for side in self.padded)), kernel)
        self.kernel = fft.rfft2(whole)

    def onto(self, values: Floats) -> Floats:
        from scipy import fft

        spread = fft.irfft2(fft.rfft2(values, self.padded) * self.kernel, self.padded)
        return spread[: values.shape[0], : values.shape[1]]

    back = onto


class _Products:
    """A kernel as products with narrow matrices, one for down and one for across each.

    One after the other: a stack of them all would take fresh memory each time.
    """

    def __init__(self, down: list["csr_array"], across: list["csr_array"]) -> None:
        self.pairs = list(zip(down, across, strict=True))

    def onto(self, values: Floats) -> Floats:
        """Spread the squares of the raster over the squares or cells of the target."""
        return np.asarray(sum(across @ (down @ values).T for down, across in self.pairs)).T

    def back(self, target: Floats) -> Floats:
        """Collect for each square of the raster what of the target its kernel reaches."""
        return np.asarray(sum(down.T @ (across.T @ target.T).T for down, across in self.pairs))


def _spread(
    raster: Raster, target: NDArray[np.int32], form: str, width: float
) -> _Products | _Transform:
    """Return how a kernel `width` squares wide spreads the raster over the target."""
    kernel, signs, profiles = _gaussian(width) if form == "gaussian" else _quartic(width)
    if len(signs) > MOST_PROFILES and target.shape == raster.owner.shape:
        return _Transform(kernel, target.shape)
    sides = zip(raster.owner.shape, target.shape, strict=True)
    down, across = ([_band(profile, *side) for profile in profiles] for side in sides)
    return _Products(down, [sign * band for sign, band in zip(signs, across, strict=True)])


def _gaussian(width: float) -> tuple[Floats, Floats, Floats]:
    width = np.sqrt(max(width**2 - WIDENED, NOTHING))
    reach = int(LONGEST * width + 0.5)
    profile = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    profile /= profile.sum()
    return np.outer(profile, profile), np.ones(1), profile[None]


def _quartic(width: float) -> tuple[Floats, Floats, Floats]:
    offset = np.arange(-int(width) - 1, int(width) + 2)
    kernel = quartic(np.hypot(offset[:, None], offset), width)
    kernel /= kernel.sum()
    signs, profiles = np.linalg.eigh(kernel)
    matter = np.abs(signs) > NOTHING * signs.max()
    return kernel, signs[matter], profiles.T[matter]


def _band(profile: Floats, count: int, cells: int) -> "csr_array":
    """Return the matrix that lays `profile` on `count` squares and adds them up by cell."""
    from scipy import sparse

    reach = min(len(profile) // 2, count - 1)
    middle = len(profile) // 2
    diagonals = profile[middle - reach : middle + reach + 1]
    offsets = np.arange(-reach, reach + 1)
    laid = sparse.diags_array(diagonals, offsets=offsets, shape=(count, count))
    pooled = sparse.kron(sparse.eye_array(cells), np.ones((1, count // cells)))
    return sparse.csr_array(pooled @ laid)

"""The weights methods share: how an incident counts for places near it and times after it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.cells import Cells, Squares
from planner.model.incidents import Floats, Incidents
from planner.progress import Progress

Near = tuple[NDArray[np.int64], NDArray[np.int64], Floats]

CHUNK = 100_000


def sums(place: NDArray[np.integer[Any]], weights: Floats | None, count: int) -> Floats:
    """Add up `weights` (none: count) for each of `count` places."""
    return np.bincount(place, weights=weights, minlength=count).astype(np.float64, copy=False)


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

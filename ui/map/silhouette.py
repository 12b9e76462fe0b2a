"""Roughly where something lies: a stack of boxes, closer to it than one box round it all."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Boxes = Floats  # metres, shape (n, 4): left, bottom, right, top

BANDS = 24
NOTHING: Boxes = np.empty((0, 4))


def silhouette(boxes: Boxes) -> Boxes:
    """Return at most `BANDS` boxes, one above the other, that hold all of `boxes`."""
    if not len(boxes):
        return NOTHING
    left, bottom, right, top = boxes.T
    low, high = float(bottom.min()), float(top.max())
    step = max(high - low, 1.0) / BANDS
    first = np.clip((bottom - low) // step, 0, BANDS - 1).astype(np.int64)
    last = np.clip(-((low - top) // step) - 1, first, BANDS - 1).astype(np.int64)
    west, east = np.full(BANDS, np.inf), np.full(BANDS, -np.inf)
    for more in range(int((last - first).max()) + 1):
        reached = first + more <= last
        band = first[reached] + more
        np.minimum.at(west, band, left[reached])
        np.maximum.at(east, band, right[reached])
    used = np.flatnonzero(west <= east)
    floor = low + used * step
    return np.column_stack([west[used], floor, east[used], floor + step])


def of_points(x: Floats, y: Floats) -> Boxes:
    return silhouette(np.column_stack([x, y, x, y]))


def of_lines(points: Floats, starts: NDArray[np.int64]) -> Boxes:
    """Return the silhouette of rings, of which `starts` holds the first points."""
    if len(points) < 2:  # noqa: PLR2004  (a line has two ends)
        return NOTHING
    one, other = points[:-1], points[1:]
    sides = np.ones(len(one), bool)
    sides[starts[starts > 0] - 1] = False  # from the end of a ring to the start of the next
    one, other = one[sides], other[sides]
    return silhouette(np.hstack([np.minimum(one, other), np.maximum(one, other)]))


def of_squares(x: Floats, y: Floats, reach: float) -> Boxes:
    """Return the silhouette of what lies within `reach` of some middles."""
    return silhouette(np.column_stack([x - reach, y - reach, x + reach, y + reach]))

"""Polygons as arrays, thinned for a zoom level and handed to Qt by buffer."""

from dataclasses import dataclass
from functools import cached_property
from math import floor, log2

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

from ui.map.viewport import Extent

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
NO_AREA = 1e-9  # square metres
VERTICES_A_PATH = 4_000  # few enough that drawing one never holds up a frame


def path_of(points: Floats, starts: Whole) -> QPainterPath:
    """Return one path of all rings; `starts` holds each ring's first index.

    Qt reads the path from its own stream format, some 30 times faster than
    point by point.
    """
    path = QPainterPath()
    elements = np.empty(len(points), ELEMENT)
    elements["kind"] = 1  # a line to here
    elements["kind"][starts] = 0  # a new ring from here
    elements["x"], elements["y"] = points[:, 0], points[:, 1]
    count = np.array(len(points), ">i4").tobytes()
    last_start_and_fill = np.array([starts[-1], 0], ">i4").tobytes()
    buffer = QByteArray(count + elements.tobytes() + last_start_and_fill)
    stream = QDataStream(buffer)
    stream >> path
    return path


def paths_of(points: Floats, starts: Whole) -> list[QPainterPath]:
    """Return paths of some thousands of vertices each, with whole rings in every one."""
    ends = np.append(starts[1:], len(points))
    first = np.flatnonzero(np.diff(starts // VERTICES_A_PATH, prepend=-1))
    last = np.append(first[1:], len(starts)) - 1
    return [
        path_of(points[starts[a] : ends[b]], starts[a : b + 1] - starts[a])
        for a, b in zip(first, last, strict=True)
    ]


@dataclass(frozen=True, eq=False)
class Outlines:
    """Closed rings: all vertices in metres, shape ``(n, 2)``, and where each ring starts.

    ``owner[r]`` tells which area ring ``r`` belongs to.
    """

    points: Floats
    starts: Whole
    owner: Whole

    @cached_property
    def extent(self) -> Extent | None:
        if not len(self.points):
            return None
        left, bottom = self.points.min(axis=0)
        right, top = self.points.max(axis=0)
        return Extent(float(left), float(bottom), float(right), float(top))

    @cached_property
    def middles(self) -> dict[int, tuple[float, float, float]]:
        """Centroid and width of the widest ring of each area, in metres."""
        found: dict[int, tuple[float, float, float]] = {}
        ends = np.append(self.starts[1:], len(self.points))
        for owner, start, end in zip(self.owner.tolist(), self.starts, ends, strict=True):
            ring = self.points[start:end]
            wide = float(np.ptp(ring[:, 0]))
            if wide > found.get(owner, (0, 0, 0))[2]:
                found[owner] = (*_centroid(ring), wide)
        return found

    def thinned(self, tolerance: float) -> "Outlines":
        """Drop vertices that stay in the same square of side `tolerance` as the one before."""
        if not len(self.points):
            return self
        square = np.floor(self.points / tolerance).astype(np.int64)
        keep = np.ones(len(square), bool)
        keep[1:] = (square[1:] != square[:-1]).any(axis=1)
        keep[self.starts] = True
        keep[np.append(self.starts[1:], len(square)) - 1] = True
        before = np.concatenate([[0], np.cumsum(keep)])
        return Outlines(self.points[keep], before[self.starts], self.owner)

    def paths(self) -> list[QPainterPath]:
        return paths_of(self.points, self.starts)


def _centroid(ring: Floats) -> tuple[float, float]:
    """Return the centroid of a closed ring; the mean of its corners if it has no area."""
    x, y = (ring - ring[0]).T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = cross.sum() / 2
    if abs(area) < NO_AREA:
        middle = ring.mean(axis=0)
        return float(middle[0]), float(middle[1])
    east = ((x[:-1] + x[1:]) * cross).sum() / (6 * area)
    north = ((y[:-1] + y[1:]) * cross).sum() / (6 * area)
    return float(ring[0, 0] + east), float(ring[0, 1] + north)


def level(scale: float) -> int:
    """Return the zoom level at which outlines are thinned: steps of a factor of two."""
    return floor(log2(scale))

"""Square cells on the map: a surface of classes, and an outline round flagged ones."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from ui.map.colours import MapColours
from ui.map.layers import Layer, draw_lines, draw_pixels
from ui.map.outlines import paths_of
from ui.map.viewport import Extent, Viewport

Floats = NDArray[np.float64]
Classes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

CLASSES = (0.50, 0.75, 0.90, 0.95, 0.99)  # share of the cells below each class
APART = 5  # pixels: cells smaller than this get one line round the whole patch


@dataclass(frozen=True, eq=False)
class Squares:
    """Squares of `side` metres; row 0 is the southern edge.

    ``number[row, column]`` is the index of the cell there, or -1 outside the
    study area.
    """

    left: float
    bottom: float
    side: float
    number: NDArray[np.intp]

    @property
    def extent(self) -> Extent:
        rows, columns = self.number.shape
        return Extent(
            self.left,
            self.bottom,
            self.left + columns * self.side,
            self.bottom + rows * self.side,
        )

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """Row and column of every cell, shape ``(cells, 2)``."""
        rows, columns = np.nonzero(self.number >= 0)
        found = np.empty((len(rows), 2), np.intp)
        found[self.number[rows, columns]] = np.column_stack([rows, columns])
        return found

    def at(self, x: float, y: float) -> int | None:
        """Return the index of the cell that covers a place."""
        column = int((x - self.left) // self.side)
        row = int((y - self.bottom) // self.side)
        if not (0 <= row < self.number.shape[0] and 0 <= column < self.number.shape[1]):
            return None
        index = int(self.number[row, column])
        return index if index >= 0 else None

    def square(self, index: int) -> Extent:
        row, column = self.places[index]
        left, bottom = self.left + column * self.side, self.bottom + row * self.side
        return Extent(left, bottom, left + self.side, bottom + self.side)

    def beside(self, index: int, right: int, up: int) -> int | None:
        """Return the cell so many steps away; None if there is no cell."""
        left, bottom, east, north = self.square(index)
        x, y = (left + east) / 2, (bottom + north) / 2
        return self.at(x + right * self.side, y + up * self.side)

    def spread(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """Lay one value a cell out as a picture, 0 outside the study area."""
        filled = np.append(values, np.zeros(1, values.dtype))
        return filled[self.number]


def classes_of(risk: Floats) -> Classes:
    """Return 0 (lower half) to 5 (top 1 %) for each cell, by share of the cells.

    Equal risk always gets an equal class, so a class may hold fewer cells
    than its share where many cells are equal.
    """
    limits = np.quantile(risk, CLASSES) if risk.size else np.zeros(len(CLASSES))
    found = np.searchsorted(limits, risk, side="left").astype(np.uint8)
    found[risk <= 0] = 0
    return found


class SurfaceLayer(Layer):
    """Every cell in the colour of its class; class 0 shows the ground."""

    def __init__(self, title: str, cells: Squares, classes: Classes) -> None:
        self.title = title
        self.cells = cells
        self._classes = np.pad(cells.spread(classes), 1)

    @property
    def extent(self) -> Extent | None:
        return self.cells.extent

    def draw(self, painter: QPainter, view: Viewport, colours: MapColours) -> None:
        """Look up the cell below every pixel: quicker than letting Qt stretch a picture."""
        ratio = painter.device().devicePixelRatioF()
        wide, high = round(view.width * ratio), round(view.height * ratio)
        step, seen = view.scale / ratio, view.extent
        x = seen.left + (np.arange(wide) + 0.5) * step
        y = seen.top - (np.arange(high) + 0.5) * step
        rows, columns = self._classes.shape
        column = np.clip((x - self.cells.left) // self.cells.side + 1, 0, columns - 1)
        row = np.clip((y - self.cells.bottom) // self.cells.side + 1, 0, rows - 1)
        found = self._classes[np.ix_(row.astype(np.intp), column.astype(np.intp))]
        table = np.array([0, *(QColor(c).rgba() for c in colours.ramp)], np.uint32)
        draw_pixels(painter, table[found], QRectF(0, 0, view.width, view.height))


class FlaggedLayer(Layer):
    """A line round the flagged cells, so that the map also works in grey."""

    def __init__(self, title: str, cells: Squares, flagged: Flags) -> None:
        self.title = title
        self.cells = cells
        self._flagged = cells.spread(flagged).astype(bool)
        self._paths: dict[bool, list[QPainterPath]] = {}

    @property
    def extent(self) -> Extent | None:
        return self.cells.extent

    def draw(self, painter: QPainter, view: Viewport, colours: MapColours) -> None:
        each = self.cells.side / view.scale >= APART
        if each not in self._paths:
            self._paths[each] = _edges(self._flagged, self.cells, each=each)
        draw_lines(painter, self._paths[each], view, colours.flag)


def _edges(flagged: Flags, cells: Squares, *, each: bool) -> list[QPainterPath]:
    """Return the sides of flagged cells: of each cell, or only round whole patches."""
    padded = np.pad(flagged, 1)
    join = np.logical_or if each else np.logical_xor
    upright = np.argwhere(join(padded[1:-1, :-1], padded[1:-1, 1:]))
    level = np.argwhere(join(padded[:-1, 1:-1], padded[1:, 1:-1]))
    ends = [
        np.stack([upright[:, ::-1], upright[:, ::-1] + (0, 1)], axis=1),
        np.stack([level[:, ::-1], level[:, ::-1] + (1, 0)], axis=1),
    ]
    points = np.concatenate(ends).reshape(-1, 2) * cells.side + (cells.left, cells.bottom)
    return paths_of(points, np.arange(0, len(points), 2))

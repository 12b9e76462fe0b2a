"""Cells on the map: a surface of classes, a line round flagged ones, and which is where."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from planner.model.cells import Areas, Cells, Lattice, Squares
from ui.map.colours import MapColours
from ui.map.layers import Layer, draw_lines, draw_pixels
from ui.map.outlines import paths_of
from ui.map.silhouette import Boxes, of_squares, silhouette
from ui.map.viewport import Extent, Viewport

Floats = NDArray[np.float64]
Classes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

CLASSES = (0.50, 0.75, 0.90, 0.95, 0.99)  # share of the cells below each class
APART = 5  # pixels: squares smaller than this get one line round the whole patch
REACH = {"square": 0.5, "hex": 3**-0.5}  # widths of a cell from its middle to a corner
STEPS_BESIDE = 12  # half cells to look for a neighbour in one direction


def classes_of(density: Floats) -> Classes:
    """Return 0 (lower half) to 5 (top 1 %) for each cell, by share of the cells.

    Equal values always get an equal class, so a class may hold fewer cells
    than its share where many cells are equal.
    """
    limits = np.quantile(density, CLASSES) if density.size else np.zeros(len(CLASSES))
    found = np.searchsorted(limits, density, side="left").astype(np.uint8)
    found[density <= 0] = 0
    return found


def cell_at(cells: Cells, x: float, y: float) -> int | None:
    """Return the cell that covers a place."""
    index = int(cells.locate([x], [y])[0])
    return index if index >= 0 else None


def beside(cells: Cells, index: int, right: int, up: int) -> int | None:
    """Return the next cell in a direction; None at the edge of the study area."""
    steps = np.arange(1, STEPS_BESIDE) * cells.size / 2
    x, y = cells.centre(index)
    found = cells.locate(x + right * steps, y + up * steps)
    others = found[(found >= 0) & (found != index)]
    return int(others[0]) if len(others) else None


def box_of(cells: Cells, index: int) -> Extent:
    """Return the rectangle round a cell."""
    corners = np.concatenate(cells.outline(index))
    return Extent(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())


def outline_of(cells: Cells) -> Boxes:
    """Return the silhouette of all cells."""
    if isinstance(cells, Lattice):
        return of_squares(cells.x, cells.y, cells.size * REACH[cells.shape])
    if isinstance(cells, Areas):
        import shapely

        return silhouette(np.asarray(shapely.bounds(np.array(cells.polygons)), float))
    return silhouette(np.array([cells.bounds], float))


class SurfaceLayer(Layer):
    """Every cell in the colour of its class; class 0 shows the ground.

    The cell below every pixel is looked up, which is quicker than to let Qt
    fill a shape a cell, and the same for squares, hexagons and areas.
    """

    def __init__(self, title: str, cells: Cells, classes: Classes) -> None:
        self.title = title
        self.cells = cells
        self._classes = np.append(classes, np.uint8(0))  # -1, no cell, finds the last

    @property
    def extent(self) -> Extent | None:
        return Extent(*map(float, self.cells.bounds))

    @cached_property
    def silhouette(self) -> Boxes:
        return outline_of(self.cells)

    def draw(self, painter: QPainter, view: Viewport, colours: MapColours) -> None:
        ratio = painter.device().devicePixelRatioF()
        step, seen = view.scale / ratio, view.extent
        x = seen.left + step * (np.arange(view.width * ratio, dtype=float) + 0.5)
        y = seen.top - step * (np.arange(view.height * ratio, dtype=float) + 0.5)
        table = np.array([0, *(QColor(c).rgba() for c in colours.ramp)], np.uint32)
        pixels = table[self._classes][_cells_below(self.cells, x, y)]
        draw_pixels(painter, pixels, QRectF(0, 0, view.width, view.height))


def _cells_below(cells: Cells, x: Floats, y: Floats) -> NDArray[np.integer]:
    """Return the cell of every place of a raster, -1 for none, shape ``(len(y), len(x))``."""
    if not isinstance(cells, Squares):
        return cells.locate(np.tile(x, len(y)), np.repeat(y, len(x))).reshape(len(y), len(x))
    rimmed = np.pad(cells.index, 1, constant_values=-1)
    rows, columns = rimmed.shape
    column = np.clip((x - cells.left) // cells.size + 1, 0, columns - 1).astype(np.intp)
    row = np.clip((y - cells.bottom) // cells.size + 1, 0, rows - 1).astype(np.intp)
    return rimmed[np.ix_(row, column)]


class FlaggedLayer(Layer):
    """A line round the flagged cells, so that the map also works in grey."""

    def __init__(self, title: str, cells: Cells, flagged: Flags) -> None:
        self.title = title
        self.cells = cells
        self._flagged = flagged
        self._paths: dict[bool, list[QPainterPath]] = {}

    @property
    def extent(self) -> Extent | None:
        return Extent(*map(float, self.cells.bounds))

    @cached_property
    def silhouette(self) -> Boxes:
        return outline_of(self.cells)

    def draw(self, painter: QPainter, view: Viewport, colours: MapColours) -> None:
        each = self.cells.size / view.scale >= APART
        if each not in self._paths:
            self._paths[each] = _lines_round(self.cells, self._flagged, each=each)
        draw_lines(painter, self._paths[each], view, colours.flag)


def _lines_round(cells: Cells, flagged: Flags, *, each: bool) -> list[QPainterPath]:
    if isinstance(cells, Squares):
        return _sides(cells, flagged, each=each)
    rings = [ring for cell in np.flatnonzero(flagged) for ring in cells.outline(int(cell))]
    if not rings:
        return []
    lengths = np.array([len(ring) for ring in rings])
    return paths_of(np.concatenate(rings), np.cumsum(lengths) - lengths)


def _sides(cells: Squares, flagged: Flags, *, each: bool) -> list[QPainterPath]:
    """Return the sides of flagged squares: of each one, or only round whole patches."""
    inside = np.pad(np.append(flagged, False)[cells.index], 1)
    join = np.logical_or if each else np.logical_xor
    upright = np.argwhere(join(inside[1:-1, :-1], inside[1:-1, 1:]))[:, ::-1]
    level = np.argwhere(join(inside[:-1, 1:-1], inside[1:, 1:-1]))[:, ::-1]
    up, right = np.array([[0, 0], [0, 1]]), np.array([[0, 0], [1, 0]])
    ends = np.concatenate([upright[:, None] + up, level[:, None] + right])
    points = ends.reshape(-1, 2) * cells.size + np.array([cells.left, cells.bottom])
    return paths_of(points, np.arange(0, len(points), 2))

"""What a map can show. A layer draws itself with a painter, in whatever thread."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from ui.map.colours import MapColours
from ui.map.outlines import Outlines, level
from ui.map.silhouette import NOTHING, Boxes, of_lines, of_points
from ui.map.viewport import Extent, Viewport

Floats = NDArray[np.float64]

FEW_POINTS = 4_000  # up to so many on the screen, incidents are drawn one by one
BIN = 2  # pixels a side of a density bin


class Layer:
    """One thing on the map. Nothing in it changes after it was made."""

    title = ""

    @property
    def extent(self) -> Extent | None:
        """The part of the world it covers; None if it is empty."""
        return None

    @property
    def silhouette(self) -> Boxes:
        """Roughly where it lies: boxes that hold all of it."""
        return NOTHING

    def draw(self, painter: QPainter, view: Viewport, colours: MapColours) -> None:
        """Draw what lies in `view`; called in a worker, so no widget may be touched."""


def draw_lines(
    painter: QPainter, paths: Sequence[QPainterPath], view: Viewport, colour: str
) -> None:
    """Draw paths in metres with a line of one pixel: any wider takes Qt 20 times as long."""
    pen = QPen(QColor(colour), 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setTransform(view.transform, combine=True)
    seen = QRectF(0, 0, view.width, view.height)
    for path in paths:
        box = view.transform.mapRect(path.boundingRect())
        if seen.intersects(box.adjusted(-1, -1, 1, 1)):
            painter.drawPath(path)


class AreaLayer(Layer):
    """Outlines of areas, with their names written where there is room."""

    def __init__(self, title: str, outlines: Outlines, names: Sequence[str] = ()) -> None:
        self.title = title
        self.outlines = outlines
        self.names = names
        self._paths: dict[int, list[QPainterPath]] = {}

    @property
    def extent(self) -> Extent | None:
        return self.outlines.extent

    @cached_property
    def silhouette(self) -> Boxes:
        return of_lines(self.outlines.points, self.outlines.starts)

    def draw(self, painter: QPainter, view: Viewport, colours: MapColours) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_lines(painter, self._at(level(view.scale)), view, colours.outline)

    def _at(self, zoom: int) -> list[QPainterPath]:
        if zoom not in self._paths:
            self._paths[zoom] = self.outlines.thinned(2.0**zoom).paths()
        return self._paths[zoom]


class IncidentLayer(Layer):
    """Incidents: dots when few are on the screen, otherwise how many fall on a spot."""

    def __init__(self, title: str, x: Floats, y: Floats) -> None:
        self.title = title
        self._x, self._y = x, y

    @property
    def extent(self) -> Extent | None:
        if not len(self._x):
            return None
        return Extent(
            float(self._x.min()),
            float(self._y.min()),
            float(self._x.max()),
            float(self._y.max()),
        )

    @cached_property
    def silhouette(self) -> Boxes:
        return of_points(self._x, self._y)

    def draw(self, painter: QPainter, view: Viewport, colours: MapColours) -> None:
        seen = view.extent
        column = (self._x - seen.left) / view.scale
        row = (seen.top - self._y) / view.scale
        inside = (column >= 0) & (column < view.width) & (row >= 0) & (row < view.height)
        column, row = column[inside], row[inside]
        if len(column) <= FEW_POINTS:
            _draw_dots(painter, column, row, QColor(colours.point), QColor(colours.panel))
        else:
            _draw_density(painter, column, row, view, QColor(colours.point))


def _draw_dots(painter: QPainter, column: Floats, row: Floats, colour: QColor, rim: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    dots = QPolygonF([QPointF(*at) for at in zip(column, row, strict=True)])
    for ink, size in ((rim, 8.0), (colour, 5.5)):
        painter.setPen(QPen(ink, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(dots)


def _draw_density(
    painter: QPainter, column: Floats, row: Floats, view: Viewport, colour: QColor
) -> None:
    """Shade each bin by the logarithm of its count."""
    wide, high = -(-view.width // BIN), -(-view.height // BIN)
    bins = (row / BIN).astype(np.int32) * wide + (column / BIN).astype(np.int32)
    counts = np.bincount(bins, minlength=wide * high).reshape(high, wide)
    shade = np.log1p(counts) / np.log1p(max(counts.max(), 1))
    alpha = np.where(counts > 0, 50 + 190 * shade, 0).astype(np.uint32)
    red, green, blue = colour.red(), colour.green(), colour.blue()
    tinted = (red * alpha // 255) << 16 | (green * alpha // 255) << 8 | (blue * alpha // 255)
    draw_pixels(painter, alpha << 24 | tinted, QRectF(0, 0, wide * BIN, high * BIN))


def draw_pixels(painter: QPainter, pixels: NDArray[np.integer], where: QRectF) -> None:
    """Draw an array of premultiplied colours, row 0 at the top."""
    rows, columns = pixels.shape
    pixels = np.ascontiguousarray(pixels, np.uint32)
    form = QImage.Format.Format_ARGB32_Premultiplied
    painter.drawImage(where, QImage(pixels.data, columns, rows, columns * 4, form))

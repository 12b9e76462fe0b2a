"""The painted part of a map: pictures of layers, and on them what is drawn live."""

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np
from PySide6.QtCore import QEvent, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from planner.model.cells import Cells
from ui.map import fitting, furniture
from ui.map.colours import MapColours, map_colours
from ui.map.layers import AreaLayer, Layer
from ui.map.pictures import Pictures
from ui.map.silhouette import NOTHING, silhouette
from ui.map.viewport import Extent, Viewport
from ui.theme.palette import tokens

MARGIN = 12  # pixels round everything
SETTLED_MS = 60  # a movement that paused this long has ended


class Ground(QWidget):
    """Shows `layers` from `view`. It follows every change of view within a frame.

    While the view moves, the last pictures are drawn where they now belong;
    new ones are asked for when it has settled.
    """

    moved = Signal()
    drawn = Signal()
    arranged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = Viewport()
        self.layers: Sequence[Layer] = ()
        self.cells: Cells | None = None
        self.chosen: int | None = None
        self.colours: MapColours = map_colours(tokens())
        self.pictures = Pictures(self)
        self._names: list[furniture.Name] = []
        self._whole_is_shown = True
        self.spots: fitting.Spots = {}
        self._over: dict[str, QSizeF] = {}
        self._arrangement = fitting.ARRANGEMENTS[0]
        self._settle = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settle.timeout.connect(self._ask)
        self.pictures.arrived.connect(self._arrived)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def extent(self) -> Extent | None:
        """All that the layers cover."""
        extents = [layer.extent for layer in self.layers]
        found = [extent for extent in extents if extent]
        return reduce(Extent.joined, found) if found else None

    def show_layers(self, layers: Sequence[Layer]) -> None:
        """Show `layers`, the first at the bottom. The view stays, unless nothing was shown."""
        self._whole_is_shown = self._whole_is_shown or self.extent is None
        self.layers = tuple(layers)
        self.pictures.forget()
        if self._whole_is_shown:
            self.fit()
        self._ask()

    def fit(self) -> None:
        """Show everything there is, and let nothing that lies over the map cover it."""
        outlines = [layer.silhouette for layer in self.layers]
        boxes = silhouette(np.concatenate([NOTHING, *outlines]))
        if len(boxes):
            found = fitting.fit(boxes, self._sizes(), self.width(), self.height(), MARGIN)
            self._arrangement = found.arrangement
            self.look(found.view)
        self._whole_is_shown = True
        self._arrange()

    def keep_clear(self, over: Mapping[str, QSize]) -> None:
        """Tell how large things are that lie over the map; `spots` says where they belong."""
        self._over = {name: QSizeF(size) for name, size in over.items()}
        self.fit() if self._whole_is_shown else self._arrange()

    def _sizes(self) -> fitting.Sizes:
        return self._over | {"bar": furniture.bar_size(self._metrics())}

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(furniture.small(self.font()))

    def _arrange(self) -> None:
        size = self.width(), self.height()
        self.spots = fitting.spots(self._arrangement, self._sizes(), *size)
        self.update()
        self.arranged.emit()

    def look(self, view: Viewport) -> None:
        """Change the view now; new pictures follow when it has settled."""
        self._whole_is_shown = False
        self.view = view
        self._settle.start()
        self.update()
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._whole_is_shown:
            self.fit()
        else:
            self.look(self.view.resized(self.width(), self.height()))
            self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.colours != map_colours(tokens()):
            self.colours = map_colours(tokens())
            self.pictures.forget()
            self._ask()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_pictures(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(furniture.small(self.font()))
            furniture.draw_names(painter, self._names, self.view, self.colours)
            self._paint_chosen(painter)
            if self.layers:
                furniture.draw_bar(painter, self.view, self.colours, self.spots["bar"])

    def _paint_pictures(self, painter: QPainter) -> None:
        near, far = self.pictures.near, self.pictures.far
        if near is None or not near.covers(self.view):
            painter.fillRect(self.rect(), QColor(self.colours.ground))
            if far:
                far.paint(painter, self.view)
        if near:
            near.paint(painter, self.view)

    def _paint_chosen(self, painter: QPainter) -> None:
        if self.chosen is None or self.cells is None:
            return
        rings = [
            QPolygonF([self.view.to_screen(*corner) for corner in ring.tolist()])
            for ring in self.cells.outline(self.chosen)
        ]
        for colour, width in ((self.colours.panel, 6.0), (self.colours.choice, 3.0)):
            painter.setPen(QPen(QColor(colour), width))
            for ring in rings:
                painter.drawPolyline(ring)

    def _ask(self) -> None:
        if self.isVisible():
            ratio = self.devicePixelRatioF()
            self.pictures.ask_near(self.layers, self.view, self.colours, ratio)

    def _arrived(self) -> None:
        areas = [layer for layer in self.layers if isinstance(layer, AreaLayer)]
        self._names = furniture.names_that_fit(areas, self.view, self._metrics())
        extent = self.extent
        if self.pictures.far is None and extent and not self._settle.isActive():
            self.pictures.ask_far(self.layers, extent, self.view, self.colours)
        self.update()
        self.drawn.emit()

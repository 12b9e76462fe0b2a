"""The painted part of a map: pictures of layers, and on them what is drawn live."""

from collections.abc import Sequence
from functools import reduce

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
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
from ui.map import furniture
from ui.map.colours import MapColours, map_colours
from ui.map.layers import AreaLayer, Layer
from ui.map.pictures import Pictures
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
        self._covered = 0
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
        """Show everything there is, clear of the legend where there is room."""
        extent = self.extent
        if extent:
            view = Viewport.of(extent, self.width(), self.height())
            left = view.rect(extent).left()
            self.look(view.moved(min(max(self._covered - left, 0), max(left - MARGIN, 0)), 0))
        self._whole_is_shown = True

    def keep_clear(self, left: int) -> None:
        """Tell that so many pixels on the left are covered by a legend."""
        self._covered = left
        if self._whole_is_shown:
            self.fit()

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
                furniture.draw_scale_bar(painter, self.view, self.colours)
                furniture.draw_north(painter, self.view, self.colours)

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
        metrics = QFontMetricsF(furniture.small(self.font()))
        self._names = furniture.names_that_fit(areas, self.view, metrics)
        extent = self.extent
        if self.pictures.far is None and extent and not self._settle.isActive():
            self.pictures.ask_far(self.layers, extent, self.view, self.colours)
        self.update()
        self.drawn.emit()

"""Heavy layers drawn in a worker, and shown with whatever view there is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from planner.progress import Progress
from ui.jobs.runner import JobRunner
from ui.map.colours import MapColours
from ui.map.layers import Layer
from ui.map.viewport import Extent, Viewport

MARGIN = 0.15  # of the view, drawn beyond each edge, so that a short drag shows no gap


@dataclass(frozen=True, eq=False)
class Picture:
    """The layers as they looked from `view`."""

    view: Viewport
    image: QImage

    def covers(self, view: Viewport) -> bool:
        return self.view.extent.holds(view.extent)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Put the picture where it belongs in `view`: to the pixel, or stretched."""
        target = view.rect(self.view.extent)
        if self.view.scale == view.scale:
            painter.drawImage(target.topLeft().toPoint(), self.image)
        else:
            painter.drawImage(target, self.image, QRectF(self.image.rect()))


def draw_picture(
    layers: Sequence[Layer],
    view: Viewport,
    colours: MapColours,
    ratio: float,
    progress: Progress,
) -> Picture:
    """Draw `layers` from the ground up; `ratio` is device pixels a pixel."""
    size = (round(view.width * ratio), round(view.height * ratio))
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(colours.ground))
    with QPainter(image) as painter:
        for done, layer in enumerate(layers):
            progress.step(done, len(layers))
            painter.save()
            layer.draw(painter, view, colours)
            painter.restore()
    return Picture(view, image)


class Pictures(QObject):
    """Keeps the newest picture of the view (`near`) and one of everything (`far`).

    Both are asked for and received on the GUI thread and drawn in another.
    Layers keep what they worked out for the next time, so only one picture is
    drawn at a time.
    """

    arrived = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.near: Picture | None = None
        self.far: Picture | None = None
        self._jobs = JobRunner(self)
        self._drawing = Lock()

    def ask_near(
        self, layers: Sequence[Layer], view: Viewport, colours: MapColours, ratio: float
    ) -> None:
        """Draw `layers` for `view`; whatever is being drawn now is dropped."""
        work = partial(self._draw, tuple(layers), view.grown(MARGIN), colours, ratio)
        self._jobs.start("picture", "near", work).done.connect(self._take_near)

    def ask_far(
        self, layers: Sequence[Layer], extent: Extent, view: Viewport, colours: MapColours
    ) -> None:
        """Draw all of `extent`, to stand in where the near picture does not reach."""
        whole = Viewport.of(extent, view.width, view.height)
        work = partial(self._draw, tuple(layers), whole, colours, 1.0)
        self._jobs.start("picture", "far", work).done.connect(self._take_far)

    def forget(self) -> None:
        """The layers have changed; the old near picture stays until the new one is there."""
        self.far = None

    def _draw(
        self,
        layers: Sequence[Layer],
        view: Viewport,
        colours: MapColours,
        ratio: float,
        progress: Progress,
    ) -> Picture:
        with self._drawing:
            return draw_picture(layers, view, colours, ratio, progress)

    def _take_near(self, picture: Picture) -> None:
        self.near = picture
        self.arrived.emit()

    def _take_far(self, picture: Picture) -> None:
        self.far = picture
        self.arrived.emit()

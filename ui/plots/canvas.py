"""A matplotlib figure in a widget. The library is imported when a chart is first drawn."""

from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from planner.paths import resources
from planner.progress import Progress
from ui.jobs.runner import JobRunner
from ui.plots.colours import PlotColours, plot_colours
from ui.theme.palette import tokens

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Draw = Callable[["Figure", PlotColours], None]
DPI = 100
SETTLED_MS = 60
DRAWING = Lock()  # matplotlib's settings are the same for all threads


class PlotCanvas(QWidget):
    """Shows what `draw` puts into a figure, in the colours in force and at any size.

    Loading matplotlib and drawing take a second at first, so a worker does both.
    `said` is what the chart shows, in words, for people who cannot see it.
    """

    drawn = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMinimumSize(240, 160)
        self._draw: Draw | None = None
        self._image: QImage | None = None
        self._jobs = JobRunner(self)
        self._settle = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settle.timeout.connect(self._redraw)

    def show_plot(self, draw: Draw, said: str) -> None:
        self._draw = draw
        self.setAccessibleDescription(said)
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._settle.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(tokens().panel))
            if self._image:
                painter.drawImage(self.rect(), self._image)

    def _redraw(self) -> None:
        if self._draw and self.isVisible():
            size, ratio = (self.width(), self.height()), self.devicePixelRatioF()
            work = partial(drawn, self._draw, plot_colours(tokens()), size, ratio)
            self._jobs.start("plot", self.accessibleName(), work).done.connect(self._take)

    def _take(self, png: bytes) -> None:
        self._image = QImage.fromData(png)
        self.update()
        self.drawn.emit()


def drawn(
    draw: Draw, colours: PlotColours, size: tuple[int, int], ratio: float, _progress: Progress
) -> bytes:
    """Return the chart as PNG, `size` in pixels of which `ratio` squared make one on the screen."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    _know_our_type()
    with DRAWING, mpl.rc_context(_look(colours)):
        inches = (size[0] / DPI, size[1] / DPI)
        figure = Figure(figsize=inches, layout="constrained")
        draw(figure, colours)
        png = BytesIO()
        figure.savefig(png, format="png", dpi=DPI * ratio)
        return png.getvalue()


@cache
def _know_our_type() -> None:
    from matplotlib import font_manager

    for file in (resources() / "fonts").glob("*.otf"):
        font_manager.fontManager.addfont(file)


def _look(colours: PlotColours) -> dict[Any, Any]:
    """Return matplotlib's settings for our type and colours."""
    return {
        "font.family": ["Inter", "DejaVu Sans"],
        "font.size": 8.64,  # 12 px at 100 dots an inch
        "figure.facecolor": colours.ground,
        "axes.facecolor": colours.ground,
        "axes.edgecolor": colours.line,
        "axes.labelcolor": colours.faint,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": colours.line,
        "grid.linewidth": 0.6,
        "text.color": colours.text,
        "xtick.color": colours.faint,
        "ytick.color": colours.faint,
        "legend.frameon": False,
    }

"""What a map must carry to be read: scale bar, north arrow, names of areas."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from planner.texts import _
from ui.map.colours import MapColours
from ui.map.layers import AreaLayer
from ui.map.viewport import Viewport

WIDEST_BAR = 100  # pixels
SMALL_PX = 12
KM = 1_000
NORTH = 30  # pixels for the arrow


def round_length(longest: float) -> float:
    """Return the longest of 1, 2, 5, 10, 20, ... that is not above `longest`."""
    power: float = 10.0 ** floor(log10(longest))
    return max(step * power for step in (1, 2, 5) if step * power <= longest)


def length_text(metres: float) -> str:
    if metres >= KM:
        return _("{n} km").format(n=f"{metres / KM:g}")
    return _("{n} m").format(n=f"{metres:g}")


def bar_size(metrics: QFontMetricsF) -> QSizeF:
    """Return the room that north arrow and scale bar take at most, at any scale."""
    text = max(metrics.horizontalAdvance(length_text(n)) for n in (500, 50 * KM))
    return QSizeF(NORTH + WIDEST_BAR + text + 28, metrics.height() + 20)


def draw_bar(painter: QPainter, view: Viewport, colours: MapColours, spot: QRectF) -> None:
    """Draw an arrow to north and the scale bar beside it, within `spot`."""
    metres = round_length(WIDEST_BAR * view.scale)
    wide, text = metres / view.scale, length_text(metres)
    metrics = QFontMetricsF(painter.font())
    box = QRectF(spot)
    box.setWidth(NORTH + wide + metrics.horizontalAdvance(text) + 28)
    if spot.center().x() > view.width / 2:
        box.moveRight(spot.right())
    _draw_panel(painter, box, colours)
    _draw_north(painter, box, colours)
    left, base = box.left() + NORTH + 4, box.center().y() + 4
    painter.setPen(QPen(QColor(colours.text), 1.5))
    bar = [(left, base - 7), (left, base), (left + wide, base), (left + wide, base - 7)]
    painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in bar]))
    where = box.adjusted(NORTH + wide + 14, 0, 0, 0)
    painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _draw_north(painter: QPainter, box: QRectF, colours: MapColours) -> None:
    """Draw an arrow to north at the left of `box`."""
    middle, top = box.left() + NORTH / 2, box.top() + 3
    arrow = QPainterPath(QPointF(middle, top))
    for x, y in ((middle + 5, top + 14), (middle, top + 11), (middle - 5, top + 14)):
        arrow.lineTo(x, y)
    arrow.closeSubpath()
    painter.fillPath(arrow, QColor(colours.text))
    painter.setPen(QColor(colours.text))
    below = QRectF(box.left(), top + 14, NORTH, box.bottom() - top - 15)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, _("N"))


def _draw_panel(painter: QPainter, box: QRectF, colours: MapColours) -> None:
    ground = QColor(colours.panel)
    ground.setAlphaF(0.9)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)


@dataclass(frozen=True, slots=True)
class Name:
    """A name to be written in the middle of a place."""

    text: str
    x: float
    y: float


def small(font: QFont) -> QFont:
    """Return the type of names and figures on the map."""
    less = QFont(font)
    less.setPixelSize(SMALL_PX)
    return less


def names_that_fit(
    layers: Iterable[AreaLayer], view: Viewport, metrics: QFontMetricsF
) -> list[Name]:
    """Choose the names that lie inside their own area and over no other name."""
    taken: list[QRectF] = []
    chosen: list[Name] = []
    for layer in layers:
        for name, room in _places(layer, view):
            box = QRectF(0, 0, metrics.horizontalAdvance(name.text) + 6, metrics.height())
            box.moveCenter(view.to_screen(name.x, name.y))
            if box.width() <= room and not any(box.intersects(other) for other in taken):
                taken.append(box)
                chosen.append(name)
    return chosen


def _places(layer: AreaLayer, view: Viewport) -> list[tuple[Name, float]]:
    """Return each name on the screen with the pixels it has, the widest area first."""
    seen = view.extent
    found = []
    for owner, (x, y, wide) in layer.outlines.middles.items():
        on_screen = seen.left < x < seen.right and seen.bottom < y < seen.top
        if on_screen and owner < len(layer.names):
            found.append((Name(layer.names[owner], x, y), wide / view.scale))
    return sorted(found, key=lambda place: -place[1])


def draw_names(
    painter: QPainter, names: Iterable[Name], view: Viewport, colours: MapColours
) -> None:
    """Write names with a pale rim, so that they can be read on any colour."""
    metrics = QFontMetricsF(painter.font())
    for name in names:
        box = QRectF(0, 0, metrics.horizontalAdvance(name.text) + 2, metrics.height())
        box.moveCenter(view.to_screen(name.x, name.y))
        painter.setPen(QColor(colours.ground))
        for right, down in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            painter.drawText(box.translated(right, down), Qt.AlignmentFlag.AlignCenter, name.text)
        painter.setPen(QColor(colours.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name.text)

"""Icons: one SVG each in ``resources/icons``, painted in the colours in force."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from planner.paths import resources
from ui.theme.palette import tokens

SIZES = (16, 20, 24, 40)
NAME = "icon_name"


def set_icon(target: QAction | QAbstractButton, name: str) -> None:
    """Give `target` the icon `name`; it is painted anew when the colours change."""
    target.setProperty(NAME, name)
    target.setIcon(icon(name))


def repaint_icons(app: QApplication) -> None:
    """Paint every icon set by `set_icon` anew."""
    for widget in app.allWidgets():
        buttons = [widget] if isinstance(widget, QAbstractButton) else []
        targets: list[QAction | QAbstractButton] = [*buttons, *widget.actions()]
        for target in targets:
            if name := target.property(NAME):
                target.setIcon(icon(name))


def icon(name: str) -> QIcon:
    """Return the icon for normal, chosen and switched-off states."""
    made, colours = QIcon(), tokens()
    for size in SIZES:
        made.addPixmap(pixmap(name, colours.secondary, size))
        made.addPixmap(pixmap(name, colours.accent, size), QIcon.Mode.Normal, QIcon.State.On)
        made.addPixmap(pixmap(name, colours.control_line, size), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """Return the icon `name` drawn in one colour, sharp on dense screens too."""
    drawn = QPixmap(QSize(size, size) * 2)
    drawn.setDevicePixelRatio(2)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    svg = _source(name).replace(b"currentColor", colour.encode())
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn


@cache
def _source(name: str) -> bytes:
    return (resources() / "icons" / f"{name}.svg").read_bytes()

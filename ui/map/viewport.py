"""What part of the world a map shows, and how places become pixels."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

NEAREST = 0.05  # metres a pixel: a hand's width fills the map
FARTHEST = 20_000.0  # metres a pixel: a continent


class Extent(NamedTuple):
    """A rectangle of the world in metres."""

    left: float
    bottom: float
    right: float
    top: float

    def joined(self, other: "Extent") -> "Extent":
        return Extent(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )

    def holds(self, other: "Extent") -> bool:
        return (
            self.left <= other.left
            and self.bottom <= other.bottom
            and self.right >= other.right
            and self.top >= other.top
        )


@dataclass(frozen=True, slots=True)
class Viewport:
    """North is up; (`x`, `y`) in metres is at the middle; `scale` is metres a pixel."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    width: int = 1
    height: int = 1

    @classmethod
    def of(cls, extent: Extent, width: int, height: int, margin: int = 12) -> "Viewport":
        """Show all of `extent`, with `margin` pixels free on each side."""
        wide = max(extent.right - extent.left, 1.0) / max(width - 2 * margin, 1)
        high = max(extent.top - extent.bottom, 1.0) / max(height - 2 * margin, 1)
        x, y = (extent.left + extent.right) / 2, (extent.bottom + extent.top) / 2
        return cls(x, y, min(max(wide, high, NEAREST), FARTHEST), width, height)

    @property
    def extent(self) -> Extent:
        half_wide, half_high = self.width * self.scale / 2, self.height * self.scale / 2
        return Extent(
            self.x - half_wide, self.y - half_high, self.x + half_wide, self.y + half_high
        )

    @property
    def transform(self) -> QTransform:
        """Metres to pixels, for a painter."""
        k = 1 / self.scale
        return QTransform(k, 0, 0, -k, self.width / 2 - self.x * k, self.height / 2 + self.y * k)

    def to_screen(self, x: float, y: float) -> QPointF:
        return QPointF(
            (x - self.x) / self.scale + self.width / 2, self.height / 2 - (y - self.y) / self.scale
        )

    def to_world(self, at: QPointF) -> tuple[float, float]:
        return (
            self.x + (at.x() - self.width / 2) * self.scale,
            self.y + (self.height / 2 - at.y()) * self.scale,
        )

    def rect(self, extent: Extent) -> QRectF:
        """Return where `extent` lies on the screen."""
        return QRectF(
            self.to_screen(extent.left, extent.top), self.to_screen(extent.right, extent.bottom)
        )

    def moved(self, right: float, down: float) -> "Viewport":
        """Return the view after the ground was pulled by so many pixels."""
        return replace(self, x=self.x - right * self.scale, y=self.y + down * self.scale)

    def zoomed(self, factor: float, at: QPointF) -> "Viewport":
        """Magnify by `factor`; the place under `at` stays where it is."""
        scale = min(max(self.scale / factor, NEAREST), FARTHEST)
        x, y = self.to_world(at)
        return replace(
            self,
            scale=scale,
            x=x - (at.x() - self.width / 2) * scale,
            y=y - (self.height / 2 - at.y()) * scale,
        )

    def centred(self, x: float, y: float) -> "Viewport":
        return replace(self, x=x, y=y)

    def resized(self, width: int, height: int) -> "Viewport":
        return replace(self, width=width, height=height)

    def grown(self, share: float) -> "Viewport":
        """Return a view with `share` of its size added on every side."""
        return self.resized(
            round(self.width * (1 + 2 * share)), round(self.height * (1 + 2 * share))
        )

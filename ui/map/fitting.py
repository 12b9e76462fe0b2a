"""Show everything, and let nothing that lies over the map cover any of it.

Legend, buttons and scale bar stand in corners. Of several arrangements the
one is taken under which the map can be largest.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, QSizeF

from ui.map.silhouette import Boxes, Floats
from ui.map.viewport import NEAREST, Extent, Viewport

EDGE = 12  # pixels between what lies over the map and the edge of the map
APART = 8  # between two things in one corner
CLEAR = 4  # between them and what is shown
WORTH = 1.05  # an arrangement further down the list must make the map so much larger
MOST = 6.0  # times smaller than without anything over it: then better covered than tiny
HALVINGS = 14

Sizes = Mapping[str, QSizeF]
Spots = dict[str, QRectF]
Arrangement = Mapping[str, tuple[str, ...]]

ARRANGEMENTS: tuple[Arrangement, ...] = (
    {"top left": ("legend",), "top right": ("buttons",), "bottom left": ("bar",)},
    {"bottom left": ("bar", "legend"), "top right": ("buttons",)},
    {"top left": ("legend", "buttons"), "bottom left": ("bar",)},
    {"top right": ("legend",), "top left": ("buttons",), "bottom left": ("bar",)},
    {"bottom right": ("legend",), "top right": ("buttons",), "bottom left": ("bar",)},
    {"top left": ("buttons",), "bottom left": ("bar", "legend")},
    {"top right": ("buttons", "legend"), "bottom right": ("bar",)},
    {"bottom left": ("legend",), "top right": ("buttons",), "bottom right": ("bar",)},
    {"top left": ("legend",), "bottom left": ("bar",), "bottom right": ("buttons",)},
    {"top left": ("legend",), "bottom right": ("bar",), "top right": ("buttons",)},
)


class Fit(NamedTuple):
    """A view of everything, and how things are arranged over it."""

    view: Viewport
    arrangement: Arrangement


def spots(arrangement: Arrangement, sizes: Sizes, width: int, height: int) -> Spots:
    """Return where each thing stands on a map of that size; what has no size is not there."""
    found: Spots = {}
    for corner, names in arrangement.items():
        down = float(EDGE)
        for name in names:
            size = sizes.get(name)
            if size is None or size.isEmpty():
                continue
            left = EDGE if corner.endswith("left") else width - EDGE - size.width()
            top = down if corner.startswith("top") else height - down - size.height()
            found[name] = QRectF(left, top, size.width(), size.height())
            down += size.height() + APART
    return found


def fit(boxes: Boxes, sizes: Sizes, width: int, height: int, margin: int) -> Fit:
    """Return the largest view of all `boxes` that leaves things of such `sizes` room.

    Where the map would become tiny, things may cover it after all.
    """
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    bare = Viewport.of(Extent(west, south, east, north), width, height, margin)
    found: Fit | None = None
    for arrangement in ARRANGEMENTS:
        there = spots(arrangement, sizes, width, height).values()
        if _collide(there, width, height):
            continue
        view = _largest(boxes, bare, list(there), margin)
        if view and (found is None or view.scale * WORTH < found.view.scale):
            found = Fit(view, arrangement)
    return found or Fit(bare, ARRANGEMENTS[0])


def _collide(there: Iterable[QRectF], width: int, height: int) -> bool:
    placed, whole = list(there), QRectF(0, 0, width, height)
    return any(
        not whole.contains(one) or any(one.intersects(other) for other in placed[:n])
        for n, one in enumerate(placed)
    )


def _largest(boxes: Boxes, bare: Viewport, there: list[QRectF], margin: int) -> Viewport | None:
    """Return the view with the fewest metres a pixel under which no box is covered."""
    blocked = np.array([[r.left(), r.top(), r.right(), r.bottom()] for r in there]).reshape(-1, 4)
    blocked += (-CLEAR, -CLEAR, CLEAR, CLEAR)
    least, most = max(bare.scale, NEAREST), bare.scale * MOST
    best = _at(boxes, bare, least, blocked, margin)
    if best is not None:
        return best
    for _half in range(HALVINGS):
        middle = (least * most) ** 0.5
        view = _at(boxes, bare, middle, blocked, margin)
        best, least, most = (best, middle, most) if view is None else (view, least, middle)
    return best


def _at(
    boxes: Boxes, bare: Viewport, scale: float, blocked: Floats, margin: int
) -> Viewport | None:
    """Return the view at `scale`, as near to the middle as can be, that leaves `blocked` free.

    Each pair of a box and a blocked part forbids a rectangle of ways to move
    the picture; the best way left has its coordinates on the rims of these.
    """
    view = Viewport(bare.x, bare.y, scale, bare.width, bare.height)
    wide, high = view.width, view.height
    left, right = ((boxes[:, n] - view.x) / scale + wide / 2 for n in (0, 2))
    top, bottom = (high / 2 - (boxes[:, n] - view.y) / scale for n in (3, 1))
    across = _ways(left, right, blocked[:, 0], blocked[:, 2], (margin, wide - margin))
    down = _ways(top, bottom, blocked[:, 1], blocked[:, 3], (margin, high - margin))
    if across is None or down is None:
        return None
    free = (across[1].T @ down[1]) == 0
    if not free.any():
        return None
    far = np.where(free, across[0][:, None] ** 2 + down[0][None, :] ** 2, np.inf)
    i, j = np.unravel_index(int(far.argmin()), far.shape)
    return view.moved(float(across[0][i]), float(down[0][j]))


def _ways(
    starts: Floats, ends: Floats, walls: Floats, others: Floats, room: tuple[float, float]
) -> tuple[Floats, Floats] | None:
    """Return ways to move along one axis, and which pairs of box and wall each brings together.

    None if there is not enough room even without walls.
    """
    slack = 1e-6
    least, most = room[0] - starts.min(), room[1] - ends.max()
    if least > most + slack:
        return None
    low = (walls[None, :] - ends[:, None]).ravel()
    high = (others[None, :] - starts[:, None]).ravel()
    ways = np.concatenate([[0.0, least, most], low, high])
    ways = np.unique(ways[(ways >= least - slack) & (ways <= most + slack)])
    meets = (ways[None, :] > low[:, None] + slack) & (ways[None, :] < high[:, None] - slack)
    return ways, meets.astype(np.float32)

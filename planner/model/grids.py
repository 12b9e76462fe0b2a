"""Lay cells over a study area; the only arithmetic that needs polygons."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar, Union

import numpy as np
from numpy.typing import NDArray

from planner.errors import UserError
from planner.model.cells import HALF_ROOT3, Areas, Cells, Hexagons, Squares, numbered
from planner.texts import _

if TYPE_CHECKING:
    from shapely import Geometry

Study = Union["Geometry", tuple[float, float, float, float]]
C = TypeVar("C", bound=Cells)
MOST = 4_000_000


class TooManyCellsError(UserError):
    """The cells are so small that a map would hold millions of them."""

    def __init__(self, size: float, count: int) -> None:
        super().__init__(
            _("No cells were laid out."),
            _("Cells of {size:g} m would make {count:,} of them here.").format(
                size=size, count=count
            ),
            _("Choose larger cells or a smaller study area."),
        )


class NoCellsError(UserError):
    """No centre of a cell lies inside the study area."""

    def __init__(self, size: float) -> None:
        super().__init__(
            _("No cells were laid out."),
            _("No cell of {size:g} m has its centre inside the study area.").format(size=size),
            _("Choose smaller cells or a larger study area."),
        )


def square_cells(study: Study, size: float, shift: tuple[float, float] = (0.0, 0.0)) -> Squares:
    """Lay squares of side `size` metres over `study`, a geometry or its bounds.

    The corner of the grid is the smallest x and y of the study area, each
    rounded down to a multiple of `size`, moved by `shift` metres. A square is
    active when its centre lies inside.
    """
    west, south, east, north = _bounds(study)
    left = np.floor(west / size) * size + shift[0]
    bottom = np.floor(south / size) * size + shift[1]
    columns, rows = _fit(east - left, size, size), _fit(north - bottom, size, size)
    _check(size, columns * rows)
    x = left + size * (np.arange(columns) + 0.5)
    y = bottom + size * (np.arange(rows) + 0.5)
    active = _inside(study, np.tile(x, rows), np.repeat(y, columns)).reshape(rows, columns)
    return _some(Squares(left, bottom, size, numbered(active)))


def hex_cells(study: Study, size: float) -> Hexagons:
    """Lay hexagons `size` metres wide over `study`; one is active when its centre lies inside."""
    west, south, east, north = _bounds(study)
    left, bottom = np.floor(west / size) * size - size, np.floor(south / size) * size - size
    columns = _fit(east - left, size, size) + 1
    rows = _fit(north - bottom, size * HALF_ROOT3, size) + 1
    _check(size, columns * rows)
    whole = Hexagons(left, bottom, size, numbered(np.ones((rows, columns), bool)))
    active = _inside(study, whole.x, whole.y).reshape(rows, columns)
    return _some(Hexagons(left, bottom, size, numbered(active)))


def area_cells(polygons: Sequence["Geometry"], names: Sequence[str] | None = None) -> Areas:
    """Take given areas as cells, called `names`, or 0, 1, 2 … where there are none."""
    if not len(polygons):
        raise NoCellsError(0)
    called = names if names is not None else [str(n) for n in range(len(polygons))]
    return Areas(tuple(polygons), tuple(called))


def _bounds(study: Study) -> tuple[float, float, float, float]:
    if isinstance(study, tuple):
        return study
    import shapely

    west, south, east, north = shapely.bounds(study)
    return float(west), float(south), float(east), float(north)


def _fit(length: float, pitch: float, size: float) -> int:
    return max(1, int(np.ceil(length / pitch - 1e-9 * size)))


def _check(size: float, count: int) -> None:
    if count > MOST:
        raise TooManyCellsError(size, count)


def _some(cells: C) -> C:
    if not len(cells):
        raise NoCellsError(cells.size)
    return cells


def _inside(study: Study, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    if isinstance(study, tuple):
        west, south, east, north = study
        return (x >= west) & (x <= east) & (y >= south) & (y <= north)
    import shapely

    shapely.prepare(study)
    return np.asarray(shapely.contains_xy(study, x, y), bool)

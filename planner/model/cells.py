"""Cells: the squares, hexagons or given areas that risk is spoken of."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from shapely import Geometry, STRtree

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
HALF_ROOT3 = float(np.sqrt(3) / 2)
MIXED = -2  # in a lookup: a boundary is near, so ask the polygons


@dataclass(frozen=True, eq=False)
class Raster:
    """Fine squares over all cells; `owner` holds each one's cell or -1, row 0 in the south."""

    left: float
    bottom: float
    step: float
    owner: Indices

    def bin(self, x: Floats, y: Floats) -> NDArray[np.int64]:
        """Return the flat index of the square of each point; points must lie inside."""
        rows, columns = self.owner.shape
        column = np.clip(((x - self.left) / self.step).astype(np.int64), 0, columns - 1)
        row = np.clip(((y - self.bottom) / self.step).astype(np.int64), 0, rows - 1)
        flat: NDArray[np.int64] = row * columns + column
        return flat


@dataclass(frozen=True, eq=False)
class Factor:
    """Places that may make incidents more likely, such as bars or stations; x and y in metres."""

    name: str
    x: Floats
    y: Floats


class Cells(ABC):
    """The active cells of a study area, numbered from 0; all in metres.

    `x` and `y` are the centres, `area_m2` the areas, each with shape ``(n,)``.
    `size` is the side of a square or the width of a hexagon, and for given
    areas the side of a square of middling area. `factors` are what is known
    of the surroundings. Two `Cells` are equal only if they are the same object.
    """

    shape: ClassVar[str]
    size: float
    factors: tuple[Factor, ...]

    @property
    @abstractmethod
    def x(self) -> Floats: ...

    @property
    @abstractmethod
    def y(self) -> Floats: ...

    @property
    @abstractmethod
    def area_m2(self) -> Floats: ...

    @property
    def ids(self) -> tuple[str, ...]:
        """What each cell is called in tables and files."""
        return tuple(str(n) for n in range(len(self)))

    def __len__(self) -> int:
        return len(self.x)

    @abstractmethod
    def locate(self, x: ArrayLike, y: ArrayLike) -> Indices:
        """Return the cell of each point, -1 for none. A million points take some 20 ms."""

    @abstractmethod
    def outline(self, cell: int) -> list[Floats]:
        """Return the rings of one cell, each with shape ``(corners, 2)``, closed."""

    @abstractmethod
    def neighbours(self) -> NDArray[np.int64]:
        """Return pairs of touching cells, both ways round, shape ``(m, 2)``."""

    @abstractmethod
    def only(self, active: NDArray[np.bool_]) -> "Cells":
        """Return cells with only the `active` ones of these left."""

    def raster(self, step: float) -> Raster:
        """Return fine squares of at most `step` metres over all cells."""
        west, south, east, north = self.bounds
        columns, rows = int((east - west) // step) + 1, int((north - south) // step) + 1
        x = west + step * (np.arange(columns) + 0.5)
        y = south + step * (np.arange(rows) + 0.5)
        owner = self.locate(np.tile(x, rows), np.repeat(y, columns))
        return Raster(west, south, step, owner.reshape(rows, columns))

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        reach = self.size
        west, south = float(self.x.min()), float(self.y.min())
        east, north = float(self.x.max()), float(self.y.max())
        return west - reach, south - reach, east + reach, north + reach

    def centre(self, cell: int) -> Floats:
        """Return x and y of one cell."""
        return np.array([self.x[cell], self.y[cell]])

    @cached_property
    def equal(self) -> bool:
        """Whether all cells have the same area."""
        return bool(np.ptp(self.area_m2) <= 1e-9 * self.area_m2.max())


@dataclass(frozen=True, eq=False)
class Lattice(Cells):
    """Cells in rows and columns; `index` holds the number of each active one, else -1."""

    left: float
    bottom: float
    size: float
    index: Indices
    factors: tuple[Factor, ...] = ()

    @cached_property
    def places(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column of each active cell."""
        flat = np.flatnonzero(self.index.ravel() >= 0)
        rows, columns = np.divmod(flat, self.index.shape[1])
        return rows, columns

    def __len__(self) -> int:
        return len(self.places[0])

    def only(self, active: NDArray[np.bool_]) -> "Lattice":
        kept = self.index >= 0
        kept[kept] = active
        return replace(self, index=numbered(kept))

    def _at(self, row: NDArray[np.int64], column: NDArray[np.int64]) -> Indices:
        rows, columns = self.index.shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        flat = np.where(inside, row * columns + column, 0)
        return np.where(inside, self.index.ravel()[flat], np.int32(-1))

    def _pairs(self, steps: list[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> NDArray[np.int64]:
        rows, columns = self.places
        pairs = []
        for down, right in steps:
            other = self._at(rows + down, columns + right)
            found = np.flatnonzero(other >= 0)
            pairs.append(np.column_stack([found, other[found]]))
        return np.concatenate(pairs).astype(np.int64)


class Squares(Lattice):
    """Squares of side `size`; row 0 is the southern edge."""

    shape = "square"

    @cached_property
    def x(self) -> Floats:
        return np.asarray(self.left + self.size * (self.places[1] + 0.5), float)

    @cached_property
    def y(self) -> Floats:
        return np.asarray(self.bottom + self.size * (self.places[0] + 0.5), float)

    @cached_property
    def area_m2(self) -> Floats:
        return np.full(len(self), self.size**2)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        rows, columns = self.index.shape
        east, north = self.left + columns * self.size, self.bottom + rows * self.size
        return self.left, self.bottom, east, north

    def locate(self, x: ArrayLike, y: ArrayLike) -> Indices:
        column = np.floor((np.asarray(x, float) - self.left) / self.size).astype(np.int64)
        row = np.floor((np.asarray(y, float) - self.bottom) / self.size).astype(np.int64)
        return self._at(row, column)

    def outline(self, cell: int) -> list[Floats]:
        unit = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)])
        corners: Floats = unit * self.size / 2
        return [corners + self.centre(cell)]

    def neighbours(self) -> NDArray[np.int64]:
        around = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0)]
        return self._pairs([(np.array(a), np.array(b)) for a, b in around])

    def raster(self, step: float) -> Raster:
        parts = max(1, int(np.ceil(self.size / step - 1e-9)))
        owner = np.repeat(np.repeat(self.index, parts, axis=0), parts, axis=1)
        return Raster(self.left, self.bottom, self.size / parts, owner)


class Hexagons(Lattice):
    """Hexagons `size` wide, corner up; odd rows are shifted east by half a width."""

    shape = "hex"

    @cached_property
    def x(self) -> Floats:
        shifted = 0.5 * (self.places[0] % 2)
        return np.asarray(self.left + self.size * (self.places[1] + 0.5 + shifted), float)

    @cached_property
    def y(self) -> Floats:
        up = HALF_ROOT3 * self.places[0] + 1 / (2 * HALF_ROOT3)
        return np.asarray(self.bottom + self.size * up, float)

    @cached_property
    def area_m2(self) -> Floats:
        return np.full(len(self), HALF_ROOT3 * self.size**2)

    def locate(self, x: ArrayLike, y: ArrayLike) -> Indices:
        east = (np.asarray(x, float) - self.left) / self.size - 0.5
        north = (np.asarray(y, float) - self.bottom) / self.size - 1 / (2 * HALF_ROOT3)
        r = north / HALF_ROOT3
        q = east - r / 2
        row, right, third = np.rint(r), np.rint(q), np.rint(-q - r)
        off_row, off_right = np.abs(row - r), np.abs(right - q)
        off_third = np.abs(third + q + r)
        fix_right = (off_right > off_row) & (off_right > off_third)
        fix_row = ~fix_right & (off_row > off_third)
        right = np.where(fix_right, -row - third, right)
        row = np.where(fix_row, -right - third, row).astype(np.int64)
        return self._at(row, right.astype(np.int64) + (row - row % 2) // 2)

    def outline(self, cell: int) -> list[Floats]:
        turn = np.pi / 6 + np.pi / 3 * np.arange(7)
        corners = np.column_stack([np.cos(turn), np.sin(turn)]) * self.size / (2 * HALF_ROOT3)
        return [corners + self.centre(cell)]

    def neighbours(self) -> NDArray[np.int64]:
        shifted = self.places[0] % 2
        same = [(np.array(0), np.array(-1)), (np.array(0), np.array(1))]
        left = [(np.array(d), shifted - 1) for d in (-1, 1)]
        right = [(np.array(d), shifted) for d in (-1, 1)]
        return self._pairs(same + left + right)


@dataclass(frozen=True, eq=False)
class Areas(Cells):
    """Given areas, such as wards; where two overlap, the first one counts."""

    polygons: tuple["Geometry", ...]
    names: tuple[str, ...]
    factors: tuple[Factor, ...] = ()

    shape = "areas"

    @property
    def ids(self) -> tuple[str, ...]:
        return self.names

    @cached_property
    def size(self) -> float:  # type: ignore[override]
        return float(np.sqrt(np.median(self.area_m2)))

    @cached_property
    def _centres(self) -> Floats:
        import shapely

        middle = shapely.centroid(self.polygons)
        outside = ~shapely.intersects(self.polygons, middle)
        middle[outside] = shapely.point_on_surface(np.array(self.polygons)[outside])
        return np.asarray(shapely.get_coordinates(middle))

    @property
    def x(self) -> Floats:
        return self._centres[:, 0]

    @property
    def y(self) -> Floats:
        return self._centres[:, 1]

    @cached_property
    def area_m2(self) -> Floats:
        import shapely

        return np.asarray(shapely.area(self.polygons), float)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        import shapely

        west, south, east, north = shapely.total_bounds(self.polygons)
        return float(west), float(south), float(east), float(north)

    @cached_property
    def _tree(self) -> "STRtree":
        import shapely

        shapely.prepare(self.polygons)
        return shapely.STRtree(self.polygons)

    def _search(self, x: Floats, y: Floats) -> Indices:
        import shapely

        found = np.full(len(x), -1, np.int32)
        point, area = self._tree.query(shapely.points(x, y), predicate="intersects")
        first = np.argsort(-area, kind="stable")  # written last to first, so the first one stays
        found[point[first]] = area[first]
        return found

    @cached_property
    def _lookup(self) -> Raster:
        """Squares that lie in one area wholly; MIXED where a boundary is near."""
        import shapely
        from scipy import ndimage

        west, south, east, north = self.bounds
        step = max(east - west, north - south) / 400
        columns, rows = int((east - west) // step) + 1, int((north - south) // step) + 1
        edge = shapely.segmentize(shapely.boundary(self.polygons), step / 2)
        near = Raster(west, south, step, np.zeros((rows, columns), np.int32))
        mixed = np.zeros(rows * columns, bool)
        mixed[near.bin(*shapely.get_coordinates(edge).T)] = True
        mixed = ndimage.binary_dilation(mixed.reshape(rows, columns), np.ones((3, 3), bool))
        row, column = np.nonzero(~mixed)
        owner = np.full((rows, columns), MIXED, np.int32)
        x = np.asarray(west + step * (column + 0.5), float)
        y = np.asarray(south + step * (row + 0.5), float)
        owner[row, column] = self._search(x, y)
        return Raster(west, south, step, owner)

    def locate(self, x: ArrayLike, y: ArrayLike) -> Indices:
        x, y = np.asarray(x, float), np.asarray(y, float)
        west, south, east, north = self.bounds
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        found = np.full(len(x), -1, np.int32)
        found[inside] = self._lookup.owner.ravel()[self._lookup.bin(x[inside], y[inside])]
        unsure = np.flatnonzero(found == MIXED)
        found[unsure] = self._search(x[unsure], y[unsure])
        return found

    def outline(self, cell: int) -> list[Floats]:
        import shapely

        rings = shapely.get_rings(shapely.get_parts(self.polygons[cell]))
        return [np.asarray(shapely.get_coordinates(ring)) for ring in rings]

    def neighbours(self) -> NDArray[np.int64]:
        a, b = self._tree.query(np.array(self.polygons), predicate="intersects")
        pairs: NDArray[np.int64] = np.column_stack([a, b])[a != b].astype(np.int64)
        return pairs

    def only(self, active: NDArray[np.bool_]) -> "Areas":
        kept = np.flatnonzero(active)
        return replace(
            self,
            polygons=tuple(self.polygons[i] for i in kept),
            names=tuple(self.names[i] for i in kept),
        )


def numbered(active: NDArray[np.bool_]) -> Indices:
    """Number the true places row by row, -1 elsewhere."""
    index = np.full(active.shape, -1, np.int32)
    index[active] = np.arange(np.count_nonzero(active), dtype=np.int32)
    return index


def with_factors(cells: Cells, factors: Sequence[Factor]) -> Cells:
    """Return the same cells with other surroundings."""
    if isinstance(cells, Lattice):
        return replace(cells, factors=tuple(factors))
    if isinstance(cells, Areas):
        return replace(cells, factors=tuple(factors))
    raise TypeError(f"{type(cells).__name__} has no factors")

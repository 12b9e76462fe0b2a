"""What a file would become, shown before anything is read whole or kept."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.io.areas import AreaLayer, moved
from planner.io.columns import Columns
from planner.io.dates import parse_texts
from planner.io.numbers import numbers
from planner.io.projections import inside, known_crs, middle, plane_for, transformed
from planner.io.reading import strays
from planner.io.tables import Table, Wanted
from planner.model.datasets import AreaSetRow
from planner.ops import datasets
from planner.store.store import Store

Floats = NDArray[np.float64]

MOST_SHOWN = 20_000
MOST_OUTLINES = 2_000
NEAR_M = 50_000.0


@dataclass(frozen=True, eq=False)
class Located:
    """Some of the points of a file in a plane, to be shown on a map before they are believed."""

    x: Floats
    y: Floats
    crs: str
    longitude: float
    latitude: float
    region: str
    inside: float


def locate(table: Table, columns: Columns, crs: str) -> Located | None:
    """Return where the first points of a table would lie; None if it has none there."""
    piece = next(table.read(Wanted(numbers=(columns.x, columns.y))), None)
    if piece is None:
        return None
    x, y = (numbers(piece.columns[name], table.decimal) for name in (columns.x, columns.y))
    good = np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))
    return located(x[good][:MOST_SHOWN], y[good][:MOST_SHOWN], crs)


def located(x: Floats, y: Floats, crs: str) -> Located | None:
    """Return points of `crs` in the plane they would be kept in."""
    if not len(x):
        return None
    plane = plane_for(x, y, crs)
    across, up = transformed(x, y, crs, plane)
    good = np.isfinite(across) & np.isfinite(up)
    good &= ~strays(across, up, good)
    if not good.any():
        return None
    longitude, latitude = middle(across[good], up[good], plane)
    use = known_crs(crs).area_of_use
    within = float(inside(x, y, crs).mean())
    region = use.name if use else ""
    return Located(across[good], up[good], plane, longitude, latitude, region, within)


def outlines_at(rows: list[AreaSetRow], store: Store, located: Located) -> list[tuple[str, Any]]:
    """Return names and polygons of the area sets near some points, in their plane."""
    import shapely

    west, east = located.x.min() - NEAR_M, located.x.max() + NEAR_M
    south, north = located.y.min() - NEAR_M, located.y.max() + NEAR_M
    box, found = shapely.box(west, south, east, north), []
    for row in rows:
        shapes = datasets.polygons(store, row, located.crs).polygons
        if box.intersects(shapely.box(*shapely.total_bounds(shapes))):
            found.append((row.name, shapes))
    return found


def locate_areas(opened: AreaLayer, crs: str) -> tuple[Located | None, list[tuple[str, Any]]]:
    """Return where the first areas of a layer would lie, and their outlines there."""
    import shapely

    shapes, _values = opened.layer.read(MOST_OUTLINES)
    inner = shapely.get_coordinates(shapely.point_on_surface(shapes))
    found = located(inner[:, 0], inner[:, 1], crs)
    if found is None:
        return None, []
    return found, [(opened.layer.name, moved(shapes, crs, found.crs))]


def rings_of(shapes: Any) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Return all corners of polygons, where each ring starts, and whose ring it is."""
    import shapely

    parts, owner = shapely.get_parts(np.array(shapes), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.flatnonzero(np.diff(ring, prepend=-1))
    return corners, starts, owner[part]


def dates_read(table: Table, name: str, form: str) -> list[tuple[str, str]]:
    """Return different texts of a column beside the day or moment they would be read as."""
    at = table.columns.index(name)
    texts = list(dict.fromkeys(row[at].strip() for row in table.preview))
    moments = parse_texts(texts, form)
    return [
        (text, "" if np.isnat(moment) else str(moment).removesuffix("T00:00:00"))
        for text, moment in zip(texts, moments, strict=True)
    ]

"""What one can do with layers of surroundings: bring in, list, remove, and give to forecasts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import col, select

from planner.io.areas import packed, unpacked
from planner.io.factors import ReadFactor, read_factor, taken_of
from planner.io.projections import transformed
from planner.model.factors import Factor, FactorFields, FactorRow
from planner.ops.datasets import NoSuchSetError
from planner.store.bulk import Bulk
from planner.store.store import Store
from planner.texts import _

if TYPE_CHECKING:
    from planner.model.cells import Cells
    from planner.model.cells import Factor as Places

__all__ = ["ReadFactor", "read_factor", "taken_of"]

STEP = 25.0  # metres between the places that stand for a line or an area
MOST = 200_000  # places of one layer; beyond that they lie farther apart
ALL = "all"


def list_factors(store: Store) -> list[FactorRow]:
    return store.rows(select(Factor).order_by(col(Factor.name)), FactorRow)


def find_factors(store: Store, names: Sequence[str]) -> list[FactorRow]:
    """Return the layers with these names or uids; "all" stands for every one."""
    rows = list_factors(store)
    if ALL in names:
        return rows
    found = []
    for name in names:
        fit = [row for row in rows if name in (row.uid, row.name)]
        if not fit:
            raise NoSuchSetError(name, [row.name for row in rows])
        found.append(fit[0])
    return found


def keep_factor(store: Store, found: ReadFactor, name: str, **more: Any) -> str:
    """Keep a layer under `name`; a layer of this name is replaced."""
    wkb, ends, _none = packed(list(found.shapes), [])
    values = {
        "name": name,
        "crs": found.crs,
        "source_crs": found.source_crs[:60],
        "shapes": found.kind,
        "features": len(found.shapes),
        **more,
    }
    known = next((row for row in list_factors(store) if row.name == name), None)
    with store.edit(_("import of surroundings")) as edit:
        values["digest"] = edit.keep_bulk(Bulk({"kind": "factor"}, {"wkb": wkb, "ends": ends}))
        if known is None:
            return edit.add(FactorFields(**values))
        edit.change(FactorRow, known.uid, **values)
        return known.uid


def with_surroundings(store: Store, cells: "Cells", rows: Sequence[FactorRow], crs: str) -> "Cells":
    """Return the same cells knowing what is around them; may be called from any thread."""
    from planner.model.cells import with_factors

    return with_factors(cells, [places(store, row, crs) for row in rows]) if rows else cells


def places(store: Store, row: FactorRow, crs: str) -> "Places":
    """Return the places of a layer in the plane `crs`; lines and areas as evenly spread places."""
    import shapely

    from planner.model.cells import Factor as Places

    bulk = store.bulk(row.digest)
    shapes, _none = unpacked(bulk.data("wkb"), bulk.array("ends"), b"[]")
    if row.shapes == "points":
        there = shapely.get_coordinates(shapes)
    else:
        there = _along(shapes) if row.shapes == "lines" else _within(shapes)
    x, y = transformed(there[:, 0], there[:, 1], row.crs, crs)
    known = np.isfinite(x) & np.isfinite(y)
    return Places(row.name, x[known], y[known])


def _along(lines: NDArray[Any]) -> NDArray[np.float64]:
    """Return places at even steps along lines."""
    import shapely

    length = shapely.length(lines)
    step = max(STEP, float(length.sum()) / MOST)
    count = np.maximum(1, np.ceil(length / step)).astype(np.int64)
    whose = np.repeat(np.arange(len(lines)), count)
    turn = np.arange(len(whose)) - np.repeat(np.cumsum(count) - count, count)
    at = (turn + 0.5) * (length / count)[whose]
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(lines[whose], at)))


def _within(areas: NDArray[Any]) -> NDArray[np.float64]:
    """Return places on an even grid inside areas, and on their edges."""
    import shapely

    whole = shapely.union_all(shapely.make_valid(areas))
    step = max(STEP, float(np.sqrt(shapely.area(whole) / MOST)))
    west, south, east, north = shapely.bounds(whole)
    shapely.prepare(whole)
    rows = []
    for y in np.arange(south + step / 2, north, step):
        x = np.arange(west + step / 2, east, step)
        inside = x[shapely.contains_xy(whole, x, y)]
        rows.append(np.column_stack([inside, np.full(len(inside), y)]))
    edges = shapely.get_parts(shapely.boundary(whole))
    return np.concatenate([*rows, _along(edges)])

"""What one can do with kept incidents and areas: find, change, remove, and get their arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary

import numpy as np
from sqlmodel import col, select

from planner.errors import UserError
from planner.features.hotspots.aoristic import timed
from planner.io.areas import moved, unpacked
from planner.io.projections import Bounds, degrees_box
from planner.model.datasets import AreaSet, AreaSetRow, Dataset, DatasetRow
from planner.store.store import Store
from planner.texts import _

if TYPE_CHECKING:
    from planner.model.cells import Areas
    from planner.model.incidents import Incidents

Made = TypeVar("Made")

CENTIMETRES = 100.0
READY = 6
MOST = 0.5


class NoSuchSetError(UserError):
    """No incidents or areas of the project have the given name."""

    code = "not_found"

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(
            _("Nothing was done."),
            _("The project has no data called {name}.").format(name=name),
            _("It has: {known}.").format(known=", ".join(known))
            if known
            else _("Import a file first."),
        )


@dataclass(frozen=True, eq=False)
class AreaShapes:
    """The outlines of an area set in metres of `crs`, with what is known of each."""

    polygons: tuple[Any, ...]
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    residents: tuple[int | None, ...]
    attributes: tuple[Mapping[str, Any], ...]
    crs: str


def list_datasets(store: Store) -> list[DatasetRow]:
    return store.rows(select(Dataset).order_by(col(Dataset.name)), DatasetRow)


def list_area_sets(store: Store) -> list[AreaSetRow]:
    return store.rows(select(AreaSet).order_by(col(AreaSet.name)), AreaSetRow)


def find_dataset(store: Store, name: str) -> DatasetRow:
    """Return the incidents with this name or uid."""
    rows = list_datasets(store)
    for row in rows:
        if name in (row.uid, row.name):
            return row
    raise NoSuchSetError(name, [row.name for row in rows])


def find_area_set(store: Store, name: str) -> AreaSetRow:
    """Return the areas with this name or uid."""
    rows = list_area_sets(store)
    for row in rows:
        if name in (row.uid, row.name):
            return row
    raise NoSuchSetError(name, [row.name for row in rows])


def change_dataset(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of incident data"), seen) as edit:
        edit.change(DatasetRow, uid, **values)


def change_area_set(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of areas"), seen) as edit:
        edit.change(AreaSetRow, uid, **values)


def remove_dataset(store: Store, uid: str) -> None:
    with store.edit(_("removal of incident data")) as edit:
        edit.remove(DatasetRow, uid)


def remove_area_set(store: Store, uid: str) -> None:
    with store.edit(_("removal of areas")) as edit:
        edit.remove(AreaSetRow, uid)


def incidents(store: Store, which: DatasetRow | str) -> "Incidents":
    """Return kept incidents as arrays, at the moments that their setting says.

    With a row it may be called from any thread.
    """
    row = find_dataset(store, which) if isinstance(which, str) else which
    how = row.timing or "from"
    return _ready(store, f"{row.digest} {how}", lambda: timed(as_recorded(store, row), how))


def as_recorded(store: Store, row: DatasetRow) -> "Incidents":
    """Return kept incidents with from, to and day of recording as they came in."""
    return _ready(store, row.digest, lambda: _incidents(store, row.digest))


def _incidents(store: Store, digest: str) -> "Incidents":
    from planner.model.incidents import Incidents

    bulk = store.bulk(digest)
    there = {name: bulk.array(name) for name in bulk.columns}
    category = there.get("category")
    return Incidents(
        there["x"] / CENTIMETRES,
        there["y"] / CENTIMETRES,
        there["t"],
        there.get("t_end"),
        there.get("recorded"),
        None if category is None else category.astype(np.int32),
        tuple(bulk.header.get("categories", ())),
        by_area=bool(bulk.header.get("by_area")),
    )


def polygons(store: Store, which: AreaSetRow | str, crs: str = "") -> AreaShapes:
    """Return kept areas; in the plane `crs` where one is named, as the incidents they go with.

    With a row it may be called from any thread.
    """
    row = find_area_set(store, which) if isinstance(which, str) else which
    return _ready(store, f"{row.digest} {crs}", lambda: _shapes(store, row, crs))


def _shapes(store: Store, row: AreaSetRow, crs: str) -> AreaShapes:
    bulk = store.bulk(row.digest)
    shapes, attributes = unpacked(bulk.data("wkb"), bulk.array("ends"), bulk.data("attributes"))
    if crs and crs != row.crs:
        shapes = moved(shapes, row.crs, crs)
    return AreaShapes(
        tuple(shapes),
        tuple(a["id"] for a in attributes),
        tuple(a["label"] for a in attributes),
        tuple(a["residents"] for a in attributes),
        tuple(attributes),
        crs or row.crs,
    )


def areas(store: Store, which: AreaSetRow | str, crs: str = "") -> "Areas":
    """Return kept areas as cells; see `polygons`."""
    from planner.model.cells import Areas

    shapes = polygons(store, which, crs)
    return Areas(shapes.polygons, shapes.labels)


def known_places(store: Store) -> list[Bounds]:
    """Return boxes in degrees around the areas of the project, which tell projections apart."""
    import shapely

    found = []
    for row in list_area_sets(store):
        west, south, east, north = shapely.total_bounds(polygons(store, row).polygons)
        found.append(degrees_box((west, south, east, north), row.crs))
    return found


def areas_around(store: Store, row: DatasetRow) -> list[AreaSetRow]:
    """Return the area sets in which most of the incidents lie, the tightest first."""
    import shapely

    found = incidents(store, row)
    fitting = []
    for area_set in list_area_sets(store):
        box = shapely.total_bounds(polygons(store, area_set, row.crs).polygons)
        west, south, east, north = box
        within = (found.x >= west) & (found.x <= east) & (found.y >= south) & (found.y <= north)
        if within.mean() > MOST:
            fitting.append(((east - west) * (north - south), area_set))
    return [area_set for _size, area_set in sorted(fitting, key=lambda pair: pair[0])]


_kept: "WeakKeyDictionary[Store, dict[str, Any]]" = WeakKeyDictionary()
_lock = Lock()


def _ready(store: Store, key: str, make: Callable[[], Made]) -> Made:
    """Return what was made last under `key`; data under a digest never change."""
    with _lock:
        made = _kept.setdefault(store, {})
        if key in made:
            return cast("Made", made[key])
    value = make()
    with _lock:
        made[key] = value
        while len(made) > READY:
            del made[next(iter(made))]
    return value

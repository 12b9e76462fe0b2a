"""What leaves as a map or a table: masked points, counts without small ones, forecasts, areas."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import UserError
from planner.features.hotspots.bias.masking import LEAST, donut, suppressed
from planner.features.hotspots.kernels import sums
from planner.io.layer_files import Sheet, write_sheet
from planner.model.cells import Areas, Cells
from planner.model.datasets import AreaSetRow, DatasetRow
from planner.model.forecasts import ForecastRow
from planner.model.incidents import Incidents
from planner.ops import claims, datasets, forecasts
from planner.store.store import Store
from planner.texts import _, mark

__all__ = ["LEAST", "Mask", "Sheet"]

INNER, OUTER = 50.0, 250.0  # metres
SPEAKS = mark("This map speaks of places, not of the people who live there.")


class OtherCellsError(UserError):
    """A kept forecast cannot be put on a map any more."""

    code = "other_cells"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Nothing was written."),
            _("The incidents or areas of {name} have changed since it was made.").format(name=name),
            _("Make the forecast again and export that."),
        )


@dataclass(frozen=True)
class Mask:
    """How far points are moved: to a random place between two distances in metres."""

    inner: float = INNER
    outer: float = OUTER
    seed: int | None = None


def points(store: Store, row: DatasetRow, mask: Mask | None) -> Sheet:
    """Return incidents as points by day; moved by `mask`, or where they were recorded."""
    import shapely

    found = datasets.as_recorded(store, row)
    x, y = found.x, found.y
    if mask:
        seed = secrets.randbits(64) if mask.seed is None else mask.seed
        x, y = donut(found, mask.inner, mask.outer, seed)
    columns: dict[str, NDArray[Any]] = {"day": found.t.astype("M8[D]")}
    for name, when in (("to_day", found.t_end), ("recorded", found.recorded)):
        if when is not None:
            columns[name] = when.astype("M8[D]")
    if found.category is not None and found.categories:
        names = np.array([*found.categories, ""], object)
        columns["type"] = names[found.category]
    return Sheet(np.asarray(shapely.points(x.round(2), y.round(2))), columns, row.crs)


def counts(incidents: Incidents, cells: Cells, crs: str, least: int = LEAST) -> tuple[Sheet, int]:
    """Return incidents by cell, and how many counts are withheld for being below `least`."""
    there = incidents.placed(cells)
    count = sums(there.cells, None, len(cells)).astype(np.int64)
    hidden = suppressed(count, least)
    shown = np.where(hidden, np.nan, count)
    columns = {**_named(cells), "incidents": shown, "suppressed": hidden.astype(np.int32)}
    return Sheet(outlines(cells), columns, crs), int(hidden.sum())


def forecast_cells(store: Store, row: ForecastRow) -> Sheet:
    """Return the cells of a kept forecast, or the areas of one that others made."""
    if row.kind == "imported":
        areas = claims.outlines(store, row, row.summary["crs"])
        risk = store.bulk(row.digest).array("risk")
        return Sheet(outlines(areas), {**_named(areas), "risk": risk}, row.summary["crs"])
    dataset = store.row(DatasetRow, row.dataset) if row.dataset else None
    if dataset is None or row.kind != "forecast":
        raise OtherCellsError(row.name)
    chosen = store.row(AreaSetRow, row.area_set) if row.area_set else None
    study = datasets.areas(store, chosen, dataset.crs) if chosen else None
    there = datasets.incidents(store, dataset)
    cells = forecasts.study_cells(row.shape, row.cell_m, study, there)
    kept = forecasts.kept_cells(store, row)
    if len(cells) != len(kept.risk):
        raise OtherCellsError(row.name)
    columns = {
        **_named(cells),
        "risk": kept.risk,
        "expected": np.full(len(cells), np.nan) if kept.expected is None else kept.expected,
        "rank": kept.rank.astype(np.int64),
        "flagged": kept.flagged.astype(np.int32),
    }
    return Sheet(outlines(cells), columns, dataset.crs)


def areas_of(store: Store, row: AreaSetRow) -> Sheet:
    """Return an area set with the ids, labels and residents of its areas."""
    found = datasets.polygons(store, row)
    residents = np.array([np.nan if n is None else n for n in found.residents], float)
    columns = {"id": np.array(found.ids, object), "label": np.array(found.labels, object)}
    return Sheet(np.array(found.polygons), {**columns, "residents": residents}, found.crs)


def write(path: Path, sheet: Sheet) -> None:
    """Write a sheet with the sentence that every exported map says."""
    write_sheet(path, sheet, _(SPEAKS))


def outlines(cells: Cells) -> NDArray[Any]:
    """Return the outlines of cells as polygons."""
    import shapely

    if isinstance(cells, Areas):
        return np.array(cells.polygons)
    return np.asarray(shapely.polygons([cells.outline(n)[0] for n in range(len(cells))]))


def _named(cells: Cells) -> dict[str, NDArray[Any]]:
    return {"cell": np.array(cells.ids, object), "area_m2": cells.area_m2.round(2)}

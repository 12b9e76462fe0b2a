"""What one can do with forecasts: make one, play the past, keep it, look at it again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import col, select

from planner.errors import UserError
from planner.features.hotspots import methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.backtest import Backtest, Plan, backtest, origins, plan
from planner.features.hotspots.bias.sources import check_source
from planner.features.hotspots.luck import Comparison
from planner.features.hotspots.method import METHODS, Forecast, Method, configured, run
from planner.features.hotspots.panel import FAMILIES
from planner.features.hotspots.scores import Score
from planner.model.cells import Areas, Cells
from planner.model.datasets import DatasetRow
from planner.model.forecasts import Forecast as ForecastRecord
from planner.model.forecasts import ForecastFields, ForecastRow
from planner.model.grids import hex_cells, square_cells
from planner.model.incidents import Incidents
from planner.model.kinds import Kind
from planner.progress import Progress
from planner.store.bulk import Bulk
from planner.store.files import app_version
from planner.store.store import Store
from planner.texts import _, mark

__all__ = [
    "Backtest",
    "Comparison",
    "Forecast",
    "Method",
    "Plan",
    "Score",
    "backtest",
    "configured",
    "origins",
    "plan",
]

Floats = NDArray[np.float64]

PLAIN_WORDS = {"count": mark("Count map"), "random": mark("Chance")}
PART_WORDS = {
    **FAMILIES,
    "background": mark("the background"),
    "repeats": mark("repeats of recent incidents"),
    "history": mark("long history"),
    "recency": mark("recent weeks"),
    "neighbourhood": mark("the neighbourhood"),
    "even": mark("spread evenly"),
}
LIMITS = ("gt", "ge", "lt", "le")


class NoAreasError(UserError):
    """The areas were to be the cells, but none were chosen."""

    code = "no_areas_chosen"

    def __init__(self) -> None:
        super().__init__(
            _("No forecast was made."),
            _("The cells are to be areas, but no areas are chosen."),
            _("Choose a study area, or squares or hexagons as cells."),
        )


class OnlyAreasKnownError(UserError):
    """Squares or hexagons were to be laid under incidents of which only the area is known."""

    code = "only_areas_known"

    def __init__(self) -> None:
        super().__init__(
            _("No cells were laid."),
            _("These incidents have area codes only; a smaller cell would show where the point "
              "of each area happens to lie."),
            _("Take areas as cells."),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class KeptCells:
    """The cells of a kept forecast; `expected` is None if the method only ranks."""

    risk: Floats
    rank: NDArray[np.int64]
    flagged: NDArray[np.bool_]
    expected: Floats | None


def list_methods() -> list[type[Method]]:
    """Return the methods in the order of their titles."""
    return sorted(METHODS.values(), key=lambda method: _(method.title))


def called(name: str) -> str:
    """Return what a method is called beside a forecast: the count map, chance, or its title."""
    if name in METHODS and name not in PLAIN_WORDS:
        return _(METHODS[name].title)
    return _(PLAIN_WORDS.get(name, name))


def part_called(name: str) -> str:
    """Return what a part of a cell's score is called; a factor goes by its own name."""
    return _(PART_WORDS.get(name, name))


def parameters(method: type[Method]) -> list[dict[str, Any]]:
    """Return what a method declares of its settings: type, unit, limits, default, words."""
    return [
        {
            "name": name,
            "title": _(field.title or name),
            "type": getattr(field.annotation, "__name__", str(field.annotation)),
            "unit": _unit(field),
            "default": field.default,
            "limits": {
                limit: getattr(one, limit)
                for one in field.metadata
                for limit in LIMITS
                if getattr(one, limit, None) is not None
            },
            "choices": [code for one in field.metadata for code in getattr(one, "titles", ())],
            "explanation": _(field.description or ""),
        }
        for name, field in method.model_fields.items()
    ]


def _unit(field: Any) -> str:
    return next((_(one.unit) for one in field.metadata if isinstance(one, Kind) and one.unit), "")


def settings_from(name: str, texts: Mapping[str, str]) -> Method:
    """Return the method called `name` with settings as typed on a command line."""
    return configured(name, dict(texts))


def forecast_allowed(row: DatasetRow, reason: str = "") -> None:
    """Refuse offences that police discover, unless a reason is given."""
    check_source(row.discovered_by, row.name, reason)


def study_cells(shape: str, size: float, areas: Areas | None, incidents: Incidents) -> Cells:
    """Lay cells over `areas`; without any, over the rectangle around all incidents.

    With the shape "areas" the areas themselves are the cells.
    """
    import shapely

    if shape == "areas" and areas is None:
        raise NoAreasError
    if shape != "areas" and incidents.by_area:
        raise OnlyAreasKnownError
    if shape == "areas" and areas:
        return areas
    lay = hex_cells if shape == "hex" else square_cells
    if areas:
        return lay(shapely.union_all(list(areas.polygons)), size)
    x, y = incidents.x, incidents.y
    return lay((float(x.min()), float(y.min()), float(x.max()), float(y.max())), size)


def forecast(
    chosen: Method,
    incidents: Incidents,
    cells: Cells,
    when: tuple[np.datetime64, float],
    progress: Progress,
) -> Forecast:
    """Forecast the horizon after an origin; `when` is the origin and the days ahead."""
    return run(chosen, incidents, cells, when, progress)


def facts(made: Forecast, coverage: float) -> dict[str, Any]:
    """Return what a forecast says of itself, in figures and sentences."""
    flagged = made.flagged(coverage)
    area = made.seen.cells.area_m2
    return {
        "cells": len(flagged),
        "flagged": int(flagged.sum()),
        "area_m2": float(area[flagged].sum()),
        "study_area_m2": float(area.sum()),
        "incidents_used": round(float(made.seen.past.weights.sum())),
        "figures": {name: float(value) for name, value in made.figures.items()},
        "says": list(made.says),
    }


def list_forecasts(store: Store) -> list[ForecastRow]:
    """Return what was kept, the latest origin first."""
    newest = select(ForecastRecord).order_by(col(ForecastRecord.origin).desc())
    return store.rows(newest, ForecastRow)


def issue(store: Store, fields: ForecastFields, made: Forecast) -> str:
    """Keep a forecast with the risk, rank and flag of every cell, to be judged by what comes.

    `fields` name it and say where its cells lie; the rest is what was made.
    """
    columns: dict[str, np.ndarray | bytes] = {
        "risk": made.risk,
        "rank": made.rank,
        "flagged": made.flagged(fields.coverage).astype(np.uint8),
    }
    if made.expected is not None:
        columns["expected"] = made.expected
    header = {"what": "cells of a forecast", "cells": len(made.risk)}
    dataset = store.row(DatasetRow, fields.dataset) if fields.dataset else None
    row = fields.model_copy(
        update={
            "method": made.method.name,
            "parameters": made.method.model_dump(mode="json"),
            "origin": str(made.seen.origin),
            "horizon_days": made.seen.horizon,
            "dataset_digest": dataset.digest if dataset else "",
            "summary": facts(made, fields.coverage) | timing_of(dataset) | fields.summary,
            "app_version": app_version(),
        }
    )
    with store.edit(_("forecast")) as edit:
        return edit.add(row.model_copy(update={"digest": edit.keep_bulk(Bulk(header, columns))}))


def timing_of(dataset: DatasetRow | None) -> dict[str, str]:
    """Return when incidents with a from and a to counted, where that was told apart."""
    return {"timing": dataset.timing or "from"} if dataset else {}


def as_issued(store: Store, row: ForecastRow, again: Forecast) -> Forecast:
    """Return a kept forecast with the cells as they were issued; safe in any thread.

    `again` is the same forecast made now: it explains the cells. Where the
    cells themselves are others than then, it is returned as it is.
    """
    kept = kept_cells(store, row)
    if len(kept.risk) != len(again.risk):
        return again
    return replace(again, risk=kept.risk, rank=kept.rank, expected=kept.expected)


def kept_cells(store: Store, row: ForecastRow) -> KeptCells:
    """Return the cells of a kept forecast as they were issued; safe in any thread."""
    bulk = store.bulk(row.digest)
    expected = bulk.array("expected") if "expected" in bulk.columns else None
    flagged = bulk.array("flagged").astype(bool)
    return KeptCells(bulk.array("risk"), bulk.array("rank"), flagged, expected)

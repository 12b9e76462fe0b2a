"""``planner export incidents``, ``forecast`` and ``areas``: maps and tables for others."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from planner.cli.groups import exports
from planner.cli.output import Json, ProjectFile, reading, say
from planner.cli.places import Asked, CellSize, Shape, StudyArea, Timing, study
from planner.cli.values import BadOptionError, numbers
from planner.ops import datasets, forecasts
from planner.ops import publishing as ops
from planner.ops.publishing import LEAST
from planner.texts import _

Target = Annotated[
    Path, typer.Argument(metavar="TARGET", help="A .csv, .geojson, .gpkg or .shp file.")
]
Only = Annotated[str, typer.Option(metavar="UID", help="Which, by uid or name.")]
Row = TypeVar("Row", bound=Any)


def register(app: typer.Typer) -> None:
    exports(app).command("incidents")(export_incidents)
    exports(app).command("forecast")(export_forecast)
    exports(app).command("areas")(export_areas)


def export_incidents(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    target: Target,
    *,
    only: Only = "",
    donut: Annotated[
        str, typer.Option(help="Move each point between so many metres away.")
    ] = "50,250",
    exact: Annotated[bool, typer.Option("--exact", help="Leave points where they are.")] = False,
    seed: Annotated[int | None, typer.Option(min=0, help="Move points the same way again.")] = None,
    counts: Annotated[bool, typer.Option("--counts", help="Counts by cell, no points.")] = False,
    least: Annotated[int, typer.Option(min=1, help="Smaller counts are withheld.")] = LEAST,
    study_area: StudyArea = "",
    cell: CellSize = 250.0,
    shape: Shape = "square",
    timing: Timing = "",
    as_json: Json = False,
) -> None:
    """Write incidents as points moved at random, or as counts without small ones."""
    inner, outer = _distances(donut)
    with reading(file) as store:
        row = _one(datasets.list_datasets(store), only)
        hidden = 0
        if counts:
            where = study(store, Asked(row.uid, study_area, shape, cell, "counts", timing))
            sheet, hidden = ops.counts(where.incidents, where.cells, row.crs, least)
        else:
            sheet = ops.points(store, row, None if exact else ops.Mask(inner, outer, seed))
        ops.write(target, sheet)
    _tell(target, sheet, hidden, as_json=as_json)


def export_forecast(
    file: ProjectFile, target: Target, *, only: Only = "", as_json: Json = False
) -> None:
    """Write the cells of a kept forecast with risk, expected number, rank and flag."""
    with reading(file) as store:
        kept = [one for one in forecasts.list_forecasts(store) if one.kind != "backtest"]
        sheet = ops.forecast_cells(store, _one(kept, only))
        ops.write(target, sheet)
    _tell(target, sheet, 0, as_json=as_json)


def export_areas(
    file: ProjectFile, target: Target, *, only: Only = "", as_json: Json = False
) -> None:
    """Write areas with their ids, labels and residents."""
    with reading(file) as store:
        sheet = ops.areas_of(store, _one(datasets.list_area_sets(store), only))
        ops.write(target, sheet)
    _tell(target, sheet, 0, as_json=as_json)


def _one(rows: Sequence[Row], wanted: str) -> Row:
    """Return the row of this name or uid; without one, the only row there is."""
    fit = [row for row in rows if wanted in (row.uid, row.name)] if wanted else list(rows)
    if len(fit) == 1 or (fit and wanted):
        return fit[0]
    raise datasets.NoSuchSetError(wanted or _("(none named)"), [row.name for row in rows])


def _distances(text: str) -> tuple[float, float]:
    found = numbers("--donut", text)
    if len(found) != 2 or not 0 <= found[0] < found[1] < float("inf"):  # noqa: PLR2004
        wanted = _("Write two distances in metres, the smaller first, such as 50,250.")
        raise BadOptionError("--donut", text, wanted)
    return found[0], found[1]


def _tell(target: Path, sheet: ops.Sheet, suppressed: int, *, as_json: bool) -> None:
    says = _(ops.SPEAKS)
    document = {"written": target.name, "rows": len(sheet), "suppressed": suppressed, "says": says}
    text = f"{len(sheet)} rows were written to {target.name}."
    if suppressed:
        text += f" {suppressed} counts are withheld."
    say(document, f"{text}\n{says}", as_json=as_json)

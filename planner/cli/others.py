"""Commands for forecasts of others: take one in, and score them."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.figures import rows_of, told
from planner.cli.groups import DryRun, ImportReport, imports
from planner.cli.import_data import Crs, Delimiter, Encoding, LayerName, Sheet, tab
from planner.cli.locks import Look, looked, looking
from planner.cli.output import (
    Csv,
    Json,
    ProjectFile,
    TextProgress,
    reading,
    say,
    write_csv,
    writing,
)
from planner.cli.places import Asked, CellSize, Despite, Shape, StudyArea, Timing, study
from planner.cli.values import BadOptionError, Data, moment, numbers
from planner.model.incidents import DAY
from planner.ops import backtests, datasets
from planner.ops import claims as ops
from planner.ops.imports import Writing
from planner.texts import _


def register(app: typer.Typer) -> None:
    app.command()(score)
    imports(app).command("forecast")(import_forecast)


def import_forecast(  # noqa: PLR0913  (one parameter for each option of the contract)
    file: ProjectFile,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A layer of areas, or a table.")],
    *,
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")] = "",
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="The day after the last.")] = "",
    date: Annotated[
        str, typer.Option(metavar="COL", help="The first day of each row, instead of --from.")
    ] = "",
    days: Annotated[float, typer.Option(min=0.01, help="Days ahead, without --to.")] = 7.0,
    name: Annotated[str, typer.Option(help="What to call it.")] = "",
    risk: Annotated[str, typer.Option(metavar="COL", help="Risk of each area.")] = "",
    area: Annotated[str, typer.Option(metavar="COL", help="Code of an area of --areas.")] = "",
    areas: Annotated[str, typer.Option(help="Areas of the project that --area names.")] = "",
    crs: Crs = "",
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    layer: LayerName = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take in a forecast that somebody else made, for the days from --from up to --to."""
    how = Writing(encoding, tab(delimiter), None, sheet, layer)
    columns = ops.ClaimColumns(risk, date, area)
    period = _period(start, end, days, date)
    with (reading if dry_run else writing)(file) as store:
        named = datasets.polygons(store, areas) if areas else None
        found = ops.read_claim(source, columns, crs, how, named)
        uids = []
        if not dry_run:
            uids = ops.keep_claim(store, found, name or source.stem, period, source.name)
    report = ImportReport(added=len(uids) or 1, skipped=found.left_out, uids=uids)
    more = {"areas": len(found.risk), "crs": found.crs}
    text = _("{n} areas were taken in, {skipped} left out.").format(
        n=len(found.risk), skipped=found.left_out
    )
    say({**report.document(), **more}, text, as_json=as_json)


def _period(start: str, end: str, days: float, date: str) -> ops.Period:
    """Return the days a forecast speaks of, as they were typed."""
    if bool(start) == bool(date):
        wanted = _("Name the first day with --from, or its column with --date.")
        raise BadOptionError("--from", start or _("nothing"), wanted)
    if not start:
        return ops.Period(None, days)
    first = moment("--from", start)
    if not end:
        return ops.Period(first, days)
    long = float((moment("--to", end) - first) / DAY)
    if long <= 0:
        raise BadOptionError("--to", end, _("Choose a day after --from."))
    return ops.Period(first, long)


def score(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    forecast: Annotated[list[str], typer.Option(help="Name of an imported forecast; repeatable.")],
    study_area: StudyArea = "",
    cell: CellSize = 250.0,
    shape: Shape = "square",
    coverage: Annotated[
        str, typer.Option(help="Shares of the area; without it, what was named.")
    ] = "",
    despite: Despite = "",
    timing: Timing = "",
    look: Look = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Score forecasts of others, with counts and chance on equal area beside them."""
    shares = numbers("--coverage", coverage) if coverage else ()
    with looking(file, look) as store:
        rows = ops.find_claims(store, forecast)
        where = study(store, Asked(data, study_area, shape, cell, despite, timing))
        seen = looked(store, where.data, ops.period_of(rows), look)
        there = where.incidents, where.cells, where.data.crs
        done, warning = ops.score(store, rows, there, shares, TextProgress())
    document = backtests.document(done) | seen
    document["warnings"] = [warning] if warning else []
    write_csv(csv, rows_of(document))
    say(document, "\n".join(filter(None, [told(document), warning])), as_json=as_json)

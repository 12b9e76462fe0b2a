"""``planner forecast`` and ``planner backtest``."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from planner.cli.figures import rows_of, told
from planner.cli.locks import Look, looked
from planner.cli.output import (
    Csv,
    Json,
    ProjectFile,
    TextProgress,
    reading,
    say,
    write_csv,
    writing,
    written,
)
from planner.cli.places import (
    Asked,
    CellSize,
    Despite,
    Factors,
    Horizon,
    Shape,
    Study,
    StudyArea,
    Timing,
    origins,
    study,
)
from planner.cli.values import BadOptionError, Data
from planner.cli.workers import Workers, shared_out
from planner.model.forecasts import ForecastFields
from planner.ops import backtests, besides, looks, nij
from planner.ops import forecasts as ops
from planner.ops.streets import metres_of
from planner.texts import _

DAYS_A_WEEK = 7.0
USUAL_CELL = 250.0  # metres

AnyCellSize = Annotated[
    float | None, typer.Option("--cell", min=1, help="Size of a cell in metres.")
]
Protocol = Annotated[
    str, typer.Option(help="nij2017: the cells, areas and horizons of that contest.")
]
Delay = Annotated[
    float, typer.Option(min=0, help="Also as if all became known so many days later.")
]

Streets = Annotated[
    str, typer.Option(metavar="COL", help="Metres of street in each area, for PAI by length.")
]
Weeks = Annotated[
    int,
    typer.Option(min=0, max=520, help="Weeks before the origin to play, to calibrate and compare."),
]
Parts = Annotated[
    bool, typer.Option("--parts", help="Also without each part of a method, such as blend.")
]


def register(app: typer.Typer) -> None:
    app.command()(forecast)
    app.command()(backtest)


def forecast(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    method: Annotated[str, typer.Option(help="The method, for example count or kde.")],
    origin: Annotated[str, typer.Option(help="The day it is made, for example 2017-06-01.")],
    horizon: Horizon = DAYS_A_WEEK,
    study_area: StudyArea = "",
    cell: CellSize = 250.0,
    shape: Shape = "square",
    coverage: Annotated[
        float, typer.Option(min=0.0001, max=1, help="Share of the area to flag.")
    ] = 0.05,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, for example bandwidth=200.")
    ] = None,
    cells_out: Annotated[
        Path | None, typer.Option("--cells", help="Write all cells to this CSV file.")
    ] = None,
    keep: Annotated[str, typer.Option(help="Keep it in the project under this name.")] = "",
    despite: Despite = "",
    timing: Timing = "",
    factor: Factors = None,
    weeks: Weeks = 0,
    as_json: Json = False,
) -> None:
    """Make one forecast."""
    chosen = ops.settings_from(method, _pairs(settings or []))
    when = (_day("--origin", origin), horizon)
    with (writing if keep else reading)(file) as store:
        where = study(store, Asked(data, study_area, shape, cell, despite, timing, factor or ()))
        made = ops.forecast(chosen, where.incidents, where.cells, when, TextProgress())
        made, trial = _tried(made, where, weeks, coverage)
        if keep:
            fields = _fields(keep, where, ops.timing_of(where.data) | trial)
            ops.issue(store, fields.model_copy(update={"coverage": coverage}), made)
        if cells_out:  # before the project is saved: all or nothing
            write_cells(cells_out, made, coverage)
    found = ops.facts(made, coverage)
    document = {
        "method": made.method.name,
        "parameters": made.method.model_dump(mode="json"),
        "origin": origin,
        "horizon_days": horizon,
        "cells": found["cells"],
        "flagged": found["flagged"],
        "area_m2": found["area_m2"],
        "coverage": found["area_m2"] / found["study_area_m2"],
        "summary": summary(found, trial),
        "figures": found["figures"],
        "incidents_used": found["incidents_used"],
        **_basis(where),
        **trial,
    }
    say(document, document["summary"], as_json=as_json)


def _basis(where: Study) -> dict[str, Any]:
    """Return when incidents counted and which surroundings were looked at."""
    around = [one.name for one in where.cells.factors]
    return {"factors": around, **ops.timing_of(where.data)}


def _tried(
    made: ops.Forecast, where: Study, weeks: int, coverage: float
) -> tuple[ops.Forecast, dict[str, Any]]:
    """Play the weeks before a forecast, as far as they are not locked; tell and calibrate."""
    since = looks.locked_from(where.data)
    until = min(made.seen.origin, np.datetime64(since, "s")) if since else made.seen.origin
    days = backtests.weeks_before(where.incidents, until, made.seen.horizon, weeks)
    if not len(days):
        return made, {}
    there = where.incidents, days, coverage
    _done, facts, found = backtests.tried(made, *there, TextProgress())
    return found, {"trial": facts}


def summary(found: dict[str, Any], trial: dict[str, Any]) -> str:
    """Say in words what was flagged, what the method tells of itself and what its past does."""
    first = _("{flagged} of {cells} cells are flagged; {n} incidents before the origin were used.")
    told = first.format(flagged=found["flagged"], cells=found["cells"], n=found["incidents_used"])
    if not trial:
        untried = _("Expected numbers are not calibrated; --weeks 52 plays the past to do so.")
        return " ".join([told, *found["says"], untried])
    past = [backtests.gain_words(trial["trial"]), *backtests.part_words(trial["trial"])]
    return " ".join([told, *found["says"], *filter(None, past)])


def write_cells(path: Path, made: ops.Forecast, coverage: float) -> None:
    """Write every cell: ``cell,x,y,area_m2,risk,expected,rank,flagged``."""
    cells = made.seen.cells
    flagged = made.flagged(coverage)
    expected = [""] * len(cells) if made.expected is None else [f"{m:.9g}" for m in made.expected]
    with written(path, "--cells") as file:
        table = csv.writer(file)
        table.writerow(["cell", "x", "y", "area_m2", "risk", "expected", "rank", "flagged"])
        table.writerows(
            [name, f"{x:.2f}", f"{y:.2f}", f"{area:.2f}", f"{risk:.12g}", m, rank, int(flag)]
            for name, x, y, area, risk, m, rank, flag in zip(
                cells.ids,
                cells.x,
                cells.y,
                cells.area_m2,
                made.risk,
                expected,
                made.rank,
                flagged,
                strict=True,
            )
        )


def backtest(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    method: Annotated[
        list[str], typer.Option(help="ID[:key=value,...]; may be given several times.")
    ],
    start: Annotated[str, typer.Option("--from", help="The first origin.")],
    end: Annotated[str, typer.Option("--to", help="The last origin.")],
    step: Annotated[float, typer.Option(min=0.01, help="Days between origins.")] = DAYS_A_WEEK,
    horizon: Horizon = DAYS_A_WEEK,
    study_area: StudyArea = "",
    cell: AnyCellSize = None,
    shape: Shape = "square",
    coverage: Annotated[str, typer.Option(help="Shares of the area.")] = "0.01,0.05,0.1",
    protocol: Protocol = "",
    offsets: Annotated[bool, typer.Option("--offsets", help="Also on nine moved grids.")] = False,
    delay: Delay = 0.0,
    workers: Workers = None,
    scheduler: Annotated[
        str, typer.Option(metavar="tcp://HOST:PORT", help="A Dask cluster to use instead.")
    ] = "",
    keep: Annotated[str, typer.Option(help="Keep it in the project under this name.")] = "",
    despite: Despite = "",
    timing: Timing = "",
    factor: Factors = None,
    look: Look = "",
    parts: Parts = False,
    streets: Streets = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Try methods on the past, beside plain counts and chance."""
    days = origins(start, end, step)
    chosen = backtests.plan(backtests.method_texts(method), days, horizon, _shares(coverage))
    chosen = backtests.with_parts(chosen) if parts else chosen
    _check(protocol)
    wanted = besides.Besides(offsets, delay, bool(protocol))
    wanted.check(shape)
    size = cell or (nij.LARGEST_SIDE if protocol else USUAL_CELL)
    with (writing if keep or look else reading)(file) as store:
        where = study(store, Asked(data, study_area, shape, size, despite, timing, factor or ()))
        chosen = nij.under_rules(chosen, where.cells) if protocol else chosen
        furthest = nij.furthest(chosen, where.data) if protocol else chosen
        metres = metres_of(store, where.area_set, shape, streets) if streets else None
        seen = looked(store, where.data, looks.period_of(furthest), look)
        there = where.incidents, where.cells, TextProgress()
        with shared_out(workers, scheduler, chosen.forecasts * len(where.cells.x)) as executor:
            done = backtests.backtest(chosen, *there, executor)
        more = seen | _more(where, chosen, wanted)
        found = backtests.document(done, metres)
        if keep:
            backtests.keep_backtest(store, _fields(keep, where, more), done, found)
    document = found | more
    document["protocol"] |= {"data": data, "study_area": study_area or None, **_basis(where)}
    write_csv(csv, rows_of(document))
    say(document, told(document), as_json=as_json)


def _fields(name: str, where: Study, more: dict[str, Any]) -> ForecastFields:
    return ForecastFields(
        name=name,
        dataset=where.data.uid,
        area_set=where.area_set,
        factors=list(where.factors),
        summary=more,
        shape=where.cells.shape,
        cell_m=where.cells.size,
    )


def _check(protocol: str) -> None:
    if protocol not in ("", "nij2017"):
        raise BadOptionError("--protocol", protocol, _("The only protocol is nij2017."))


def _more(where: Study, chosen: backtests.Plan, wanted: besides.Besides) -> dict[str, Any]:
    """Return what was asked for besides."""
    there = besides.There(where.data, where.incidents, where.cells, where.areas)
    return besides.besides(chosen, there, wanted, TextProgress())


def _day(option: str, text: str) -> np.datetime64:
    try:
        return np.datetime64(date.fromisoformat(text[:10]).isoformat(), "s")
    except ValueError:
        wanted = _("Write the date as year-month-day, for example 2017-06-01.")
        raise BadOptionError(option, text, wanted) from None


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise BadOptionError("--set", text, _("Write name=value."))
        found[name.strip()] = value.strip()
    return found


def _shares(text: str) -> list[float]:
    try:
        shares = [float(part) for part in text.split(",")]
    except ValueError:
        shares = []
    if not shares or not all(0 < share <= 1 for share in shares):
        raise BadOptionError("--coverage", text, _("Write shares such as 0.01,0.05,0.1."))
    return shares

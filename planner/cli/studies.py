"""Commands about incidents besides forecasts."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from planner.cli.locks import Look, looked, looking, with_look
from planner.cli.output import Csv, Json, ProjectFile, TextProgress, reading, say, write_csv
from planner.cli.places import (
    Asked,
    CellSize,
    Factors,
    Horizon,
    Shape,
    StudyArea,
    Timing,
    incidents_of,
    study,
    timed,
)
from planner.cli.values import Data, From, To, moment, numbers
from planner.model.cells import Areas
from planner.ops import backtests, datasets, looks
from planner.ops import studies as ops
from planner.ops.besides import There
from planner.store.store import Store


def register(app: typer.Typer) -> None:
    app.command()(clusters)
    app.command()(lasting)
    app.command()(effect)
    app.command()(stress)
    app.command()(hours)


def clusters(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    origin: Annotated[str, typer.Option(help="The day clusters are looked for.")],
    reach: Annotated[float, typer.Option(min=10, help="Largest circle, metres.")] = 1000.0,
    days: Annotated[str, typer.Option(help="Last days to look at.")] = "3,7,14,28",
    permutations: Annotated[int, typer.Option(min=1, max=9999)] = 99,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    timing: Timing = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Find places with more incidents lately than place and time explain."""
    how = ops.Search(reach, numbers("--days", days), 365.0, permutations, seed)
    with reading(file) as store:
        there = incidents_of(store, data, timing)
        found = ops.clusters(there, moment("--origin", origin), how, TextProgress())
    lines = [
        f"{one.x:.0f}, {one.y:.0f}: {one.observed} in {one.days:g} days within {one.radius:.0f} m, "
        f"{one.expected:.1f} expected (p = {one.p:.3f})"
        for one in found
    ]
    rows = [asdict(one) for one in found]
    write_csv(csv, rows)
    say(rows, "\n".join(lines) or "None.", as_json=as_json)


def lasting(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    start: From,
    end: To,
    period: Annotated[float, typer.Option(min=1, help="Days of a period.")] = 30.0,
    study_area: StudyArea = "",
    cell: CellSize = 250.0,
    shape: Shape = "square",
    timing: Timing = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Tell hot spots that last from those that come and go (Gi* by period)."""
    edges = backtests.origins(moment("--from", start), moment("--to", end), period)
    with reading(file) as store:
        where = study(store, Asked(data, study_area, shape, cell, timing=timing))
        found = ops.lasting(where.incidents, where.cells, edges)
    counts = found.counts()
    hot = {
        name: kind for name, kind in zip(found.cells.ids, found.kinds, strict=True)
        if kind != "none"
    }  # fmt: skip
    document = {"periods": found.periods, "counts": counts, "cells": hot}
    write_csv(csv, _lasting_rows(found))
    say(document, "\n".join(f"{kind}: {n}" for kind, n in counts.items()), as_json=as_json)


def _lasting_rows(found: ops.Lasting) -> list[dict[str, Any]]:
    cells = found.cells
    places = zip(cells.ids, cells.x.tolist(), cells.y.tolist(), found.kinds, strict=True)
    return [
        {"cell": name, "x": round(x, 2), "y": round(y, 2), "kind": kind}
        for name, x, y, kind in places
    ]


def effect(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    treated: Annotated[str, typer.Option(help="Areas where something was done.")],
    control: Annotated[str, typer.Option(help="Areas like them where nothing was done.")],
    start: Annotated[str, typer.Option("--from", help="The day it began.")],
    days: Annotated[float, typer.Option(min=1, help="Days before and after.")] = 180.0,
    near: Annotated[str, typer.Option(help="Areas to which offences may have moved.")] = "",
    near_control: Annotated[str, typer.Option(help="Areas like those.")] = "",
    timing: Timing = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Hold the change after a measure against that in a control (displacement difference)."""
    if bool(near) != bool(near_control):
        raise typer.BadParameter("--near and --near-control go together")
    with reading(file) as store:
        row = datasets.find_dataset(store, data)
        found = datasets.incidents(store, timed(row, timing))
        places = _areas(store, treated, row.crs), _areas(store, control, row.crs)
        beside = (
            (_areas(store, near, row.crs), _areas(store, near_control, row.crs)) if near else None
        )
        result = ops.effect(found, places, moment("--from", start), days, beside)
    text = (
        f"{result.difference:+.0f} incidents beyond the control "
        f"(95 %: {result.low:+.1f} to {result.high:+.1f}, p = {result.p:.3f})."
    )
    warning = "\nFewer than 20 incidents in all: no conclusion." if result.few else ""
    write_csv(csv, [asdict(result)])
    say(asdict(result), text + warning, as_json=as_json)


def _areas(store: Store, name: str, crs: str) -> Areas:
    return datasets.areas(store, datasets.find_area_set(store, name), crs)


def stress(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    method: Annotated[list[str], typer.Option(help="ID[:key=value,...].")],
    start: From,
    end: To,
    step: Annotated[float, typer.Option(min=0.01, help="Days between origins.")] = 7.0,
    horizon: Horizon = 7.0,
    study_area: StudyArea = "",
    cell: CellSize = 250.0,
    coverage: Annotated[float, typer.Option(min=0.0001, max=1)] = 0.05,
    timing: Timing = "",
    look: Look = "",
    factor: Factors = None,
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Show how far a back-test hangs on where the grid lies and on late reports."""
    days = backtests.origins(moment("--from", start), moment("--to", end), step)
    chosen = backtests.plan(backtests.method_texts(method), days, horizon, [coverage])
    with looking(file, look) as store:
        where = study(store, Asked(data, study_area, "square", cell, "", timing, factor or ()))
        seen = looked(store, where.data, looks.period_of(chosen), look)
        ground = There(where.data, where.incidents, where.cells, where.areas).ground()
        found = ops.stress(chosen, where.incidents, ground, TextProgress())
    document = {key: [asdict(one) for one in swings] for key, swings in found.items()}
    write_csv(csv, _swing_rows(document))
    lines = [
        f"{key}, {one.method}: {one.low:.1%} to {one.high:.1%}"
        for key, swings in found.items()
        for one in swings
    ]
    told = {**document, **seen}
    say(told, with_look(told, "\n".join(lines)), as_json=as_json)


def _swing_rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"what": key, "method": one["method"], "coverage": one["coverage"]}
        | {"choice": choice, "hit_rate": rate}
        for key, swings in document.items()
        for one in swings
        for choice, rate in zip(one["choices"], one["hit_rates"], strict=True)
    ]


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def hours(
    file: ProjectFile, *, data: Data, timing: Timing = "", csv: Csv = None, as_json: Json = False
) -> None:
    """Count incidents by hour of the week; one with a from and a to as it is set to."""
    with reading(file) as store:
        row = timed(datasets.find_dataset(store, data), timing)
        found = ops.week(store, row)
    by_day = found.hours.reshape(7, 24)
    write_csv(
        csv,
        [
            {"day": day, "hour": hour, "incidents": round(float(by_day[d, hour]), 6)}
            for d, day in enumerate(DAYS)
            for hour in range(24)
        ],
    )
    document = asdict(found) | {"timing": row.timing, "hours": found.hours.tolist()}
    lines = ["     " + "".join(f"{hour:>6}" for hour in range(24))]
    lines += [f"{day}  " + "".join(f"{n:6.0f}" for n in by_day[d]) for d, day in enumerate(DAYS)]
    lines.append(
        f"{found.in_periods} of {found.incidents} have a from and a to, half of them within "
        f"{found.usual_hours:.0f} hours; {found.at_midnight} stand at 00:00."
    )
    say(document, "\n".join(lines), as_json=as_json)

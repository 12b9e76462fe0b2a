"""Commands of the bias laboratory."""

from dataclasses import asdict
from typing import Annotated, Any

import numpy as np
import typer

from planner.cli.locks import Look, looked, looking, with_look
from planner.cli.output import Csv, Json, ProjectFile, TextProgress, reading, say, write_csv
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
from planner.cli.values import BadOptionError, Data, From, To, moment
from planner.ops import backtests, bias, datasets, looks
from planner.store.store import Store
from planner.texts import _

Group = Annotated[
    str, typer.Option("--group", help="An attribute of the areas; without it, the areas.")
]
Areas = Annotated[str, typer.Option("--areas", help="The areas that groups are made of.")]
Coverage = Annotated[float, typer.Option(min=0.0001, max=1, help="Share of the area to flag.")]


def register(app: typer.Typer) -> None:
    app.command()(feedback)
    app.command()(reporting)
    app.command()(disparity)


def _groups(store: Store, where: Study, areas: str, attribute: str) -> bias.Groups:
    found = datasets.polygons(store, datasets.find_area_set(store, areas), where.data.crs)
    return bias.groups_of(where.cells, found, attribute)


def feedback(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    areas: Areas,
    start: From,
    days: Annotated[int, typer.Option(min=30, help="Days to replay.")] = 365,
    group: Group = "",
    window: Annotated[float, typer.Option(min=1, help="Days that maps look back.")] = 180.0,
    extra: Annotated[
        float, typer.Option(min=0, max=1, help="Chance of one more record a visit.")
    ] = 0.2,
    coverage: Coverage = 0.01,
    study_area: StudyArea = "",
    cell: CellSize = 250.0,
    shape: Shape = "square",
    seed: Annotated[int, typer.Option(min=0)] = 1,
    despite: Despite = "",
    timing: Timing = "",
    look: Look = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Replay daily maps in which patrols add records where they are sent."""
    how = bias.Replay(coverage, window, days, extra, seed)
    begin = moment("--from", start)
    period = begin, begin + np.timedelta64(days, "D")
    with looking(file, look) as store:
        where = study(store, Asked(data, study_area or areas, shape, cell, despite, timing))
        seen = looked(store, where.data, period, look)
        groups = _groups(store, where, areas, group)
        found = bias.feedback(where.incidents, where.cells, groups, begin, how, TextProgress())
    document = {
        "groups": list(found.groups),
        "true_share": found.true_share.tolist(),
        "plain": found.plain.tolist(),
        "fed_back": found.fed_back.tolist(),
        "amplification": found.amplification.tolist(),
        **seen,
    }
    write_csv(csv, _feedback_rows(document))
    lines = [
        f"{name}: {true:.1%} of incidents, {plain:.1%} of flagged cells, "
        f"{fed:.1%} with feedback (×{more:.2f})"
        for name, true, plain, fed, more in zip(
            found.groups,
            found.true_share,
            found.plain[-1],
            found.fed_back[-1],
            found.amplification,
            strict=True,
        )
    ]
    say(document, with_look(document, "\n".join(lines)), as_json=as_json)


def _feedback_rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a line for each group and month."""
    return [
        {"group": group, "month": month + 1, "true_share": document["true_share"][g]}
        | {"plain": document["plain"][month][g], "fed_back": document["fed_back"][month][g]}
        for g, group in enumerate(document["groups"])
        for month in range(len(document["plain"]))
    ]


def reporting(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    areas: Areas,
    origin: Annotated[str, typer.Option(help="The day the map is made.")],
    rates: Annotated[
        list[str] | None, typer.Option("--rate", help="GROUP=share that is reported.")
    ] = None,
    group: Group = "",
    window: Annotated[float, typer.Option(min=1, help="Days that the map looks back.")] = 365.0,
    coverage: Coverage = 0.05,
    imputations: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    study_area: StudyArea = "",
    cell: CellSize = 250.0,
    shape: Shape = "square",
    despite: Despite = "",
    timing: Timing = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Find out which flagged cells depend on who reports."""
    how = bias.Reported(
        _rates(rates or []), moment("--origin", origin), window, coverage, imputations
    )
    with reading(file) as store:
        where = study(store, Asked(data, study_area or areas, shape, cell, despite, timing))
        groups = _groups(store, where, areas, group)
        found = bias.reporting(where.incidents, where.cells, groups, how, TextProgress())
    document = _reporting_document(found)
    write_csv(csv, _reporting_rows(found, where, groups))
    text = (
        f"{document['flagged']} cells are flagged: {found.robust} stay in at least 90 % of "
        f"imputations, {found.fragile} in less than 50 %."
    )
    say(document, text, as_json=as_json)


def _reporting_document(found: bias.Reporting) -> dict[str, Any]:
    return {
        "flagged": int(found.flagged_now.sum()),
        "robust": found.robust,
        "fragile": found.fragile,
        "groups": [
            {
                "group": name,
                "flagged_share": float(now),
                "flagged_share_weighted": float(weighted),
                "residents_share": float(residents),
                "break_even_rate": even,
            }
            for name, now, weighted, residents, even in zip(
                found.groups,
                found.now,
                found.weighted,
                found.residents,
                found.break_even,
                strict=True,
            )
        ],
        "cells": {str(i): float(found.flagged_share[i]) for i in np.flatnonzero(found.flagged_now)},
    }


def _reporting_rows(
    found: bias.Reporting, where: Study, groups: bias.Groups
) -> list[dict[str, Any]]:
    """Return a line for each cell that is flagged now, or in some imputation."""
    cells = where.cells
    return [
        {
            "cell": cells.ids[i],
            "x": round(float(cells.x[i]), 2),
            "y": round(float(cells.y[i]), 2),
            "group": groups.names[groups.of_cell[i]] if groups.of_cell[i] >= 0 else "",
            "flagged": int(found.flagged_now[i]),
            "flagged_share": float(found.flagged_share[i]),
        }
        for i in np.flatnonzero(found.flagged_now | (found.flagged_share > 0))
    ]


def _rates(texts: list[str]) -> dict[str, float]:
    found = {}
    for text in texts:
        name, _equals, share = text.rpartition("=")
        try:
            rate = float(share)
        except ValueError:
            rate = 0.0
        if not name or not 0 < rate <= 1:
            wanted = _("Write GROUP=share with a share above 0 and up to 1, such as North=0.6.")
            raise BadOptionError("--rate", text, wanted)
        found[name] = rate
    return found


def disparity(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    areas: Areas,
    method: Annotated[str, typer.Option(help="ID[:key=value,...].")],
    start: From,
    end: To,
    step: Annotated[float, typer.Option(min=0.01, help="Days between origins.")] = 7.0,
    horizon: Horizon = 7.0,
    group: Group = "",
    coverage: Coverage = 0.05,
    study_area: StudyArea = "",
    cell: CellSize = 250.0,
    shape: Shape = "square",
    despite: Despite = "",
    timing: Timing = "",
    look: Look = "",
    factor: Factors = None,
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Compare flagged area, residents and incidents by group of areas."""
    days = origins(start, end, step)
    chosen = backtests.plan(backtests.method_texts([method]), days, horizon, [coverage])
    with looking(file, look) as store:
        where = study(
            store, Asked(data, study_area or areas, shape, cell, despite, timing, factor or ())
        )
        seen = looked(store, where.data, looks.period_of(chosen), look)
        groups = _groups(store, where, areas, group)
        done = backtests.backtest(chosen, where.incidents, where.cells, TextProgress())
    name = next(iter(chosen.methods))
    found = bias.disparity(done, name, coverage, groups)
    lines = [
        f"{one.group}: {one.flagged_share:.1%} of flagged area, {one.residents_share:.1%} of "
        f"residents, {one.incidents_share:.1%} of incidents"
        for one in found
    ]
    rows = [asdict(one) for one in found]
    write_csv(csv, rows)
    document = {"method": name, "coverage": coverage, "groups": rows, **seen}
    say(document, with_look(document, "\n".join(lines)), as_json=as_json)

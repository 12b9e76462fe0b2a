"""Further tests of whether incidents near in space are near in time: which, and how strongly."""

from dataclasses import asdict
from typing import Annotated

import numpy as np
import typer

from planner.cli.near_repeats import METRICS
from planner.cli.output import Csv, Json, ProjectFile, reading, say, write_csv
from planner.cli.places import Timing, incidents_of
from planner.cli.values import Data, one_of
from planner.ops import near_repeats as ops

CHANCE = 0.05

Permutations = Annotated[int, typer.Option(min=1, max=99_999, help="Exchanges of dates.")]
Seed = Annotated[int, typer.Option(min=0)]


def register(app: typer.Typer) -> None:
    app.command()(mantel)
    app.command()(jacquez)
    app.command("local-knox")(local_knox)


def mantel(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    permutations: Permutations = 199,
    seed: Seed = 1,
    timing: Timing = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Correlate distances in space with distances in time (Mantel 1967)."""
    with reading(file) as store:
        found = ops.mantel(incidents_of(store, data, timing), permutations, seed)
    write_csv(csv, [asdict(found)])
    said = f"Correlation {found.statistic:.4f}, with dates exchanged {found.expected:.4f}"
    say(asdict(found), f"{said} (p = {found.p:.3f}, {found.used} incidents).", as_json=as_json)


def jacquez(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    nearest: Annotated[int, typer.Option("--k", min=1, max=100, help="Nearest ones.")] = 3,
    permutations: Permutations = 199,
    seed: Seed = 1,
    timing: Timing = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Count incidents among each other's nearest both in space and in time (Jacquez 1996)."""
    with reading(file) as store:
        found = ops.jacquez(incidents_of(store, data, timing), nearest, permutations, seed)
    document = asdict(found) | {"k": nearest}
    write_csv(csv, [document])
    said = f"{found.statistic:.0f} pairs, with dates exchanged {found.expected:.1f}"
    say(document, f"{said} (p = {found.p:.3f}, {found.used} incidents).", as_json=as_json)


def local_knox(  # noqa: PLR0913  (one option each)
    file: ProjectFile,
    *,
    data: Data,
    reach: Annotated[float, typer.Option(min=1, help="Metres that count as near.")] = 200.0,
    days: Annotated[float, typer.Option(min=0, help="Days that count as near.")] = 14.0,
    metric: Annotated[str, typer.Option(help="manhattan or euclidean.")] = "euclidean",
    permutations: Permutations = 199,
    seed: Seed = 1,
    timing: Timing = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """List the incidents that are part of a near-repeat pattern, each with its chance."""
    one_of("--metric", metric, METRICS)
    with reading(file) as store:
        there = incidents_of(store, data, timing)
        found = ops.local_knox(there, reach, days, permutations, seed, metric)
    rows = [
        {"x": x, "y": y, "t": t, "close": close, "p": p}
        for x, y, t, close, p in zip(
            there.x.round(2).tolist(),
            there.y.round(2).tolist(),
            there.t.astype(str).tolist(),
            found.close.tolist(),
            found.p.tolist(),
            strict=True,
        )
    ]
    write_csv(csv, rows)
    part = [rows[i] for i in np.flatnonzero((found.p <= CHANCE) & (found.close > 0))]
    document = {"n": len(rows), "part": len(part), "permutations": permutations, "incidents": part}
    text = (
        f"{len(part)} of {len(rows)} incidents have more others within {reach:g} m and {days:g} "
        f"days than {1 - CHANCE:.0%} of exchanges of dates give them; {CHANCE:.0%} would by chance."
    )
    say(document, text, as_json=as_json)

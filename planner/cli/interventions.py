"""``planner wdd``: what a measure on the ground changed."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from planner.cli.output import Json, ProjectFile, reading, say
from planner.ops import interventions as ops
from planner.texts import _


def register(app: typer.Typer) -> None:
    app.command()(wdd)


def wdd(
    file: ProjectFile,
    *,
    intervention: Annotated[str, typer.Option(help="Its name or uid in the ledger.")],
    as_json: Json = False,
) -> None:
    """Judge an entry of the intervention ledger (weighted displacement difference)."""
    with reading(file) as store:
        row = ops.find_intervention(store, intervention)
        found = ops.judge(store, row)
    document: dict[str, Any] = {
        "intervention": row.name,
        "before": [day.isoformat() for day in found.before],
        "after": [day.isoformat() for day in found.after],
        "counts": {name: asdict(one) for name, one in found.counts.items()},
        "wdd": found.effect.difference,
        "variance": found.variance,
        "low": found.effect.low,
        "high": found.effect.high,
        "z": found.effect.z,
        "p": found.effect.p,
        "warnings": list(found.warnings),
    }
    said = _(
        "{wdd:+.0f} incidents beyond the control (95 %: {low:+.1f} to {high:+.1f}, z = {z:.2f}, "
        "p = {p:.3f})."
    ).format(**{name: document[name] for name in ("wdd", "low", "high", "z", "p")})
    say(document, "\n".join([said, *found.warnings]), as_json=as_json)

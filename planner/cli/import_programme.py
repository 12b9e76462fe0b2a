"""``planner import programme``: the text of a programme into series, sessions and people."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.groups import imports
from planner.cli.output import Json, ProjectFile, reading, say, writing
from planner.ops import programmes as ops
from planner.texts import plural


def register(app: typer.Typer) -> None:
    imports(app).command("programme")(import_programme)


def import_programme(  # noqa: PLR0913, PLR0917  (one parameter for each option of the contract)
    file: ProjectFile,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A text file.")],
    year: Annotated[
        int | None, typer.Option(min=1900, max=2999, help="Of days written without one.")
    ] = None,
    zone: Annotated[
        str, typer.Option(help="Taken where the text allows it, for example Europe/Brussels.")
    ] = "",
    encoding: Annotated[str, typer.Option(help="For example utf-8, cp1252, latin-1.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read a programme: series, sessions, questions, speakers, contact."""
    draft = ops.read_programme(ops.read_text(source, encoding), zone)
    if year is not None:
        ops.give_year(draft, year)
    ops.refuse_incomplete(draft)
    if dry_run:
        with reading(file) as store:
            outcome = ops.preview(store, draft, source.name)
    else:
        with writing(file) as store:
            outcome = ops.import_programme(store, draft, source.name)
    say(asdict(outcome), _told(outcome), as_json=as_json)


def _told(outcome: ops.Outcome) -> str:
    lines = [
        plural("{n} record added.", "{n} records added.", outcome.added),
        plural("{n} record completed.", "{n} records completed.", outcome.updated),
        plural(
            "{n} record was there already.", "{n} records were there already.", outcome.unchanged
        ),
    ]
    lines += [f"{found['row']}: {found['reason']}" for found in outcome.rejected]
    return "\n".join([*lines, *outcome.warnings])

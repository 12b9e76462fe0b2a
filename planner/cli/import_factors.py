"""``planner import factor``: layers of surroundings, for methods that look at them."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.groups import DryRun, ImportReport, imports
from planner.cli.import_data import Crs, Encoding, LayerName, Licence, Name, Origin
from planner.cli.output import Json, ProjectFile, reading, say, writing
from planner.ops import factors as ops
from planner.ops.imports import Writing
from planner.texts import _


def register(app: typer.Typer) -> None:
    imports(app).command("factor")(import_factor)


def import_factor(  # noqa: PLR0913  (one parameter for each option of the contract)
    file: ProjectFile,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A layer of places.")],
    *,
    name: Name = "",
    crs: Crs = "",
    licence: Licence = "",
    origin: Origin = "",
    encoding: Encoding = None,
    layer: LayerName = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take in a layer of points, lines or areas, such as bars, streets or parks."""
    called = name or source.stem
    found = ops.read_factor(source, crs, Writing(encoding, None, None, None, layer), called)
    with (reading if dry_run else writing)(file) as store:
        facts = {"licence": licence, "source": origin or source.name}
        uids = [] if dry_run else [ops.keep_factor(store, found, called, **facts)]
    report = ImportReport(added=1, skipped=found.left_out, uids=uids)
    more = {"shapes": found.kind, "features": len(found.shapes), "crs": found.crs}
    text = _("{n} shapes were taken in, {skipped} left out.").format(
        n=len(found.shapes), skipped=found.left_out
    )
    say({**report.document(), **more}, text, as_json=as_json)

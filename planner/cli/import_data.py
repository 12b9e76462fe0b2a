"""``planner import incidents`` and ``planner import areas``: from files into the project."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.groups import DryRun, ImportReport, imports
from planner.cli.output import Json, ProjectFile, TextProgress, reading, say, writing
from planner.ops import datasets
from planner.ops import imports as ops
from planner.store.store import Store

SHOWN = 20

Source = Annotated[Path, typer.Argument(metavar="SOURCE", help="The file to read.")]
Name = Annotated[str, typer.Option(help="What the data are called in the project.")]
Column = Annotated[str, typer.Option(metavar="COL")]
IdColumn = Annotated[str, typer.Option("--id", metavar="COL")]
Kind = Annotated[str, typer.Option("--type", metavar="COL", help="Offence type of each row.")]
Areas = Annotated[str, typer.Option(help="Areas of the project that --area names.")]
DateForm = Annotated[str, typer.Option(help="For example dd.mm.yyyy, %m/%d/%Y or ISO.")]
Crs = Annotated[str, typer.Option(help="The map projection of the file, as EPSG:n.")]
Offence = Annotated[str, typer.Option(help="What the incidents are, in words.")]
Discovered = Annotated[str, typer.Option(help="public or police.")]
Licence = Annotated[str, typer.Option(help="The licence of the data.")]
Origin = Annotated[str, typer.Option("--source", help="Where the data come from.")]
Encoding = Annotated[str | None, typer.Option(help="For example utf-8, cp1252, latin-1.")]
Delimiter = Annotated[str | None, typer.Option(help="What separates the fields.")]
Sheet = Annotated[str | None, typer.Option(help="The sheet of a workbook.")]
LayerName = Annotated[str | None, typer.Option("--layer", help="The layer of a map file.")]


def register(app: typer.Typer) -> None:
    imports(app).command("incidents")(import_incidents)
    imports(app).command("areas")(import_areas)


def import_incidents(  # noqa: PLR0913  (one parameter for each option of the contract)
    file: ProjectFile,
    source: Source,
    *,
    name: Name = "",
    x: Column = "",
    y: Column = "",
    lat: Column = "",
    lon: Column = "",
    area: Column = "",
    areas: Areas = "",
    date: Column = "",
    date_to: Column = "",
    recorded: Column = "",
    time: Column = "",
    time_to: Column = "",
    kind: Kind = "",
    date_format: DateForm = "",
    crs: Crs = "",
    offence_type: Offence = "",
    discovered_by: Discovered = "",
    licence: Licence = "",
    origin: Origin = "",
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    layer: LayerName = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Import incidents from a table or a layer of points; nothing is guessed in silence."""
    crs = crs or ("EPSG:4326" if lon and lat else "")
    columns = {"x": lon or x, "y": lat or y, "area": area, "type": kind, "recorded": recorded}
    columns |= {"date": date, "date_to": date_to, "time": time, "time_to": time_to}
    fixed = _settled(**columns, form=ops.plain_form(date_format), crs=crs)
    facts = _settled(offence_type=offence_type, discovered_by=discovered_by)
    facts |= _settled(licence=licence, source=origin)
    how = ops.Writing(encoding, tab(delimiter), None, sheet, layer)
    with (reading if dry_run else writing)(file) as store:
        looked = ops.look(source, how, fixed, datasets.known_places(store))
        ops.refuse_uncertain(looked)
        named = _areas(store, areas, looked)
        found = ops.read(looked.table, looked.suggested.choice(), named, TextProgress())
        kept = None if dry_run else ops.keep_incidents(store, found, name or source.stem, **facts)
    _tell(found.report, len(found), kept, _incident_facts(found, looked), as_json=as_json)


def import_areas(  # noqa: PLR0913  (one parameter for each option of the contract)
    file: ProjectFile,
    source: Source,
    *,
    name: Name = "",
    id_column: IdColumn = "",
    label: Column = "",
    residents: Column = "",
    crs: Crs = "",
    licence: Licence = "",
    origin: Origin = "",
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    layer: LayerName = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Import areas from a layer of outlines (GeoPackage, GeoJSON, Shapefile)."""
    how = ops.Writing(encoding, tab(delimiter), None, sheet, layer)
    facts = _settled(licence=licence, source=origin)
    chosen = _settled(id=id_column, label=label, residents=residents)
    with (reading if dry_run else writing)(file) as store:
        opened = ops.look_at_areas(source, how, datasets.known_places(store))
        columns = replace(opened.choice(), **chosen)
        plane = ops.short_name(crs) if crs else ""
        found = ops.read_area_layer(opened, columns, plane, TextProgress())
        kept = None if dry_run else ops.keep_areas(store, found, name or source.stem, **facts)
    more = {"crs": found.crs, "source_crs": found.source_crs, "columns": _settled(**vars(columns))}
    _tell(found.report, len(found.polygons), kept, more, as_json=as_json)


def _settled(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def tab(delimiter: str | None) -> str | None:
    return {"tab": "\t", "\\t": "\t"}.get(delimiter or "", delimiter)


def _areas(store: Store, name: str, looked: ops.Looked) -> datasets.AreaShapes | None:
    """Return the areas that codes are looked up in: the named ones, or those that fit."""
    if looked.suggested.columns["x"].value:
        return None
    row = datasets.find_area_set(store, name) if name else ops.fitting_areas(store, looked)
    return datasets.polygons(store, row) if row else None


def _incident_facts(found: ops.ReadIncidents, looked: ops.Looked) -> dict[str, Any]:
    """Return how a file was taken, so that a script can see and fix it."""
    return {
        "rows": found.report.rows,
        "crs": found.crs,
        "source_crs": found.source_crs,
        "first_day": str(found.t.min().astype("M8[D]")),
        "last_day": str(found.t.max().astype("M8[D]")),
        "date_format": looked.suggested.form.value,
        "columns": looked.suggested.choice().columns.used(),
    }


def _tell(
    found: ops.Report, taken: int, kept: ops.Kept | None, more: dict[str, Any], *, as_json: bool
) -> None:
    """Tell what came in, what did not, and why."""
    told = ImportReport(
        **{kept.did if kept else ops.ADDED: taken},
        rejected=[{"row": r.row, "column": r.column, "reason": r.reason} for r in found.rejected],
        warnings=list(found.warnings),
        uids=[kept.uid] if kept else [],
    )
    done = f"{told.added} added, {told.updated} updated, {told.unchanged} unchanged"
    lines = [f"{done}, {found.rejected_rows} rejected."]
    lines += [f"row {r.row}: {r.column} {r.reason}" for r in found.rejected[:SHOWN]]
    if found.rejected_rows > SHOWN:
        lines.append(f"… and {found.rejected_rows - SHOWN} more rows; --json lists them.")
    say({**told.document(), **more}, "\n".join([*lines, *found.warnings]), as_json=as_json)

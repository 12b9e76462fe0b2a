"""Bringing incidents and areas in: look at a file, settle what is open, read it, keep it.

Looking and reading may run in a worker; keeping is one edit. The words a
caller needs for this (`Choice`, `Columns`, `Writing`, …) are offered here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlmodel import select

from planner.errors import UserError
from planner.io.areas import (
    AreaColumns,
    AreaLayer,
    ReadAreas,
    matched,
    open_areas,
    packed,
    placed,
    read_areas,
)
from planner.io.columns import Columns
from planner.io.dates import plain_form
from planner.io.incidents import Choice, ReadIncidents, Suggested, suggest
from planner.io.persons import folded
from planner.io.projections import (
    Bounds,
    short_name,
    title,
    transformed,
)
from planner.io.reading import read_incidents
from planner.io.report import Report
from planner.io.suggestions import Suggestion
from planner.io.tables import AS_FOUND, Table, Writing, open_table
from planner.io.texts import ENCODINGS
from planner.model.datasets import (
    AreaSet,
    AreaSetFields,
    AreaSetRow,
    Dataset,
    DatasetFields,
    DatasetRow,
)
from planner.ops import datasets
from planner.progress import Progress
from planner.store.bulk import Bulk
from planner.store.store import Store
from planner.texts import _

__all__ = [
    "AS_FOUND",
    "ENCODINGS",
    "AreaColumns",
    "AreaLayer",
    "Choice",
    "Columns",
    "ReadAreas",
    "ReadIncidents",
    "Report",
    "Suggested",
    "Suggestion",
    "Table",
    "Writing",
    "plain_form",
    "short_name",
    "title",
    "transformed",
]

NEARLY_ALL = 0.9

# Offences that police find by looking: where they are recorded says where police looked.
DISCOVERED = re.compile(
    r"\b(drugs?|narcotics?|cannabis|marijuana|stops?|searche?s?|possession|traffic|prostitution"
    r"|public order|vagrancy|loitering|betaubungsmittel|btm|drogen\w*|rauschgift"
    r"|kontrolle\w*|stupefiants?|drogues?|estupefacientes|drogas?|droga|verdovende)\b"
)
OPTIONS = {"x": "--x or --lon", "y": "--y or --lat", "form": "--date-format"}
ADDED, UPDATED, UNCHANGED = "added", "updated", "unchanged"


@dataclass(frozen=True)
class Looked:
    """A file of incidents at first sight: its table and what would be chosen."""

    table: Table
    suggested: Suggested

    def open_questions(self) -> dict[str, Suggestion]:
        """Return what is not sure and must be decided before reading."""
        found = {name: s for name, s in self.table.taken.items() if s.certainty == "guess"}
        return {**found, **self.suggested.open_questions()}


@dataclass(frozen=True)
class Kept:
    """What an import did to the project."""

    uid: str
    did: str
    row: DatasetRow | AreaSetRow


class UncertainError(UserError):
    """Something about a file must be decided by a person."""

    code = "uncertain"

    def __init__(self, questions: Mapping[str, Suggestion]) -> None:
        super().__init__(
            _("Nothing was imported."),
            _("It is not certain: {names}.").format(names=", ".join(map(_named, questions))),
            " ".join(
                _("Choose with {option}: {candidates}.").format(
                    option=OPTIONS.get(name, f"--{name.replace('_', '-')}"),
                    candidates=", ".join(s.candidates[:40]) or _("(nothing fits)"),
                )
                for name, s in questions.items()
            ),
        )
        self.questions = dict(questions)


def _named(question: str) -> str:
    return {
        "crs": _("the map projection"),
        "form": _("the form of the dates"),
        "x": _("the column of x"),
        "y": _("the column of y"),
        "date": _("the column of the date"),
    }.get(question, question)


def look(
    path: Path,
    writing: Writing = AS_FOUND,
    fixed: Mapping[str, str] | None = None,
    near: list[Bounds] | None = None,
) -> Looked:
    """Open a file of incidents and say what would be chosen; `fixed` is chosen already.

    `near` comes from ``datasets.known_places``.
    """
    table = open_table(path, writing)
    return Looked(table, suggest(table, fixed, near or ()))


def refuse_uncertain(looked: Looked) -> None:
    """Raise `UncertainError` if a person must decide something."""
    if questions := looked.open_questions():
        raise UncertainError(questions)


def read(
    table: Table,
    choice: Choice,
    areas: "datasets.AreaShapes | None" = None,
    progress: Progress | None = None,
) -> ReadIncidents:
    """Read a file of incidents; may run in a worker. Codes of areas need `areas`."""
    found = read_incidents(table, choice, progress)
    if found.x is None:
        if areas is None:
            raise UncertainError({"areas": Suggestion("", "guess")})
        return placed(found, areas)
    return found


def fitting_areas(store: Store, looked: Looked) -> AreaSetRow | None:
    """Return the area set whose ids the codes of a table are, if nearly all fit one."""
    name = looked.suggested.columns["area"].value
    if not name or name not in looked.table.columns:
        return None
    at = looked.table.columns.index(name)
    codes = list({row[at] for row in looked.table.preview if row[at]})
    for row in datasets.list_area_sets(store):
        ids = datasets.polygons(store, row).ids
        if codes and np.mean(matched(codes, ids) >= 0) > NEARLY_ALL:
            return row
    return None


def discovered_by(words: str) -> str:
    """Return whether offences of these names are reported by the public or found by police."""
    return "police" if DISCOVERED.search(folded(words)) else "public"


def keep_incidents(store: Store, found: ReadIncidents, name: str, **more: Any) -> Kept:
    """Keep incidents under `name`; data of this name are replaced, equal data left alone.

    `more` are further fields of the record: source, licence, offence_type, …
    """
    days = found.t.astype("M8[D]")
    guessed = {
        "offence_type": ", ".join(found.categories[:8])[:200],
        "discovered_by": discovered_by(" ".join((name, *found.categories))),
    }
    values = {
        "crs": found.crs,
        "source_crs": found.source_crs[:60],
        "rows": len(found),
        "first_day": str(days.min()),
        "last_day": str(days.max()),
        "report": found.report.as_json(),
        **more,
    }
    known = next((r for r in datasets.list_datasets(store) if r.name == name), None)
    values = {**({} if known else guessed), **values}
    bulk = incident_bulk(found)
    with store.edit(_("import of incidents")) as edit:
        values["digest"] = edit.keep_bulk(bulk)
        uid, did = _write(edit, known, DatasetFields, DatasetRow, {"name": name, **values})
    return _kept(store, select(Dataset).where(Dataset.uid == uid), DatasetRow, did)


def _write(edit: Any, known: Any, fields: Any, row: Any, values: dict[str, Any]) -> tuple[str, str]:
    if known is None:
        return edit.add(fields(**values)), ADDED
    same = known.digest == values["digest"]
    edit.change(row, known.uid, **values)
    return known.uid, UNCHANGED if same else UPDATED


def _kept(store: Store, query: Any, row_type: Any, did: str) -> Kept:
    [row] = store.rows(query, row_type)
    return Kept(row.uid, did, row)


def incident_bulk(found: ReadIncidents) -> Bulk:
    """Return incidents as they are kept: whole centimetres, times, codes."""
    if found.x is None or found.y is None:
        raise ValueError("incidents without a place cannot be kept")
    columns: dict[str, Any] = {
        "x": np.round(found.x * datasets.CENTIMETRES).astype(np.int64),
        "y": np.round(found.y * datasets.CENTIMETRES).astype(np.int64),
        "t": found.t,
    }
    for name in ("t_end", "recorded", "category", "area"):
        if (column := getattr(found, name)) is not None:
            columns[name] = column
    header = {
        "kind": "incidents",
        "crs": found.crs,
        "source_crs": found.source_crs,
        "categories": list(found.categories),
        "areas": list(found.areas),
        "by_area": found.by_area,
    }
    return Bulk(header, columns)


def holds_only_areas(path: Path) -> bool:
    """Whether a map file has outlines and no points."""
    try:
        open_table(path)
    except UserError:
        try:
            open_areas(path)
        except UserError:
            return False
        return True
    return False


def look_at_areas(
    path: Path, writing: Writing = AS_FOUND, near: list[Bounds] | None = None
) -> AreaLayer:
    """Open a layer of outlines and say what its columns mean."""
    return open_areas(path, writing, near or ())


def read_area_layer(
    opened: AreaLayer, columns: AreaColumns, crs: str = "", progress: Progress | None = None
) -> ReadAreas:
    """Read a layer of outlines; may run in a worker."""
    if not crs and not opened.crs.sure:
        raise UncertainError({"crs": opened.crs})
    return read_areas(opened, columns, crs, progress)


def keep_areas(store: Store, found: ReadAreas, name: str, **more: Any) -> Kept:
    """Keep areas under `name`; areas of this name are replaced, equal ones left alone."""
    wkb, ends, attributes = packed(found.polygons, found.attributes)
    header = {"kind": "areas", "crs": found.crs, "source_crs": found.source_crs}
    values = {
        "name": name,
        "crs": found.crs,
        "source_crs": found.source_crs[:60],
        "areas": len(found.polygons),
        **more,
    }
    known = next((r for r in datasets.list_area_sets(store) if r.name == name), None)
    with store.edit(_("import of areas")) as edit:
        values["digest"] = edit.keep_bulk(
            Bulk(header, {"wkb": wkb, "ends": ends, "attributes": attributes})
        )
        uid, did = _write(edit, known, AreaSetFields, AreaSetRow, values)
    return _kept(store, select(AreaSet).where(AreaSet.uid == uid), AreaSetRow, did)

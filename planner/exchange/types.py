"""The type of every value in a received copy is one that its field can have.

Limits of fields are not checked here: an odd value may come from another
version and must not keep two copies apart. A text where a number belongs, or
a reference that names nothing, would stop the tables from being worked out.
"""

import sqlite3
from functools import cache
from typing import get_args

from planner.exchange.refusals import UnsoundFileError
from planner.model.everything import KINDS
from planner.model.records import RecordKind
from planner.texts import _

_BY_TYPE = {
    str: {"text"},
    int: {"integer"},
    float: {"real", "integer"},
    type(None): {"null"},
}
_NEW = "(c.n >= :first OR c.n IN (SELECT here FROM met)) AND c.state = 1"
_TYPE = (
    "CASE {type} WHEN 'integer' THEN iif(typeof({value}) = 'integer', 'integer', 'huge')"
    " WHEN 'real' THEN iif(abs({value}) < 1e300, 'real', 'huge') ELSE {type} END"
)


def refuse_wrong_types(db: sqlite3.Connection, first: int) -> None:
    """Refuse new changes whose values do not fit the columns of the kinds known here."""
    for entity, cell, column, kind in db.execute(_values_seen(), {"first": first}):
        if not _fits(entity, cell, column, kind):
            raise UnsoundFileError(
                _("It has a value of the wrong type for {field} of {kind}.").format(
                    field=column or cell, kind=entity
                )
            )
    if db.execute(_bad_references(), {"first": first}).fetchone():
        raise UnsoundFileError(_("A reference in it names no record."))


def _fits(entity: str, cell: str, column: str | None, kind: str) -> bool:
    record = KINDS.get(entity)
    if record is None or cell not in record.cells:
        return True
    if column is None and record.cells[cell] != (cell,):
        return kind == "object"
    name = column or cell
    return name not in record.fields.model_fields or kind in _types(record, name)


def _types(record: RecordKind, name: str) -> set[str]:
    """Return the JSON types that a column can have."""
    if name in record.json_columns:
        return {"object", "array", "text", "real", "integer", "true", "false", "null"}
    annotation = record.fields.model_fields[name].annotation
    return {
        kind for part in get_args(annotation) or (annotation,) for kind in _BY_TYPE.get(part, set())
    }


@cache
def _values_seen() -> str:
    """Return the query for every (kind, cell, column in a group, JSON type) among new changes."""
    groups = [
        (kind.name, cell)
        for kind in KINDS.values()
        for cell, columns in kind.cells.items()
        if columns != (cell,)
    ]
    grouped = ", ".join(f"('{entity}', '{cell}')" for entity, cell in groups)
    single = _TYPE.format(type="json_type(c.payload)", value="c.payload ->> '$'")
    member = _TYPE.format(type="j.type", value="j.atom")
    return (
        f"SELECT DISTINCT c.entity, c.cell, NULL, {single}"  # noqa: S608  (names of ours)
        f" FROM main.rep_change c WHERE {_NEW} AND c.cell <> '_life'"
        f" UNION SELECT DISTINCT c.entity, c.cell, j.key, {member}"
        f" FROM main.rep_change c JOIN json_each(c.payload) j"
        f" WHERE {_NEW} AND json_type(c.payload) = 'object' AND (c.entity, c.cell) IN ({grouped})"
    )


@cache
def _bad_references() -> str:
    wrong = []
    for kind in KINDS.values():
        for column, _reference in kind.references():
            cell = kind.cell_of(column)
            path = "$" if kind.cells[cell] == (cell,) else f"$.{column}"
            value = f"c.payload ->> '{path}'"
            wrong.append(
                f"(c.entity = '{kind.name}' AND c.cell = '{cell}' AND {value} IS NOT NULL"
                f" AND (length({value}) <> 32 OR {value} GLOB '*[^0-9a-f]*'))"
            )
    return f"SELECT 1 FROM main.rep_change c WHERE {_NEW} AND ({' OR '.join(wrong)}) LIMIT 1"  # noqa: S608

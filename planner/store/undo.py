"""Undo: a step is taken back by new changes that say again what stood before."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.model.records import KINDS, RecordKind
from planner.store import graph
from planner.store.derive import DEFAULTS
from planner.store.edit import Edit


@dataclass(slots=True)
class Cell:
    """What a step did to one cell: its last write, and the payloads that it replaced."""

    last: bytes = b""
    payload: str | None = None
    before: list[str | None] = field(default_factory=list)


def revert(db: sqlite3.Connection, edit: Edit, tx: bytes) -> None:
    """Write back what the step `tx` replaced. A conflict that it settled is open again."""
    for (entity, row), cells in _written(db, tx).items():
        kind = KINDS[entity]
        life = cells.pop(graph.LIFE, None)
        if life and not life.before:
            _end(edit, kind, row, life)
            continue
        for cell, written in cells.items():
            for payload in written.before or [_default(kind, cell)]:
                if payload is not None:
                    edit.write(kind, row, cell, payload, [written.last])
        if life:
            _end(edit, kind, row, life)


def _end(edit: Edit, kind: RecordKind, row: bytes, life: Cell) -> None:
    """Give a record back the life it had: none, if the step created it."""
    before = graph.CREATED if graph.CREATED in life.before else graph.DELETED
    edit.write_life(kind, row, before, [life.last])


def _default(kind: RecordKind, cell: str) -> str:
    columns, values = kind.cells[cell], DEFAULTS[kind.name]
    return graph.pack(values[cell] if columns == (cell,) else {c: values[c] for c in columns})


_STEP = """
SELECT c.entity, c.row_uid, c.cell, c.uid, c.payload FROM rep_change c WHERE c.tx = ? ORDER BY c.n
"""

_REPLACED = """
SELECT p.payload FROM rep_edge e JOIN rep_change p ON p.uid = e.parent
WHERE e.child = ? AND e.role = 's' AND p.tx <> ?
"""


def _written(db: sqlite3.Connection, tx: bytes) -> dict[tuple[str, bytes], dict[str, Cell]]:
    """Return what the step wrote, by record and cell, in the order of writing."""
    rows: dict[tuple[str, bytes], dict[str, Cell]] = {}
    for entity, row, cell, uid, payload in db.execute(_STEP, (tx,)).fetchall():
        written = rows.setdefault((entity, row), {}).setdefault(cell, Cell())
        written.last, written.payload = uid, payload
        written.before += _payloads(db.execute(_REPLACED, (uid, tx)))
    return rows


def _payloads(found: Iterable[tuple[str | None]]) -> list[str | None]:
    return sorted({payload for (payload,) in found}, key=str)

"""Disagreements: what each side wrote, who and when, and what stood there before."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from planner.model.everything import KINDS
from planner.model.records import ALIVE
from planner.store import graph
from planner.store.derive import REFERRERS
from planner.store.store import Store


@dataclass(frozen=True)
class Side:
    """One of the values that stand beside each other.

    `values` maps fields to values, None where it is withheld; `brought_by` is
    the step that brought it in, empty if it was written in this copy.
    """

    change: str
    values: dict[str, Any] | None
    who: str
    at_utc: str
    brought_by: str
    cell: str = ""


@dataclass(frozen=True)
class Conflict:
    """A cell with more than one value, or a removal that somebody did not know of.

    `about` is value, delete/keep, delete/edit or delete/child. `before` is the
    last value that all sides knew, if it is still known. `unseen` is what whoever
    removed the record did not know of: edits of it, or (kind, uid) of what was
    added to it, as `children`.
    """

    kind: str
    uid: str
    cell: str
    about: str
    sides: tuple[Side, ...]
    before: dict[str, Any] | None
    unseen: tuple[Side, ...] = ()
    children: tuple[tuple[str, str], ...] = ()


def listed(store: Store) -> list[Conflict]:
    """Return all disagreements, in the order of kinds and records."""
    db = store.connection()
    found = db.execute(
        "SELECT entity, row_uid, cell, kind, heads FROM rep_conflict ORDER BY entity, row_uid, cell"
    ).fetchall()
    return [_conflict(db, *values) for values in found]


def _conflict(
    db: sqlite3.Connection, entity: str, row: bytes, cell: str, about: str, heads: str
) -> Conflict:
    uids = [bytes.fromhex(uid) for uid in json.loads(heads)]
    sides = [side for uid in uids if (side := _side(db, uid))]
    sides.sort(key=lambda side: (side.at_utc, side.change))
    before = _common(db, uids) if about == "value" else None
    unseen = _unseen(db, row) if about == "delete/edit" else ()
    children = _children(db, entity, row.hex()) if about == "delete/child" else ()
    return Conflict(entity, row.hex(), cell, about, tuple(sides), before, unseen, children)


def _unseen(db: sqlite3.Connection, row: bytes) -> tuple[Side, ...]:
    """Return the values that whoever removed a record did not have on screen."""
    heads = graph.heads(db, row, graph.revision(db))
    deletes = [h for h in heads if h.cell == graph.LIFE and h.payload == graph.DELETED]
    known = graph.observed(db, deletes)
    uids = [h.uid for h in heads if h.cell != graph.LIFE and h.uid not in known]
    return tuple(side for uid in uids if (side := _side(db, uid)))


def _children(db: sqlite3.Connection, entity: str, uid: str) -> tuple[tuple[str, str], ...]:
    """Return what belongs to a record and is there."""
    return tuple(
        (child.name, found)
        for child, column, reference in REFERRERS[entity]
        if reference.required
        for (found,) in db.execute(
            f'SELECT uid FROM "{child.name}" WHERE "{column}" = ? AND state = ? ORDER BY uid',  # noqa: S608
            (uid, ALIVE),
        )
    )


_SIDE = """
SELECT c.entity, c.cell, c.payload, coalesce(a.person_label, ''), c.wall_utc,
    coalesce((SELECT t.label FROM rep_import i JOIN rep_tx t ON t.uid = i.tx
        WHERE c.n BETWEEN i.first_n AND i.last_n), '')
FROM rep_change c LEFT JOIN rep_actor a ON a.uid = c.actor WHERE c.uid = ?
"""


def _side(db: sqlite3.Connection, uid: bytes) -> Side | None:
    found = db.execute(_SIDE, (uid,)).fetchone()
    if found is None:
        return None
    entity, cell, payload, who, at_utc, brought_by = found
    return Side(uid.hex(), _fields(entity, cell, payload), who, at_utc, brought_by, cell)


def _fields(entity: str, cell: str, payload: str | None) -> dict[str, Any] | None:
    if payload is None:
        return None
    value = graph.unpack(payload)
    if cell == graph.LIFE:
        return {"keep": value == 1}
    return {cell: value} if KINDS[entity].cells[cell] == (cell,) else dict(value)


def _common(db: sqlite3.Connection, uids: Iterable[bytes]) -> dict[str, Any] | None:
    """Return the latest value that all of these changes have replaced."""
    shared: set[bytes] | None = None
    for uid in uids:
        known = {found for (found,) in db.execute(_ANCESTORS, (uid,))}
        shared = known if shared is None else shared & known
    found = [
        change
        for uid in shared or ()
        if (change := db.execute(_WRITTEN, (uid,)).fetchone()) and change[3] is not None
    ]
    if not found:
        return None
    _lamport, entity, cell, payload = max(found)
    return _fields(entity, cell, payload)


_ANCESTORS = """
WITH RECURSIVE before(uid) AS (
    SELECT parent FROM rep_edge WHERE child = ? AND role = 's'
    UNION SELECT e.parent FROM before b JOIN rep_edge e ON e.child = b.uid AND e.role = 's')
SELECT uid FROM before
"""

_WRITTEN = "SELECT lamport, entity, cell, payload FROM rep_change WHERE uid = ?"


def settle(store: Store, label: str, conflict: Conflict, **values: Any) -> None:
    """Let `values` (or ``keep`` for the life of a record) stand for all sides."""
    with store.edit(label) as edit:
        edit.settle(KINDS[conflict.kind].row, conflict.uid, conflict.cell, **values)


def of_record(store: Store, uid: str) -> list[str]:
    """Return the cells of a record in which sides disagree."""
    found = store.connection().execute(
        "SELECT cell FROM rep_conflict WHERE row_uid = ? ORDER BY cell", (bytes.fromhex(uid),)
    )
    return [cell for (cell,) in found]


def disputed(store: Store, kind: str) -> dict[str, list[str]]:
    """Return by record the cells in which sides disagree, for all records of a kind."""
    found: dict[str, list[str]] = {}
    for row, cell in store.connection().execute(
        "SELECT lower(hex(row_uid)), cell FROM rep_conflict WHERE entity = ? ORDER BY cell", (kind,)
    ):
        found.setdefault(row, []).append(cell)
    return found


def withheld(store: Store, kind: str, uid: str) -> dict[str, dict[str, Any] | None]:
    """Return the cells of a record whose value somebody kept back, with what was last known."""
    db, row = store.connection(), bytes.fromhex(uid)
    cells = graph.by_cell(graph.heads(db, row, graph.revision(db)))
    found: dict[str, dict[str, Any] | None] = {}
    for cell, heads in cells.items():
        if cell in KINDS[kind].cells and graph.shown(heads).state == graph.ABSENT:
            known = db.execute(_LAST_KNOWN, (row, cell)).fetchone()
            found[cell] = _fields(kind, cell, known[0]) if known else None
    return found


_LAST_KNOWN = """
SELECT payload FROM rep_change WHERE row_uid = ? AND cell = ? AND state = 1
ORDER BY lamport DESC, uid DESC LIMIT 1
"""

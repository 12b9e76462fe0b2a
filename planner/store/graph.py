"""The field change graph: every write of every cell, and what each write replaced.

A project's state is four sets that only grow: changes, edges, erasures and a
horizon. All record tables are worked out from them (`derive`). Two copies that
hold the same sets show the same records, in whatever order the sets met.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

LIFE = "_life"
CREATED, DELETED = "1", "0"

ABSENT, PRESENT, GONE = 0, 1, 2
"""States of a payload: withheld by the sender, known, erased. The greater one wins."""

SUPERSEDES, OBSERVED = "s", "o"
"""Roles of an edge: takes the place of; was on screen when the record was deleted."""


class Change(NamedTuple):
    """One write of one cell. `payload` is JSON, or None where `state` is not PRESENT."""

    uid: bytes
    entity: str
    row: bytes
    cell: str
    payload: str | None
    state: int
    lamport: int


MOST_CHARACTERS = 2 << 20
"""Longest payload; what is longer belongs into bulk data."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who writes, in which step: the same for all changes of one edit."""

    actor: bytes
    tx: bytes
    wall_utc: str
    model_rev: int


def pack(value: Any) -> str:
    """Return `value` as the one JSON text that means it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpack(payload: str) -> Any:
    """Return the value that a payload means."""
    return _decode(payload)[0]


_decode = json.JSONDecoder().raw_decode


def write(
    db: sqlite3.Connection, change: Change, origin: Origin, edges: Iterable[tuple[bytes, str]]
) -> None:
    """Append `change` with its edges (parent, role)."""
    db.execute(
        "INSERT INTO rep_change(uid, lamport, wall_utc, actor, tx, model_rev, entity, row_uid,"
        " cell, payload, state) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            change.uid,
            change.lamport,
            origin.wall_utc,
            origin.actor,
            origin.tx,
            origin.model_rev,
            change.entity,
            change.row,
            change.cell,
            change.payload,
            change.state,
        ),
    )
    db.executemany(
        "INSERT OR IGNORE INTO rep_edge(child, parent, role) VALUES (?,?,?)",
        [(change.uid, parent, role) for parent, role in edges],
    )


def revision(db: sqlite3.Connection) -> int:
    """Return how far this copy has come: the number of its last change."""
    found: int | None = db.execute("SELECT max(n) FROM rep_change").fetchone()[0]
    return found or 0


def steps(db: sqlite3.Connection) -> int:
    """Return how many steps this copy has seen, those counted that add no change."""
    found: int = db.execute("SELECT steps FROM meta").fetchone()[0]
    return found


def count_step(db: sqlite3.Connection) -> None:
    db.execute("UPDATE meta SET steps = steps + 1")


def next_lamport(db: sqlite3.Connection) -> int:
    found: int | None = db.execute("SELECT max(lamport) FROM rep_change").fetchone()[0]
    return (found or 0) + 1


_HEADS = """
SELECT c.uid, c.entity, c.row_uid, c.cell, c.payload, c.state, c.lamport
FROM rep_change c
WHERE c.row_uid = :row AND (c.n <= :seen OR c.tx = :tx) AND NOT EXISTS (
    SELECT 1 FROM rep_edge e JOIN rep_change k ON k.uid = e.child
    WHERE e.parent = c.uid AND e.role = 's' AND (k.n <= :seen OR k.tx = :tx))
"""


def heads(db: sqlite3.Connection, row: bytes, seen: int, tx: bytes = b"") -> list[Change]:
    """Return the changes of `row` that nothing had replaced at revision `seen`.

    What the step `tx` itself has written counts as seen.
    """
    found = db.execute(_HEADS, {"row": row, "seen": seen, "tx": tx})
    return [Change._make(values) for values in found]


def observed(db: sqlite3.Connection, deletes: Iterable[Change]) -> set[bytes]:
    """Return what was on screen when these changes removed their record."""
    sql = "SELECT parent FROM rep_edge WHERE child = ? AND role = 'o'"
    return {parent for delete in deletes for (parent,) in db.execute(sql, (delete.uid,))}


def shown(heads_of_cell: Sequence[Change]) -> Change:
    """Return the head that is shown; the others, if they differ, are in conflict with it.

    A value that somebody withheld never hides one that is known here.
    """
    return max(heads_of_cell, key=lambda head: (head.payload is not None, head.lamport, head.uid))


def by_cell(found: Iterable[Change]) -> dict[str, list[Change]]:
    cells: dict[str, list[Change]] = {}
    for change in found:
        cells.setdefault(change.cell, []).append(change)
    return cells


_REPLACED_BEFORE = """
cell <> '_life' AND EXISTS (
    SELECT 1 FROM rep_edge e JOIN rep_change k ON k.uid = e.child
    WHERE e.parent = rep_change.uid AND e.role = 's' AND k.wall_utc < ?)
"""
"""What something else had taken the place of by a time; a value may be much older than that."""


def replaced(db: sqlite3.Connection) -> list[tuple[str, bytes, str, str]]:
    """Return all values that something has taken the place of: entity, row, cell, payload."""
    return db.execute(
        "SELECT entity, row_uid, cell, payload FROM rep_change WHERE state = 1 AND cell <> '_life'"
        " AND EXISTS (SELECT 1 FROM rep_edge e WHERE e.parent = rep_change.uid AND e.role = 's')"
    ).fetchall()


def replaced_before(
    db: sqlite3.Connection, utc: str
) -> list[tuple[int, str, bytes, str, str, str]]:
    """Return the values that were replaced before a time: n, entity, row, cell, payload, when."""
    return db.execute(
        "SELECT n, entity, row_uid, cell, payload, (SELECT min(k.wall_utc) FROM rep_edge e"  # noqa: S608
        " JOIN rep_change k ON k.uid = e.child WHERE e.parent = rep_change.uid AND e.role = 's')"
        f" FROM rep_change WHERE state = 1 AND {_REPLACED_BEFORE} ORDER BY n DESC",
        (utc,),
    ).fetchall()


def move_horizon(db: sqlite3.Connection, utc: str) -> None:
    """Let what was replaced before `utc` be forgotten; the horizon only ever moves forward."""
    db.execute(
        "INSERT INTO rep_horizon VALUES (1, ?) ON CONFLICT(id) DO UPDATE"
        " SET superseded_before_utc = max(superseded_before_utc, excluded.superseded_before_utc)",
        (utc,),
    )


def forget_replaced(db: sqlite3.Connection) -> int:
    """Empty what was replaced before the horizon; return how many values went."""
    found = db.execute("SELECT superseded_before_utc FROM rep_horizon").fetchone()
    if not found:
        return 0
    sql = f"UPDATE rep_change SET payload = NULL, state = 2 WHERE state <> 2 AND {_REPLACED_BEFORE}"  # noqa: S608
    return db.execute(sql, found).rowcount

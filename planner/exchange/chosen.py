"""Which values a copy of some scope holds; the file and the look at it are both made of these."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from planner.exchange.scope import Records, Scope, closure
from planner.model.everything import KINDS
from planner.model.records import DEAD
from planner.store.store import Store


@dataclass(frozen=True)
class Value:
    """One value that leaves, as it is written; `earlier` if another has taken its place."""

    kind: str
    uid: str
    cell: str
    payload: str
    earlier: bool
    removed: bool


@contextmanager
def chosen(db: sqlite3.Connection, scope: Scope) -> Iterator[None]:
    """Name in temporary tables what leaves: records, what was removed, cells kept back."""
    tables: dict[str, tuple[str, Sequence[tuple[Any, ...]]]] = {
        "leaving": ("row_uid BLOB PRIMARY KEY", [(row,) for row in rows_of(db, scope)]),
        "removed": ("row_uid BLOB PRIMARY KEY", [(row,) for row in _removed(db)]),
        "withheld": ("entity TEXT, cell TEXT, PRIMARY KEY(entity, cell)", scope.cells()),
    }
    try:
        for name, (columns, rows) in tables.items():
            db.execute(f"CREATE TEMP TABLE {name}({columns}) WITHOUT ROWID")
            values = "?, ?" if name == "withheld" else "?"
            db.executemany(f"INSERT INTO temp.{name} VALUES ({values})", rows)  # noqa: S608
        yield
    finally:
        for name in tables:
            db.execute(f"DROP TABLE IF EXISTS temp.{name}")


def rows_of(db: sqlite3.Connection, scope: Scope) -> set[bytes]:
    """Return the identities of the records that a scope takes along."""
    if scope.notices_only:
        return set()
    everything = "SELECT DISTINCT entity, row_uid FROM main.rep_change"
    if not scope.only:
        return {row for _entity, row in db.execute(everything)}
    wanted: Records = {
        (entity, row) for entity, row in db.execute(everything) if row.hex() in scope.only
    }
    project = {("project", row) for entity, row in db.execute(everything) if entity == "project"}
    return {row for _entity, row in closure(db, wanted | project)}


def _removed(db: sqlite3.Connection) -> Iterator[bytes]:
    for name in KINDS:
        sql = f'SELECT uid FROM "{name}" WHERE state = ?'  # noqa: S608  (names of ours)
        yield from (bytes.fromhex(uid) for (uid,) in db.execute(sql, (DEAD,)))


_REPLACED = "EXISTS (SELECT 1 FROM main.rep_edge e WHERE e.parent = c.uid AND e.role = 's')"


def kept_back(scope: Scope) -> str:
    """Return the SQL condition for a value of ``rep_change c`` that stays behind.

    What was removed stays home like what was replaced, unless earlier values go along.
    """
    withheld = "(c.entity, c.cell) IN (SELECT entity, cell FROM temp.withheld)"
    if scope.history:
        return withheld
    past = f"{_REPLACED} OR c.row_uid IN (SELECT row_uid FROM temp.removed)"  # noqa: S608
    return f"{withheld} OR (c.cell <> '_life' AND ({past}))"


def values_leaving(store: Store, scope: Scope) -> list[Value]:
    """Return every value that a copy of this scope holds, record by record."""
    db = store.connection()
    with chosen(db, scope):
        found = db.execute(
            f"SELECT c.entity, lower(hex(c.row_uid)), c.cell, c.payload, {_REPLACED},"  # noqa: S608
            " c.row_uid IN (SELECT row_uid FROM temp.removed)"
            " FROM main.rep_change c JOIN temp.leaving l USING (row_uid)"
            f" WHERE c.state = 1 AND c.cell <> '_life' AND NOT ({kept_back(scope)})"
            " ORDER BY c.entity, c.row_uid, c.n"
        ).fetchall()
    return [Value(*values) for values in found]


_CHANGES = "FROM main.rep_change c JOIN temp.leaving l USING (row_uid)"
_AUTHORS = f"FROM main.rep_actor WHERE uid IN (SELECT c.actor {_CHANGES})"
_STEPS = f"FROM main.rep_tx WHERE uid IN (SELECT c.tx {_CHANGES})"


def names_leaving(store: Store, scope: Scope) -> list[str]:
    """Return the names of authors and their computers, of steps and of receivers that leave."""
    along = {
        f"SELECT person_label {_AUTHORS}": scope.people,
        f"SELECT device {_AUTHORS}": scope.people,
        f"SELECT label {_STEPS}": scope.steps,
        "SELECT party FROM main.rep_exchange": scope.register,
    }
    db = store.connection()
    with chosen(db, scope):
        names = {name for sql, goes in along.items() if goes for (name,) in db.execute(sql)}
    return sorted(name for name in names if name)

"""Save what can be read of a damaged project file into a new one, table by table."""

import json
import math
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.errors import DamagedFileError
from planner.model.everything import KINDS
from planner.model.records import RecordKind
from planner.store import files
from planner.store.chunks import MOST_BYTES, BulkDamagedError, check
from planner.store.connect import UNLOCKED, FileKey, connect
from planner.store.derive import rebuild
from planner.store.graph import CREATED, DELETED, LIFE
from planner.store.migrate import migrate, transaction
from planner.store.rules import RULES
from planner.store.store import MODEL_REVISION

TABLES = (
    "rep_change",
    "rep_edge",
    "rep_actor",
    "rep_tx",
    "rep_import",
    "rep_erasure",
    "rep_horizon",
    "rep_exchange",
    "rep_exchange_row",
    "bulk",
    "bulk_chunk",
)
_STEP = 256
_SMALLEST_CHANGE = 100  # bytes: a change has four identities and its names


@dataclass
class Salvaged:
    """How much was saved, by table, and which tables could not be read to their end.

    `lost_changes` counts the gaps in the numbers of the changes.
    """

    target: Path
    saved: dict[str, int] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    lost_changes: int = 0

    @property
    def complete(self) -> bool:
        return not self.damaged and not self.lost_changes


def salvage(path: Path, key: FileKey | None = None) -> Salvaged:
    """Write what is readable of `path` beside it as a new file; `path` stays as it is.

    The new file is protected as the damaged one is.

    Raises
    ------
    DamagedFileError
        Not even the list of its tables can be read.
    """
    target = _beside(path)
    part = target.with_name(f".{target.name}.tmp-{secrets.token_hex(4)}")
    try:
        with closing(connect(part, key)) as db:
            migrate(db)
            source = Damaged(path, key)
            source.rows("SELECT count(*) FROM sqlite_schema")
            with transaction(db):
                found = _fill(db, source, target)
                _drop_noise(db, found)
                rebuild(db)
            db.execute("VACUUM")
        files.put_in_place(part, target)
    except (sqlite3.DatabaseError, UnicodeError) as error:
        raise DamagedFileError(path.name) from error
    finally:
        part.unlink(missing_ok=True)
    return found


def _beside(path: Path) -> Path:
    number = 1
    while (target := path.with_stem(f"{path.stem} (repaired {number})")).exists():
        number += 1
    return target


@dataclass(frozen=True)
class Damaged:
    """A file that is read as far as it goes.

    Each query has a connection of its own: after one damaged page SQLCipher
    refuses all that follows on the same one.
    """

    path: Path
    key: FileKey | None

    def each(self, sql: str, values: Sequence[int] = ()) -> Iterator[tuple[object, ...]]:
        with closing(connect(self.path, self.key, UNLOCKED)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA writable_schema = ON")  # lets a file be opened that was cut short
            yield from db.execute(sql, values)

    def rows(self, sql: str, values: Sequence[int] = ()) -> list[tuple[Any, ...]]:
        return list(self.each(sql, values))


def _fill(db: sqlite3.Connection, source: Damaged, target: Path) -> Salvaged:
    found = Salvaged(target)
    db.execute(
        "INSERT INTO meta(id, project_uid, min_reader, min_writer, app_version, model_rev)"
        " VALUES (1,?,1,1,?,?)",
        (_project_uid(source, found), files.app_version(), MODEL_REVISION),
    )
    for table in TABLES:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT OR IGNORE INTO {table} VALUES ({marks})"  # noqa: S608  (a name of ours)
        saved = 0
        for values in _readable(source, table, columns, found):
            try:
                saved += db.execute(sql, values).rowcount
            except (sqlite3.DatabaseError, sqlite3.InterfaceError, UnicodeError, OverflowError):
                _note(found, table)
        found.saved[table] = saved
    last = db.execute("SELECT coalesce(max(n), 0) FROM rep_change").fetchone()[0]
    found.lost_changes = last - found.saved["rep_change"]
    return found


def _drop_noise(db: sqlite3.Connection, found: Salvaged) -> None:
    """Drop rows that were read and yet say nothing; a value that is noise becomes unknown.

    An unknown value can be filled in again by bringing in another copy.
    """
    for table in TABLES:
        if table in RULES:
            sql = f"DELETE FROM {table} WHERE ({RULES[table]}) IS NOT 1"  # noqa: S608
            _count(found, table, db.execute(sql).rowcount)
    noise = [
        (n,)
        for n, entity, cell, payload in db.execute(
            "SELECT n, entity, cell, payload FROM rep_change WHERE state = 1"
        )
        if not _says_something(entity, cell, payload)
    ]
    db.executemany("DELETE FROM rep_change WHERE n = ? AND cell = '_life'", noise)
    db.executemany("UPDATE rep_change SET payload = NULL, state = 0 WHERE n = ?", noise)
    _count(found, "rep_change", len(noise))
    _drop_damaged_bulk(db, found)


def _drop_damaged_bulk(db: sqlite3.Connection, found: Salvaged) -> None:
    """Drop data blocks that are no longer what their address says; another copy may have them."""
    for digest, manifest in db.execute("SELECT digest, manifest FROM bulk").fetchall():
        chunks = db.execute(
            "SELECT data FROM bulk_chunk WHERE digest = ? ORDER BY number", (digest,)
        )
        try:
            check(digest, manifest, (data for (data,) in chunks), MOST_BYTES)
        except BulkDamagedError:
            db.execute("DELETE FROM bulk_chunk WHERE digest = ?", (digest,))
            db.execute("DELETE FROM bulk WHERE digest = ?", (digest,))
            _note(found, "bulk")
    sql = "DELETE FROM bulk_chunk WHERE digest NOT IN (SELECT digest FROM bulk)"
    _count(found, "bulk_chunk", db.execute(sql).rowcount)


def _count(found: Salvaged, table: str, lost: int) -> None:
    if lost:
        _note(found, table)
        found.lost_changes += lost if table == "rep_change" else 0


def _says_something(entity: str, cell: str, payload: str) -> bool:
    """Say whether a value can be one of its field; of kinds not known here it is any JSON."""
    try:
        value = json.loads(payload)
        payload.encode()
    except (ValueError, RecursionError):
        return False
    if cell == LIFE:
        return payload in (CREATED, DELETED)
    kind = KINDS.get(entity)
    if kind is None or cell not in kind.cells:
        return True
    columns = kind.cells[cell]
    values = {cell: value} if columns == (cell,) else value
    return isinstance(values, dict) and all(
        _fits(kind, name, values[name]) for name in columns if name in values
    )


def _fits(kind: RecordKind, name: str, value: Any) -> bool:
    if value is None or name in kind.json_columns:
        return True
    if name in dict(kind.references()):
        return isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value) is not None
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str) or (isinstance(value, int) and abs(value) < 1 << 63)


def _project_uid(source: Damaged, found: Salvaged) -> str:
    try:
        [(uid,)] = source.rows("SELECT project_uid FROM meta")
    except (sqlite3.DatabaseError, ValueError):
        uid = None
    if not isinstance(uid, str) or not re.fullmatch("[0-9a-f]{32}", uid):
        _note(found, "meta")
        return secrets.token_hex(16)
    return uid


def _readable(
    source: Damaged, table: str, columns: list[str], found: Salvaged
) -> Iterator[tuple[object, ...]]:
    """Return the rows that can be read, from both ends of what is damaged."""
    named = ", ".join(columns)
    if columns[0] == "n":
        yield from _by_number(source, f"SELECT {named} FROM {table}", found, table)  # noqa: S608
        return
    for way in ("", " DESC"):
        order = ", ".join(f"{column}{way}" for column in columns[:2])
        sql = f"SELECT {named} FROM {table} ORDER BY {order}"  # noqa: S608
        try:
            yield from source.each(sql)
        except (sqlite3.DatabaseError, UnicodeError):
            _note(found, table)
        else:
            return


def _by_number(
    source: Damaged, sql: str, found: Salvaged, table: str
) -> Iterator[tuple[object, ...]]:
    """Read in small runs of numbers, and one by one where a run fails."""
    last = source.path.stat().st_size // _SMALLEST_CHANGE
    with suppress(sqlite3.DatabaseError):
        last = min(last, source.rows(f"SELECT max(n) FROM {table}")[0][0] or 0)  # noqa: S608
    for first in range(1, last + 1, _STEP):
        run = range(first, min(first + _STEP, last + 1))
        try:
            yield from source.rows(f"{sql} WHERE n BETWEEN ? AND ?", (run[0], run[-1]))
        except (sqlite3.DatabaseError, UnicodeError):
            _note(found, table)
            yield from _one_by_one(source, sql, run)


def _one_by_one(source: Damaged, sql: str, numbers: Iterable[int]) -> Iterator[tuple[object, ...]]:
    for number in numbers:
        try:
            yield from source.rows(f"{sql} WHERE n = ?", (number,))
        except (sqlite3.DatabaseError, UnicodeError):
            continue


def _note(found: Salvaged, table: str) -> None:
    if table not in found.damaged:
        found.damaged.append(table)

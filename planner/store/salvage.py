"""Save what can be read of a damaged project file into a new one, table by table."""

import json
import math
import re
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.errors import CannotWriteError, NothingLeftError
from planner.model.everything import KINDS
from planner.model.records import ALIVE, STUB, RecordKind
from planner.store import files, loose_ends
from planner.store.chunks import MOST_BYTES, BulkDamagedError, check
from planner.store.connect import FileKey, connect
from planner.store.derive import rebuild
from planner.store.graph import CREATED, DELETED, LIFE
from planner.store.migrate import migrate, transaction
from planner.store.remains import TABLES, Remains, read
from planner.store.rules import RULES
from planner.store.store import MODEL_REVISION

_LONGEST_STEM = 200  # bytes: a name has 255, and some of them are for what is added


@dataclass(frozen=True)
class KindSaved:
    """What is left of the records of one kind.

    `unknown` of the records that are shown lack a value; `in_part` are not
    shown, because nothing tells any more whether they were removed.
    """

    shown: int
    unknown: int
    in_part: int


@dataclass
class Salvaged:
    """How much was saved, by table and by kind, and which tables could not be read to their end.

    `pages` are those that are there of `expected`; `lost_changes` counts the
    gaps in the numbers of the changes, and changes after the last one that is
    known are lost where `end_lost`. `parted` changes may have replaced more
    than is known, so they stand beside it; `uncertain_lives` records may have
    been removed or brought back.
    """

    target: Path
    pages: int = 0
    expected: int = 0
    saved: dict[str, int] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    lost_changes: int = 0
    end_lost: bool = False
    parted: int = 0
    uncertain_lives: int = 0
    kinds: dict[str, KindSaved] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return not self.damaged and not self.lost_changes and not self.parted


def salvage(path: Path, key: FileKey | None = None) -> Salvaged:
    """Write what is readable of `path` beside it as a new file; `path` stays as it is.

    The new file is protected as the damaged one is.

    Raises
    ------
    NothingLeftError
        Nothing of a project is left in it.
    """
    target = _beside(path)
    remains = read(path, key)
    part = files.unfinished(target)
    try:
        with closing(connect(part, key)) as db:
            migrate(db)
            with transaction(db):
                found = _fill(db, remains, target)
                _drop_noise(db, found)
                _tie(db, remains, found)
                rebuild(db)
            found.saved = {table: _count_rows(db, table) for table in TABLES}
            found.kinds = {kind: left for kind in KINDS if (left := _left(db, kind))}
            db.execute("VACUUM")
        if not found.saved["rep_change"]:
            raise NothingLeftError(path.name, path.stat().st_size)
        files.put_in_place(part, target)
    except (OSError, sqlite3.OperationalError) as error:
        raise CannotWriteError(target.name) from error
    finally:
        files.drop(part)
    return found


def _beside(path: Path) -> Path:
    number = 1
    stem = path.stem.encode()[:_LONGEST_STEM].decode(errors="ignore")
    while (target := path.with_stem(f"{stem} (repaired {number})")).exists():
        number += 1
    return target


def _fill(db: sqlite3.Connection, remains: Remains, target: Path) -> Salvaged:
    found = Salvaged(target, remains.pages, remains.expected, damaged=remains.damaged)
    db.execute(
        "INSERT INTO meta(id, project_uid, min_reader, min_writer, app_version, model_rev)"
        " VALUES (1,?,1,1,?,?)",
        (_project_uid(remains, found), files.app_version(), MODEL_REVISION),
    )
    for table in TABLES:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT OR IGNORE INTO {table} VALUES ({marks})"  # noqa: S608  (a name of ours)
        if _inserted(db, sql, remains.rows[table], len(columns)) < len(remains.rows[table]):
            _note(found, table)
    return found


def _inserted(db: sqlite3.Connection, sql: str, rows: Sequence[tuple[Any, ...]], width: int) -> int:
    """Insert the rows that a table can hold and return how many they were."""
    saved = 0
    for values in rows:
        try:
            saved += db.execute(sql, values).rowcount if len(values) == width else 0
        except (sqlite3.DatabaseError, UnicodeError):
            continue
    return saved


def _tie(db: sqlite3.Connection, remains: Remains, found: Salvaged) -> None:
    """Make the graph whole, and count what is missing of the changes."""
    numbers = [n for (n,) in db.execute("SELECT n FROM rep_change ORDER BY n")]
    last = max([remains.last_change, *numbers[-1:]])
    found.lost_changes = last - len(numbers)
    found.end_lost = remains.end_lost
    first_lost = next((n for n, here in enumerate(numbers, 1) if n != here), len(numbers) + 1)
    tied = loose_ends.tie(db, remains.edge_gaps, first_lost)
    found.parted, found.uncertain_lives = tied.parted, tied.lives
    if tied.parted:
        _note(found, "rep_edge")


def _count_rows(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def _left(db: sqlite3.Connection, kind: str) -> KindSaved | None:
    """Count what is left of the records of a kind; None where nothing tells of any."""
    sql = f'SELECT count(*) FROM "{kind}" WHERE state = ?'  # noqa: S608  (a name of ours)
    shown, in_part = (db.execute(sql, (state,)).fetchone()[0] for state in (ALIVE, STUB))
    [(unknown,)] = db.execute(
        "SELECT count(DISTINCT c.row_uid) FROM rep_change c"  # noqa: S608  (a name of ours)
        f' JOIN "{kind}" r ON r.uid = lower(hex(c.row_uid)) AND r.state = ?'
        " WHERE c.state = 0 AND c.entity = ? AND NOT EXISTS"
        " (SELECT 1 FROM rep_edge e WHERE e.parent = c.uid AND e.role = 's')",
        (ALIVE, kind),
    )
    return KindSaved(shown, unknown, in_part) if shown or in_part else None


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


def _project_uid(remains: Remains, found: Salvaged) -> str:
    uid = remains.project_uid
    if not re.fullmatch("[0-9a-f]{32}", uid):
        _note(found, "meta")
        return secrets.token_hex(16)
    return uid


def _note(found: Salvaged, table: str) -> None:
    if table not in found.damaged:
        found.damaged.append(table)

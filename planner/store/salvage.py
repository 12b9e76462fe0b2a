"""Save what can be read of a damaged project file into a new one, table by table."""

import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from planner.errors import DamagedFileError
from planner.store import files
from planner.store.derive import rebuild
from planner.store.migrate import migrate, transaction
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


def salvage(path: Path) -> Salvaged:
    """Write what is readable of `path` beside it as a new file; `path` stays as it is.

    Raises
    ------
    DamagedFileError
        Not even the list of its tables can be read.
    """
    target = _beside(path)
    part = target.with_name(f".{target.name}.tmp-{secrets.token_hex(4)}")
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as db:
            migrate(db)
            with closing(_damaged(path)) as source, transaction(db):
                found = _fill(db, source, target)
                rebuild(db)
            db.execute("VACUUM")
        files.put_in_place(part, target)
    except sqlite3.DatabaseError as error:
        raise DamagedFileError(path.name) from error
    finally:
        part.unlink(missing_ok=True)
    return found


def _beside(path: Path) -> Path:
    number = 1
    while (target := path.with_stem(f"{path.stem} (repaired {number})")).exists():
        number += 1
    return target


def _damaged(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    db = sqlite3.connect(uri, uri=True, isolation_level=None)
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return db


def _fill(db: sqlite3.Connection, source: sqlite3.Connection, target: Path) -> Salvaged:
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
            except (sqlite3.IntegrityError, sqlite3.InterfaceError):
                _note(found, table)
        found.saved[table] = saved
    last = db.execute("SELECT coalesce(max(n), 0) FROM rep_change").fetchone()[0]
    found.lost_changes = last - found.saved["rep_change"]
    return found


def _project_uid(source: sqlite3.Connection, found: Salvaged) -> str:
    try:
        uid = source.execute("SELECT project_uid FROM meta").fetchone()
    except sqlite3.DatabaseError:
        uid = None
    if uid is None:
        _note(found, "meta")
        return secrets.token_hex(16)
    return str(uid[0])


def _readable(
    source: sqlite3.Connection, table: str, columns: list[str], found: Salvaged
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
            yield from source.execute(sql)
        except (sqlite3.DatabaseError, UnicodeError):
            _note(found, table)
        else:
            return


def _by_number(
    source: sqlite3.Connection, sql: str, found: Salvaged, table: str
) -> Iterator[tuple[object, ...]]:
    """Read in small runs of numbers, and one by one where a run fails."""
    try:
        last = source.execute(f"SELECT max(n) FROM {table}").fetchone()[0] or 0  # noqa: S608
    except sqlite3.DatabaseError:
        last = 1 << 20
    for first in range(1, last + 1, _STEP):
        run = range(first, min(first + _STEP, last + 1))
        try:
            yield from source.execute(
                f"{sql} WHERE n BETWEEN ? AND ?", (run[0], run[-1])
            ).fetchall()
        except (sqlite3.DatabaseError, UnicodeError):
            _note(found, table)
            yield from _one_by_one(source, sql, run)


def _one_by_one(
    source: sqlite3.Connection, sql: str, numbers: Iterable[int]
) -> Iterator[tuple[object, ...]]:
    for number in numbers:
        try:
            yield from source.execute(f"{sql} WHERE n = ?", (number,)).fetchall()
        except (sqlite3.DatabaseError, UnicodeError):
            continue


def _note(found: Salvaged, table: str) -> None:
    if table not in found.damaged:
        found.damaged.append(table)

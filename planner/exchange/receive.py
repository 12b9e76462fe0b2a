"""A file from somebody else: copied, opened without trust, checked before anything reads it.

Whatever is wrong with such a file, it is refused with a reason, in bounded
time and memory, and the project here stays as it is.
"""

import hashlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from planner.errors import (
    DamagedFileError,
    InUseError,
    NewerFileError,
    NoRoomError,
    NotAProjectError,
    UserError,
)
from planner.exchange.limits import MOST_ROWS, MOST_TABLES, refuse_crowds, refuse_volumes
from planner.exchange.refusals import TooLargeError, UnsoundFileError
from planner.paths import user_data
from planner.store import files
from planner.store.connect import UNLOCKED, UNREADABLE, FileKey, connect, convert, salt_of
from planner.store.migrate import APPLICATION_ID, LAYOUT, layout_of, migrate, transaction
from planner.store.room import is_full
from planner.store.rules import RULES
from planner.texts import _

MOST_BYTES = 512 << 20
MOST_BYTES_OF_A_VALUE = 16 << 20
SECONDS = 20.0
_STEPS_BETWEEN_LOOKS = 20_000
_LEFT_BEHIND = 3600.0
_BLOCK = 1 << 20

GRAPH_TABLES = (
    "meta",
    "rep_change",
    "rep_edge",
    "rep_actor",
    "rep_tx",
    "rep_erasure",
    "rep_horizon",
    "rep_exchange",
    "rep_exchange_row",
    "bulk",
    "bulk_chunk",
)


@dataclass(frozen=True)
class Received:
    """A checked private copy of a received file."""

    path: Path
    name: str
    sha256: str
    project_uid: str
    size: int
    key: FileKey | None = None
    protected_by: FileKey | None = None


@contextmanager
def received(
    source: Path, key: FileKey | None = None, *, plain: bool = False
) -> Iterator[Received]:
    """Copy and check `source`; the copy is gone afterwards.

    Parameters
    ----------
    key : what opens a protected file.
    plain : whether a project without protection is to read the copy.

    Raises
    ------
    FileUnusableError
        The file is not a sound project file. Nothing here has been touched.
    """
    with private_folder() as own:
        copy = own / "copy.usp"
        digest = _copied(source, copy, key)
        size = copy.stat().st_size
        key = key if salt_of(copy) else None
        try:
            with closing(distrusting(copy, key)) as db:
                project_uid = _checked(db, source.name)
                if layout_of(db) < LAYOUT:
                    copy = _rewritten(db, own / "present.usp", key)
        except UNREADABLE as error:
            raise _named(error, source.name) from error
        protected_by = key
        if key and plain:
            opened = copy.with_name("opened.usp")
            convert(copy, key, opened, None)
            copy, key = opened, None
        yield Received(copy, source.name, digest, project_uid, size, key, protected_by)


@contextmanager
def received_in_memory(content: memoryview, name: str, key: FileKey) -> Iterator[Received]:
    """Check a file that is on no disk, and write what is true in it under `key` only.

    Raises
    ------
    FileUnusableError
        It is not a sound project file. Nothing here has been touched.
    """
    with private_folder() as own, closing(connect(":memory:")) as db:
        try:
            db.deserialize(content)
            size, digest = len(content), hashlib.sha256(content).hexdigest()
            content.release()
            _distrust(db)
            _refuse_others(db, name)
            project_uid = _checked(db, name)
            copy = _rewritten(db, own / "copy.usp", key)
        except UNREADABLE as error:
            raise _named(error, name) from error
        db.close()
        yield Received(copy, name, digest, project_uid, size, key)


def _refuse_others(db: sqlite3.Connection, name: str) -> None:
    """Refuse a database that is not one of ours."""
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotAProjectError(name)


def _rewritten(db: sqlite3.Connection, copy: Path, key: FileKey | None) -> Path:
    """Write what is true in a checked database into a new file of the present layout."""
    layout = min(layout_of(db), LAYOUT)
    with closing(connect(copy, key)) as new:
        migrate(new, layout)
        with transaction(new):
            for table in GRAPH_TABLES:
                columns = ", ".join(str(shape[0]) for shape in _shape(new, table))
                rows = db.execute(f"SELECT {columns} FROM {table}")  # noqa: S608  (names of ours)
                marks = ", ".join("?" * len(rows.description))
                sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
                new.executemany(sql, rows)
        migrate(new)
    return copy


@contextmanager
def private_folder() -> Iterator[Path]:
    """Return a folder for what came from others; it is gone afterwards.

    What killed processes have left goes too: it may be what was in a sealed file.
    """
    folder = user_data() / "received"
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        if time.time() - left.stat().st_mtime > _LEFT_BEHIND:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder) as own:
        yield Path(own)


def project_uid_of(path: Path, key: FileKey | None = None) -> str:
    """Return which project a file says it is a copy of; nothing if it cannot be read."""
    try:
        files.check_header(path, key)
        with closing(distrusting(path.absolute(), key if salt_of(path) else None)) as db:
            found = db.execute("SELECT project_uid FROM meta").fetchone()
    except (UserError, *UNREADABLE):
        return ""
    return str(found[0]) if found else ""


def distrusting(path: Path, key: FileKey | None = None) -> sqlite3.Connection:
    """Open `path` for reading only, with limits on what its content can make us do."""
    db = connect(path, key, UNLOCKED)
    _distrust(db)
    return db


def _distrust(db: sqlite3.Connection) -> None:
    if isinstance(db, sqlite3.Connection):  # SQLCipher has no limits: see `_check_lengths`
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES_OF_A_VALUE)
        db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    db.executescript(
        "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;"
        "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
    )
    limit_time(db)


def limit_time(db: sqlite3.Connection, seconds: float = SECONDS) -> None:
    """Let statements on `db` fail once `seconds` have passed from now."""
    end = time.monotonic() + seconds
    db.set_progress_handler(lambda: time.monotonic() > end, _STEPS_BETWEEN_LOOKS)


def _copied(source: Path, copy: Path, key: FileKey | None) -> str:
    files.check_header(source, key)
    files.refuse_hot(source)
    size = source.stat().st_size
    if size > MOST_BYTES:
        raise TooLargeError(size, MOST_BYTES)
    digest, left = hashlib.sha256(), MOST_BYTES
    try:
        with source.open("rb") as inside, copy.open("wb") as outside:
            while left > 0 and (block := inside.read(_BLOCK)):
                digest.update(block)
                outside.write(block)
                left -= len(block)
    except OSError as error:
        raise (NoRoomError if is_full(error) else InUseError(source.name)) from error
    return digest.hexdigest()


def _named(error: Exception, name: str) -> Exception:
    if isinstance(error, sqlite3.Error) and is_full(error):
        return NoRoomError()
    if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
        return UnsoundFileError(_("Reading {name} took too long.").format(name=name))
    if getattr(error, "sqlite_errorname", "") == "SQLITE_TOOBIG":
        return _too_long(name)
    return DamagedFileError(name)


def _too_long(name: str) -> UnsoundFileError:
    return UnsoundFileError(
        _("{name} holds a value of more than {most} MB.").format(
            name=name, most=MOST_BYTES_OF_A_VALUE >> 20
        )
    )


def _checked(db: sqlite3.Connection, name: str) -> str:
    """Check the file from end to end and return the identity of its project."""
    layout = layout_of(db)
    if layout < 1:
        raise DamagedFileError(name)
    refuse_crowds(db, name, MOST_TABLES)
    _check_tables(db, layout)
    _check_rows(db, name)
    found = db.execute("SELECT min_reader, project_uid FROM meta").fetchall()
    if len(found) != 1:
        raise DamagedFileError(name)
    [(min_reader, project_uid)] = found
    if min_reader > LAYOUT:
        raise NewerFileError(name, found=min_reader, known=LAYOUT)
    return str(project_uid)


def _check_rows(db: sqlite3.Connection, name: str) -> None:
    """Refuse too many rows, damaged pages, and rows that no app of ours has written."""
    refuse_crowds(db, name, MOST_ROWS)
    if not isinstance(db, sqlite3.Connection):
        _check_lengths(db, name)
    for table in GRAPH_TABLES:
        if db.execute(f"PRAGMA quick_check({table})").fetchone()[0] != "ok":
            raise DamagedFileError(name)
    for table, rule in RULES.items():
        sql = f"SELECT 1 FROM {table} NOT INDEXED WHERE ({rule}) IS NOT 1 LIMIT 1"  # noqa: S608
        if db.execute(sql).fetchone():
            raise UnsoundFileError(
                _("{name} has an entry in {table} that no app writes.").format(
                    name=name, table=table
                )
            )
    refuse_volumes(db, name)


def _check_tables(db: sqlite3.Connection, layout: int) -> None:
    """Refuse views and virtual tables under our names, and tables of another shape."""
    for table, (columns, text) in _expected(layout).items():
        kinds = db.execute(
            "SELECT type, sql FROM sqlite_schema WHERE name = ? COLLATE NOCASE", (table,)
        ).fetchall()
        real = len(kinds) == 1 and kinds[0][0] == "table"
        if not real or not str(kinds[0][1]).lstrip().upper().startswith("CREATE TABLE"):
            raise UnsoundFileError(_("Its {table} is not a plain table.").format(table=table))
        if not (columns <= set(_shape(db, table)) if layout > LAYOUT else kinds[0][1] == text):
            raise UnsoundFileError(_("Its {table} has another shape.").format(table=table))


def _check_lengths(db: sqlite3.Connection, name: str) -> None:
    """Refuse values that are too long, by their length alone: they are not read for it."""
    for table in GRAPH_TABLES:
        columns = ", ".join(f"coalesce(octet_length({shape[0]}), 0)" for shape in _shape(db, table))
        sql = f"SELECT 1 FROM {table} NOT INDEXED WHERE max({columns}) > ? LIMIT 1"  # noqa: S608
        if db.execute(sql, (MOST_BYTES_OF_A_VALUE,)).fetchone():
            raise _too_long(name)


def _expected(layout: int) -> dict[str, tuple[set[tuple[object, ...]], str]]:
    """Return the columns of every table of a layout and the statement that makes it."""
    with closing(connect(":memory:")) as db:
        migrate(db, layout)
        made = dict(db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
        return {table: (set(_shape(db, table)), made[table]) for table in GRAPH_TABLES}


def _shape(db: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    """Return name, type, null rule, key place and visibility of every column."""
    found = db.execute(f"PRAGMA table_xinfo({table})").fetchall()
    return [
        (name, kind, notnull, key, hidden) for _n, name, kind, notnull, _d, key, hidden in found
    ]

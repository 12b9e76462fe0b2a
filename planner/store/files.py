"""Project files: what is one, how one is made, and how one is published whole."""

import hashlib
import os
import secrets
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Event

from planner.errors import (
    CannotWriteError,
    DamagedFileError,
    EmptyFileError,
    InUseError,
    NewerFileError,
    NoFileError,
    NotAProjectError,
    PassphraseNeededError,
    TargetChangedError,
    UserError,
    WrongPassphraseError,
)
from planner.model.project import ProjectFields
from planner.store import connect as opening
from planner.store.connect import MAGIC, READ_ONLY, UNLOCKED, UNREADABLE, FileKey, is_there, salt_of
from planner.store.migrate import APPLICATION_ID, LAYOUT, migrate
from planner.store.room import room
from planner.store.store import MODEL_REVISION, Author, Store

SUFFIX = ".usp"
_HEADER = 100
_RETRIES = 10
_PART_OF_NAME = 40


def app_version() -> str:
    try:
        return version("urban-security-planner")
    except PackageNotFoundError:
        return "0.1.0"


@dataclass(frozen=True)
class Fingerprint:
    """What a file was when it was last read or written by us."""

    size: int
    mtime_ns: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> "Fingerprint":
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        stat = path.stat()
        return cls(stat.st_size, stat.st_mtime_ns, digest)

    def matches(self, path: Path) -> bool:
        """Say whether `path` still has this content. Time alone does not make it another file."""
        stat = path.stat()
        if (stat.st_size, stat.st_mtime_ns) == (self.size, self.mtime_ns):
            return True
        return stat.st_size == self.size and Fingerprint.of(path).sha256 == self.sha256


def connect(path: Path | str, key: FileKey | None = None) -> sqlite3.Connection:
    """Open a working copy for editing."""
    db = opening.connect(path, key, any_thread=True)
    db.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;"
        "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;"
        "PRAGMA cache_size = -65536;"
    )
    return db


def fill_new(
    db: sqlite3.Connection, title: str, path: Path | None = None, author: Author | None = None
) -> Store:
    """Make `db`, which is kept at `path`, an empty project with a title."""
    migrate(db)
    project_uid = secrets.token_hex(16)
    db.execute(
        "INSERT INTO meta(id, project_uid, min_reader, min_writer, app_version, model_rev)"
        " VALUES (1,?,1,1,?,?)",
        (project_uid, app_version(), MODEL_REVISION),
    )
    store = Store(db, path, author)
    with store.edit("new project") as edit:
        edit.add(ProjectFields(title=title))
    store.begin_here()
    return store


def in_memory(title: str) -> Store:
    """Return an empty project that is nowhere on disk."""
    return fill_new(connect(":memory:"), title)


def check_header(path: Path, key: FileKey | None = None) -> None:
    """Refuse what is not a project file of ours, by its first bytes alone."""
    if not is_there(path):
        raise NoFileError(path)
    if salt_of(path) is not None:
        _check_first_page(path, key)
        return
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except OSError as error:
        raise InUseError(path.name) from error
    if not head:
        raise EmptyFileError(path.name)
    if not head.startswith(MAGIC[: len(head)]):
        raise NotAProjectError(path.name)
    if len(head) < _HEADER:
        raise DamagedFileError(path.name)
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise NotAProjectError(path.name)


def _check_first_page(path: Path, key: FileKey | None) -> None:
    """Refuse a protected file that `key` does not open, or that is no project."""
    if key is None or key.salt != salt_of(path):
        raise PassphraseNeededError(path.name)
    try:
        with closing(opening.connect(path, key, UNLOCKED)) as db:
            db.execute("PRAGMA writable_schema = ON")  # lets a file be opened that was cut short
            found = db.execute("PRAGMA application_id").fetchone()[0]
    except UNREADABLE:
        raise WrongPassphraseError(path.name) from None
    if found != APPLICATION_ID:
        raise NotAProjectError(path.name)


def copy_for_work(path: Path, target: Path, key: FileKey | None = None) -> Fingerprint:
    """Copy a project file to `target` and check the copy; `path` is only read.

    Raises
    ------
    NotAProjectError, DamagedFileError, NewerFileError, InUseError
        The file cannot be used. It has not been touched.
    """
    check_header(path, key)
    before = Fingerprint.of(path)
    try:
        with room(), closing(_reading(path, key)) as db:
            refuse_hot(path)
            db.execute("BEGIN")
            db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            target.write_bytes(path.read_bytes())
    except sqlite3.OperationalError as error:
        raise _readable(error, path) from error
    except UNREADABLE as error:
        raise DamagedFileError(path.name) from error
    check_content(target, path.name, key)
    return before


def _reading(path: Path, key: FileKey | None) -> sqlite3.Connection:
    return opening.connect(path.resolve(), key if salt_of(path) else None, READ_ONLY, timeout=1)


def refuse_hot(path: Path) -> None:
    """Refuse a file that another program has left in the middle of writing."""
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if is_there(beside) and beside.stat().st_size > 0:
            raise InUseError(path.name)


def _readable(error: sqlite3.Error, path: Path) -> Exception:
    if error.sqlite_errorname in ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN"):
        return InUseError(path.name)
    return DamagedFileError(path.name)


def check_content(path: Path, name: str, key: FileKey | None = None) -> None:
    """Check a copy from end to end: pages, tables, and that this app may read it."""
    try:
        with closing(opening.connect(path, key)) as db:
            healthy = db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            layout = db.execute("PRAGMA user_version").fetchone()[0]
            meta = db.execute("SELECT min_reader, project_uid FROM meta").fetchone()
    except UNREADABLE as error:
        raise DamagedFileError(name) from error
    if not healthy or meta is None or layout < 1:
        raise DamagedFileError(name)
    if meta[0] > LAYOUT:
        raise NewerFileError(name, found=meta[0], known=LAYOUT)


def publish(
    db: sqlite3.Connection,
    target: Path,
    expected: Fingerprint | None,
    key: FileKey | None = None,
) -> Fingerprint:
    """Write the project to `target` whole: the file there is the old one or the new one.

    Parameters
    ----------
    key : what `db` is protected by; the file is protected by it too.
    expected : what `target` was when it was opened; None for a file that must be new.

    Raises
    ------
    TargetChangedError
        Somebody else has changed or made the file meanwhile. It is untouched.
    CannotWriteError
        The folder or the disk refuses. The old file is as it was.
    """
    target = real(target)
    part = unfinished(target)
    try:
        db.execute("VACUUM INTO ?", (str(part),))
        check_content(part, target.name, key)
        if not replaceable(db, target, expected, key):
            raise TargetChangedError(target.name)
        put_in_place(part, target)
    except (OSError, sqlite3.OperationalError) as error:
        raise CannotWriteError(target.name) from error
    finally:
        drop(part)
    return Fingerprint.of(target)


def real(target: Path) -> Path:
    """Return the file that a link points to: what is written to the link belongs there."""
    try:
        return target.resolve() if target.is_symlink() else target
    except (OSError, RuntimeError) as error:  # a circle of links, or a name too long
        raise CannotWriteError(target.name) from error


def unfinished(target: Path) -> Path:
    """Return where `target` is written until it is whole; its name may be as long as any."""
    return target.with_name(f".{target.name[:_PART_OF_NAME]}.tmp-{secrets.token_hex(4)}")


def drop(part: Path) -> None:
    """Delete an unfinished file; where nothing can be written, there is none."""
    with suppress(OSError):
        part.unlink(missing_ok=True)


def put_in_place(part: Path, target: Path) -> None:
    """Let the finished file `part` take the place of `target`, on the disk and all at once."""
    _flush(part)
    _replace(part, target)
    _flush(target.parent)


def replaceable(
    db: sqlite3.Connection,
    target: Path,
    expected: Fingerprint | None,
    key: FileKey | None = None,
) -> bool:
    """Say whether nothing is lost when the project in `db` takes the place of `target`."""
    if not is_there(target) or (expected and expected.matches(target)):
        return True
    try:
        check_header(target, key)
        with closing(_reading(target, key)) as other:
            theirs = set(other.execute(_EVERYTHING_SAID))
    except (UserError, *UNREADABLE):
        return False
    return bool(theirs) and not theirs.difference(db.execute(_EVERYTHING_SAID))


_EVERYTHING_SAID = """
SELECT uid, state FROM rep_change UNION ALL SELECT row_uid, 3 FROM rep_erasure
"""


def _flush(path: Path) -> None:
    """Have the system write `path` to the disk. Folders cannot be flushed on Windows."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(part: Path, target: Path) -> None:
    """Put `part` in the place of `target`; other programs may hold it for a moment."""
    for turn in range(_RETRIES):
        try:
            part.replace(target)
        except PermissionError:
            if turn == _RETRIES - 1:
                raise
            Event().wait(0.02 * 2**turn)
        else:
            return

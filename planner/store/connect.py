"""How every database is opened: plain by the standard library, protected by SQLCipher.

SQLCipher is a second SQLite with encrypted pages. It is loaded only when a
protected file is met, and speaks like ``sqlite3`` here: same calls, same errors.
A file must never be open through both at once; the key of a project decides.
"""

import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, wraps
from hashlib import pbkdf2_hmac
from pathlib import Path
from secrets import token_bytes
from typing import Any, cast

from planner.errors import (
    CannotWriteError,
    DamagedFileError,
    InUseError,
    NoFileError,
    WrongPassphraseError,
)

MAGIC = b"SQLite format 3\0"
SALT = 16
ROUNDS = 256_000
"""As SQLCipher 4 derives its key, so that its own program opens our files too."""
READ_ONLY = "mode=ro"
UNLOCKED = "mode=ro&immutable=1"
UNREADABLE = (sqlite3.DatabaseError, UnicodeError, OverflowError)
"""What reading a damaged file raises; SQLite may quote broken letters in its own complaint."""
_PAGE = 4096
_OTHERS = (MAGIC, b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"%PDF-", b"\x89PNG\r\n")
"""Beginnings of packed files: as random as ours, and long enough that no salt is like one."""
_FEWEST_VALUES = 240  # of 256; a page of random bytes lacks practically none


@dataclass(frozen=True)
class FileKey:
    """What opens a protected file: worked out once from its passphrase and its salt."""

    salt: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    @classmethod
    def derive(cls, passphrase: str, salt: bytes) -> "FileKey":
        words = unicodedata.normalize("NFC", passphrase).encode()
        return cls(salt, pbkdf2_hmac("sha512", words, salt, ROUNDS, 32))

    @classmethod
    def new(cls, passphrase: str) -> "FileKey":
        return cls.derive(passphrase, token_bytes(SALT))

    @property
    def literal(self) -> str:
        return f"x'{self.secret.hex()}{self.salt.hex()}'"


def connect(
    path: Path | str,
    key: FileKey | None = None,
    how: str = "",
    *,
    timeout: float = 5.0,
    any_thread: bool = False,
) -> sqlite3.Connection:
    """Open a database in autocommit mode; `how` is the query of its address.

    Files that are attached later may be given as addresses too.
    """
    database = f"{Path(path).absolute().as_uri()}?{how}" if how else str(path)
    if key is None:
        return sqlite3.connect(
            database, timeout, isolation_level=None, check_same_thread=not any_thread, uri=True
        )
    db = _cipher()(
        database, timeout, isolation_level=None, check_same_thread=not any_thread, uri=True
    )
    db.execute("PRAGMA cipher_log_level = NONE")
    db.execute(f'PRAGMA key = "{key.literal}"')
    db.execute("PRAGMA temp_store = MEMORY")
    return db


def attach(db: sqlite3.Connection, database: str, name: str, key: FileKey | None = None) -> None:
    """Attach another database; one that is protected only to a connection with a key."""
    if isinstance(db, sqlite3.Connection):
        db.execute(f"ATTACH ? AS {name}", (database,))
    else:
        db.execute(f"ATTACH ? AS {name} KEY ?", (database, key.literal if key else ""))


def is_there(path: Path) -> bool:
    """Say whether `path` is a file; a name that no system allows is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def salt_of(path: Path) -> bytes | None:
    """Return the salt of a file that looks protected; None for any other."""
    if not is_there(path):
        raise NoFileError(path)
    try:
        with path.open("rb") as file:
            page = file.read(_PAGE)
    except OSError as error:
        raise InUseError(path.name) from error
    return page[:SALT] if looks_protected(page) else None


def looks_protected(content: bytes | memoryview) -> bool:
    """Say whether a file that begins with this looks like a protected one."""
    page = bytes(content[:_PAGE])
    looks_random = len(page) == _PAGE and len(set(page)) > _FEWEST_VALUES
    return looks_random and not page.startswith(_OTHERS)


def key_of(path: Path, passphrase: str) -> FileKey | None:
    """Return what opens `path`; nothing is needed for a file that is not protected.

    Raises
    ------
    WrongPassphraseError
        It does not open with this passphrase, or its first page is damaged.
    """
    salt = salt_of(path)
    if salt is None:
        return None
    key = FileKey.derive(passphrase, salt)
    try:
        with closing(connect(path, key, UNLOCKED)) as db:
            db.execute("PRAGMA writable_schema = ON")  # lets a file be opened that was cut short
            db.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError:
        raise WrongPassphraseError(path.name) from None
    return key


def convert(source: Path, key: FileKey | None, target: Path, new: FileKey | None) -> None:
    """Write the database `source` to the new file `target` under another key, or none."""
    with closing(_cipher()(str(source), isolation_level=None)) as db:
        if key:
            db.execute(f'PRAGMA key = "{key.literal}"')
        try:
            attach(db, str(target), "converted", new)
            db.execute("SELECT sqlcipher_export('converted')")
            for name in ("application_id", "user_version"):
                value = db.execute(f"PRAGMA main.{name}").fetchone()[0]
                db.execute(f"PRAGMA converted.{name} = {value}")
        except sqlite3.DatabaseError as error:
            sound = _is_sound(db)
            raise (CannotWriteError if sound else DamagedFileError)(source.name) from error


def _is_sound(db: sqlite3.Connection) -> bool:
    try:
        return bool(db.execute("PRAGMA main.quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


@cache
def _cipher() -> Callable[..., sqlite3.Connection]:
    """Return SQLCipher's connection, with the errors of ``sqlite3`` in place of its own."""
    from sqlcipher3 import dbapi2  # type: ignore[import-untyped]

    def translating(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def call(*args: Any, **options: Any) -> Any:
            try:
                return method(*args, **options)
            except dbapi2.Error as error:
                raise _as_sqlite3(error) from None

        return call

    def translated(name: str, base: type, methods: str, **more: Any) -> type:
        known = {method: translating(getattr(base, method)) for method in methods.split()}
        return type(name, (base,), known | more)

    cursor = translated(
        "Cursor",
        dbapi2.Cursor,
        "execute executemany executescript fetchone fetchmany fetchall __next__",
    )
    connection = translated(
        "Connection",
        dbapi2.Connection,
        "__init__ close backup commit rollback",
        cursor=translating(lambda db: dbapi2.Connection.cursor(db, cursor)),
    )
    return cast("Callable[..., sqlite3.Connection]", connection)


def _as_sqlite3(error: Exception) -> Exception:
    same = getattr(sqlite3, type(error).__name__, sqlite3.DatabaseError)(*error.args)
    same.sqlite_errorname = getattr(error, "sqlite_errorname", "")
    same.sqlite_errorcode = getattr(error, "sqlite_errorcode", 0)
    return cast("Exception", same)

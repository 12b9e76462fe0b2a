"""A disk that is full or closed to us is no mistake of ours and no damage: it is said so."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from planner.errors import NoRoomError

_ERRNOS = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EROFS}
_ERRNOS |= {errno.EACCES, errno.EPERM}
_NAMES = (
    "SQLITE_FULL",
    "SQLITE_IOERR_WRITE",
    "SQLITE_IOERR_FSYNC",
    "SQLITE_IOERR_TRUNCATE",
    "SQLITE_IOERR_SHM",
)


@contextmanager
def room() -> Iterator[None]:
    """Raise ``NoRoomError`` where something inside cannot write to the disk."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if is_full(error):
            raise NoRoomError from error
        raise


def is_full(error: OSError | sqlite3.Error) -> bool:
    if isinstance(error, OSError):
        return error.errno in _ERRNOS
    return getattr(error, "sqlite_errorname", "").startswith(_NAMES)

"""A lock that the system releases by itself when its holder is gone, however it went."""

import sys
from pathlib import Path
from typing import IO


def take(path: Path) -> IO[bytes] | None:
    """Lock `path` and return the handle that holds it; None if another process does."""
    handle = path.open("ab")
    try:
        _lock(handle)
    except OSError:
        handle.close()
        return None
    return handle


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

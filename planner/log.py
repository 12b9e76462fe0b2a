"""The log file, and what may never be written to it.

It holds operations, counts and ids. Never names, notes, places or the contents
of files: so of an exception it keeps where it happened and of what type it
was, but not its text, which may hold a value somebody has typed.
"""

import logging
import traceback
from copy import copy
from logging.handlers import RotatingFileHandler
from types import TracebackType

from planner.paths import log_file

KEEP_BYTES = 1_000_000
KEEP_FILES = 3
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WhereOnly(logging.Formatter):
    """Writes exceptions without their text."""

    def format(self, record: logging.LogRecord) -> str:
        """Write `record`, and not what another log has made of its exception."""
        own = copy(record)
        own.exc_text = None
        return super().format(own)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  (logging calls it)
        return "" if ei[1] is None else where(ei[1])


def where(error: BaseException) -> str:
    """Return the traceback of `error` and of its causes, without their texts."""
    parts = []
    seen: BaseException | None = error
    while seen is not None:
        frames = "".join(traceback.format_tb(seen.__traceback__))
        parts.append(f"{type(seen).__module__}.{type(seen).__qualname__}\n{frames}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "caused by\n".join(parts)


def start() -> None:
    """Write the log of this process to `planner.paths.log_file`; a full disk stops nothing."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        to_file = RotatingFileHandler(
            path, maxBytes=KEEP_BYTES, backupCount=KEEP_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        return
    to_file.setFormatter(WhereOnly("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(to_file)
    logging.raiseExceptions = False

"""Files that changed although nobody wrote them, as a failing disk or stick changes them.

SQLite notices noise in its pages, but not another bit inside a value. Whoever
writes a file gives it another time; a file that has the time and size at which
this computer saw it last, and other content, was written by nobody.
"""

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from planner.store import places
from planner.store.files import Fingerprint

_MOST = 200


def note(path: Path, seen: Fingerprint) -> None:
    """Keep what `path` was when it was last read or written here; only of the latest files."""
    with suppress(OSError):  # a full disk is no reason not to open or save
        _noted(path).write_text(json.dumps(asdict(seen)), "utf-8")
        known = sorted(places.folder().glob("*.seen"), key=lambda one: one.stat().st_mtime)
        for old in known[:-_MOST]:
            old.unlink(missing_ok=True)


def has_rotted(path: Path, now: Fingerprint) -> bool:
    """Say whether `path`, which is `now` this, changed since it was noted without being written."""
    try:
        before = Fingerprint(**json.loads(_noted(path).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return False
    same_time = (before.size, before.mtime_ns) == (now.size, now.mtime_ns)
    return same_time and before.sha256 != now.sha256


def _noted(path: Path) -> Path:
    path = path.absolute()
    return places.folder() / Path(places.name_for(path)).with_suffix(".seen")

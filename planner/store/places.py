"""Where working copies are, and what lies beside each: its lock and a few facts."""

import hashlib
import json
from pathlib import Path
from typing import IO, Any

from planner.errors import AlreadyOpenError
from planner.paths import user_data
from planner.store import lock


def folder() -> Path:
    found = user_data() / "work"
    found.mkdir(parents=True, exist_ok=True)
    return found


def name_for(path: Path) -> str:
    """Return the name of the working copy of a file: the same at every opening."""
    return f"{path.stem[:40]}-{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.db"


def facts_of(copy: Path) -> Path:
    return copy.with_suffix(".json")


def changing(copy: Path) -> Path:
    """Return where a copy is written anew under another key; left only when that was killed."""
    return copy.with_suffix(".new")


def lock_of(copy: Path) -> Path:
    return copy.with_suffix(".lock")


def take(copy: Path, name: str) -> IO[bytes]:
    """Lock a working copy for us; `name` is what the person calls it."""
    held = lock.take(lock_of(copy))
    if held is None:
        raise AlreadyOpenError(name)
    changing(copy).unlink(missing_ok=True)
    return held


def facts(copy: Path) -> dict[str, Any] | None:
    """Return what a copy stands for; None if that was never written down."""
    try:
        found = json.loads(facts_of(copy).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def delete(copy: Path) -> None:
    """Delete a working copy and the facts beside it; its lock stays."""
    for path in (copy, copy.with_name(copy.name + "-wal"), copy.with_name(copy.name + "-shm")):
        path.unlink(missing_ok=True)
    facts_of(copy).unlink(missing_ok=True)

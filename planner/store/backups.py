"""Copies of a project file as it was before each save."""

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.paths import user_data
from planner.store import preferences
from planner.store.connect import FileKey, convert, salt_of
from planner.store.files import put_in_place, unfinished

KEEP_LAST = 10
KEEP_DAYS = 14
STAMP = "%Y%m%dT%H%M%S%f"


def folder(project_uid: str) -> Path:
    """Return where the backups of a project are: on this computer, never beside the file.

    A person may have chosen another folder; while that is not there (a disk
    that is not plugged in), backups go to the usual place.
    """
    chosen = preferences.stored().get("backups", "")
    if chosen and Path(chosen).is_dir() and os.access(chosen, os.W_OK):
        return Path(chosen) / project_uid
    return user_data() / "backups" / project_uid


def listed(project_uid: str) -> list[Path]:
    """Return the backups of a project, newest first."""
    return sorted(folder(project_uid).glob("*.usp"), reverse=True)


def keep(path: Path, project_uid: str) -> None:
    """Copy `path` away, then let go of copies that are no longer due."""
    shutil.copy2(path, _new(project_uid))
    _let_go(project_uid)


def keep_state(db: sqlite3.Connection, project_uid: str) -> None:
    """Keep the project as it is at work now, saved or not."""
    db.execute("VACUUM INTO ?", (str(_new(project_uid)),))
    _let_go(project_uid)


def otherwise_protected(project_uid: str, key: FileKey | None) -> list[Path]:
    """Return the backups that `key` does not open; without a key, those that need one."""
    salt = key.salt if key else None
    return [path for path in listed(project_uid) if salt_of(path) != salt]


def protect(path: Path, key: FileKey | None, new: FileKey | None) -> None:
    """Write a backup anew under another key, or none; it is whole at any moment.

    Raises
    ------
    DamagedFileError
        It cannot be read with `key`. It has not been touched.
    """
    part = unfinished(path)
    try:
        convert(path, key, part, new)
        put_in_place(part, path)
    finally:
        part.unlink(missing_ok=True)


def _new(project_uid: str) -> Path:
    backups = folder(project_uid)
    backups.mkdir(parents=True, exist_ok=True)
    return backups / f"{datetime.now(UTC):{STAMP}}.usp"


def _let_go(project_uid: str) -> None:
    backups, now = folder(project_uid), datetime.now(UTC)
    for old in _surplus(sorted(backups.glob("*.usp")), now):
        old.unlink(missing_ok=True)


def _surplus(copies: list[Path], now: datetime) -> list[Path]:
    """Return all but the last ten and the newest of each of the last fourteen days."""
    newest_of_day = {copy.name[:8]: copy for copy in copies}
    first_day = f"{now - timedelta(days=KEEP_DAYS):%Y%m%d}"
    kept = {copy for day, copy in newest_of_day.items() if day > first_day}
    return [copy for copy in copies[:-KEEP_LAST] if copy not in kept]

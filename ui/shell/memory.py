"""What the window remembers between two runs: where it stood, and the last files."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from planner.paths import user_config

RECENT = 8


def _settings() -> QSettings:
    return QSettings(str(user_config() / "window.ini"), QSettings.Format.IniFormat)


def restore(window: QMainWindow) -> bool:
    """Put `window` where it stood; False if it never stood anywhere."""
    geometry = _settings().value("geometry")
    return isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)


def keep(window: QMainWindow) -> None:
    _settings().setValue("geometry", window.saveGeometry())


def recent_files() -> list[Path]:
    """Return the files worked on last that are still there, newest first."""
    stored = _settings().value("recent")
    names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
    return [path for path in map(Path, names) if path.is_file()]


def remember_file(path: Path) -> None:
    files = [path, *(known for known in recent_files() if known != path)]
    _settings().setValue("recent", [str(file) for file in files[:RECENT]])

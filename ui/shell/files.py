"""Which file? The two questions every page asks, in the system's own dialog."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


class FileChooser:
    """Asks over a window; remembers the folder of the last answer."""

    def __init__(self, window: QWidget | None) -> None:
        self._window = window
        self._folder = str(Path.home())

    def open(self, title: str, words: str, endings: Sequence[str]) -> Path | None:
        """Ask for a file to read; None if the person thinks better of it."""
        chosen, _filter = QFileDialog.getOpenFileName(
            self._window, title, self._folder, _filters(words, endings)
        )
        return self._kept(chosen)

    def save(self, title: str, name: str, words: str, endings: Sequence[str]) -> Path | None:
        """Ask where to write; an ending is added when none was typed."""
        chosen, _filter = QFileDialog.getSaveFileName(
            self._window, title, str(Path(self._folder) / name), _filters(words, endings)
        )
        path = self._kept(chosen)
        return path.with_suffix(endings[0]) if path and not path.suffix else path

    def _kept(self, chosen: str) -> Path | None:
        if not chosen:
            return None
        self._folder = str(Path(chosen).parent)
        return Path(chosen)


def _filters(words: str, endings: Sequence[str]) -> str:
    return f"{words} ({' '.join(f'*{ending}' for ending in endings)})"

"""A list of things to tick."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

UID = Qt.ItemDataRole.UserRole


class CheckList(QListWidget):
    """Things to tick, as (uid, words)."""

    def __init__(self, name: str, entries: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for uid, words in entries:
            item = QListWidgetItem(words, self)
            item.setData(UID, uid)
            item.setToolTip(words)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)

    def ticked(self) -> list[str]:
        return [item.data(UID) for item in self._items() if _is_ticked(item)]

    def tick(self, *uids: str) -> None:
        for item in self._items():
            if item.data(UID) in uids:
                item.setCheckState(Qt.CheckState.Checked)

    def look_for(self, text: str) -> None:
        """Show what holds every word of `text`, and what is ticked."""
        words = text.casefold().split()
        for item in self._items():
            found = all(word in item.text().casefold() for word in words)
            item.setHidden(not found and not _is_ticked(item))

    def on_tick(self, do: Callable[..., Any]) -> None:
        self.itemChanged.connect(lambda _item: do())

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(number) for number in range(self.count())]


def _is_ticked(item: QListWidgetItem) -> bool:
    return item.checkState() == Qt.CheckState.Checked

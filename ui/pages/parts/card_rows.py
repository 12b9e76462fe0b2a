"""Rows of a card that are kept while the records behind them stay the same."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.widgets import clear


class RowWidget(Protocol):
    """What a row has to do: show another state of its record."""

    def show_row(self, item: Any) -> None: ...


class CardRows(QVBoxLayout):
    """Shows one widget a record; what a person is typing into a row survives a refresh."""

    def __init__(self, make: Callable[[Any], QWidget]) -> None:
        super().__init__()
        self._make = make
        self._rows: dict[str, Any] = {}
        self.setSpacing(0)

    def show_items(self, items: Sequence[Any]) -> None:
        """Show `items`, each with a ``uid``, in their order."""
        if list(self._rows) != [item.uid for item in items]:
            clear(self)
            self._rows = {item.uid: self._make(item) for item in items}
            for widget in self._rows.values():
                self.addWidget(widget)
        for item in items:
            self._rows[item.uid].show_row(item)

    def row_of(self, uid: str) -> Any:
        return self._rows.get(uid)

    def focused(self) -> str:
        """Return the record whose row has the focus, or nothing."""
        for uid, widget in self._rows.items():
            focus = widget.window().focusWidget()
            if focus is not None and widget.isAncestorOf(focus):
                return uid
        return ""

"""How a page with a list on its left and the chosen record on its right is laid out."""

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.forms.choices import ChoiceBox
from ui.tables.group_list import GroupList
from ui.theme.widgets import Caption, EmptyState, Heading, SearchBox, row

SHARES, NARROWEST, WIDEST = (29, 71), 220, 420


class ListDetail(QVBoxLayout):
    """Heading and buttons on top; filters and list left, detail right; or what to do first."""

    def __init__(
        self, title: str, buttons: Sequence[QWidget], side: "Side", detail: QWidget
    ) -> None:
        super().__init__()
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(side)
        parts.addWidget(detail)
        side.setMinimumWidth(NARROWEST)
        side.setMaximumWidth(WIDEST)
        for place, share in enumerate(SHARES):
            parts.setStretchFactor(place, share)
        parts.setSizes([share * 10 for share in SHARES])
        self._stack = QStackedWidget()
        self._stack.addWidget(parts)
        self.setContentsMargins(24, 16, 0, 0)
        self.setSpacing(12)
        top = row(Heading(title), None, *buttons)
        top.setContentsMargins(0, 0, 24, 0)
        self.addLayout(top)
        self.addWidget(self._stack, 1)

    def set_empty_state(self, empty: EmptyState) -> None:
        self._stack.addWidget(empty)

    def show_empty(self, *, empty: bool) -> None:
        """Show the list, or what to do while there is nothing in it."""
        self._stack.setCurrentIndex(1 if empty else 0)


class Side(QWidget):
    """A search box, a choice of what to show, a count, and the list."""

    def __init__(self, search: SearchBox, choice: ChoiceBox, shown: GroupList) -> None:
        super().__init__()
        self.count = Caption()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 16)
        column.addWidget(search)
        column.addLayout(row(choice, None, self.count))
        column.addWidget(shown, 1)
        search.textChanged.connect(shown.look_for)


class Detail(QScrollArea):
    """Cards below each other; the page scrolls, not the cards."""

    def __init__(self, name: str) -> None:
        super().__init__(widgetResizable=True)
        self.setAccessibleName(name)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(8, 0, 24, 24)
        self.column.setSpacing(12)
        self.setWidget(inner)

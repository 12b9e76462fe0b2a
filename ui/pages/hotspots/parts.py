"""How the page is laid out: three columns, or a word on how to begin."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from planner.texts import _
from ui.forms.boxes import Pairs
from ui.map.view import MapView
from ui.pages.hotspots.accuracy_card import AccuracyCard
from ui.pages.hotspots.cell_card import CellCard
from ui.pages.hotspots.data_card import EarlierCard, FactsCard, ImportCard
from ui.pages.hotspots.forecast_card import ForecastCard
from ui.pages.hotspots.layers_card import LayersCard
from ui.pages.hotspots.refusal_card import RefusalCard
from ui.plots.week_strip import WeekStrip
from ui.theme.widgets import Caption, Card, EmptyState, Heading, Section, Words, row

LEFT, RIGHT = 320, 300  # pixels; the map takes what is left
WEEKS = 96


class Parts(QStackedWidget):
    """Every part of the page by name; `have_data` turns from the first word to the work."""

    def __init__(
        self,
        methods: Sequence[Any],
        choices: Mapping[str, Callable[[], Pairs]],
        earlier: Callable[[], Sequence[Any]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.empty = EmptyState(
            _("No incidents yet"),
            _(
                "A forecast starts from incidents with a place and a date: a table from the "
                "police records system, as CSV, Excel or a map layer. Persons, suspects and "
                "victims do not belong in it; such columns are refused. Nothing leaves this "
                "computer."
            ),
            _("Import incidents…"),
        )
        self.forecast = ForecastCard(methods, choices)
        self.refusal, self.layers, self.data = RefusalCard(), LayersCard(), ImportCard()
        self.earlier = EarlierCard(earlier)
        self.map, self.weeks = MapView(), WeekStrip()
        self.accuracy, self.cell, self.facts = AccuracyCard(), CellCard(), FactsCard()
        self.says, self.said = Card(_("What does the method say?")), Words()
        self.says.body.addWidget(self.said)
        work = QWidget()
        columns = QHBoxLayout(work)
        columns.setContentsMargins(16, 16, 16, 16)
        columns.setSpacing(12)
        self.left = _column(
            LEFT,
            Heading(_("Hotspots")),
            self.refusal,
            self.forecast,
            self.layers,
            self.earlier,
            self.data,
        )
        columns.addWidget(self.left)
        columns.addWidget(self._middle(), 1)
        columns.addWidget(_column(RIGHT, self.accuracy, self.says, self.cell, self.facts))
        self.addWidget(self.empty)
        self.addWidget(work)

    def have_data(self, *, some: bool) -> None:
        self.setCurrentIndex(int(some))

    def show_refusal(self) -> None:
        """Say why nothing is forecast, where it can be seen."""
        self.refusal.show()
        self.left.verticalScrollBar().setValue(0)
        self.refusal.reason.setFocus()

    def say(self, sentences: Sequence[str]) -> None:
        """Show what the method found out about itself."""
        self.said.setText("\n".join(sentences))
        self.says.setVisible(bool(sentences))

    def _middle(self) -> QWidget:
        """Return the map above the weeks, as one panel."""
        panel = Card()
        panel.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        panel.body.setContentsMargins(1, 1, 1, 1)
        panel.body.setSpacing(0)
        self.weeks.setFixedHeight(WEEKS)
        below = QVBoxLayout()
        below.setContentsMargins(16, 8, 16, 8)
        below.setSpacing(4)
        below.addLayout(
            row(
                Section(_("Incidents a week")),
                Caption(_("drag to choose the history used")),
                None,
            )
        )
        below.addWidget(self.weeks)
        self.map.words.setContentsMargins(16, 6, 16, 0)
        panel.body.addWidget(self.map, 1)
        panel.body.addLayout(below)
        return panel


def _column(width: int, *cards: QWidget) -> QScrollArea:
    """Return cards below each other, with a scroll bar when they need one."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 12, 0)
    column.setSpacing(12)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFixedWidth(width)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area

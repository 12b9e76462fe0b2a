"""How the page is laid out: three columns, or a word on how to begin."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from planner.texts import _
from ui.forms.choices import Pairs
from ui.map.view import MapView
from ui.pages.hotspots.accuracy_card import AccuracyCard
from ui.pages.hotspots.cell_card import CellCard
from ui.pages.hotspots.data_card import DataCard, EarlierCard, FactsCard, Held, MoreCard
from ui.pages.hotspots.forecast_card import ForecastCard
from ui.pages.hotspots.goal_card import GoalCard
from ui.pages.hotspots.layers_card import LayersCard
from ui.pages.hotspots.refusal_card import RefusalCard
from ui.pages.hotspots.surroundings_card import SurroundingsCard
from ui.plots.week_strip import WeekStrip
from ui.theme.widgets import Caption, Card, EmptyState, Heading, Section, Words, row

LEFT, RIGHT = 320, 300  # pixels; the map takes what is left
WIDEST = 1.2  # times as wide as usual, a side may become
LEAST_MAP = 300
NARROW = 960  # below so many, one column stands beside the map
WEEKS = 96


class Parts(QStackedWidget):
    """Every part of the page by name; `have_data` turns from the first word to the work."""

    def __init__(
        self,
        methods: Sequence[Any],
        choices: Mapping[str, Callable[[], Pairs]],
        earlier: Callable[[], Sequence[Any]],
        held: Callable[[], Sequence[Held]],
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
        self.refusal, self.layers, self.data = RefusalCard(), LayersCard(), DataCard(held)
        self.earlier, self.surroundings = EarlierCard(earlier), SurroundingsCard()
        self.more = MoreCard()
        self.map, self.weeks = MapView(), WeekStrip()
        self.accuracy, self.cell, self.facts = AccuracyCard(), CellCard(), FactsCard()
        self.goal = GoalCard()
        self.says, self.said = Card(_("What does the method say?")), Words()
        self.says.body.addWidget(self.said)
        work = QWidget()
        columns = QHBoxLayout(work)
        columns.setContentsMargins(16, 16, 16, 16)
        columns.setSpacing(12)
        self.left, self.right = Side(LEFT), Side(RIGHT)
        columns.addWidget(self.left)
        columns.addWidget(self._middle(), 1)
        columns.addWidget(self.right)
        self.addWidget(self.empty)
        self.addWidget(work)
        self._asked = (Heading(_("Hotspots")), self.refusal, self.forecast)
        self._answers = (self.accuracy, self.says, self.goal, self.cell)
        self._rest = (self.layers, self.surroundings, self.earlier, self.data, self.more)
        self._spread(narrow=False)

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

    def minimumSizeHint(self) -> QSize:
        return QSize(LEFT + LEAST_MAP, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow == self.right.isVisibleTo(self):
            self._spread(narrow=narrow)

    def _spread(self, *, narrow: bool) -> None:
        """Put the cards on both sides of the map, or all on the left where room is scarce."""
        self.right.setVisible(not narrow)
        if narrow:
            self.left.put(*self._asked, *self._answers, *self._rest, self.facts)
        else:
            self.left.put(*self._asked, *self._rest)
            self.right.put(*self._answers, self.facts)

    def _middle(self) -> QWidget:
        """Return the map above the weeks, as one panel."""
        panel = Card()
        panel.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        panel.body.setContentsMargins(1, 1, 1, 1)
        panel.body.setSpacing(0)
        self.weeks.setMaximumHeight(WEEKS)
        below = QVBoxLayout()
        below.setContentsMargins(16, 8, 16, 8)
        below.setSpacing(4)
        hint = Caption(_("drag to choose the history used"), wrap=True)
        title = row(Section(_("Incidents a week")), hint)
        title.setStretch(1, 1)
        below.addLayout(title)
        below.addWidget(self.weeks)
        self.map.words.setContentsMargins(16, 6, 16, 0)
        panel.body.addWidget(self.map, 1)
        panel.body.addLayout(below)
        return panel


class Side(QScrollArea):
    """Cards below each other, with a scroll bar when they need one.

    It is `width` pixels wide, and wider only where words of a language need it.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self._least = width
        inside = self._inside = QWidget()
        inside.installEventFilter(self)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(12)
        self._column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFixedWidth(width)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._inside:
            needed = (
                self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
            )
            self.setFixedWidth(min(max(self._least, needed), round(WIDEST * self._least)))
        return super().eventFilter(watched, event)

    def put(self, *cards: QWidget) -> None:
        """Show these cards, wherever they were before."""
        for number, card in enumerate(cards):
            self._column.insertWidget(number, card)

"""Overview: what waits, across all parts."""

from datetime import datetime, timedelta

from PySide6.QtCore import QTimeZone
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from planner.ops import overview as ops
from planner.ops import preferences
from planner.ops.retention import due_list
from planner.texts import _, plural
from ui.pages.overview_cards import (
    ActionsCard,
    AssessmentsCard,
    ForecastCard,
    PeopleCard,
    SessionsCard,
)
from ui.shell.page import PAGES, Page, offers, page
from ui.shell.workbench import Workbench
from ui.theme.widgets import Caption, Card, CardTitle, Heading, PrimaryButton, Words, row

WIDE = 860
WIDE_PLACES = {
    "sessions": (0, 0, 1, 2),
    "judged": (1, 0, 1, 1),
    "forecast": (1, 1, 1, 1),
    "side": (0, 2, 5, 1),
}
NARROW_PLACES = {
    "sessions": (0, 0, 1, 3),
    "side": (1, 0, 1, 3),
    "judged": (2, 0, 1, 3),
    "forecast": (3, 0, 1, 3),
}
"""Row, column, rows and columns of each card; `side` holds actions and people."""
NOON, EVENING = 12, 18
SOON = timedelta(days=31)


@page
class OverviewPage(Page):
    """Cards, each answering one question; or the first steps of an empty project."""

    name = "overview"
    kinds = frozenset(
        {
            *("session", "participation", "question", "person", "organisation", "action"),
            *("assessment", "answer", "risk_rating", "benefit_rating"),
            *("forecast", "dataset", "goal", "project"),
        }
    )

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.greeting, self.waits = Heading(wrap=True), Caption(wrap=True)
        self.first_steps = _first_steps(bench)
        self.sessions = SessionsCard(bench.go_to)
        self.to_do = ActionsCard(bench.go_to)
        self.judged = AssessmentsCard(bench.go_to)
        self.forecast = ForecastCard(bench.go_to)
        self.people = PeopleCard(bench.go_to)
        self.new = PrimaryButton(_("New session"))
        self.new.clicked.connect(lambda: bench.run("sessions", "new"))
        self._wide: bool | None = None
        self._lay_out()
        self.refresh()

    def refresh(self) -> None:
        store, now = self.bench.store, datetime.now().astimezone()
        zone = preferences.preferences().zone or QTimeZone.systemTimeZoneId().toStdString()
        coming = ops.next_sessions(store, now, zone)
        waiting = ops.waiting_actions(store, now.date())
        due = due_list(store, now.date(), SOON)
        self.sessions.show_sessions(coming)
        self.to_do.show_actions(waiting, now.date())
        self.judged.show_assessments(ops.judged(store))
        self.forecast.show_forecast(ops.latest_forecast(store))
        self.people.show_people(due, now.date())
        empty = ops.is_empty(store)
        self.first_steps.setVisible(empty)
        for card in (self.sessions, self.to_do, self.judged, self.forecast):
            card.setVisible(not empty)
        reviews = ops.goals_due(store, now.date())
        self.forecast.show_goals(reviews)
        told = [_late(waiting), _unnamed(coming), _kept(len(due)), _reviews(len(reviews))]
        self._greet(now, told)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(wide=event.size().width() >= WIDE)

    def _greet(self, now: datetime, waits: list[str]) -> None:
        hello = _("Good evening.")
        if now.hour < EVENING:
            hello = _("Good morning.") if now.hour < NOON else _("Good afternoon.")
        waits = [words for words in waits if words]
        many = plural("One thing waits for you.", "{n} things wait for you.", len(waits))
        self.greeting.setText(f"{hello} {many if waits else _('Nothing waits for you.')}")
        self.waits.setText(" · ".join(waits))
        self.waits.setVisible(bool(waits))

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self.side = QWidget()
        aside = QVBoxLayout(self.side)
        aside.setContentsMargins(0, 0, 0, 0)
        aside.setSpacing(16)
        aside.addWidget(self.to_do)
        aside.addWidget(self.people)
        aside.addStretch(1)
        inner = QWidget()
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(24, 16, 24, 24)
        whole.setSpacing(16)
        top = row(self.greeting, self.new, spacing=16)
        top.setStretch(0, 1)
        whole.addLayout(top)
        whole.addWidget(self.waits)
        whole.addWidget(self.first_steps)
        whole.addLayout(self._grid)
        whole.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setAccessibleName(_("Overview"))
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._arrange(wide=True)

    def _arrange(self, *, wide: bool) -> None:
        """Put the cards into columns, or below each other where room is scarce."""
        if wide == self._wide:
            return
        self._wide = wide
        places = (WIDE_PLACES if wide else NARROW_PLACES).items()
        for name, (at_row, at_column, rows, columns) in places:
            self._grid.addWidget(getattr(self, name), at_row, at_column, rows, columns)
        for number in range(3):
            self._grid.setColumnStretch(number, 1)
        self._grid.setRowStretch(4, 1)


def _late(waiting: ops.Waiting) -> str:
    return (
        plural("{n} action is late", "{n} actions are late", waiting.late) if waiting.late else ""
    )


def _unnamed(coming: list[ops.NextSession]) -> str:
    total = sum(session.unnamed for session in coming)
    return plural("{n} speaker is TBC", "{n} speakers are TBC", total) if total else ""


def _kept(due: int) -> str:
    return (
        plural("{n} contact is due for review", "{n} contacts are due for review", due)
        if due
        else ""
    )


def _reviews(due: int) -> str:
    return plural("{n} goal is due for review", "{n} goals are due for review", due) if due else ""


def _first_steps(bench: Workbench) -> Card:
    """Return the card of an empty project: everything that pages offer to begin with."""
    card = Card()
    card.body.setSpacing(12)
    card.body.addWidget(CardTitle(_("This project is empty. Begin where you like.")))
    card.body.addWidget(
        Words(
            _(
                "Each step can be taken back. What you import is shown first and kept only"
                " when you say so."
            )
        )
    )
    for name, page_type in PAGES.items():
        for method, offer in offers(page_type).items():
            if method == "new" or offer.endings:
                button = QPushButton(_(offer.text))
                button.clicked.connect(
                    lambda _checked=False, name=name, method=method: bench.run(name, method)
                )
                card.body.addLayout(row(button, None))
    return card

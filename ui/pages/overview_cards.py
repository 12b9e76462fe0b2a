"""The cards of the overview. Each answers one question and leads to the page behind it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QPushButton

from planner.model.followups import ActionRow
from planner.model.goals import GoalRow
from planner.model.kinds import choice_titles
from planner.model.sessions import SessionFields
from planner.ops.overview import Judged, Latest, NextSession, Waiting
from planner.ops.retention import Due
from planner.texts import _, mark, plural
from ui.pages.tones import VERDICT_TONES
from ui.tables import writers
from ui.theme.widgets import (
    Caption,
    Card,
    CardTitle,
    Chip,
    Figure,
    Label,
    RowButton,
    Strong,
    Words,
    clear,
    column,
    row,
)

Go = Callable[[str, str], object]
STATUS_TONES = {"confirmed": "good", "planned": "accent", "draft": "neutral"}
COMPARED = {
    "better": mark("better than the count map"),
    "cannot tell": mark("cannot tell which is better"),
    "worse": mark("worse than the count map"),
}
WHEN_WIDTH, STATE_WIDTH = 176, 148
MOST_PEOPLE = 4


class SessionsCard(Card):
    """Says what is coming up."""

    def __init__(self, go: Go) -> None:
        super().__init__()
        self._go = go
        self._rows = column(spacing=0)
        self.body.addWidget(CardTitle(_("Next sessions")))
        self.body.addLayout(self._rows)
        self.body.addStretch(1)

    def show_sessions(self, sessions: Sequence[NextSession]) -> None:
        clear(self._rows)
        for coming in sessions:
            self._rows.addWidget(self._row(coming))
        if not sessions:
            self._rows.addWidget(Words(_("No session is planned.")))

    def _row(self, coming: NextSession) -> RowButton:
        when, zone = _when(coming)
        session = coming.row
        button = RowButton(f"{session.title}, {when} {zone}")
        at = Strong(when)
        at.setFixedWidth(WHEN_WIDTH)
        button.line.addLayout(column(at, Caption(zone, wrap=True), None, spacing=2))
        more = [Words(session.subtitle)] if session.subtitle else []
        button.line.addLayout(column(Strong(session.title), *more, None, spacing=2), 1)
        counts = " · ".join(
            [
                plural("{n} speaker", "{n} speakers", coming.speakers),
                plural("{n} question", "{n} questions", coming.questions),
            ]
        )
        words = Caption(counts, wrap=True)
        words.setFixedWidth(STATE_WIDTH)
        button.line.addLayout(column(row(_state(coming), None), words, None, spacing=4))
        button.clicked.connect(partial(self._go, "sessions", session.uid))
        return button


class ActionsCard(Card):
    """Says what is to be done."""

    def __init__(self, go: Go) -> None:
        super().__init__()
        self._go = go
        self._rows = column(spacing=0)
        self.count = Caption()
        self.body.addWidget(CardTitle(_("Actions")))
        self.body.addLayout(self._rows)
        self.body.addWidget(self.count)
        self.body.addStretch(1)

    def show_actions(self, waiting: Waiting, today: date) -> None:
        clear(self._rows)
        for action in waiting.actions:
            self._rows.addWidget(self._row(action, today))
        if waiting.late:
            self.count.setText(
                _("{open} open, {late} late").format(open=waiting.total, late=waiting.late)
            )
        else:
            self.count.setText(plural("{n} open", "{n} open", waiting.total))

    def _row(self, action: ActionRow, today: date) -> RowButton:
        late = bool(action.due) and action.due < today.isoformat()
        due = _due(action.due, today)
        button = RowButton(f"{action.text}, {due}")
        button.line.addWidget(Label(action.text, wrap=True), 1)
        button.line.addWidget(Chip(due, "caution") if late else Caption(due or "—"))
        button.clicked.connect(partial(self._go, "actions", action.uid))
        return button


class AssessmentsCard(Card):
    """Says how each assessment stands."""

    def __init__(self, go: Go) -> None:
        super().__init__()
        self._go = go
        self._rows = column(spacing=0)
        self.body.addWidget(CardTitle(_("Assessments")))
        self.body.addLayout(self._rows)
        self.body.addStretch(1)

    def show_assessments(self, assessed: Sequence[Judged]) -> None:
        clear(self._rows)
        for judged in assessed:
            button = RowButton(f"{judged.title}, {judged.words}")
            button.line.addWidget(Label(judged.title, wrap=True), 1)
            chip = Chip(judged.words, VERDICT_TONES.get(judged.verdict, "neutral"))
            button.line.addWidget(chip)
            button.clicked.connect(partial(self._go, "assessments", judged.uid))
            self._rows.addWidget(button)
        if not assessed:
            self._rows.addWidget(Words(_("No idea has been assessed yet.")))


class ForecastCard(Card):
    """Says what was forecast last, and how good that was in the past."""

    def __init__(self, go: Go) -> None:
        super().__init__()
        self._uid = ""
        self.about, self.figure = Words(), Figure(wrap=True)
        self.others, self.review = Words(), Words()
        self.look = QPushButton(_("Open the map"))
        self.look.clicked.connect(lambda: go("hotspots", self._uid))
        self.body.addWidget(CardTitle(_("Latest forecast")))
        for part in (self.about, self.figure, self.others, self.review):
            self.body.addWidget(part)
        self.body.addLayout(row(self.look, None))
        self.body.addStretch(1)

    def show_forecast(self, latest: Latest | None) -> None:
        self.look.setVisible(latest is not None)
        if latest is None:
            self._say(_("Nothing has been forecast yet."), "", "")
            return
        self._uid = latest.row.uid
        about = _("{offence}, {days} days from {day}, {share} of the area").format(
            offence=_capital(latest.about) or _("Incidents"),
            days=writers.number(latest.row.horizon_days),
            day=writers.short_day(latest.row.origin),
            share=writers.share(latest.row.coverage),
        )
        if not latest.trials:
            self._say(about, "", _("Its method has not been tried on the past yet."))
            return
        first, *others = latest.trials
        figure = _("{hits} of {incidents} caught").format(
            hits=writers.number(first.hits), incidents=writers.number(first.incidents)
        )
        held = [f"{other.name} {writers.number(other.hits)}" for other in others]
        verdict = [_(COMPARED[latest.verdict])] if latest.verdict in COMPARED else []
        played = plural("in {n} test on the past", "in {n} tests on the past", latest.origins)
        tests = [played] if latest.origins else []
        self._say(about, figure, " · ".join([*tests, *held, *verdict]))

    def _say(self, about: str, figure: str, others: str) -> None:
        for label, text in ((self.about, about), (self.figure, figure), (self.others, others)):
            label.setText(text)
            label.setVisible(bool(text))

    def show_goals(self, due: Sequence[GoalRow]) -> None:
        """Name the goals whose review is due."""
        lines = [_("Review due: “{goal}”").format(goal=one.text) for one in due]
        self.review.setText("\n".join(lines))
        self.review.setVisible(bool(lines))


class PeopleCard(Card):
    """Says whose data have been kept long enough, and since when."""

    def __init__(self, go: Go) -> None:
        super().__init__()
        self._go = go
        self.words, self.more = Words(), Caption()
        self._rows = column(spacing=0)
        self.body.addWidget(CardTitle(_("Personal data")))
        self.body.addWidget(self.words)
        self.body.addLayout(self._rows)
        self.body.addWidget(self.more)
        self.body.addStretch(1)

    def show_people(self, due: Sequence[Due], today: date) -> None:
        """Name those who are due first; without any there is no card."""
        self.setVisible(bool(due))
        self.words.setText(
            plural(
                "{n} contact reaches the end of its retention time within a month, or has"
                " passed it.",
                "{n} contacts reach the end of their retention time within a month, or have"
                " passed it.",
                len(due),
            )
        )
        clear(self._rows)
        for one in due[:MOST_PEOPLE]:
            self._rows.addWidget(self._row(one, today))
        left = len(due) - MOST_PEOPLE
        self.more.setText(plural("and {n} more", "and {n} more", left))
        self.more.setVisible(left > 0)

    def _row(self, due: Due, today: date) -> RowButton:
        over = due.until < today.isoformat()
        day = writers.day(due.until)
        words = (_("since {day}") if over else _("on {day}")).format(day=day)
        button = RowButton(f"{due.name}, {words}")
        button.line.addWidget(Label(due.name, wrap=True), 1)
        button.line.addWidget(Chip(words, "caution") if over else Caption(words))
        button.clicked.connect(partial(self._go, "contacts", due.uid))
        return button


def _when(coming: NextSession) -> tuple[str, str]:
    """Return day and time, and the zone in words with the reader's own time."""
    session = coming.row
    if not session.starts_local:
        return _("Day to be set"), ""
    when = f"{writers.short_day(session.starts_local)}, {session.starts_local[11:16]}"
    zone = coming.abbreviation or session.zone or _("zone not set")
    return when, f"{zone} = {coming.elsewhere}" if coming.elsewhere else zone


def _state(coming: NextSession) -> Chip:
    if coming.unnamed:
        return Chip(plural("{n} speaker TBC", "{n} speakers TBC", coming.unnamed), "caution")
    titles = choice_titles(SessionFields, "status")
    return Chip(_(titles[coming.row.status]), STATUS_TONES.get(coming.row.status, "neutral"))


def _due(due: str, today: date) -> str:
    if not due:
        return ""
    if due == today.isoformat():
        return _("today")
    return writers.short_day(due)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

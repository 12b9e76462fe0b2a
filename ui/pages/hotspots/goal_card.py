"""Goal: what the forecasts are to achieve, in the planner's own words, and whether they do."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from planner.model.goals import GoalFields, GoalRow
from planner.model.kinds import choice_titles
from planner.ops import forecasts, goals
from planner.texts import _, or_withheld, plural
from ui.tables import writers
from ui.theme.widgets import Caption, Card, Chip, LinkButton, Words, clear, column, row

TONES = {
    "reached": "good",
    "not reached": "caution",
    "cannot tell": "neutral",
    "stop": "stop",
    "open": "neutral",
}


class GoalCard(Card):
    """Every goal for the chosen incidents; without any, the way to the first."""

    wanted = Signal(str)  # the uid of the goal to edit, empty for a new one
    review = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Goal"), parent)
        self.words = Words(_("Write down a goal before the first forecast."))
        self.rows = column(spacing=12)
        self.write = QPushButton(_("&Write down a goal…"))
        self.body.addWidget(self.words)
        self.body.addLayout(self.rows)
        self.body.addLayout(row(self.write, None))
        self.write.clicked.connect(lambda: self.wanted.emit(""))

    def show_goals(self, states: Sequence[goals.GoalState]) -> None:
        clear(self.rows)
        self.words.setVisible(not states)
        for state in states:
            self.rows.addWidget(self._goal(state))

    def _goal(self, state: goals.GoalState) -> QWidget:
        goal, box = state.row, QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        chip = Chip(chip_of(state), TONES.get(goal.outcome, "neutral"))
        text = or_withheld(goal.text)
        lines.addWidget(Words(_("“{goal}”").format(goal=text)))
        lines.addWidget(Caption(asked(goal), wrap=True))
        lines.addLayout(row(chip, None))
        for text in (found(goal), changed(state)):
            if text:
                lines.addWidget(Caption(text, wrap=True))
        judge, edit = LinkButton(_("Review now")), LinkButton(_("Edit…"))
        judge.setAccessibleName(_("Review now: {goal}").format(goal=text))
        edit.setAccessibleName(_("Edit: {goal}").format(goal=text))
        judge.clicked.connect(lambda: self.review.emit(goal.uid))
        edit.clicked.connect(lambda: self.wanted.emit(goal.uid))
        lines.addLayout(row(judge, edit, None))
        return box


def chip_of(state: goals.GoalState) -> str:
    """Return the outcome, and when the review is due where that is near."""
    word = _(choice_titles(GoalFields, "outcome")[state.row.outcome or "open"])
    first = word[:1].upper() + word[1:]
    if state.due:
        return _("{outcome} · review due").format(outcome=first)
    left = state.days_left
    if left is None or left <= 0:
        return first
    due = plural("review due in {n} day", "review due in {n} days", left)
    return f"{first} · {due}"


def asked(goal: GoalRow) -> str:
    """Return what is measured: at least 25 % of incidents caught, 5 % of the area, 7 days."""
    if None in (goal.measure, goal.threshold, goal.coverage, goal.horizon_days):
        return _("Its terms are withheld.")
    words = _("{measure}: at least {threshold}, in {share} of the area, {days} days ahead.").format(
        measure=_(choice_titles(GoalFields, "measure")[goal.measure]),
        threshold=figure(goal.measure, goal.threshold),
        share=writers.share(goal.coverage),
        days=writers.number(goal.horizon_days),
    )
    written = _("Written {day}.").format(day=writers.day(goal.written_on))
    return f"{words[:1].upper()}{words[1:]} {written}"


def found(goal: GoalRow) -> str:
    """Return the figure it was judged by, with its interval and the back-test it comes from."""
    figures: Mapping[str, Any] = goal.figures or {}
    if "value" not in figures:
        return _("No back-test that fits was kept.") if figures else ""
    with suppress(KeyError, TypeError):  # another app may have written it in another form
        return _judged_by(goal.measure, figures)
    return ""


def _judged_by(measure: str, figures: Mapping[str, Any]) -> str:
    said = _(
        "{value} ({low} to {high}) by {method}, back-test “{name}”, {first} to {last}."
    ).format(
        **{key: figure(measure, figures[key]) for key in ("value", "low", "high")},
        method=forecasts.called(figures["method"]),
        name=figures["name"],
        first=writers.day(figures["from"][:10]),
        last=writers.day(figures["to"][:10]),
    )
    more = "" if figures.get("gains") else _("No back-test shows a gain over the count map.")
    return f"{said} {more}".strip()


def changed(state: goals.GoalState) -> str:
    """Return that a goal was changed afterwards, with what it said before."""
    if not state.earlier:
        return ""
    words = _("Changed after the first forecast.") if state.late_changes else _("Changed.")
    values = state.earlier[0].values
    if "text" in values:
        return f"{words} " + _("It first said “{goal}”.").format(goal=values["text"])
    return f"{words} " + _("The earlier terms are in the history.")


def figure(measure: str, value: float) -> str:
    if measure in ("hit_rate", "cell_precision"):
        return writers.share(value, 1)
    return writers.number(value, 2)

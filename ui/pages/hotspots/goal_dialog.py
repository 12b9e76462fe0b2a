"""Write a goal down, change it, have it judged."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from planner.model.goals import TERMS, GoalFields, GoalRow
from planner.ops import goals
from planner.texts import _
from ui.forms.reasons import reasons
from ui.forms.record_form import RecordForm
from ui.pages.hotspots.goal_card import GoalCard
from ui.pages.hotspots.wish import Wish
from ui.shell.workbench import Workbench
from ui.theme.widgets import Problem, Words

Buttons = QDialogButtonBox.StandardButton


class Goals:
    """Shows the goals for the incidents of the wish in `card`, and does what is asked there."""

    def __init__(
        self, bench: Workbench, card: GoalCard, wish: Callable[[], Wish], parent: QWidget
    ) -> None:
        self._bench, self._card, self._wish, self._parent = bench, card, wish, parent
        card.wanted.connect(self.open)
        card.review.connect(lambda uid: bench.do(goals.judge, uid))

    def refresh(self) -> None:
        store, dataset = self._bench.store, self._wish().dataset or ""
        self._card.show_goals([goals.state(store, row) for row in goals.list_goals(store, dataset)])

    def open(self, uid: str) -> None:
        """Open the goal `uid`, or a new one for what the form asks for."""
        wish = self._wish()
        goal: GoalFields | None = self._bench.store.row(GoalRow, uid) if uid else None
        if goal is None:
            goal = GoalFields.model_construct(
                dataset=wish.dataset, coverage=wish.coverage, horizon_days=wish.horizon
            )
            goal.text = ""
        dialog = GoalDialog(self._bench, goal, self._parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class GoalDialog(QDialog):
    """A new goal is kept with OK; a change of an old one when its box is left."""

    def __init__(self, bench: Workbench, goal: GoalFields, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._stored = isinstance(goal, GoalRow)
        self._uid = goal.uid if isinstance(goal, GoalRow) else ""
        self.setWindowTitle(_("Goal"))
        self.form = RecordForm(GoalFields, only=TERMS)
        self.form.show_record(goal, bench.store.revision)
        self.form.field_finished.connect(self._change)
        self.problem = Problem(wrap=True)
        self.buttons = QDialogButtonBox(
            Buttons.Close if self._stored else Buttons.Ok | Buttons.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.remove = QPushButton(_("&Remove"), self.buttons)
        self.remove.setVisible(self._stored)
        self.remove.clicked.connect(self._remove)
        if self._stored:
            self.buttons.addButton(self.remove, QDialogButtonBox.ButtonRole.DestructiveRole)
        words = _(
            "Say what has to come true for the forecasts to be worth their cost, and by when. "
            "Back-tests that you keep fill in whether it does."
        )
        box = QVBoxLayout(self)
        for part in (Words(words), self.form, self.problem, self.buttons):
            box.addWidget(part)
        self.resize(560, 460)

    def done(self, result: int) -> None:
        if self._stored:
            self.form.finish()
        super().done(result)

    def accept(self) -> None:
        """Keep a new goal, unless something in it is missing or wrong."""
        values = self.form.values()
        if why := reasons(GoalFields, values):
            name, reason = next(iter(why.items()))
            self.problem.setText(f"{_(GoalFields.model_fields[name].title or name)}: {reason}")
            self.form.editor(name).setFocus()
        elif self._bench.do(goals.write_goal, GoalFields.model_validate(values)):
            super().accept()

    def _change(self, name: str, value: Any) -> None:
        if self._stored:
            seen = self.form.seen
            self._bench.do(goals.change_goal, self._uid, seen=seen, **{name: value})
            self.form.seen = self._bench.store.revision

    def _remove(self) -> None:
        self.form.show_record(None)
        self._bench.do(goals.remove_goal, self._uid)
        self.reject()

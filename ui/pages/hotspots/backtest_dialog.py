"""Back-test: choose the past to play, watch it, read what each method would have caught."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from planner.errors import UserError
from planner.ops import backtests, looks, nij
from planner.texts import _
from ui.jobs.runner import Job
from ui.pages.hotspots.keeping import backtest_fields
from ui.pages.hotspots.past import TooFewOriginsError, first_past, past_form
from ui.pages.hotspots.results import Results
from ui.pages.hotspots.scene import FEWEST, Scene
from ui.pages.hotspots.wish import Wish
from ui.pages.hotspots.work import play
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.theme.widgets import Caption, Card, EmptyState, PrimaryButton, Problem, Words, row

BESIDES = ("stress", "nij2017")
METHOD = Qt.ItemDataRole.UserRole
METHOD_HEIGHT = 28
Checked, Unchecked = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class BacktestDialog(QDialog):
    """Runs in a job that can be stopped; the results stay until the next run."""

    def __init__(
        self,
        bench: Workbench,
        scene: Scene,
        wish: Wish,
        methods: Sequence[Any],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Back-test"))
        self._bench, self._scene = bench, scene
        self._job: Job | None = None
        self._played: backtests.Backtest | None = None
        self._look: dict[str, Any] = {}
        self._figures: dict[str, Any] = {}
        self.past = first_past(scene, wish)
        self._looking = False
        self._tested: Any = None
        self.form = past_form(scene)
        self.methods = _method_list(methods, wish.method)
        self.problem = Problem(wrap=True)
        self.run = PrimaryButton(_("&Run back-test"))
        self.stop = QPushButton(_("&Stop"))
        self.keep = QPushButton(_("&Keep figures"))
        self.keep.setEnabled(False)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Progress of the back-test"))
        self.results, self.said = Results(), Words()
        self.empty = EmptyState(
            _("What would it have caught?"),
            _(
                "Every method is played from each origin with what was known then. How much"
                " each would have caught comes here, beside the count map and chance."
            ),
        )
        self._lay_out()
        self.form.show_record(self.past)
        self.form.field_finished.connect(self._change)
        self.run.clicked.connect(self.start)
        self.stop.clicked.connect(self._stop)
        self.keep.clicked.connect(self._keep)
        self.resize(1200, 660)

    def start(self) -> None:
        """Play the chosen past."""
        self.form.finish()
        self.problem.clear()
        try:
            plan = self._plan()
            dataset = self._scene.dataset
            furthest = nij.furthest(plan, dataset) if self.past.nij2017 else plan
            self._tested = looks.period_of(furthest)
            self._looking = looks.needs_look(dataset, self._tested, self.past.look)
        except UserError as refusal:
            self.problem.setText(str(refusal))
            return
        scene = self._scene
        title = _("Back-test over {n} origins").format(n=len(plan.origins))
        work = partial(play, plan, scene, self.past.besides())
        self._job = self._bench.jobs.start("backtest", title, work)
        self._job.moved.connect(self._move)
        self._job.done.connect(self._show)
        self._job.refused.connect(lambda refusal: self.problem.setText(str(refusal)))
        self._job.ended.connect(self._end)
        self.bar.setRange(0, len(plan.origins))
        self.bar.setValue(0)
        self._busy(on=True)

    def done(self, result: int) -> None:
        self._stop()
        super().done(result)

    def _plan(self) -> backtests.Plan:
        self.past.besides().check(self._scene.shape)
        origins = backtests.origins(*self.past.days(), self.past.step)
        if len(origins) < FEWEST:
            raise TooFewOriginsError(len(origins))
        chosen = [item.data(METHOD) for item in _ticked(self.methods)]
        named = [(method.name, method) for method in chosen]
        plan = backtests.plan(named, origins, self.past.horizon, self.past.shares())
        return nij.under_rules(plan, self._scene.cells) if self.past.nij2017 else plan

    def _change(self, name: str, value: Any) -> None:
        self.past = self.past.model_copy(update={name: value})
        self.form.show_record(self.past)

    def _move(self, done: int, total: int, _note: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def show_document(self, document: Mapping[str, Any]) -> None:
        """Show the figures of a back-test, played now or kept earlier."""
        self.empty.hide()
        self.said.show()
        self.results.show()
        self.results.show_document(document)
        protocol = document["protocol"]
        self.said.setText(
            _(
                "{n} origins from {first} to {last}, {days} days ahead. Figures are pooled over "
                "origins; intervals are 95 %."
            ).format(
                n=writers.number(protocol["origins"]),
                first=writers.day(protocol["from"][:10]),
                last=writers.day(protocol["to"][:10]),
                days=writers.number(protocol["horizon_days"]),
            )
        )
        if look := looks.told(document.get("look")):
            self.said.setText(f"{look}\n{self.said.text()}")

    def _show(self, found: tuple[backtests.Backtest, dict[str, Any]]) -> None:
        (played, self._figures), self._look = found, {}
        self._played = played
        if self._looking:
            row, reason = self._scene.dataset, self.past.look
            if taken := self._bench.do(looks.log_look, row, self._tested, reason):
                self._look = {"look": taken.document()}
        self.keep.setEnabled(True)
        self.show_document(self._figures | self._look)

    def _keep(self) -> None:
        """Keep the figures in the project."""
        if self._played is None:
            return
        fields = backtest_fields(self._scene, self.past.horizon)
        more = {name: self._figures[name] for name in BESIDES if name in self._figures}
        fields = fields.model_copy(update={"summary": more | self._look})
        if self._bench.do(backtests.keep_backtest, fields, self._played, self._figures):
            self.keep.setEnabled(False)
            self.said.setText(
                _("Kept under Earlier forecasts. {said}").format(said=self.said.text())
            )

    def _stop(self) -> None:
        if self._job:
            self._job.cancel()

    def _end(self) -> None:
        self._job = None
        self._busy(on=False)

    def _busy(self, *, on: bool) -> None:
        self.run.setEnabled(not on)
        self.stop.setEnabled(on)
        self.bar.setVisible(on)

    def _lay_out(self) -> None:
        choice = Card(_("Which past?"))
        choice.setFixedWidth(330)
        choice.body.addWidget(self.form)
        choice.body.addWidget(Caption(_("Methods")))
        choice.body.addWidget(self.methods)
        choice.body.addWidget(Caption(_("The count map and chance always come along.")))
        choice.body.addWidget(self.problem)
        choice.body.addLayout(row(self.run, self.stop, None))
        choice.body.addWidget(self.bar)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(choice)
        left.addStretch(1)
        right.addWidget(self.empty, 1)
        right.addWidget(self.said)
        right.addWidget(self.results, 1)
        self.said.hide()
        self.results.hide()
        parts = QHBoxLayout()
        parts.setSpacing(16)
        parts.addLayout(left)
        parts.addLayout(right, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.addButton(self.keep, QDialogButtonBox.ButtonRole.ActionRole)
        box = QVBoxLayout(self)
        box.addLayout(parts)
        box.addWidget(buttons)
        self._busy(on=False)


def _method_list(methods: Sequence[Any], chosen: str) -> QListWidget:
    box = QListWidget()
    box.setAccessibleName(_("Methods"))
    for method in methods:
        item = QListWidgetItem(_(method.title))
        item.setData(METHOD, method)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Checked if method.name == chosen else Unchecked)
        item.setSizeHint(QSize(0, METHOD_HEIGHT))
        box.addItem(item)
    box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    box.setTextElideMode(Qt.TextElideMode.ElideRight)
    box.setMinimumHeight(110)
    return box


def _ticked(box: QListWidget) -> list[QListWidgetItem]:
    items = [box.item(number) for number in range(box.count())]
    return [item for item in items if item.checkState() == Checked]

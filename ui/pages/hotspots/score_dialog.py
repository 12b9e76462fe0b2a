"""Score forecasts of others, with the count map and chance on equal area beside them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from planner.errors import UserError
from planner.ops import backtests, claims, looks
from planner.texts import _, plural
from ui.jobs.runner import Job
from ui.pages.hotspots.past import look_form
from ui.pages.hotspots.results import Results
from ui.pages.hotspots.scene import Scene
from ui.shell.workbench import Workbench
from ui.theme.widgets import Caption, Card, EmptyState, PrimaryButton, Problem, Words, row

NAME = Qt.ItemDataRole.UserRole


class ScoreDialog(QDialog):
    """Left: whose forecasts. Right: what they would have caught."""

    def __init__(self, bench: Workbench, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Score forecasts of others"))
        self._bench, self._scene = bench, scene
        self._job: Job | None = None
        self._looked_at: looks.Period | None = None
        self._reason = ""
        self.form = look_form(scene.dataset)
        self.none = Words()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Forecasts of others"))
        self.run = PrimaryButton(_("&Score"))
        self.problem = Problem(wrap=True)
        self.bar = QProgressBar(maximum=0, textVisible=False)
        self.bar.setAccessibleName(_("Progress"))
        self.bar.hide()
        self.said, self.results = Words(), Results()
        self.empty = EmptyState(
            _("What did they catch?"),
            _(
                "Forecasts that somebody else made are held against what came, with the count map"
                " and chance on equal area beside them."
            ),
        )
        self._lay_out()
        self._list()
        self.run.clicked.connect(self.score)
        self.list.itemActivated.connect(lambda _item: self.score())
        self.resize(1200, 660)

    def score(self) -> None:
        """Score the chosen forecasts on the incidents and cells of the page."""
        item = self.list.currentItem()
        if item is None:
            return
        self.problem.clear()
        rows = claims.find_claims(self._bench.store, [item.data(NAME)])
        self._reason = self.form.values()["look"]
        period = claims.period_of(rows)
        try:
            looking = looks.needs_look(self._scene.dataset, period, self._reason)
            self._looked_at = period if looking else None
        except UserError as refusal:
            self.problem.setText(str(refusal))
            return
        work = partial(scored, self._bench.store, rows, self._scene)
        self._job = self._bench.jobs.start("score", self.windowTitle(), work)
        self._job.done.connect(self._show)
        self._job.refused.connect(lambda refusal: self.problem.setText(str(refusal)))
        self._job.ended.connect(self._end)
        self.run.setEnabled(False)
        self.bar.show()

    def done(self, result: int) -> None:
        if self._job:
            self._job.cancel()
        super().done(result)

    def _show(self, found: tuple[dict[str, Any], str]) -> None:
        document, warning = found
        self.empty.hide()
        self.said.show()
        self.results.show()
        self.results.show_document(document)
        lines = [
            self._look(),
            plural("{n} forecast was scored.", "{n} forecasts were scored.",
                   document["protocol"]["origins"]),
            warning,
        ]  # fmt: skip
        self.said.setText("\n".join(filter(None, lines)))

    def _look(self) -> str:
        """Write down that somebody has looked at locked days, and say which look it was."""
        if self._looked_at is None:
            return ""
        given = self._scene.dataset, self._looked_at, self._reason
        taken = self._bench.do(looks.log_look, *given)
        return looks.told(taken.document()) if taken else ""

    def _end(self) -> None:
        self._job = None
        self.bar.hide()
        self.run.setEnabled(True)

    def _list(self) -> None:
        """List names, each with how many forecasts go by it."""
        names = [one.name for one in claims.list_claims(self._bench.store)]
        for name in dict.fromkeys(names):
            count = plural("{n} forecast", "{n} forecasts", names.count(name))
            item = QListWidgetItem(f"{name}: {count}")
            item.setData(NAME, name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.run.setEnabled(bool(names))
        if not names:
            self.none.setText(
                _("There is none yet. File > Import > Forecast of others brings one in.")
            )
        self.none.setVisible(not names)
        self.list.setVisible(bool(names))

    def _lay_out(self) -> None:
        choice = Card(_("Whose forecasts?"))
        choice.setFixedWidth(300)
        choice.body.addWidget(self.none)
        choice.body.addWidget(self.list)
        choice.body.addWidget(
            Caption(
                _("Scored on the incidents and cells of the page, on the area that was named."),
                wrap=True,
            )
        )
        choice.body.addWidget(self.form)
        choice.body.addWidget(self.problem)
        choice.body.addLayout(row(self.run, None))
        choice.body.addWidget(self.bar)
        left, right, parts = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        left.addWidget(choice)
        left.addStretch(1)
        right.addWidget(self.empty, 1)
        right.addWidget(self.said)
        right.addWidget(self.results, 1)
        self.said.hide()
        self.results.hide()
        parts.setSpacing(16)
        parts.addLayout(left)
        parts.addLayout(right, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.addLayout(parts)
        box.addWidget(buttons)


def scored(
    store: Any, rows: Sequence[Any], scene: Scene, progress: Any
) -> tuple[dict[str, Any], str]:
    """Score forecasts together; return the figures and a warning."""
    there = scene.incidents, scene.cells, scene.dataset.crs
    done, warning = claims.score(store, rows, there, (), progress)
    return backtests.document(done), warning

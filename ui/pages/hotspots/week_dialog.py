"""When in the week incidents happen, as their setting counts them."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from planner.model.datasets import DatasetFields, DatasetRow
from planner.ops import datasets, studies
from planner.ops.studies import Week
from planner.texts import _
from ui.forms.record_form import RecordForm
from ui.plots.week_grid import WeekGrid
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.theme.widgets import Caption, Heading, Words


class WeekDialog(QDialog):
    """The squares follow the setting, which can be changed here as well."""

    def __init__(
        self, bench: Workbench, dataset: DatasetRow, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench, self._uid = bench, dataset.uid
        self.setWindowTitle(_("Hours of the week: {name}").format(name=dataset.name))
        self.grid = WeekGrid()
        self.words, self.most = Words(), Caption(wrap=True)
        self.form = RecordForm(DatasetFields, only=["timing"])
        self.form.show_record(dataset, bench.store.revision)
        self.form.field_finished.connect(self._change)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        for part in (Heading(_("Hours of the week")), self.form, self.words):
            box.addWidget(part)
        box.addWidget(self.grid, 1)
        box.addWidget(self.most)
        box.addWidget(buttons)
        self.resize(720, 440)
        self._count(dataset)

    def _change(self, name: str, value: Any) -> None:
        change = datasets.change_dataset
        self._bench.do(change, self._uid, seen=self.form.seen, **{name: value})
        self.form.seen = self._bench.store.revision
        if row := self._bench.store.row(DatasetRow, self._uid):
            self._count(row)

    def _count(self, row: DatasetRow) -> None:
        job = self._bench.jobs.start("week", self.windowTitle(), partial(week, self._bench, row))
        job.done.connect(self._show)

    def _show(self, found: Week) -> None:
        self.grid.show_hours(found.hours)
        self.words.setText(_told(found))
        self.most.setText(_("Most: {hour}").format(hour=self.grid.words(self.grid.at)))


def week(bench: Workbench, row: DatasetRow, progress: Any) -> Week:
    progress.step(0, 1)
    return studies.week(bench.store, row)


def _told(found: Week) -> str:
    """Say what the hours rest on."""
    lines = []
    if found.in_periods:
        lines.append(
            _("{n} of {all} incidents have a from and a to, half of them within {hours} hours.")
            .format(
                n=writers.number(found.in_periods),
                all=writers.number(found.incidents),
                hours=writers.number(found.usual_hours),
            )
        )  # fmt: skip
    if found.at_midnight > found.incidents / 2:
        lines.append(
            _("{n} of {all} stand at 00:00: their hour is not known.").format(
                n=writers.number(found.at_midnight), all=writers.number(found.incidents)
            )
        )
    return "\n".join(lines)

"""A small dialog that asks a few things, works beside the window, and keeps what came of it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pydantic import BaseModel
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from planner.errors import UserError
from planner.texts import _
from ui.forms.choices import Pairs
from ui.forms.reasons import reasons
from ui.forms.record_form import RecordForm
from ui.jobs.runner import Job
from ui.shell.workbench import Workbench
from ui.theme.widgets import Problem, Words, as_tall_as_content

Buttons = QDialogButtonBox.StandardButton
WIDTH = 560


class AskDialog(QDialog):
    """Fill in `asked`, press OK: `work(asked, progress)` runs, then `take(found)` keeps it.

    A refusal is said in the dialog, which stays open. `take` says whether all went well.
    """

    def __init__(
        self,
        bench: Workbench,
        title: str,
        words: str,
        asked: BaseModel,
        choices: Mapping[str, Callable[[], Pairs]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.bench = bench
        self.asked: Any = asked
        self._job: Job | None = None
        self.setWindowTitle(title)
        self.form = RecordForm(type(asked), choices)
        self.form.show_record(asked)
        self.problem = Problem(wrap=True)
        self.bar = QProgressBar(maximum=0, textVisible=False)
        self.bar.setAccessibleName(_("Progress"))
        self.bar.hide()
        self.buttons = QDialogButtonBox(Buttons.Ok | Buttons.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        for part in (Words(words), self.form, self.problem, self.bar, self.buttons):
            self.column.addWidget(part)
        as_tall_as_content(self, WIDTH)

    def work(self, asked: Any, progress: Any) -> Any:
        """Read or work out what was asked for; runs beside the window."""
        raise NotImplementedError

    def take(self, found: Any) -> bool:
        """Keep what was found."""
        raise NotImplementedError

    def accept(self) -> None:
        """Start the work, unless something is missing or wrong."""
        values = self.form.values()
        if why := reasons(type(self.asked), values):
            name, reason = next(iter(why.items()))
            title = type(self.asked).model_fields[name].title or name
            self.problem.setText(f"{_(title)}: {reason}")
            self.form.editor(name).setFocus()
            return
        self.problem.clear()
        self.asked = type(self.asked).model_validate(values)
        self._job = self.bench.jobs.start(
            "asked", self.windowTitle(), partial(self.work, self.asked)
        )
        self._job.done.connect(self._take)
        self._job.refused.connect(self._refuse)
        self._job.ended.connect(self._end)
        self.bar.show()
        self.buttons.button(Buttons.Ok).setEnabled(False)

    def done(self, result: int) -> None:
        if self._job:
            self._job.cancel()
        super().done(result)

    def _take(self, found: Any) -> None:
        if self.take(found):
            super().accept()

    def _refuse(self, refusal: UserError) -> None:
        self.problem.setText(str(refusal))

    def _end(self) -> None:
        self._job = None
        self.bar.hide()
        self.buttons.button(Buttons.Ok).setEnabled(True)

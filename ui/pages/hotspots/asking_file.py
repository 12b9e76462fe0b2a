"""A small dialog about a file: it asks how the file is to be taken where that may be doubted."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from PySide6.QtWidgets import QWidget

from planner.ops.imports import Suggestion, Writing
from planner.texts import _
from ui.forms.choices import Pairs
from ui.jobs.runner import Job
from ui.pages.hotspots.asking import AskDialog
from ui.pages.hotspots.forecast_card import align
from ui.pages.hotspots.importing.how_taken import HowTaken
from ui.shell.workbench import Workbench
from ui.theme.widgets import as_tall_as_content


class AskFileDialog(AskDialog):
    """Looks at the file beside the window, and offers its layers, sheets and encodings."""

    def __init__(
        self,
        bench: Workbench,
        path: Path,
        words: tuple[str, str],
        asked: BaseModel,
        choices: Mapping[str, Callable[[], Pairs]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(bench, *words, asked, choices, parent)
        self.path, self.how = path, HowTaken(wide=True)
        self.column.insertWidget(1, self.how)
        self._looking: Job | None = None
        self.how.changed.connect(self._look)
        self._look()

    def taken(self, path: Path, writing: Writing) -> Mapping[str, Suggestion]:
        """Say how the file would be taken; runs beside the window."""
        raise NotImplementedError

    def accept(self) -> None:
        """Start the work, unless a person has to choose how the file is taken first."""
        if left := self.how.left_open():
            self.problem.setText(_("{field}: please choose").format(field=left))
            return
        super().accept()

    def done(self, result: int) -> None:
        if self._looking:
            self._looking.cancel()
        super().done(result)

    def _look(self) -> None:
        self.problem.clear()
        work = partial(_taken, self.taken, self.path, self.how.writing)
        self._looking = job = self.bench.jobs.start("look", _("looking at the file"), work)
        job.done.connect(self._show)
        job.refused.connect(self._refuse)
        job.ended.connect(partial(self._looked, job))

    def _show(self, taken: Mapping[str, Suggestion]) -> None:
        self.how.show_taken(taken)
        align(self.form, self.how, widest=self.width() // 2)
        as_tall_as_content(self, self.width())

    def _looked(self, job: Job) -> None:
        if self._looking is job:
            self._looking = None


def _taken(
    look: Callable[[Path, Writing], Mapping[str, Suggestion]],
    path: Path,
    writing: Writing,
    progress: Any,
) -> Mapping[str, Suggestion]:
    progress.step(0, 1)
    return look(path, writing)

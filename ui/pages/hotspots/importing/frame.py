"""The frame of an import: the steps on the left, one of them on the right, the way below."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from planner.errors import UserError
from planner.texts import _
from ui.shell.workbench import Workbench
from ui.theme.widgets import Caption, Card, Heading, PrimaryButton, Strong, Words, row

SIZE = (1080, 680)
STEPS_WIDTH = 180
BESIDE = 16  # pixels beside the longest title


class Step(QWidget):
    """One question of an import. `changed` is sent when its answer is another."""

    changed = Signal()

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self.title = title
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 8, 0)
        self.body.setSpacing(12)
        self.heading = Heading(title, wrap=True)
        self.words = Words(words)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.words)

    def ready(self) -> bool:
        """Whether the next step may follow."""
        return True

    def entered(self) -> None:
        """Show what the steps before have settled."""


class ImportFrame(QDialog):
    """Leads through `steps`. Long work runs beside it; a refusal is said where it happened."""

    def __init__(self, bench: Workbench, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.uid = ""
        self._job: Any = None
        self.setWindowTitle(title)
        self.resize(*SIZE)
        self.steps: list[Step] = []
        self.list = QListWidget()
        self.list.setAccessibleName(_("Steps"))
        self.list.setFixedWidth(STEPS_WIDTH)
        self.stack = QStackedWidget()
        self.refusal = Card("", tone="stop")
        self.refused_what, self.refused_why = Strong(), Words()
        self.refusal.body.addWidget(self.refused_what)
        self.refusal.body.addWidget(self.refused_why)
        self.refusal.hide()
        self.bar = QProgressBar(maximum=0, textVisible=False)
        self.bar.setAccessibleName(_("Progress"))
        self.note = Caption()
        self.back, self.forth = QPushButton(_("&Back")), PrimaryButton(_("&Next"))
        self.cancel = QPushButton(_("Cancel"))
        self._lay_out(title)
        self.back.clicked.connect(lambda: self._go(self.stack.currentIndex() - 1))
        self.forth.clicked.connect(self._forth)
        self.cancel.clicked.connect(self.reject)
        self.list.currentRowChanged.connect(self._go)
        self._idle()

    def set_steps(self, steps: Sequence[Step]) -> None:
        for step in steps:
            self.steps.append(step)
            scroll = QScrollArea(widgetResizable=True)
            scroll.setWidget(step)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            scroll.setAccessibleName(step.title)
            self.stack.addWidget(scroll)
            self.list.addItem(f"{len(self.steps)}  {step.title}")
            step.changed.connect(self.show_way)
        wide = self.list.sizeHintForColumn(0) + 2 * self.list.frameWidth() + BESIDE
        self.list.setFixedWidth(max(STEPS_WIDTH, wide))
        self.list.setCurrentRow(0)

    def finish(self) -> None:
        """Keep what was read; the last step's button calls it."""

    def done(self, result: int) -> None:
        """Stop what still runs for this window, then close."""
        if self._job is not None:
            self._job.cancel()
        super().done(result)

    def work(self, title: str, what: Callable[[Any], Any], then: Callable[[Any], None]) -> None:
        """Run ``what(progress)`` beside the window; the newest work replaces an older one."""
        job = self.bench.jobs.start("import", title, what)
        self._job = job
        self.refusal.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.note.setText(title)
        self.forth.setEnabled(False)
        job.moved.connect(lambda done, total, _note: self._moved(job, done, total))
        job.done.connect(lambda value: then(value) if job is self._job else None)
        job.refused.connect(self.say_refusal)
        job.ended.connect(lambda: self._ended(job))

    def say_refusal(self, error: UserError) -> None:
        """Say what was refused, above the way on."""
        self.refused_what.setText(error.what)
        self.refused_why.setText(f"{error.why} {error.fix}")
        self.refusal.setAccessibleName(str(error))
        self.refusal.show()

    def show_way(self) -> None:
        """Offer the steps that can be reached from what is settled."""
        at = self.stack.currentIndex()
        reach = next((n for n, step in enumerate(self.steps) if not step.ready()), len(self.steps))
        for number in range(self.list.count()):
            item = self.list.item(number)
            on = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(on if number <= reach else Qt.ItemFlag.NoItemFlags)
        last = at == len(self.steps) - 1
        self.back.setEnabled(at > 0)
        self.forth.setText(_("&Import") if last else _("&Next"))
        self.forth.setEnabled(self._job is None and bool(self.steps) and self.steps[at].ready())

    def _forth(self) -> None:
        at = self.stack.currentIndex()
        if at == len(self.steps) - 1:
            self.finish()
        else:
            self._go(at + 1)

    def _go(self, at: int) -> None:
        if not 0 <= at < len(self.steps) or not all(s.ready() for s in self.steps[:at]):
            self.list.setCurrentRow(self.stack.currentIndex())
            return
        came = at != self.stack.currentIndex()
        self.stack.setCurrentIndex(at)
        self.list.setCurrentRow(at)
        if came:
            self.refusal.hide()
            self.steps[at].entered()
        self.show_way()

    def _moved(self, job: Any, done: int, total: int) -> None:
        if job is self._job:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _ended(self, job: Any) -> None:
        if job is self._job:
            self._job = None
            self._idle()

    def _idle(self) -> None:
        self.bar.hide()
        self.note.setText("")
        self.show_way()

    def _lay_out(self, title: str) -> None:
        for button in (self.back, self.cancel):
            button.setAutoDefault(False)
        self.forth.setDefault(True)
        self.bar.setFixedWidth(160)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 16)
        whole.setSpacing(12)
        whole.addWidget(Caption(title))
        middle = row(self.list, self.stack, spacing=24)
        middle.setStretch(1, 1)
        whole.addLayout(middle, 1)
        whole.addWidget(self.refusal)
        whole.addLayout(row(self.bar, self.note, None, self.cancel, self.back, self.forth))

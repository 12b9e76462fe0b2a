"""What is running, how far it is, and its Stop button."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from planner.texts import _
from ui.jobs.runner import Job, JobRunner
from ui.theme.widgets import Caption, Label


class JobBar(QFrame):
    """One line for each running job; nothing when nothing runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(16, 6, 16, 6)
        self.hide()

    def watch(self, jobs: JobRunner) -> None:
        """Show the jobs that `jobs` starts from now on."""
        jobs.started.connect(self._add)

    def _add(self, job: Job) -> None:
        line = JobLine(job)
        self._lines.addWidget(line)
        self.show()
        job.ended.connect(lambda: self._drop(line))

    def _drop(self, line: "JobLine") -> None:
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.setVisible(self._lines.count() > 0)


class JobLine(QWidget):
    """Title, progress, what is being done, and Stop."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.bar = QProgressBar(maximum=0, textVisible=False)
        self.bar.setAccessibleName(job.title)
        self.note = Caption()
        self.stop = QPushButton(_("Stop"))
        self.stop.setAccessibleName(_("Stop: {job}").format(job=job.title))
        self.stop.clicked.connect(job.cancel)
        self.stop.clicked.connect(self._stopping)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(Label(job.title))
        line.addWidget(self.bar, 1)
        line.addWidget(self.note)
        line.addWidget(self.stop)
        job.moved.connect(self._move)

    def _move(self, done: int, total: int, note: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.note.setText(note)

    def _stopping(self) -> None:
        self.stop.setEnabled(False)
        self.note.setText(_("Stopping…"))

"""What is shown while no project is open: the few ways to begin."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from planner.texts import _
from ui.theme.widgets import (
    Caption,
    Card,
    CardTitle,
    Heading,
    LinkButton,
    PrimaryButton,
    Words,
    clear,
    row,
)

WIDTH = 640


class Welcome(QWidget):
    """New, open, sample, and the files worked on last."""

    new_wanted = Signal()
    open_wanted = Signal()
    sample_wanted = Signal()
    file_wanted = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        start = self._start()
        self.recent = Card()
        self._files = QVBoxLayout()
        self._files.setSpacing(4)
        self.recent.body.addWidget(CardTitle(_("Worked on last")))
        self.recent.body.addLayout(self._files)
        self.recent.hide()
        self.waiting = Words()
        self.waiting.hide()
        self._inner = inner = QWidget()
        inner.setMaximumWidth(WIDTH)
        column = QVBoxLayout(inner)
        column.setSpacing(16)
        column.addWidget(start)
        column.addWidget(self.recent)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 48, 24, 24)
        outer.addWidget(self.waiting)
        outer.addLayout(row(None, inner, None))

    def wait(self, text: str) -> None:
        """Say what is being opened instead of offering to begin; nothing ends the wait."""
        self.waiting.setText(text)
        self.waiting.setVisible(bool(text))
        self._inner.setVisible(not text)

    def show_files(self, files: Sequence[Path]) -> None:
        """List the files worked on last."""
        clear(self._files)
        for path in files:
            link = LinkButton(path.stem)
            link.setAccessibleName(_("Open {name}").format(name=path.name))
            link.clicked.connect(lambda _checked=False, path=path: self.file_wanted.emit(path))
            self._files.addLayout(row(link, Caption(str(path.parent)), None))
        self.recent.setVisible(bool(files))

    def _start(self) -> Card:
        """Return the card with the three ways to begin."""
        new = PrimaryButton(_("New project"))
        open_ = QPushButton(_("Open…"))
        sample = QPushButton(_("Look at the sample project"))
        new.clicked.connect(self.new_wanted)
        open_.clicked.connect(self.open_wanted)
        sample.clicked.connect(self.sample_wanted)
        start = Card()
        start.body.setSpacing(12)
        start.body.addWidget(
            Heading(_("Plan sessions, look at hotspots honestly, check ideas first"))
        )
        start.body.addWidget(
            Words(
                _(
                    "A project is one file on this computer. It holds your sessions and"
                    " contacts, your incident data and forecasts, and your assessments."
                    " You can also drop a file onto this window."
                )
            )
        )
        start.body.addLayout(row(new, open_, sample, None))
        return start

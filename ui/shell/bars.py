"""The bars of the frame: what is open at the top, the last message at the bottom."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from planner.texts import _
from ui.theme.icons import set_icon
from ui.theme.widgets import Caption, Label


class TopBar(QFrame):
    """Which project this is, whether it is saved, and the way to everything else."""

    search_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label()
        self.title.setObjectName("project_title")
        self.state = Caption()
        self.search = FinderButton()
        self.search.clicked.connect(self.search_wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 6, 16, 6)
        line.setSpacing(16)
        line.addWidget(self.title)
        line.addWidget(self.state)
        line.addStretch(1)
        line.addWidget(self.search)

    def show_project(self, title: str, state: str) -> None:
        self.title.setText(title)
        self.state.setText(state)


class FinderButton(QPushButton):
    """Looks like a search box, opens the palette."""

    def __init__(self) -> None:
        super().__init__(_("Find a record or a command    Ctrl K"))
        self.setAccessibleName(_("Find a record or a command"))
        self.setMinimumWidth(280)
        set_icon(self, "search")


class StatusBar(QFrame):
    """One message, and the promise that stands at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = Caption()
        promise = Caption(_("Offline · nothing leaves this computer"))
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 4, 16, 4)
        line.addWidget(self.message, 1)
        line.addWidget(promise, 0, Qt.AlignmentFlag.AlignRight)

    def say(self, text: str) -> None:
        self.message.setText(text)

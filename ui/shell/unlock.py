"""Ask for a passphrase until it fits, or the person thinks better of it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from planner.errors import UserError
from planner.texts import _
from ui.theme.widgets import Heading, Mark, PrimaryButton, Words, row

WIDTH = 460


class UnlockDialog(QDialog):
    """One box for a passphrase. `unlock` is tried with it; what refuses is said below the box.

    Attributes
    ----------
    found : Any
        What `unlock` returned, once the dialog is accepted.
    """

    def __init__(
        self, words: str, unlock: Callable[[str], Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Passphrase"))
        self._unlock = unlock
        self.found: Any = None
        self.passphrase = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(_("Passphrase"))
        self.problem = Mark()
        go = PrimaryButton(_("&Open"))
        go.setDefault(True)
        go.clicked.connect(self._try)
        leave = QPushButton(_("&Cancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.setSpacing(12)
        whole.addWidget(Heading(_("Passphrase")))
        whole.addWidget(Words(words))
        whole.addWidget(self.passphrase)
        whole.addWidget(self.problem)
        whole.addLayout(row(None, leave, go))
        self.setMinimumWidth(WIDTH)
        self.passphrase.setFocus()

    def _try(self) -> None:
        try:
            self.found = self._unlock(self.passphrase.text())
        except UserError as error:
            self.problem.say(str(error))
            self.passphrase.selectAll()
            self.passphrase.setFocus()
        else:
            self.accept()


def unlocked(words: str, unlock: Callable[[str], Any], parent: QWidget | None) -> Any:
    """Ask for the passphrase that `unlock` takes; return what it returns, None if cancelled."""
    dialog = UnlockDialog(words, unlock, parent)
    accepted = dialog.exec()
    found = dialog.found
    dialog.deleteLater()
    return found if accepted else None

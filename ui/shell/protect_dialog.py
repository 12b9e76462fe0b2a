"""Protect the project with a passphrase, change it, or take it away."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from planner.ops import protection as ops
from planner.texts import _
from ui.theme.widgets import Caption, Heading, PrimaryButton, Words, row

WIDTH = 560


class ProtectDialog(QDialog):
    """The new passphrase twice, how strong it is, and what it means to lose it.

    `change` is called with the new passphrase, or with nothing to take it away.
    """

    def __init__(
        self, change: Callable[[str], object], parent: QWidget | None, *, protected: bool
    ) -> None:
        super().__init__(parent)
        title = _("Change or remove the passphrase") if protected else _("Protect the project")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._change = change
        self.first, self.again = _secret(_("New passphrase")), _secret(_("The same again"))
        self.strength, self.same = Caption(wrap=True), Caption()
        self.show_it = QCheckBox(_("Show &what I type"))
        self.show_it.toggled.connect(self._uncover)
        self.keep = PrimaryButton(_("&Change") if protected else _("&Protect"))
        self.keep.setDefault(True)
        self.remove = QPushButton(_("&Remove the passphrase"))
        self.remove.setAutoDefault(False)
        self.remove.setVisible(protected)
        leave = QPushButton(_("C&ancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self.keep.clicked.connect(lambda: self._do(self.first.text()))
        self.remove.clicked.connect(lambda: self._do(""))
        for box in (self.first, self.again):
            box.textChanged.connect(self._show)
        self._lay_out(title, leave)
        self._show()

    def _show(self) -> None:
        """Say how strong the passphrase is, and whether both boxes hold the same."""
        first, again = self.first.text(), self.again.text()
        strength = ops.strength(first)
        self.strength.setText(
            _("Strength: {word}. A lost passphrase cannot be recovered.").format(
                word=_(ops.STRENGTHS[strength])
            )
        )
        differs = bool(again) and first != again
        self.same.setText(_("The two are not the same.") if differs else "")
        self.keep.setEnabled(strength > 0 and first == again)

    def _uncover(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for box in (self.first, self.again):
            box.setEchoMode(mode)

    def _do(self, words: str) -> None:
        self.accept()
        self._change(words)

    def _lay_out(self, title: str, leave: QPushButton) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(_("&New passphrase"), self.first)
        form.addRow("", self.strength)
        form.addRow(_("The &same again"), self.again)
        form.addRow("", self.same)
        form.addRow("", self.show_it)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.setSpacing(12)
        whole.addWidget(Heading(title))
        whole.addWidget(
            Words(
                _(
                    "The file, the copy you work on and the backups on this computer are"
                    " encrypted. The project is saved at once, also when you change or remove"
                    " the passphrase."
                )
            )
        )
        whole.addLayout(form)
        whole.addWidget(
            Words(
                _(
                    "Without its passphrase the project and its backups are lost; nobody can"
                    " open them, nor can we. Write it down and keep it in a safe place."
                )
            )
        )
        whole.addLayout(row(self.remove, None, leave, self.keep))
        self.setMinimumWidth(WIDTH)


def _secret(name: str) -> QLineEdit:
    box = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
    box.setAccessibleName(name)
    return box

"""Whether a file is sealed, and with what."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from planner.ops import exchange as ops
from planner.texts import _, mark
from ui.forms.choices import ChoiceBox
from ui.theme.widgets import Caption

OWN, OPEN, PASSPHRASE, KEYS = "own", "open", "passphrase", "keys"
SEALS = {
    OWN: mark("protected with the passphrase of this project"),
    OPEN: mark("not sealed: whoever has the file can read it"),
    PASSPHRASE: mark("sealed with a passphrase"),
    KEYS: mark("sealed for the holders of certain keys"),
}
KEY_LINES, KEY_BEGINS = 3, "age1…"


class SealForm(QWidget):
    """Asks for the seal of a file and shows only what that needs."""

    changed = Signal()

    def __init__(self, title: str, first: QWidget, *, protected: bool = False) -> None:
        """Begin the form with a box of the page's own.

        A copy of a `protected` project is protected too, unless a person chooses otherwise.
        """
        super().__init__()
        self.seal = ChoiceBox()
        offered = [code for code in SEALS if protected or code != OWN]
        self.seal.offer([(code, _(SEALS[code])) for code in offered])
        self.seal.show_value(offered[0])
        self.passphrase = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.show_it = QCheckBox(_("Show &what I type"))
        self.strength = Caption(wrap=True)
        self.keys = QPlainTextEdit(tabChangesFocus=True)
        self.keys.setFixedHeight(self.keys.fontMetrics().lineSpacing() * KEY_LINES + 16)
        self.keys.setPlaceholderText(KEY_BEGINS)
        for box, name in (
            (self.seal, _("Seal")),
            (self.passphrase, _("Passphrase")),
            (self.keys, _("Public keys")),
        ):
            box.setAccessibleName(name)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._form.addRow(title, first)
        self._form.addRow(_("&Seal"), self.seal)
        self._form.addRow(_("Pass&phrase"), self.passphrase)
        self._form.addRow("", self.strength)
        self._form.addRow("", self.show_it)
        self._form.addRow(_("Public &keys"), self.keys)
        self.seal.activated.connect(self._show)
        self.passphrase.textChanged.connect(self._show)
        self.keys.textChanged.connect(self._show)
        self.show_it.toggled.connect(self._uncover)
        self._show()

    @property
    def sealed(self) -> bool:
        return self.seal.currentData() in (PASSPHRASE, KEYS)

    def ready(self) -> bool:
        """Say whether what the seal needs has been given."""
        if self.seal.currentData() == PASSPHRASE:
            return ops.strength(self.passphrase.text()) > 0
        return not self.sealed or bool(self.keys.toPlainText().split())

    def key(self) -> ops.Key | None:
        if self.seal.currentData() == PASSPHRASE:
            return ops.Key(passphrase=self.passphrase.text())
        if self.seal.currentData() == KEYS:
            return ops.Key(recipients=tuple(self.keys.toPlainText().split()))
        return ops.PLAIN if self.seal.currentData() == OPEN else None

    def _show(self) -> None:
        seal = self.seal.currentData()
        for box in (self.passphrase, self.strength, self.show_it):
            self._form.setRowVisible(box, seal == PASSPHRASE)
        self._form.setRowVisible(self.keys, seal == KEYS)
        word = _(ops.STRENGTHS[ops.strength(self.passphrase.text())])
        self.strength.setText(
            _("Strength: {word}. A lost passphrase cannot be recovered.").format(word=word)
        )
        self.changed.emit()

    def _uncover(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.passphrase.setEchoMode(mode)

"""A row of buttons of which one is chosen: answers, evidence grades, levels."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.theme.flow import FlowLayout
from ui.theme.widgets import ToneButton, clear


class Choices(QWidget):
    """One of a few codes. `chosen` is sent when a person picks another one.

    Each option is its code, what is written on it, what it means, and a tone.
    """

    chosen = Signal(str)

    def __init__(self, name: str, *, small: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._name = name
        self._small = small
        self._group = QButtonGroup(self, exclusive=True)
        self._buttons: dict[str, ToneButton] = {}
        self._offered: Sequence[tuple[str, str, str, str]] = ()
        self._layout = FlowLayout(spacing=6 if small else 8)
        self.setLayout(self._layout)
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(self._code_of(button)))

    def offer(self, options: Sequence[tuple[str, str, str, str]]) -> None:
        """Show these options; the same ones again leave the buttons as they are."""
        if options == self._offered:
            return
        self._offered = options
        clear(self._layout)
        self._buttons.clear()
        for code, words, meaning, tone in options:
            button = ToneButton(words, tone)
            button.setObjectName(code)
            button.setProperty("small", self._small)
            button.setToolTip(meaning)
            button.setAccessibleName(f"{self._name}: {words}")
            button.setAccessibleDescription(meaning)
            self._group.addButton(button)
            self._layout.addWidget(button)
            self._buttons[code] = button

    def show_value(self, code: str) -> None:
        """Mark `code` as chosen; none of them for an empty text."""
        self._group.setExclusive(False)
        for each, button in self._buttons.items():
            button.setChecked(each == code)
        self._group.setExclusive(True)

    def value(self) -> str:
        button = self._group.checkedButton()
        return self._code_of(button) if button else ""

    def press(self, place: int) -> None:
        """Choose the option at `place`, counted from 0, as a click would."""
        if self.isEnabled() and place < len(self._offered):
            self._buttons[self._offered[place][0]].click()

    def _code_of(self, button: QWidget) -> str:
        return button.objectName()

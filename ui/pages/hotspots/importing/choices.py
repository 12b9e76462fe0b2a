"""Boxes with a suggestion in them, and how sure it is said beside."""

from collections.abc import Iterable

from PySide6.QtWidgets import QFormLayout, QSizePolicy

from planner.ops.imports import Suggestion
from planner.texts import _
from ui.forms.choices import ChoiceBox
from ui.theme.widgets import Caption, Chip, FieldLabel, row

Pairs = Iterable[tuple[str, str]]


class Choose:
    """One choice in a form: its box, and a mark where a person should look."""

    def __init__(self, form: QFormLayout, name: str, label: str, *, wide: bool = False) -> None:
        self.box = ChoiceBox()
        self.box.setObjectName(name)
        self.box.setAccessibleName(label.replace("&", ""))
        self.box.setPlaceholderText(_("Choose…"))
        self.box.setSizeAdjustPolicy(
            ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(8 if wide else 26)
        grow = QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Preferred
        self.box.setSizePolicy(grow, QSizePolicy.Policy.Fixed)
        self.mark = Chip("", "caution")
        self.why = Caption(wrap=True)
        self.label = FieldLabel(label)
        self.label.setBuddy(self.box)
        told = [self.mark] if wide else [self.mark, self.why]
        self._form, self._line = form, row(self.box, *told)
        self._line.setStretch(0 if wide else 2, 1)
        form.addRow(self.label, self._line)

    @property
    def value(self) -> str:
        return str(self.box.currentData() or "")

    def show(self, shown: bool) -> None:
        """Show the whole row of the form, or hide it."""
        self._form.setRowVisible(self._line, shown)
        self.mark.setVisible(shown and bool(self.mark.text()))

    def offer(self, pairs: Pairs, found: Suggestion, *, ask: bool = True) -> None:
        """Fill the box. A mere guess among several is not chosen, so that nobody overlooks it."""
        self.box.blockSignals(True)
        self.box.clear()
        for value, title in pairs:
            self.box.addItem(title, value)
        guess = ask and found.certainty == "guess" and len(found.candidates) > 1
        self.box.show_value(None if guess else found.value)
        self.box.blockSignals(False)
        doubt = ask and not found.sure and bool(found.candidates)
        word = _("please choose") if guess else _("please check")
        self.mark.say(word if doubt else "", "caution")
        self.mark.setVisible(doubt)
        self.why.setText(found.why if found.value else "")
        self.box.setToolTip(self.why.text())
        self.box.setAccessibleDescription(" ".join((self.mark.text(), self.why.text())).strip())

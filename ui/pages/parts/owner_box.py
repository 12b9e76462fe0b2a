"""Who does it: a contact, or any words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

from planner.ops import contacts
from planner.texts import _, or_withheld
from ui.shell.workbench import Workbench


class OwnerBox(QLineEdit):
    """Offers the contacts while a name is typed; `left` sends a person's uid or the words."""

    left = Signal(str)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(placeholderText=_("A contact, or any name"))
        self.setAccessibleName(_("Owner"))
        self._bench = bench
        self._shown = ""
        self._uids: dict[str, str] = {}
        self.editingFinished.connect(self._leave)

    def show_owner(self, owner: str) -> None:
        """Show an owner, given as a uid or as words."""
        persons = contacts.list_persons(self._bench.store)
        self._uids = {person.name: person.uid for person in persons if person.name}
        names = {person.uid: or_withheld(person.name) for person in persons}
        completer = QCompleter(sorted(self._uids, key=str.casefold), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
        if not (self.hasFocus() and self.text() != self._shown):
            self._shown = names.get(owner, owner)
            self.setText(self._shown)

    def _leave(self) -> None:
        text = self.text().strip()
        if text != self._shown:
            self._shown = text
            self.left.emit(self._uids.get(text, text))

"""Say of each area what it is in a comparison: treated, control, near by, or nothing."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from planner.texts import _
from ui.forms.choices import ChoiceBox
from ui.theme.widgets import Caption

ID = Qt.ItemDataRole.UserRole
Checked, Unchecked = Qt.CheckState.Checked, Qt.CheckState.Unchecked
TALL = 170  # pixels


class AreasPicker(QWidget):
    """A choice of role above, the areas below; ticks are the areas of that role.

    `changed(role, ids)` is sent after a tick. An area has one role at most:
    those of other roles say so and cannot be ticked.
    """

    changed = Signal(str, list)

    def __init__(self, roles: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roles = roles
        self._areas: Sequence[tuple[str, str]] = ()
        self._chosen: dict[str, list[str]] = {}
        self.role = ChoiceBox()
        self.role.setAccessibleName(_("Which areas"))
        self.role.offer(list(roles.items()))
        self.role.setCurrentIndex(0)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Areas"))
        self.list.setMinimumHeight(TALL)
        self.count = Caption(wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for part in (self.role, self.list, self.count):
            box.addWidget(part)
        self.role.currentIndexChanged.connect(lambda _at: self._show())
        self.list.itemChanged.connect(self._tick)

    def show_areas(
        self, areas: Sequence[tuple[str, str]], chosen: Mapping[str, Sequence[str]]
    ) -> None:
        """Show areas as (id, name) and the ids that are `chosen` for each role."""
        self._areas = areas
        self._chosen = {role: list(chosen.get(role) or ()) for role in self._roles}
        self._show()

    def _show(self) -> None:
        role = self.role.currentData()
        others = {one: r for r, ids in self._chosen.items() if r != role for one in ids}
        self.list.blockSignals(True)
        self.list.clear()
        for uid, name in self._areas:
            taken = others.get(uid) or others.get(name)
            item = QListWidgetItem(f"{name} ({self._roles[taken]})" if taken else name)
            item.setData(ID, uid)
            ticked = not taken and {uid, name} & set(self._chosen.get(role, ()))
            item.setCheckState(Checked if ticked else Unchecked)
            if taken:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._count()

    def _tick(self, _item: QListWidgetItem) -> None:
        role = self.role.currentData()
        items = [self.list.item(number) for number in range(self.list.count())]
        self._chosen[role] = [item.data(ID) for item in items if item.checkState() == Checked]
        self._count()
        self.changed.emit(role, self._chosen[role])

    def _count(self) -> None:
        parts = [
            f"{title}: {len(self._chosen.get(role, ()))}" for role, title in self._roles.items()
        ]
        self.count.setText(" · ".join(parts))

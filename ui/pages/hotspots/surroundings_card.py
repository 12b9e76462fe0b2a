"""Which surroundings forecasts look at."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from planner.model.factors import FactorRow
from planner.texts import _
from ui.theme.widgets import Caption, Card

UID = Qt.ItemDataRole.UserRole
Checked, Unchecked = Qt.CheckState.Checked, Qt.CheckState.Unchecked
LESS_THAN_ALL = 6  # lines


class SurroundingsCard(Card):
    """`changed(uids)` is sent when a layer is ticked or not."""

    changed = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Surroundings"), parent)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Surroundings"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bring = QPushButton(_("Import &surroundings…"))
        self.body.addWidget(
            Caption(
                _(
                    "Risk terrain looks at the ticked layers; logistic regression and boosting "
                    "do where “Use surroundings” is on."
                ),
                wrap=True,
            )
        )
        self.body.addWidget(self.list)
        self.body.addWidget(self.bring)
        self.list.itemChanged.connect(lambda _item: self.changed.emit(self.ticked()))
        self.show_layers((), ())

    def show_layers(self, layers: Sequence[FactorRow], ticked: Sequence[str]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for row in layers:
            item = QListWidgetItem(row.name)
            item.setData(UID, row.uid)
            item.setCheckState(Checked if row.uid in ticked else Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setVisible(bool(layers))
        lines = min(len(layers), LESS_THAN_ALL)
        self.list.setFixedHeight(lines * max(self.list.sizeHintForRow(0), 1) + 8)

    def ticked(self) -> list[str]:
        """Return the uids of the ticked layers."""
        items = [self.list.item(number) for number in range(self.list.count())]
        return [item.data(UID) for item in items if item.checkState() == Checked]

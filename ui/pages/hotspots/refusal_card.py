"""Offences that police find by looking are not forecast, unless somebody answers for it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from planner.texts import _
from ui.theme.widgets import Card, FieldLabel, Words, row

SHORTEST_REASON = 10  # characters


class RefusalCard(Card):
    """`overridden` carries the reason, which is kept with the forecast."""

    overridden = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("No forecast of what police look for"), parent, tone="stop")
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason to forecast all the same"))
        self.anyway = QPushButton(_("Forecast all the same"))
        label = FieldLabel(_("Your reason"))
        label.setBuddy(self.reason)
        self.body.addWidget(
            Words(
                _(
                    "These offences become known because police look for them. Such records say "
                    "where police looked, and a forecast would send them there again. Forecasts "
                    "of such offences are refused. If you must, write down why; the reason is "
                    "kept with the forecast."
                )
            )
        )
        self.body.addWidget(label)
        self.body.addWidget(self.reason)
        self.body.addLayout(row(self.anyway, None))
        self.reason.textChanged.connect(self._weigh)
        self.anyway.clicked.connect(lambda: self.overridden.emit(self.reason.text().strip()))
        self._weigh("")

    def _weigh(self, text: str) -> None:
        self.anyway.setEnabled(len(text.strip()) >= SHORTEST_REASON)

"""Which changes to show: by whom, to what, and when."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from planner.ops import history as ops
from planner.texts import _
from ui.forms.boxes import DayBox
from ui.forms.choices import ChoiceBox
from ui.theme.flow import FlowLayout
from ui.theme.widgets import Caption, row, set_state

ANYBODY, ANYTHING = "*", ""
DAY_WORDS = "25 September 2026"


class HistoryFilters(QWidget):
    """Choices that lie below each other where room is scarce. `changed` follows each of them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.who, self.kind = ChoiceBox(), ChoiceBox()
        self.first, self.last = DayBox(with_time=False), DayBox(with_time=False)
        self.clear = QPushButton(_("Show all"))
        line = FlowLayout(
            self.who,
            self.kind,
            _joined(Caption(_("From")), self.first),
            _joined(Caption(_("to")), self.last),
            self.clear,
        )
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)
        for box, name in (
            (self.who, _("Changed by")),
            (self.kind, _("Kind of record")),
            (self.first, _("First day")),
            (self.last, _("Last day")),
        ):
            box.setAccessibleName(name)
        for day in (self.first, self.last):
            day.setFixedWidth(day.fontMetrics().horizontalAdvance(DAY_WORDS) + 52)
            day.editingFinished.connect(self._choose)
        self.who.activated.connect(self._choose)
        self.kind.activated.connect(self._choose)
        self.clear.clicked.connect(self._clear)

    def offer(self, authors: list[str], kinds: list[tuple[str, str]]) -> None:
        """List who and what there is to choose from; a choice stays while it is there."""
        names = [(name, name or _("without a name")) for name in authors]
        for box, everything, pairs in (
            (self.who, (ANYBODY, _("Anybody")), names),
            (self.kind, (ANYTHING, _("Every kind")), kinds),
        ):
            box.offer([everything, *pairs])
            if box.currentIndex() < 0:
                box.show_value(everything[0])
        self.who.setVisible(len(names) > 1)

    def wanted(self) -> ops.Wanted:
        """Return what was chosen; a day that cannot be read does not count."""
        who = self.who.currentData()
        days = [_day(box) for box in (self.first, self.last)]
        return ops.wanted(None if who == ANYBODY else who, self.kind.currentData() or "", *days)

    def _choose(self) -> None:
        self.changed.emit()

    def _clear(self) -> None:
        self.who.show_value(ANYBODY)
        self.kind.show_value(ANYTHING)
        self.first.clear()
        self.last.clear()
        self.changed.emit()


def _day(box: DayBox) -> str:
    """Return the day in a box and mark a box without a readable one."""
    try:
        day = box.value()
    except ValueError as unreadable:
        box.setToolTip(str(unreadable))
        set_state(box, "bad", value=True)
        return ""
    box.setToolTip("")
    set_state(box, "bad", value=False)
    return day


def _joined(*parts: QWidget) -> QWidget:
    """Keep a box beside its words."""
    whole = QWidget()
    line = row(*parts)
    line.setContentsMargins(0, 0, 0, 0)
    whole.setLayout(line)
    return whole

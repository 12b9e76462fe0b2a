"""The actions that belong to a record: tick them off, add one."""

from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from planner.model.followups import ActionFields
from planner.ops import followups as ops
from planner.texts import _
from ui.pages.parts.card_rows import CardRows
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.theme.icons import set_icon
from ui.theme.widgets import Card, Chip


class ActionsCard(Card):
    """What is to be done about one record."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("Actions"))
        self._bench = bench
        self._about = ""
        self.rows = CardRows(partial(_ActionLine, bench))
        self.add = QLineEdit(placeholderText=_("Add an action and press Enter"))
        self.add.setAccessibleName(_("New action"))
        self.add.returnPressed.connect(self._add)
        self.body.addLayout(self.rows)
        self.body.addWidget(self.add)

    def show_about(self, uid: str) -> None:
        """Show the actions about the record `uid`."""
        if uid != self._about:
            self.add.clear()
        self._about = uid
        mine = [item for item in ops.items(self._bench.store) if uid and item.row.about == uid]
        self.rows.show_items(mine)

    def _add(self) -> None:
        text = self.add.text().strip()
        if text and self._about:
            self.add.clear()
            self._bench.do(ops.add_action, ActionFields(text=text[:1000], about=self._about))


class _ActionLine(QWidget):
    """One action: its tick, its text, its day, and the way to all of it."""

    def __init__(self, bench: Workbench, item: ops.ActionItem) -> None:
        super().__init__()
        self._bench = bench
        self._uid = item.uid
        self.tick = QCheckBox()
        self.tick.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.due = Chip("")
        self.open = QToolButton()
        set_icon(self.open, "edit")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, 0, 4)
        line.addWidget(self.tick, 1)
        line.addWidget(self.due)
        line.addWidget(self.open)
        self.tick.clicked.connect(self._finish)
        self.open.clicked.connect(lambda: bench.go_to("actions", self._uid))

    def show_row(self, item: ops.ActionItem) -> None:
        done = item.row.status not in ops.UNDONE
        self.tick.setText(item.text.replace("&", "&&"))
        self.tick.setChecked(done)
        self.open.setAccessibleName(_("Open action {text}").format(text=item.text))
        self.open.setToolTip(_("Open on the Actions page"))
        words = [writers.short_day(item.row.due), item.owner]
        tone = "stop" if item.late else "neutral"
        late = _("late") if item.late else ""
        self.due.say(" · ".join(word for word in (late, *words) if word), tone)
        self.due.setVisible(bool(self.due.text()))

    def _finish(self) -> None:
        self._bench.do(ops.finish_action, self._uid, done=self.tick.isChecked())

"""What would be forgotten of the history, before it is."""

from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QPushButton, QVBoxLayout, QWidget

from planner.ops import forgetting as ops
from planner.texts import _, mark, plural
from ui.forms.boxes import DayBox
from ui.pages.exchange.attempt import Attempt
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.widgets import Caption, Heading, PrimaryButton, Problem, Words, row

SIZE = (920, 600)


class ForgetDialog(QDialog):
    """A day, the values that were replaced before it, and the button that empties them."""

    def __init__(self, bench: Workbench, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Forget old values"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bench = bench
        self._found: list[ops.Old] = []
        self.trouble = Attempt(can_stop=False)
        self.day, self.problem, self.count = DayBox(with_time=False), Problem(wrap=True), Caption()
        self.day.setAccessibleName(_("Values replaced before"))
        self.day.show_value(_a_year_ago().isoformat())
        self.list = RowView(
            [
                Column("replaced_utc", mark("Replaced"), writers.local),
                Column("kind", mark("Kind")),
                Column("record", mark("Record"), strong=True),
                Column("field", mark("Field")),
                Column("text", mark("Old value"), writers.one_line),
            ],
            load=lambda: self._found,
            name=_("What would be forgotten"),
        )
        self.list.fit(200, 110, 200, 130)
        self.forget = QPushButton(_("&Forget for good"))
        self.forget.setAutoDefault(False)
        self.forget.clicked.connect(self._forget)
        self._lay_out()
        self.day.editingFinished.connect(self._show)
        self._show()

    def _show(self) -> None:
        """List what would go; a day that cannot be read or is to come lists nothing."""
        try:
            day, trouble = self._chosen(), ""
        except ValueError as unreadable:
            day, trouble = None, str(unreadable)
        self._found = self._bench.do(ops.old_values, day) or [] if day else []
        self.list.refresh()
        self.problem.setText(trouble)
        self.problem.setVisible(bool(trouble))
        found = len(self._found)
        words = plural("{n} value would be forgotten.", "{n} values would be forgotten.", found)
        self.count.setText(words if found else _("Nothing was replaced before this day."))
        self.forget.setEnabled(bool(found))

    def _chosen(self) -> date:
        text = self.day.value()
        if not text:
            raise ValueError(_("Write a day."))
        day = date.fromisoformat(text)
        if day > datetime.now().astimezone().date():
            raise ValueError(_("Choose a day in the past, for example a year ago."))
        return day

    def _forget(self) -> None:
        gone = self.trouble.run(ops.forget_before, self._bench.store, self._chosen())
        if gone is not None:
            self._bench.notify(
                plural(
                    "{n} old value was forgotten. Save to take it out of the file as well.",
                    "{n} old values were forgotten. Save to take them out of the file as well.",
                    gone,
                )
            )
            self.accept()

    def _lay_out(self) -> None:
        leave = PrimaryButton(_("&Cancel"))
        leave.setAutoDefault(False)  # Enter is for the day
        leave.clicked.connect(self.reject)
        form = QFormLayout()
        form.addRow(_("Values &replaced before"), self.day)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(_("Forget old values")))
        whole.addWidget(
            Words(
                _(
                    "What was replaced before this day is emptied for good: here, in the file with"
                    " the next save, and in every copy that yours is brought into. What stands now"
                    " stays, and so does who changed what and when."
                )
            )
        )
        whole.addLayout(form)
        whole.addWidget(self.problem)
        whole.addWidget(self.count)
        whole.addWidget(self.list, 1)
        whole.addWidget(
            Caption(
                _("A backup is made first and keeps them on this computer until it is due to go."),
                wrap=True,
            )
        )
        whole.addWidget(self.trouble)
        whole.addLayout(row(None, self.forget, leave))
        self.resize(*SIZE)


def _a_year_ago() -> date:
    today = datetime.now().astimezone().date()
    return today.replace(year=today.year - 1, day=min(today.day, 28))

"""Day, start, end and zone as one value, with how it is said below."""

from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from planner.model.sessions import SessionFields
from planner.ops import sessions as ops
from planner.ops.marks import NO_MARKS, Marks
from planner.texts import _
from ui.forms.boxes import DayBox
from ui.forms.choices import FindBox
from ui.forms.editors import zones
from ui.pages.parts.marks import FieldMark
from ui.pages.parts.zones import own_zone
from ui.tables import writers
from ui.theme.widgets import Caption, Problem, row, set_state

TIMES = ("starts_local", "ends_local", "zone")
CLOCK_CHARS, DAY_WORDS = 5, "25 September 2026"


class WhenBox(QWidget):
    """Sends `changed(values)` with the fields that make up the time, once a box was left.

    An end before the start means the next day; what is said below tells so.
    """

    changed = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, str] = {}
        self._more_days = 0
        self.day = DayBox(with_time=False)
        self.starts, self.ends = _clock_box(_("Start")), _clock_box(_("End"))
        self.zone = FindBox(zones)
        self.day.setAccessibleName(_("Day"))
        self.zone.setAccessibleName(_("Time zone"))
        self.zone.setToolTip(_("Abbreviations such as CEST fit many places; choose the place."))
        self.said, self.problem = Caption(wrap=True), Problem(wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        to = Caption("–")
        self.mark = FieldMark(self.day, self.starts, to, self.ends, self.zone)
        line = row(self.day, self.starts, to, self.ends, None)
        self.day.setFixedWidth(self.day.fontMetrics().horizontalAdvance(DAY_WORDS) + 52)
        column.addLayout(line)
        column.addWidget(self.zone)
        column.addWidget(self.said)
        column.addWidget(self.problem)
        column.addWidget(self.mark)
        for box in (self.day, self.starts, self.ends):
            box.editingFinished.connect(self._finish)
            box.textChanged.connect(self._say)
        self.zone.left.connect(self._finish)
        self.zone.currentTextChanged.connect(self._say)

    def show_fields(self, fields: SessionFields | None, marks: Marks = NO_MARKS) -> None:
        """Show the time of a session; what a person is typing right now is left alone."""
        self.mark.show_marks(marks, *TIMES)
        values = _times(fields)
        if values == self._shown and fields is not None:
            self._say()
            return
        self._shown = values
        start, end = values["starts_local"], values["ends_local"]
        self._more_days = _more_days(start, end)
        self.day.show_value(start[:10])
        self.starts.setText(start[11:16])
        self.ends.setText(end[11:16])
        self.zone.show_value(values["zone"])
        self._say()

    def fields(self) -> dict[str, str]:
        """Return what stands in the boxes as fields of a session.

        Raises
        ------
        ValueError
            Something cannot be read; its words say how to write it.
        """
        day, zone = self.day.value(), self.zone.value() or ""
        start, end = read_clock(self.starts.text()), read_clock(self.ends.text())
        if not day and (start or end):
            raise ValueError(_("Write the day, too."))
        if day and not start:
            raise ValueError(_("Write when it starts, for example 11:00."))
        return {
            "starts_local": f"{day}T{start}:00" if day else "",
            "ends_local": self._end(day, start, end) if day and end else "",
            "zone": zone,
        }

    def _end(self, day: str, start: str, end: str) -> str:
        days = self._more_days + (end <= start)
        last = datetime.fromisoformat(day) + timedelta(days=days)
        return f"{last:%Y-%m-%d}T{end}:00"

    def _finish(self) -> None:
        try:
            values = self.fields()
        except ValueError:
            self._say()
            return
        if values != self._shown:
            self._shown = values
            self.changed.emit(values)

    def _say(self) -> None:
        """Tell how the time is said, or what is wrong with it, while it is typed."""
        said, trouble = "", ""
        try:
            fields = SessionFields(title="-", **self.fields())
            said = ops.said(fields, own_zone()) if fields.starts_local else ""
            trouble = ops.time_problem(fields)
        except ValueError as unreadable:
            trouble = str(unreadable) if self._anything() else ""
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.problem.setText(trouble)
        self.problem.setVisible(bool(trouble))
        for box in (self.day, self.starts, self.ends, self.zone):
            box.setAccessibleDescription(trouble or said)
        set_state(self.starts, "bad", bool(trouble))

    def _anything(self) -> bool:
        return any(box.text().strip() for box in (self.day, self.starts, self.ends))


def _clock_box(name: str) -> QLineEdit:
    box = QLineEdit(placeholderText="11:00")
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setFixedWidth(box.fontMetrics().horizontalAdvance("0") * CLOCK_CHARS + 26)
    return box


def _times(fields: SessionFields | None) -> dict[str, str]:
    return {name: (getattr(fields, name) or "") if fields else "" for name in TIMES}


def _more_days(start: str, end: str) -> int:
    """Return how many days later than the clock alone tells a session ends."""
    if not (start and end):
        return 0
    days = (datetime.fromisoformat(end).date() - datetime.fromisoformat(start).date()).days
    return days - (end[11:16] <= start[11:16])


def read_clock(text: str) -> str:
    """Return ``11:00`` for the ways in which people write it; ValueError says how to."""
    text = text.strip()
    if not text:
        return ""
    text = f"{text}:00" if text.isdigit() and len(text) <= 2 else text  # noqa: PLR2004
    try:
        return writers.read_moment(f"2000-01-01 {text}")[11:16]
    except ValueError:
        raise ValueError(_("Write the time like 11:00.")) from None

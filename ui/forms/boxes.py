"""Qt's boxes with the manners we need: they say when they were left, and keep still."""

from pathlib import Path

from PySide6.QtCore import QDate, QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from planner.texts import _
from ui.tables import writers
from ui.theme.icons import icon

LINES_SHOWN = 4
BESIDE_DAY = 44  # pixels of a box that are not the day: its margins and the calendar
TEXT_MARGINS = (6, 0, 0, 0)  # the style sheet does not reach inside a spin box


def leaves_undo(event: QEvent, *, own_undo: bool) -> bool:
    """Say whether this is Ctrl+Z in a box that has nothing of its own to take back.

    Such a box must not keep the key from the window, which takes back a step.
    """
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.ShortcutOverride
        and event.matches(QKeySequence.StandardKey.Undo)
        and not own_undo
    )


class LineBox(QLineEdit):
    """A line of text."""

    def show_text(self, text: str) -> None:
        """Write `text`; one that is longer than the box shows its beginning."""
        self.setText(text)
        self.setCursorPosition(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go on writing behind the text where a window opens with this box in use."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason and not self.cursorPosition():
            self.end(False)

    def event(self, event: QEvent) -> bool:
        if leaves_undo(event, own_undo=self.isUndoAvailable()):
            event.ignore()
            return False
        return super().event(event)


class LinesBox(QPlainTextEdit):
    """A tall text box that says when the person has left it."""

    editing_finished = Signal()

    def __init__(self) -> None:
        super().__init__(tabChangesFocus=True)
        margins = 2 * (self.frameWidth() + int(self.document().documentMargin())) + 4
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES_SHOWN + margins)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def event(self, event: QEvent) -> bool:
        if leaves_undo(event, own_undo=self.document().isUndoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.editing_finished.emit()


class NumberBox(QDoubleSpinBox):
    """A number with its unit. The wheel scrolls the page unless the box is in use."""

    def __init__(self, decimals: int, unit: str) -> None:
        super().__init__(decimals=decimals, minimum=-1e12, maximum=1e12)
        self.setGroupSeparatorShown(True)
        line = LineBox()
        line.setTextMargins(*TEXT_MARGINS)
        self.setLineEdit(line)
        self.setSuffix(f" {unit}" if unit else "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def textFromValue(self, value: float) -> str:  # noqa: N802  (Qt calls it)
        """Write no zeros that say nothing."""
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").rstrip(point) if point in text else text


class DayBox(LineBox):
    """A day, or a day and a time, typed freely or taken from a calendar."""

    def __init__(self, *, with_time: bool) -> None:
        super().__init__()
        self._with_time = with_time
        self.setPlaceholderText(_("25 June 2026, 11:00") if with_time else _("25 June 2026"))
        action = self.addAction(icon("sessions"), QLineEdit.ActionPosition.TrailingPosition)
        action.setText(_("Choose from a calendar"))
        action.setShortcut("Alt+Down")
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self._open)

    def whole_width(self) -> int:
        """Return the pixels that the longest day takes in the language in force."""
        days = (writers.day(f"2026-{month:02d}-28") for month in range(1, 13))
        return max(map(self.fontMetrics().horizontalAdvance, days)) + BESIDE_DAY

    def value(self) -> str:
        """Return the stored form; ValueError says how to write it."""
        return (writers.read_moment if self._with_time else writers.read_day)(self.text())

    def show_value(self, stored: str | None) -> None:
        self.show_text((writers.moment if self._with_time else writers.day)(stored or ""))

    def _open(self) -> None:
        calendar = QCalendarWidget(self)
        calendar.setWindowFlag(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setAccessibleName(_("Calendar"))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setSelectedDate(self._day() or QDate.currentDate())
        calendar.activated.connect(self._take)
        calendar.clicked.connect(self._take)
        calendar.move(self.mapToGlobal(QPoint(0, self.height())))
        calendar.show()
        calendar.setFocus()

    def _take(self, day: QDate) -> None:
        try:
            clock = self.value()[10:] if self._with_time else ""
        except ValueError:
            clock = ""
        noon = "T12:00:00" if self._with_time else ""
        self.show_value(day.toString("yyyy-MM-dd") + (clock or noon))
        for calendar in self.findChildren(QCalendarWidget):
            calendar.close()
        self.editingFinished.emit()

    def _day(self) -> QDate | None:
        try:
            stored = self.value()[:10]
        except ValueError:
            return None
        return QDate.fromString(stored, "yyyy-MM-dd") if stored else None


class FolderBox(QWidget):
    """The path of a folder, typed or chosen; empty for the usual one."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.line = LineBox()
        self.setFocusProxy(self.line)
        self.choose = QPushButton(_("Choose…"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.choose)
        self.line.editingFinished.connect(self.left)
        self.choose.clicked.connect(self._ask)

    def value(self) -> str:
        """Return the path; ValueError says that there is no such folder."""
        path = self.line.text().strip()
        if path and not Path(path).is_dir():
            raise ValueError(_("There is no such folder."))
        return path

    def show_value(self, path: str | None) -> None:
        self.line.setText(path or "")

    def setAccessibleName(self, name: str) -> None:  # noqa: N802  (as Qt calls it)
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)
        self.choose.setAccessibleName(_("Choose a folder: {name}").format(name=name))

    def _ask(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.accessibleName(), self.line.text())
        if path:
            self.line.setText(path)
            self.left.emit()

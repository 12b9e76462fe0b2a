"""One value read from a text: kept or not, corrected, traced back to its passage."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from planner.model.drafts import Found
from planner.texts import _
from ui.forms.boxes import LinesBox
from ui.tables import writers
from ui.theme.widgets import Caption, Chip

LABEL_WIDTH = 96
LONG, TWO_LINES = 56, 112


@dataclass(frozen=True)
class Style:
    """How a stored value is written for a person, and read again."""

    write: Callable[[str], str]
    read: Callable[[str], str]


def _written_day(stored: str) -> str:
    try:
        return writers.day(stored)
    except ValueError:
        return stored


PLAIN = Style(str, str)
DAY = Style(_written_day, writers.read_day)


class ValueRow(QWidget):
    """`looked_at` is sent when the row is entered, `changed` when its value is another."""

    looked_at = Signal(object)
    changed = Signal()

    def __init__(
        self, title: str, found: Found, *, droppable: bool = True, style: Style | None = None
    ) -> None:
        super().__init__()
        self.found = found
        self._style = style or PLAIN
        self.keep = QCheckBox()
        self.keep.setChecked(found.keep)
        if not droppable:
            self.keep.hide()
        self.keep.setAccessibleName(_("Import {title}").format(title=title))
        self.keep.setToolTip(_("Untick to leave it out"))
        self.box = _editor(self._style.write(found.value))
        self.box.setAccessibleName(title)
        self.box.setAccessibleDescription(found.note)
        self.box.installEventFilter(self)
        self.doubt = Chip(_("please check"), "caution")
        label = Caption(title, wrap=True)
        label.setFixedWidth(LABEL_WIDTH)
        label.setContentsMargins(0, 7, 0, 0)
        self.line = line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(self.keep, 0, top)
        line.addWidget(label, 0, top)
        line.addWidget(self.box, 1)
        line.addWidget(self.doubt, 0, Qt.AlignmentFlag.AlignVCenter)
        self.doubt.setToolTip(found.note)
        self.doubt.setVisible(found.certainty == "ask" and bool(found.value))
        self.keep.toggled.connect(self._keep)

    def text(self) -> str:
        """Return what stands in the box."""
        return self.box.text() if isinstance(self.box, QLineEdit) else self.box.toPlainText()

    def show_value(self) -> None:
        """Show the value again; something else has set it."""
        shown = self._style.write(self.found.value)
        if isinstance(self.box, QLineEdit) and self.text() != shown:
            self.box.setText(shown)
        self.doubt.setVisible(self.found.certainty == "ask" and bool(self.found.value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the box is entered, and take over what was written when it is left."""
        if event.type() == QEvent.Type.FocusIn:
            self.looked_at.emit(self.found)
        if event.type() == QEvent.Type.FocusOut:
            self.take_over()
        return super().eventFilter(watched, event)

    def take_over(self) -> None:
        """Let the draft hold what stands in the box."""
        try:
            value = self._style.read(self.text())
        except ValueError:
            value = self.text()
        if value != self.found.value:
            self.found.value = value
            self.found.certainty = "certain"
            self.doubt.hide()
            self.changed.emit()

    def _keep(self, kept: bool) -> None:
        self.found.keep = kept
        self.box.setEnabled(kept)
        self.looked_at.emit(self.found)
        self.changed.emit()


def _editor(text: str) -> QLineEdit | LinesBox:
    if len(text) > LONG or "\n" in text:
        box = LinesBox()
        box.setPlainText(text)
        if len(text) <= TWO_LINES:
            box.setFixedHeight(box.minimumHeight() - 2 * box.fontMetrics().lineSpacing() + 8)
        return box
    line = QLineEdit(text)
    line.setCursorPosition(0)
    return line


Watch = Callable[[ValueRow], ValueRow]


def watched(look: Callable[[Found], None], change: Callable[[], None]) -> Watch:
    """Return what connects a new row."""

    def watch(row: ValueRow) -> ValueRow:
        row.looked_at.connect(partial(_call, look))
        row.changed.connect(change)
        return row

    return watch


def _call(look: Callable[[Found], None], found: object) -> None:
    if isinstance(found, Found):
        look(found)

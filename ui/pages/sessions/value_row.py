"""One value read from a text: kept or not, corrected, traced back to its passage."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from planner.model.drafts import Found
from planner.texts import _
from ui.forms.boxes import LinesBox
from ui.theme.widgets import Caption, Chip

LABEL_WIDTH = 96
LONG = 90


class ValueRow(QWidget):
    """`looked_at` is sent when the row is entered, `changed` when its value is another."""

    looked_at = Signal(object)
    changed = Signal()

    def __init__(self, title: str, found: Found, *, droppable: bool = True) -> None:
        super().__init__()
        self.found = found
        self.keep = QCheckBox()
        self.keep.setChecked(found.keep)
        self.keep.setVisible(droppable)
        self.keep.setAccessibleName(_("Import {title}").format(title=title))
        self.keep.setToolTip(_("Untick to leave it out"))
        self.box = _editor(found)
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
        line.addWidget(self.doubt, 0, top)
        self.doubt.setToolTip(found.note)
        self.doubt.setVisible(found.certainty == "ask" and bool(found.value))
        self.keep.toggled.connect(self._keep)

    def text(self) -> str:
        return self.box.text() if isinstance(self.box, QLineEdit) else self.box.toPlainText()

    def show_value(self) -> None:
        """Show the value again; something else has set it."""
        if isinstance(self.box, QLineEdit) and self.text() != self.found.value:
            self.box.setText(self.found.value)
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
        if self.text() != self.found.value:
            self.found.value = self.text()
            self.found.certainty = "certain"
            self.doubt.hide()
            self.changed.emit()

    def _keep(self, kept: bool) -> None:
        self.found.keep = kept
        self.box.setEnabled(kept)
        self.looked_at.emit(self.found)
        self.changed.emit()


def _editor(found: Found) -> QLineEdit | LinesBox:
    if len(found.value) > LONG or "\n" in found.value:
        box = LinesBox()
        box.setPlainText(found.value)
        return box
    line = QLineEdit(found.value)
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

"""The text a draft was read from, with the passage of the value that is looked at."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from planner.model.drafts import Found
from planner.texts import _
from ui.theme.palette import tokens


class PassageView(QPlainTextEdit):
    """Shows a text to read, not to edit."""

    def __init__(self, text: str) -> None:
        super().__init__(readOnly=True, tabChangesFocus=True)
        self.setAccessibleName(_("The text of the programme"))
        self.setPlainText(text)
        self._text = text
        self._shown = (0, 0)

    def show_passage(self, found: Found) -> None:
        """Mark where a value was read; nothing if no passage says it."""
        self._shown = (found.start, found.end)
        self._mark()

    def passage(self) -> str:
        """Return the marked text."""
        marks = self.extraSelections()
        return marks[0].cursor.selectedText() if marks else ""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_shown"):
            self._mark()

    def _mark(self) -> None:
        start, end = (_utf16(self._text[:place]) for place in self._shown)
        if start == end:
            self.setExtraSelections([])
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        self.setTextCursor(cursor)
        self.centerCursor()
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(QColor(tokens().accent_tint))
        mark.format.setForeground(QColor(tokens().text))
        mark.format.setFontUnderline(True)
        self.setExtraSelections([mark])


def _utf16(text: str) -> int:
    """Return the length of `text` as Qt counts it."""
    return len(text.encode("utf-16-le")) // 2

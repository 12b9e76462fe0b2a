"""A text with what was taken out struck through and what came in underlined."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from planner.ops import exchange as ops
from ui.theme.palette import on_tint, tokens

TONES = {"gone": "stop", "new": "good"}
LINES_SHOWN = 8


class DifferenceView(QTextEdit):
    """Shows a text to read; marks need no colour to be told apart."""

    def __init__(self, name: str) -> None:
        super().__init__(readOnly=True, tabChangesFocus=True)
        self.setAccessibleName(name)
        self._pieces: list[ops.Piece] = []

    def show_difference(self, before: str | None, after: str) -> None:
        """Show `after`, marked against `before` if there is one."""
        self._pieces = ops.pieces(after if before is None else before, after)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_pieces"):
            self._write()

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        for piece in self._pieces:
            cursor.insertText(piece.text, _format(piece.what))
        lines = min(max(self.toPlainText().count("\n") + 2, 3), LINES_SHOWN)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 16)


def _format(what: str) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(QColor(tokens().text))
    if what in TONES:
        text, ground = on_tint(tokens(), TONES[what])
        look.setForeground(QColor(text))
        look.setBackground(QColor(ground))
        look.setFontStrikeOut(what == "gone")
        look.setFontUnderline(what == "new")
    return look

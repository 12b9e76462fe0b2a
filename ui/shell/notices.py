"""Refusals and results, said above the page. They stop nobody."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from planner.errors import UserError
from planner.texts import _
from ui.theme.icons import pixmap, set_icon
from ui.theme.palette import on_tint, tokens
from ui.theme.widgets import Words

SHOWN = 3
RESULT_MS = 8000
ICONS = {"good": "done", "caution": "warning", "stop": "refused", "accent": "info"}


class Notice(QFrame):
    """One message, with an icon for its tone, perhaps a button, and a way to close it."""

    def __init__(self, text: str, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("tone", tone)
        self.setAccessibleName(text)
        self.text = text
        sign = QLabel()
        sign.setPixmap(pixmap(ICONS[tone], on_tint(tokens(), tone)[0], 20))
        close = QToolButton()
        close.setAccessibleName(_("Close this message"))
        close.setToolTip(_("Close this message"))
        set_icon(close, "close")
        close.clicked.connect(self.deleteLater)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(12, 6, 6, 6)
        self.line.setSpacing(12)
        self.line.addWidget(sign)
        self.line.addWidget(Words(text), 1)
        self.line.addWidget(close)

    def offer(self, text: str, do: Callable[[], object]) -> None:
        """Add a button; the notice goes when it is pressed."""
        button = QPushButton(text)
        button.clicked.connect(do)
        button.clicked.connect(self.deleteLater)
        self.line.insertWidget(self.line.count() - 1, button)


class Notices(QWidget):
    """The newest messages, the newest at the top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(8)

    def refuse(self, error: UserError) -> Notice:
        """Say what did not happen, why, and what to do; it stays until closed."""
        return self._add(Notice(str(error), "caution", self))

    def result(self, text: str) -> Notice:
        """Say what has happened; it goes by itself."""
        notice = self._add(Notice(text, "good", self))
        QTimer.singleShot(RESULT_MS, notice, notice.deleteLater)
        return notice

    def tell(self, text: str) -> Notice:
        """Say something that may need an answer; it stays until closed."""
        return self._add(Notice(text, "accent", self))

    def clear(self) -> None:
        for notice in self.shown():
            notice.deleteLater()

    def shown(self) -> list[Notice]:
        """Return what is shown, the newest first."""
        items = (self._stack.itemAt(i) for i in range(self._stack.count()))
        widgets = (item.widget() for item in items if item)
        return [w for w in widgets if isinstance(w, Notice)]

    def _add(self, notice: Notice) -> Notice:
        for same in [n for n in self.shown() if n.text == notice.text] + self.shown()[SHOWN - 1 :]:
            self._stack.removeWidget(same)
            same.deleteLater()
        self._stack.insertWidget(0, notice)
        return notice

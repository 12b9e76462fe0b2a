"""The small parts every page is made of. Each says what it is to a screen reader."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme.icons import icon


class Label(QLabel):
    """Text of ours or of a person's: always plain, never read as HTML."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, wrap: bool = False
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)


class Heading(Label):
    """The title of a page."""


class Section(Label):
    """The title of a part of a page."""


class CardTitle(Label):
    """The question a card answers."""


class Figure(Label):
    """The one number of a card, in large type."""


class Words(Label):
    """Running text, wrapped."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent, wrap=True)


class Caption(Label):
    """Small text beside or below something."""


class Problem(Label):
    """Why a value is refused, below its box."""


class Mark(Label):
    """What is special about a value, below its box or in its place: disputed, or withheld."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wrap=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, words: str) -> None:
        """Show `words`; nothing to say, nothing to see."""
        self.setText(words)
        self.setVisible(bool(words))


class Strong(Label):
    """The name of a thing in a list."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent, wrap=True)


class FieldLabel(QLabel):
    """The name of a box in a form; its letter after & jumps there."""


class Chip(Label):
    """A state as a word in a tint: ``good``, ``caution``, ``stop``, ``accent`` or ``neutral``."""

    def __init__(self, word: str, tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(word, parent)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def say(self, word: str, tone: str) -> None:
        self.setText(word)
        set_state(self, "tone", tone)


class Rule(QFrame):
    """A one-pixel line between things."""


class Card(QFrame):
    """A panel that answers one question; put things into `body`."""

    def __init__(self, title: str = "", parent: QWidget | None = None, tone: str = "") -> None:
        super().__init__(parent)
        self.setProperty("tone", tone)
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 16, 16, 16)
        self.body.setSpacing(8)
        if title:
            self.body.addWidget(CardTitle(title, wrap=True))


class PrimaryButton(QPushButton):
    """The one thing to do on a page."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)


class LinkButton(QPushButton):
    """A button that reads like a link within text."""


class ToneButton(QPushButton):
    """One of several answers; chosen, it takes its tone: good, caution, stop or accent."""

    def __init__(self, text: str, tone: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCheckable(True)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class SearchBox(QLineEdit):
    """A box that filters what stands below it."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, placeholderText=placeholder, clearButtonEnabled=True)
        self.setAccessibleName(placeholder)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)


class EmptyState(QWidget):
    """What to do next where there is nothing yet. `chosen` is sent by the button."""

    chosen = Signal()

    def __init__(
        self, title: str, text: str, button: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.button = PrimaryButton(button)
        if not button:
            self.button.hide()
        self.button.clicked.connect(self.chosen)
        words = Words(text)
        words.setMaximumWidth(520)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(Heading(title, wrap=True))
        column.addWidget(words)
        column.addSpacing(8)
        column.addLayout(row(self.button, None))
        column.addStretch(2)


def as_tall_as_content(dialog: QWidget, width: int) -> None:
    """Give a window that width and the height that its parts then need, texts wrapped."""
    layout = dialog.layout()
    if layout is not None:
        layout.activate()
        high = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else -1
        dialog.resize(width, max(high, layout.totalMinimumSize().height()))


def row(*parts: QWidget | QLayout | None, spacing: int = 8) -> QHBoxLayout:
    """Return `parts` side by side; None is a stretch."""
    line = QHBoxLayout()
    line.setSpacing(spacing)
    for part in parts:
        if part is None:
            line.addStretch(1)
        elif isinstance(part, QLayout):
            line.addLayout(part)
        else:
            line.addWidget(part)
    return line


def column(*parts: QWidget | QLayout | None, spacing: int = 8) -> QVBoxLayout:
    """Return `parts` below each other; None is a stretch."""
    stack = QVBoxLayout()
    stack.setSpacing(spacing)
    for part in parts:
        if part is None:
            stack.addStretch(1)
        elif isinstance(part, QLayout):
            stack.addLayout(part)
        else:
            stack.addWidget(part)
    return stack


def clear(layout: QLayout) -> None:
    """Take everything out of `layout` and drop it."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            clear(inner)
        if (widget := item.widget()) is not None:
            widget.setParent(None)
            widget.deleteLater()


def set_state(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet looks at, and show it."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class RowButton(QPushButton):
    """A line of a card that leads somewhere; put what it shows into `line`."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(8, 8, 8, 8)
        self.line.setSpacing(12)

    def sizeHint(self) -> QSize:
        return self.line.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.line.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        height = self.line.heightForWidth(width)
        return height if height > 0 else self.line.sizeHint().height()

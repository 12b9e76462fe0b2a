"""Boxes to choose from: what does not fit ends in dots, and can be read whole in other ways."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
)

from planner.texts import _
from ui.forms.boxes import LineBox

Pairs = Sequence[tuple[str | None, str]]
BESIDE = 48  # pixels of a list that are not text: its margins and its scroll bar
MEASURED = 8  # of the longest texts, by letters, are measured for the width of a list


class ChoiceBox(QComboBox):
    """One of a few. The wheel scrolls the page unless the box is in use."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def offer(self, pairs: Pairs) -> None:
        """Fill the list with (value, title), keeping the value shown."""
        kept = self.currentData()
        self.clear()
        for value, title in pairs:
            self.addItem(title, value)
        self.show_value(kept)

    def show_value(self, value: str | None) -> None:
        self.setCurrentIndex(self.findData(value))

    def shown_text(self) -> str:
        """Return what the box has room for, with dots in place of the rest."""
        text = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self._room())

    def event(self, event: QEvent) -> bool:
        """Tell the whole text under the mouse where it is cut, before any other tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cut = self.shown_text() != self.currentText() and self.currentIndex() >= 0
            lines = [self.currentText()] * cut + [self.toolTip()]
            QToolTip.showText(event.globalPos(), "\n".join(filter(None, lines)), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text()
        if self.currentIndex() < 0:
            faint = self.palette().placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, faint)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if not self.isEditable():
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def showPopup(self) -> None:  # noqa: N802  (Qt calls it)
        """Open the list, wide enough to read what is in it."""
        self.view().setMinimumWidth(self.list_width())
        super().showPopup()

    def list_width(self) -> int:
        """Return the pixels that the longest text of the list takes, at most the screen."""
        texts = [self.itemText(number) for number in range(self.count())]
        longest = sorted(texts, key=len)[-MEASURED:]
        wide = max(map(self.fontMetrics().horizontalAdvance, longest), default=0) + BESIDE
        return min(max(wide, self.width()), self.screen().availableSize().width())

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def _room(self) -> int:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        whole = QStyle.ComplexControl.CC_ComboBox
        return self.style().subControlRect(whole, option, part, self).width()


class FoundLine(LineBox):
    """The line of a box to type in; while nobody types, what does not fit ends in dots."""

    def shown_text(self) -> str:
        """Return what the line has room for; all of it while somebody types."""
        if self.hasFocus():
            return self.text()
        room = self._inside().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        text = self.shown_text()
        if text == self.text():
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            where = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
            colour = QPalette.ColorRole.Text
            self.style().drawItemText(
                painter, self._inside(), int(where), self.palette(), self.isEnabled(), text, colour
            )

    def focusNextPrevChild(self, next_one: bool) -> bool:  # noqa: N802  (Qt calls it)
        """Put what was offered away before leaving, or Qt would not tell of the leaving."""
        completer = self.completer()
        if completer and (offers := completer.popup()):
            offers.hide()
        return super().focusNextPrevChild(next_one)

    def _inside(self) -> QRect:
        """Return where Qt itself would write."""
        inside = self.contentsRect().marginsRemoved(self.textMargins()).adjusted(2, 0, -2, 0)
        above = (inside.height() - self.fontMetrics().height() + 1) // 2
        return inside.adjusted(0, above, 0, 0)


class FindBox(ChoiceBox):
    """One of many: type a part of it and choose. What is in no list is refused."""

    left = Signal()

    def __init__(self, load: Callable[[], Pairs]) -> None:
        super().__init__()
        self._load = load
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = self._line = FoundLine()
        self.setLineEdit(line)  # before the completer, or Qt gives the line one of its own
        line.textEdited.connect(self._widen)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
        line.editingFinished.connect(self.left)
        self.activated.connect(self.left)

    def show_value(self, value: str | None) -> None:
        """Show `value`; one that is in no list (yet) is kept and written as it is."""
        if self.findData(value) < 0:
            self.clear()
            for known, title in self._load():
                self.addItem(title, known)
        if self.findData(value) < 0 and value:
            self.addItem(value, value)
        super().show_value(value)
        if line := self.lineEdit():
            line.setCursorPosition(0)

    def reload(self) -> None:
        self.offer(self._load())

    def value(self) -> str | None:
        """Return the value of what is written.

        Raises
        ------
        ValueError
            It is in no list.
        """
        text = self.currentText().strip()
        if text == self.itemText(self.currentIndex()):
            return self.currentData()  # type: ignore[no-any-return]
        at = self.findText(text, Qt.MatchFlag.MatchFixedString)
        if at < 0 and text:
            raise ValueError(_("Choose one of the list, or leave it empty."))
        return self.itemData(at) if at >= 0 else None

    def shown_text(self) -> str:
        return self._line.shown_text()

    def _widen(self, _text: str) -> None:
        completer = self.completer()
        if completer and (offers := completer.popup()):
            offers.setMinimumWidth(self.list_width())

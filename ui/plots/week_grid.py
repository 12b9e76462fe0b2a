"""Incidents by hour of the week: seven rows of twenty-four squares."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from planner.texts import _
from ui.theme.palette import tokens

DAYS, HOURS = 7, 24
LEFT, HEAD = 44, 20  # pixels for the names of days and hours
SMALL_PX = 11
EVERY = 3  # hours that are named


class WeekGrid(QWidget):
    """Darker is more; the arrow keys move over the hours and say each one's number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hours: NDArray[np.float64] = np.zeros((DAYS, HOURS))
        self.at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Incidents by hour of the week"))

    def sizeHint(self) -> QSize:
        return QSize(LEFT + HOURS * 24, HEAD + DAYS * 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEFT + HOURS * 12, HEAD + DAYS * 16)

    def show_hours(self, hours: NDArray[np.float64]) -> None:
        """Show 168 numbers from Monday 00:00 on."""
        self.hours = hours.reshape(DAYS, HOURS)
        self._move(int(np.argmax(hours)))

    def words(self, at: int) -> str:
        """Return the number of one hour in words."""
        day, hour = divmod(at, HOURS)
        count = float(self.hours[day, hour])
        return _("{day}, {first}:00 to {last}:00: {n} incidents").format(
            day=QLocale().dayName(day + 1),
            first=hour,
            last=hour + 1,
            n=QLocale().toString(count, "f", 0 if count.is_integer() else 1),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key
        steps = {key.Key_Left: -1, key.Key_Right: 1, key.Key_Up: -HOURS, key.Key_Down: HOURS}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._move((self.at + step) % (DAYS * HOURS))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position()
        column = int((where.x() - LEFT) // self._wide())
        line = int((where.y() - HEAD) // self._high())
        if 0 <= column < HOURS and 0 <= line < DAYS:
            text = self.words(line * HOURS + column)
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            small = QFont(self.font())
            small.setPixelSize(SMALL_PX)
            painter.setFont(small)
            self._paint_names(painter)
            self._paint_squares(painter)

    def _paint_names(self, painter: QPainter) -> None:
        painter.setPen(QColor(tokens().secondary))
        for day in range(DAYS):
            box = QRectF(0, HEAD + day * self._high(), LEFT - 8, self._high())
            name = QLocale().dayName(day + 1, QLocale.FormatType.ShortFormat)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        for hour in range(0, HOURS, EVERY):
            box = QRectF(LEFT + hour * self._wide(), 0, EVERY * self._wide(), HEAD - 4)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, f"{hour}:00"
            )

    def _paint_squares(self, painter: QPainter) -> None:
        of = tokens()
        most = max(float(self.hours.max()), 1e-9)
        for at in range(DAYS * HOURS):
            day, hour = divmod(at, HOURS)
            box = QRectF(
                LEFT + hour * self._wide(), HEAD + day * self._high(),
                self._wide() - 1, self._high() - 1,
            )  # fmt: skip
            painter.fillRect(box, QColor(of.line))
            colour = QColor(of.accent)
            colour.setAlphaF(float(self.hours[day, hour]) / most)
            painter.fillRect(box, colour)
            if at == self.at and self.hasFocus():
                painter.setPen(QPen(QColor(of.text), 2))
                painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _move(self, at: int) -> None:
        self.at = at
        self.setAccessibleDescription(self.words(at))
        self.update()

    def _wide(self) -> float:
        return (self.width() - LEFT) / HOURS

    def _high(self) -> float:
        return (self.height() - HEAD) / DAYS

"""Incidents a week, and the history a forecast uses: drag to choose it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QDate, QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from planner.texts import _
from ui.theme.palette import tokens

Days = NDArray[np.datetime64]
WEEK = np.timedelta64(7, "D")
AXIS = 18  # pixels below the bars, for the years and months
HEAD = 14  # pixels above the bars, for the word at the origin
LOWEST, USUAL = 56, 96
SMALL_PX = 11
NEAR = 5  # pixels: so close to the origin a drag moves the origin


@dataclass(frozen=True, eq=False)
class Weeks:
    """`counts` of incidents in the weeks that begin on the days `starts`, without gaps."""

    starts: Days
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, moments: Days) -> "Weeks":
        """Count `moments` by weeks; the last week ends with the last day."""
        days = moments.astype("M8[D]").astype(np.int64)
        if not len(days):
            return cls(np.empty(0, "M8[D]"), np.empty(0, np.int64))
        last = days.max()
        back = (last - days) // 7
        counts = np.bincount(back)[::-1]
        first = last + 1 - 7 * len(counts)
        starts = (first + 7 * np.arange(len(counts))).astype("M8[D]")
        return cls(starts, counts)

    @property
    def end(self) -> np.datetime64:
        last: np.datetime64 = self.starts[-1]
        return last + WEEK


class WeekStrip(QWidget):
    """Bars a week, the history tinted, a line at the origin.

    Dragging over the bars chooses the history, whose end is the origin;
    dragging the line moves the origin alone. Left and Right move the origin by
    a week, with Shift the start of the history. `chosen` carries both days.
    """

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weeks = Weeks.of(np.empty(0, "M8[D]"))
        self.start = self.origin = np.datetime64("NaT", "D")
        self._pressed: int | None = None
        self._moves_origin = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumHeight(LOWEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(_("Incidents a week"))

    def sizeHint(self) -> QSize:
        return QSize(320, USUAL)

    def show_weeks(self, weeks: Weeks, start: np.datetime64, origin: np.datetime64) -> None:
        """Show `weeks`; the history used runs from `start` up to but not at `origin`."""
        self._weeks = weeks
        self.show_history(start, origin)

    def show_history(self, start: np.datetime64, origin: np.datetime64) -> None:
        self.start, self.origin = start.astype("M8[D]"), origin.astype("M8[D]")
        if len(self._weeks.starts):
            self.setAccessibleDescription(
                _("History used from {start} to {origin}. {n} weeks are known.").format(
                    start=_day(self.start), origin=_day(self.origin), n=len(self._weeks.starts)
                )
            )
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and len(self._weeks.starts):
            near = abs(event.position().x() - self._x(self.origin)) <= NEAR
            self._moves_origin = near
            self._pressed = self._week_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if not len(self._weeks.starts):
            return
        if self._pressed is None:
            near = abs(x - self._x(self.origin)) <= NEAR
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.IBeamCursor)
            self._tell(event)
        elif self._moves_origin:
            self.show_history(self.start, max(self._edge_at(x), self.start + WEEK))
        elif self._week_at(x) != self._pressed:
            self.show_history(*self._between(self._pressed, self._week_at(x)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        dragged = self._moves_origin or self._week_at(event.position().x()) != self._pressed
        self._pressed, self._moves_origin = None, False
        if dragged:
            self.chosen.emit(self.start, self.origin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not len(self._weeks.starts):
            super().keyPressEvent(event)
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            first: np.datetime64 = self._weeks.starts[0]
            start = max(self.start + step * WEEK, first)
            self.show_history(min(start, self.origin - WEEK), self.origin)
        else:
            origin = min(self.origin + step * WEEK, self._weeks.end)
            self.show_history(self.start, max(origin, self.start + WEEK))
        self.chosen.emit(self.start, self.origin)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not len(self._weeks.starts):
            return
        with QPainter(self) as painter:
            small = QFont(self.font())
            small.setPixelSize(SMALL_PX)
            painter.setFont(small)
            self._paint_history(painter)
            self._paint_bars(painter)
            self._paint_origin(painter)
            self._paint_axis(painter)
            if self.hasFocus():
                painter.setPen(QPen(QColor(tokens().accent), 1))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_history(self, painter: QPainter) -> None:
        left, right = self._x(self.start), self._x(self.origin)
        tint = QColor(tokens().accent_tint)
        painter.fillRect(QRectF(left, 0, right - left, self.height() - AXIS), tint)

    def _paint_bars(self, painter: QPainter) -> None:
        of, room = tokens(), self.height() - AXIS - HEAD
        most = max(int(self._weeks.counts.max()), 1)
        wide = self._x(self._weeks.starts[0] + WEEK) - self._x(self._weeks.starts[0])
        used, unused = QColor(of.accent), QColor(of.control_line)
        used.setAlphaF(0.55)
        gap = 1 if wide > 2 else 0  # noqa: PLR2004  (pixels)
        for start, count in zip(self._weeks.starts, self._weeks.counts.tolist(), strict=True):
            high = room * count / most
            box = QRectF(self._x(start), HEAD + room - high, wide - gap, high)
            inside = self.start <= start and start + WEEK <= self.origin
            painter.fillRect(box, used if inside else unused)

    def _paint_origin(self, painter: QPainter) -> None:
        of, x = tokens(), self._x(self.origin)
        painter.setPen(QPen(QColor(of.stop), 2))
        painter.drawLine(QPointF(x, 2), QPointF(x, self.height() - AXIS))
        word = _("origin")
        wide = QFontMetricsF(painter.font()).horizontalAdvance(word)
        left = x - wide - 5 if x > wide + 5 else x + 5
        painter.drawText(QPointF(left, HEAD - 3), word)

    def _paint_axis(self, painter: QPainter) -> None:
        """Write years, or months where they have room, below the bars."""
        of, base = tokens(), self.height() - AXIS
        painter.setPen(QColor(of.secondary))
        last_right = -1.0
        metrics = QFontMetricsF(painter.font())
        for day, text in _ticks(self._weeks.starts[0], self._weeks.end):
            x = self._x(day)
            wide = metrics.horizontalAdvance(text)
            if x > last_right and x + wide < self.width():
                painter.drawLine(QPointF(x, base), QPointF(x, base + 4))
                painter.drawText(QPointF(x + 3, self.height() - 4), text)
                last_right = x + wide + 10

    def _tell(self, event: QMouseEvent) -> None:
        week = self._week_at(event.position().x())
        text = _("Week from {day}: {n} incidents").format(
            day=_day(self._weeks.starts[week]), n=int(self._weeks.counts[week])
        )
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _x(self, day: np.datetime64) -> float:
        first, end = self._weeks.starts[0], max(self._weeks.end, self.origin)
        share = (day - first) / (end - first)
        return float(share) * (self.width() - 2)

    def _week_at(self, x: float) -> int:
        last = len(self._weeks.starts) - 1
        end = max(self._weeks.end, self.origin)
        weeks = float((end - self._weeks.starts[0]) / WEEK)
        return int(min(max(x / max(self.width() - 2, 1) * weeks, 0), last))

    def _edge_at(self, x: float) -> np.datetime64:
        """Return the nearest first day of a week."""
        wide = self._x(self._weeks.starts[0] + WEEK)
        weeks = min(max(round(x / wide), 0), len(self._weeks.starts))
        first: np.datetime64 = self._weeks.starts[0]
        return first + WEEK * weeks

    def _between(self, one: int, other: int) -> tuple[np.datetime64, np.datetime64]:
        """Return the history from the first to the last of two weeks."""
        starts = self._weeks.starts
        return starts[min(one, other)], starts[max(one, other)] + WEEK


def _ticks(first: np.datetime64, end: np.datetime64) -> Sequence[tuple[np.datetime64, str]]:
    """Return the first days of years, or of months within two years, with their names."""
    years = np.arange(first.astype("M8[Y]") + 1, end.astype("M8[Y]") + 1)
    if len(years) > 1:
        return [(year.astype("M8[D]"), str(year)) for year in years]
    months = np.arange(first.astype("M8[M]") + 1, end.astype("M8[M]") + 1)
    return [(m.astype("M8[D]"), QLocale().toString(_qdate(m), "MMM yyyy")) for m in months]


def _qdate(day: np.datetime64) -> QDate:
    return QDate.fromString(str(day.astype("M8[D]")), "yyyy-MM-dd")


def _day(day: np.datetime64) -> str:
    return QLocale().toString(_qdate(day), "d MMM yyyy")

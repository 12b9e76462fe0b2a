"""Charts, and the strip of weeks that a person drags over."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from ui.plots.colours import plot_colours
from ui.plots.score_curve import Curve, ScoreCurve
from ui.plots.week_strip import WEEK, Weeks, WeekStrip
from ui.theme.palette import tokens

FIRST = np.datetime64("2024-01-01")
MOMENTS = FIRST + 7 * np.repeat(np.arange(20), 3).astype("m8[D]") + np.timedelta64(6, "D")
Keys = Qt.Key


@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=50))
def test_every_incident_is_in_one_week_and_weeks_have_no_gaps(days):
    moments = FIRST + np.array(days).astype("m8[D]")

    weeks = Weeks.of(moments)

    assert weeks.counts.sum() == len(days)
    assert (np.diff(weeks.starts) == WEEK).all()
    assert weeks.starts[0] <= moments.min()
    assert weeks.end == moments.max() + np.timedelta64(1, "D")


@pytest.fixture
def strip(qtbot):
    strip = WeekStrip()
    qtbot.addWidget(strip)
    strip.resize(402, 90)
    strip.show_weeks(Weeks.of(MOMENTS), FIRST, FIRST + 20 * WEEK)
    with qtbot.waitExposed(strip):
        strip.show()
    return strip


def drag(qtbot, strip, start, end):
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(start, 40))
    qtbot.mouseMove(strip, QPoint((start + end) // 2, 40))
    qtbot.mouseMove(strip, QPoint(end, 40))
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(end, 40))


def test_dragging_over_weeks_chooses_the_history(qtbot, strip):
    with qtbot.waitSignal(strip.chosen) as told:
        drag(qtbot, strip, 105, 250)  # twenty pixels a week

    assert told.args == [FIRST + 5 * WEEK, FIRST + 13 * WEEK]


def test_dragging_backwards_chooses_the_same_history(qtbot, strip):
    with qtbot.waitSignal(strip.chosen) as told:
        drag(qtbot, strip, 250, 105)

    assert told.args == [FIRST + 5 * WEEK, FIRST + 13 * WEEK]


def test_dragging_the_line_moves_the_origin_alone(qtbot, strip):
    with qtbot.waitSignal(strip.chosen) as told:
        drag(qtbot, strip, 399, 301)

    assert told.args == [FIRST, FIRST + 15 * WEEK]


def test_a_click_chooses_nothing(qtbot, strip):
    with qtbot.assertNotEmitted(strip.chosen):
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(105, 40))


def test_keys_move_origin_and_start_by_a_week(qtbot, strip):
    qtbot.keyClick(strip, Keys.Key_Left)
    assert strip.origin == FIRST + 19 * WEEK
    qtbot.keyClick(strip, Keys.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert strip.start == FIRST + WEEK

    assert "from 8 Jan 2024 to 13 May 2024" in strip.accessibleDescription()


def test_the_history_never_turns_round(qtbot, strip):
    strip.show_history(FIRST + 3 * WEEK, FIRST + 4 * WEEK)
    qtbot.keyClick(strip, Keys.Key_Left)
    qtbot.keyClick(strip, Keys.Key_Right, Qt.KeyboardModifier.ShiftModifier)

    assert (strip.start, strip.origin) == (FIRST + 3 * WEEK, FIRST + 4 * WEEK)


def test_the_strip_without_incidents_takes_no_harm(qtbot):
    strip = WeekStrip()
    qtbot.addWidget(strip)
    with qtbot.waitExposed(strip):
        strip.show()

    drag(qtbot, strip, 10, 60)
    qtbot.keyClick(strip, Keys.Key_Left)

    assert np.isnat(strip.origin)


def test_a_chart_is_drawn_in_the_colours_in_force_and_told_in_words(qtbot):
    chart = ScoreCurve("Caught")
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    chart.show_curves([Curve("Counts", [0.05, 0.1], [0.2, 0.3], [0.1, 0.2], [0.3, 0.4])])

    with qtbot.waitSignal(chart.drawn, timeout=60_000):
        chart.show()
    picture = chart.grab().toImage()

    colours = {picture.pixelColor(x, y).name() for x in range(400) for y in range(300)}
    assert plot_colours(tokens()).series[0] in colours
    assert QColor(tokens().panel) == picture.pixelColor(2, 2)
    assert chart.accessibleDescription() == (
        "Counts: 20% at 5% of the area, 30% at 10% of the area."
    )

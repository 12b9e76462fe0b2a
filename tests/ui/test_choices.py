"""Boxes to choose from: long names end in dots, and can be read whole in other ways."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from ui.forms.boxes import DayBox
from ui.forms.choices import ChoiceBox, FindBox
from ui.theme.theme import Theme

LONG = "Residential burglary 2014 to 2017, with attempts"
PAIRS = [("a", LONG), ("b", "Thefts")]


@pytest.fixture(params=["list", "find"])
def box(request, qtbot, qapp):
    Theme(qapp).wish("light")
    frame = QWidget()
    box = ChoiceBox() if request.param == "list" else FindBox(lambda: PAIRS)
    box.offer(PAIRS)
    box.setMinimumWidth(130)
    other = ChoiceBox()
    layout = QVBoxLayout(frame)
    layout.addWidget(other)
    layout.addWidget(box)
    frame.setFixedWidth(160)
    qtbot.addWidget(frame)
    with qtbot.waitExposed(frame):
        frame.show()
    other.setFocus()
    box.frame = frame  # it would be gone otherwise
    return box


def tip(box):
    at = QPoint(20, box.height() // 2)
    target = box.childAt(at) or box
    event = QHelpEvent(QEvent.Type.ToolTip, target.mapFrom(box, at), box.mapToGlobal(at))
    QApplication.sendEvent(target, event)
    return QToolTip.text()


def test_a_long_name_ends_in_dots_and_a_short_one_does_not(box):
    box.show_value("a")
    assert box.shown_text().startswith("Residential")
    assert box.shown_text().endswith("…")

    box.show_value("b")
    assert box.shown_text() == "Thefts"


def test_the_dots_stand_where_a_person_sees_them(qtbot, box):
    box.show_value("a")
    cut = box.shown_text()
    before = box.grab().toImage()

    box.setItemText(0, cut)  # what is painted for the cut text itself

    assert box.shown_text() == cut
    assert box.grab().toImage() == before


def test_the_mouse_reads_the_whole_name_and_then_any_other_tip(box):
    box.setToolTip("From the file's name")
    box.show_value("a")
    assert tip(box) == f"{LONG}\nFrom the file's name"

    box.show_value("b")
    assert tip(box) == "From the file's name"


def test_the_list_is_wide_enough_to_read(qtbot, box):
    box.showPopup()

    assert box.view().width() >= box.fontMetrics().horizontalAdvance(LONG) + 8
    box.hidePopup()


def test_whoever_types_sees_what_is_typed(qtbot):
    box = FindBox(lambda: PAIRS)
    qtbot.addWidget(box)
    box.offer(PAIRS)
    box.setFixedWidth(140)
    with qtbot.waitActive(box):
        box.show()
    box.show_value("a")
    line = box.lineEdit()
    line.setFocus()

    assert box.shown_text() == LONG
    line.selectAll()
    qtbot.keyClicks(line, "burg")
    assert box.completer().popup().width() >= box.fontMetrics().horizontalAdvance(LONG)
    qtbot.keyClick(line, Qt.Key.Key_Escape)


def test_a_part_of_a_name_finds_it_and_keys_choose_it(qtbot):
    box = FindBox(lambda: PAIRS)
    qtbot.addWidget(box)
    box.offer(PAIRS)
    with qtbot.waitActive(box):
        box.show()
    box.lineEdit().selectAll()
    qtbot.keyClicks(box.lineEdit(), "attempts")
    offers = box.completer().popup()

    assert offers.isVisible()
    with qtbot.waitSignal(box.left):
        qtbot.keyClick(offers, Qt.Key.Key_Down)
        qtbot.keyClick(offers, Qt.Key.Key_Return)

    assert box.value() == "a"


def test_a_box_without_a_choice_says_so_in_its_placeholder(qtbot):
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.offer(PAIRS)
    box.show_value(None)
    box.resize(160, 30)
    empty = box.grab().toImage()
    box.setPlaceholderText("Choose…")

    assert box.shown_text() == "Choose…"
    assert box.grab().toImage() != empty


def test_a_box_for_a_day_knows_the_room_of_the_longest_day(qtbot):
    box = DayBox(with_time=False)
    qtbot.addWidget(box)
    box.resize(box.whole_width(), 30)
    box.show_value("2026-09-28")
    box.show()

    assert box.cursorRect().right() < 40  # it shows the beginning
    box.end(False)
    assert box.cursorRect().right() < box.width() - 24  # and the end fits before the calendar

"""A Qt version is judged here before it is trusted.

PySide6 6.12.0 drops one reference on ``None`` with every call that returns
nothing. On Python 3.11, where ``None`` can be used up, a window dies after
some 7,000 such calls: random crashes in custom painting and in long sessions.
"""

import gc
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QLabel

CALLS = 2_000


@pytest.fixture
def void_calls(qtbot):
    """Calls that return nothing, from the parts of Qt we lean on most."""
    label = QLabel("x")
    qtbot.addWidget(label)
    image = QImage(9, 9, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    pen, timer = QPen(), QTimer()
    yield [
        lambda: label.setText("x"),
        label.update,
        lambda: painter.setPen(pen),
        lambda: painter.drawLine(0, 0, 1, 1),
        lambda: timer.start(99_999),
    ]
    painter.end()
    timer.stop()


def none_used_by(call):
    gc.collect()  # a collection in between gives references back and blurs the count
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    return before - sys.getrefcount(None)


def test_calls_that_return_nothing_do_not_use_up_none(void_calls):
    assert [used for used in map(none_used_by, void_calls) if used > CALLS / 2] == []


def test_a_label_outlives_many_changes(qtbot):
    label = QLabel()
    qtbot.addWidget(label)

    for number in range(20_000):
        label.setText(str(number))

    assert label.text() == "19999"

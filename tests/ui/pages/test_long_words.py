"""Words of any length have room: nothing is cut off at the side of a window."""

from PySide6.QtWidgets import QLabel

from ui.pages.exchange.leaving_view import _cut
from ui.pages.hotspots.importing.frame import ImportFrame, Step
from ui.pages.hotspots.parts import Side


def test_a_side_becomes_wider_where_a_word_needs_it(qtbot):
    side = Side(300)
    qtbot.addWidget(side)
    card = QLabel("short")
    side.put(card)
    with qtbot.waitExposed(side):
        side.show()
    assert side.width() == 300

    card.setMinimumWidth(320)

    qtbot.waitUntil(lambda: side.viewport().width() >= 320)
    card.setMinimumWidth(900)
    qtbot.waitUntil(lambda: side.width() == 360)  # and no wider than that


def test_the_titles_of_steps_are_not_cut(qtbot, bench):
    frame = ImportFrame(bench, "Import", None)
    qtbot.addWidget(frame)
    title = "Pr\u00fcfen und importieren, was gelesen wurde"
    frame.set_steps([Step(title, "")])
    with qtbot.waitExposed(frame):
        frame.show()

    assert not frame.list.horizontalScrollBar().isVisible()
    assert frame.list.viewport().width() >= frame.list.fontMetrics().horizontalAdvance(title)


def test_a_value_that_leaves_is_cut_with_dots_and_names_what_is_left_of_it(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    metrics = label.fontMetrics()
    text = "Ask Ada Ek, and then ask Bela Bartok as well"
    room = metrics.horizontalAdvance("Ask Ada Ek, and")

    shown, named = _cut(text, [(4, 10), (25, 37)], metrics, room)

    assert shown.endswith("…")
    assert named == [(4, 10)]
    assert _cut(text, [(25, 37)], metrics, 2_000) == (text, [(25, 37)])

"""The sessions page inside the window, used with the keyboard alone."""

import pytest
from PySide6.QtCore import Qt

from planner.model.sessions import SessionFields
from planner.ops import questions, sessions
from ui.app import begin
from ui.shell import desk
from ui.shell.window import Window
from ui.theme.theme import Theme

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot, qapp, project_file):
    window = Window(Theme.of_app())
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w.desk, "ask_to_save", keep))
    begin(window, None)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    window.desk.open(project_file)
    return window


def keep():
    return desk.KEEP


@pytest.fixture
def page(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    return window.stage.page()


def titles(window):
    return [row.title for row in sessions.list_sessions(window.bench.store)]


def test_a_session_is_made_named_and_copied(qtbot, window, page):
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    title = page.detail.form.editor("title")
    qtbot.waitUntil(title.hasFocus)
    qtbot.keyClicks(title, "Trust")
    qtbot.keyClick(title, Qt.Key.Key_Tab)
    qtbot.keyClick(window, Qt.Key.Key_D, CTRL)

    assert titles(window) == ["Trust", "Trust (copy)"]


def test_questions_are_moved_and_the_move_is_taken_back(qtbot, window, page):
    store = window.bench.store
    uid = sessions.add_session(store, SessionFields(title="Trust"))
    for text in ("A?", "B?", "C?"):
        questions.add_question(store, uid, text)
    page.show_record(uid)
    shown = page.detail.questions.list
    shown.setFocus()
    shown.setCurrentRow(2)

    qtbot.keyClick(shown, Qt.Key.Key_Up, ALT)
    assert [row.text for row in questions.list_questions(store, uid)] == ["A?", "C?", "B?"]

    qtbot.keyClick(shown, Qt.Key.Key_Z, CTRL)
    assert [row.text for row in questions.list_questions(store, uid)] == ["A?", "B?", "C?"]


def test_del_in_the_list_removes_the_session_and_ctrl_z_brings_it_back(qtbot, window, page):
    uid = sessions.add_session(window.bench.store, SessionFields(title="Trust"))
    page.show_record(uid)
    page.list.setFocus()

    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert titles(window) == []

    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert titles(window) == ["Trust"]


def test_f2_renames_and_ctrl_f_finds(qtbot, window, page):
    page.show_record(sessions.add_session(window.bench.store, SessionFields(title="Trust")))

    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert page.detail.form.editor("title").hasFocus()

    qtbot.keyClick(window, Qt.Key.Key_F, CTRL)
    assert page.search.hasFocus()

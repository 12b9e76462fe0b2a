"""A damaged file that is opened is refused, and the window offers to save what is left of it."""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from planner.model.contacts import PersonFields
from planner.ops import project as ops
from tests.ui.test_window import keep
from ui.app import begin
from ui.jobs.stillness import wait_until_still
from ui.shell.window import Window
from ui.theme.theme import Theme

OFFER, OPEN = "Save what can be read", "Open it"


@pytest.fixture
def window(qtbot, qapp):
    window = Window(Theme.of_app())
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w.desk, "ask_to_save", keep))
    begin(window, None)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def cut(project_file):
    work = ops.open_project(project_file)
    with work.store.edit("persons") as edit:
        for number in range(300):
            edit.add(PersonFields(name=f"Person {number}", notes="n" * 500))
    work.save()
    work.close()
    project_file.write_bytes(project_file.read_bytes()[: project_file.stat().st_size * 6 // 10])
    return project_file


def buttons(window, words):
    return [
        button
        for notice in window.notices.shown()
        for button in notice.findChildren(QPushButton)
        if button.text() == words
    ]


def test_what_is_left_of_a_file_is_saved_and_opened_from_the_window(qtbot, window, cut):
    window.desk.open(cut)
    [offer] = buttons(window, OFFER)
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    wait_until_still()

    said = " ".join(notice.text for notice in window.notices.shown())
    assert "project (repaired 1).usp was written" in said
    assert "person: " in said
    [to_open] = buttons(window, OPEN)
    qtbot.mouseClick(to_open, Qt.MouseButton.LeftButton)

    assert window.desk.name == "project (repaired 1).usp"


def test_a_file_of_which_nothing_is_left_is_refused_with_a_reason(qtbot, window, cut):
    cut.write_bytes(cut.read_bytes()[:4096])
    window.desk.open(cut)
    qtbot.mouseClick(*buttons(window, OFFER), Qt.MouseButton.LeftButton)
    wait_until_still()

    assert "was not repaired" in " ".join(notice.text for notice in window.notices.shown())


def test_a_file_that_is_no_project_offers_no_repair(window, tmp_path):
    (tmp_path / "letter.usp").write_text("Dear colleagues")
    window.desk.open(tmp_path / "letter.usp")

    assert buttons(window, OFFER) == []
    assert len(window.notices.shown()) == 1


def test_a_file_that_changed_by_itself_is_opened_and_it_is_said(window, project_file):
    window.desk.open(project_file)
    window.desk.close()
    before = project_file.stat()
    project_file.write_bytes(project_file.read_bytes().replace(b"Test project", b"Tesd project"))
    os.utime(project_file, ns=(before.st_atime_ns, before.st_mtime_ns))

    window.desk.open(project_file)

    assert window.desk.work is not None
    assert "while its date did not" in " ".join(n.text for n in window.notices.shown())

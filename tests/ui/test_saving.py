"""Saving beside the window: it draws on, nothing is lost, and what fails is said."""

import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

import ui.pages.catalogue  # noqa: F401  (each page makes itself known)
from planner.ops import project as ops
from planner.ops.project import open_project
from planner.store import files
from ui.app import begin
from ui.jobs.alone import Waiting
from ui.jobs.runner import JobRunner
from ui.shell import desk
from ui.shell.window import Window
from ui.theme.theme import Theme

LONG = """
WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 200000000)
SELECT count(*) FROM c
"""


@pytest.fixture
def window(qtbot, qapp, project_file):
    window = Window(Theme.of_app())
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w.desk, "ask_to_save", keep))
    begin(window, None)
    with qtbot.waitExposed(window):
        window.show()
    window.desk.open(project_file)
    window.bench.do(ops.change_project, title="Riverside")
    return window


@pytest.fixture
def slow(monkeypatch):
    """Let a file be written only when the event loop has turned often meanwhile."""
    turns, enough = [], threading.Event()
    clock = QTimer(interval=5)
    clock.timeout.connect(lambda: turns.append(1) or (len(turns) > 20 and enough.set()))
    clock.start()
    real = files.publish

    def publish(*args):
        assert enough.wait(20), "the window stood still"
        return real(*args)

    monkeypatch.setattr(files, "publish", publish)
    yield clock
    clock.stop()


def keep():
    return desk.KEEP


def title_in(path):
    work = open_project(path, private=True)
    try:
        return ops.project(work.store).title
    finally:
        work.close()


def words(window):
    return [notice.text for notice in window.notices.shown()]


def test_the_window_draws_on_while_the_file_is_written(window, slow, project_file):
    window.menus.of["save"].trigger()

    assert title_in(project_file) == "Riverside"
    assert not window.isWindowModified()


def test_a_window_closed_meanwhile_closes_when_the_file_is_written(
    qtbot, window, slow, project_file
):
    asked = []
    window.desk.ask_to_save = lambda: asked.append(1) or desk.KEEP
    QTimer.singleShot(20, window.close)
    window.menus.of["save"].trigger()

    qtbot.waitUntil(lambda: not window.isVisible())
    assert title_in(project_file) == "Riverside"
    assert asked == []  # nothing was left to be saved


def test_saving_on_the_way_out_is_done_before_the_window_is_gone(window, slow, project_file):
    window.desk.ask_to_save = lambda: desk.SAVE

    assert window.close()
    assert title_in(project_file) == "Riverside"


def test_a_file_that_cannot_be_written_is_told_above_the_page(window, tmp_path):
    assert not window.desk._save_to(tmp_path / "no such folder" / "mine.usp")

    assert "mine.usp" in words(window)[0]
    assert "Save elsewhere…" in [b.text() for b in window.notices.findChildren(QPushButton)]
    assert window.isWindowModified()


def test_saving_can_be_stopped_and_the_file_is_as_it_was(window, project_file, monkeypatch):
    before = project_file.read_bytes()

    def publish(db, *_args):
        db.execute(LONG).fetchone()

    def press_stop():
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, Waiting)]
        next(w for w in found if w.isVisible()).leave.click()

    monkeypatch.setattr(files, "publish", publish)
    QTimer.singleShot(700, press_stop)
    window.menus.of["save"].trigger()

    assert words(window) == ["Saving was stopped. Nothing is lost; the file is as it was."]
    assert project_file.read_bytes() == before
    assert window.isWindowModified()


def test_what_a_job_finds_meanwhile_is_told_when_the_file_is_written(
    qtbot, window, slow, project_file
):
    told = []
    job = window.bench.jobs.start("quick", "Quick", lambda _progress: 5)
    job.done.connect(lambda found: told.append((found, JobRunner.held())))
    window.menus.of["save"].trigger()

    qtbot.waitUntil(lambda: bool(told))
    assert told == [(5, False)]

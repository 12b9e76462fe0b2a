"""Jobs, driven by events: no test here waits for a fixed time."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from planner.errors import UserError
from ui.jobs.job_bar import JobBar
from ui.jobs.runner import JobRunner


@pytest.fixture
def jobs(qapp):
    jobs = JobRunner()
    yield jobs
    jobs.close()


def long_work(progress):
    """Work for longer than any test waits; only a stop ends it in time."""
    for part in range(15_000):
        progress.step(part, 15_000, "counting")
        threading.Event().wait(0.001)


def test_the_result_arrives_on_the_gui_thread(qtbot, jobs):
    seen = []
    job = jobs.start("forecast", "Forecast", lambda progress: 42)
    job.done.connect(lambda result: seen.append((result, threading.current_thread())))

    with qtbot.waitSignal(job.ended):
        pass

    assert seen == [(42, threading.main_thread())]


def test_a_cancelled_job_ends_without_a_result(qtbot, jobs):
    job = jobs.start("forecast", "Forecast", long_work)

    with (
        qtbot.assertNotEmitted(job.done),
        qtbot.assertNotEmitted(job.broke),
        qtbot.waitSignal(job.ended),
    ):
        job.cancel()


def test_only_the_newest_job_of_a_slot_counts(qtbot, jobs):
    first = jobs.start("forecast", "With reach 400 m", long_work)

    with qtbot.assertNotEmitted(first.done), qtbot.waitSignal(first.ended):
        second = jobs.start("forecast", "With reach 200 m", lambda progress: "new")
        with qtbot.waitSignal(second.done) as got:
            pass

    assert got.args == ["new"]


def test_a_refusal_keeps_its_words(qtbot, jobs):
    def refuse(progress):
        raise UserError("No forecast was made.", "There are 3 incidents.", "Choose more.")

    job = jobs.start("forecast", "Forecast", refuse)
    with qtbot.waitSignal(job.refused) as got:
        pass

    assert "There are 3 incidents." in str(got.args[0])


def test_a_mistake_of_ours_is_logged_and_handed_on(qtbot, jobs, caplog):
    job = jobs.start("forecast", "Forecast", lambda progress: 1 / 0)
    with qtbot.assertNotEmitted(job.refused), qtbot.waitSignal(job.broke) as got:
        pass

    assert isinstance(got.args[0], ZeroDivisionError)
    assert "job broke: Forecast" in caplog.text


def test_the_bar_shows_a_running_job_and_stops_it(qtbot, jobs):
    bar = JobBar()
    qtbot.addWidget(bar)
    bar.watch(jobs)
    assert bar.isHidden()
    job = jobs.start("import", "Reading incidents", long_work)
    line = bar.findChild(QPushButton)

    with qtbot.waitSignal(job.moved):
        pass
    assert not bar.isHidden()
    assert line.accessibleName() == "Stop: Reading incidents"
    with qtbot.waitSignal(job.ended):
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)

    assert bar.isHidden()

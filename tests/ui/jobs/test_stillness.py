"""Waiting for stillness: for what drives the app from outside."""

from threading import Event

import shiboken6
from PySide6.QtCore import QObject, QTimer

from ui.jobs.runner import JobRunner
from ui.jobs.stillness import wait_until_still


def test_stillness_comes_after_the_last_job_and_what_follows_from_it(qtbot):
    runner, release, seen = JobRunner(), Event(), []
    first = runner.start("a", "first", lambda _progress: release.wait(10))
    first.done.connect(
        lambda _: runner.start("b", "second", lambda _progress: 2).done.connect(seen.append)
    )
    QTimer.singleShot(50, release.set)

    assert wait_until_still()

    assert seen == [2]
    runner.close()


def test_what_never_rests_is_given_up(qtbot):
    runner, release = JobRunner(), Event()
    runner.start("a", "endless", lambda _progress: release.wait(10))

    assert not wait_until_still(limit_ms=200)

    release.set()
    runner.close()
    assert wait_until_still()


def test_a_runner_that_went_with_its_window_is_not_waited_for(qtbot):
    window, release = QObject(), Event()
    runner = JobRunner(window)
    runner.start("a", "left behind", lambda _progress: release.wait(0.2))

    shiboken6.delete(window)

    assert runner.busy
    assert wait_until_still(limit_ms=2000)
    release.set()

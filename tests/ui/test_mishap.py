"""Our own mistakes are shown, logged, and lose nothing."""

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from planner import log
from planner.errors import UserError
from planner.paths import log_file
from planner.store.files import app_version
from ui.shell.mishap import MishapDialog, Mishaps


@pytest.fixture
def logged():
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    log.start()
    yield lambda: log_file().read_text("utf-8")
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
        handler.close()


@pytest.fixture
def mishaps(qtbot, logged):
    window = QWidget()
    qtbot.addWidget(window)
    mishaps = Mishaps(window)
    before = sys.excepthook, threading.excepthook
    mishaps.catch_all()
    yield mishaps
    sys.excepthook, threading.excepthook = before
    for dialog in window.findChildren(MishapDialog):
        dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def dialogs(mishaps):
    return mishaps.parent().findChildren(MishapDialog)


def break_down():
    secret = "Ada Lovelace"
    raise KeyError(secret)


def caught():
    try:
        break_down()
    except KeyError as error:
        return error


def test_a_mistake_in_a_slot_is_shown_and_logged_without_values(qtbot, mishaps, logged):
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(dialogs(mishaps)))

    details = dialogs(mishaps)[0].details.toPlainText()
    assert "KeyError" in details
    assert "break_down" in details
    for text in (details, logged()):
        assert "Ada" not in text.replace('secret = "Ada Lovelace"', "")


def test_a_mistake_in_a_thread_is_shown_in_the_window(qtbot, mishaps):
    thread = threading.Thread(target=break_down, name="worker")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(dialogs(mishaps)))

    assert "KeyError" in dialogs(mishaps)[0].details.toPlainText()


def test_many_mistakes_open_one_dialog(qtbot, mishaps):
    mishaps.report(caught())
    mishaps.report(caught())
    qtbot.waitUntil(lambda: bool(dialogs(mishaps)))
    qtbot.waitUntil(
        lambda: dialogs(mishaps)[0].details.toPlainText().count("builtins.KeyError") == 2
    )

    assert len(dialogs(mishaps)) == 1


def test_the_details_can_be_copied(qtbot, mishaps):
    mishaps.report(caught())
    qtbot.waitUntil(lambda: bool(dialogs(mishaps)))
    copy = next(b for b in dialogs(mishaps)[0].findChildren(QPushButton) if "Copy" in b.text())
    copy.click()

    copied = QGuiApplication.clipboard().text()
    assert "KeyError" in copied
    assert f"Urban Security Planner {app_version()}," in copied


def test_the_log_has_no_text_of_an_exception_and_none_of_its_causes(logged):
    try:
        try:
            break_down()
        except KeyError as error:
            raise ValueError("for Ada") from error
    except ValueError:
        logging.getLogger("planner.test").exception("step failed: %s", "0a1b")

    assert "ValueError" in logged()
    assert "KeyError" in logged()
    assert "step failed: 0a1b" in logged()
    assert "for Ada" not in logged().replace('raise ValueError("for Ada")', "")


def test_a_log_that_cannot_be_written_stops_nothing(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("USP_HOME", str(tmp_path / "file"))

    log.start()


def test_a_refusal_is_no_mistake(bench):
    def refuse(_store):
        raise UserError("Nothing was done.", "It is closed.", "Come back tomorrow.")

    said = []
    bench.refused.connect(said.append)

    assert bench.do(refuse) is None
    assert str(said[0]) == "Nothing was done. It is closed. Come back tomorrow."

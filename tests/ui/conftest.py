"""Fixtures for tests that show widgets."""

import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from ui.shell.workbench import Workbench
from ui.theme.palette import LIGHT, tokens
from ui.theme.theme import Theme, dress


@pytest.fixture(scope="session")
def qapp(qapp):
    """The application in its own clothes, so that tests see what people see."""
    dress(qapp, "light")
    return qapp


@pytest.fixture
def bench(qapp, store):
    bench = Workbench(store)
    yield bench
    bench.close()
    bench.deleteLater()


@pytest.fixture(autouse=True)
def nothing_is_left(qapp):
    """Every window and every worker of a test is gone when it ends, and the look is light."""
    before = threads()
    yield
    if tokens() is not LIGHT:
        Theme.of_app().wish("light")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert shown == [], "a window is left open"
    assert threads() - before == set(), "a worker is left running"


def threads():
    return {thread for thread in threading.enumerate() if thread.name.startswith("job")}

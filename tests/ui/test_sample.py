"""The sample project opens from the welcome and from the command line, as a new project."""

import pytest

from ui.app import begin
from ui.jobs.stillness import wait_until_still
from ui.shell.window import Window
from ui.theme.theme import Theme


@pytest.fixture
def window(qtbot, qapp):
    window = Window(Theme.of_app())
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def test_the_welcome_opens_the_sample_and_says_so_meanwhile(window):
    begin(window, None)

    window.welcome.sample_wanted.emit()

    assert "sample project" in window.welcome.waiting.text()
    assert wait_until_still()
    assert window.bench is not None
    assert window.welcome.waiting.text() == ""


def test_the_sample_is_a_copy_with_nothing_to_save(window):
    begin(window, None, sample=True)
    assert wait_until_still()

    assert window.desk.work.target is None
    assert not window.desk.unsaved

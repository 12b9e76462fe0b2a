"""Building a page shows nothing but the page: no part of it is ever a window of its own."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

import ui.pages.catalogue  # noqa: F401  (each page makes itself known)
from planner.model.followups import ActionFields, NoteFields
from planner.ops import contacts, followups, programmes, sessions
from tests.organiser import texts
from ui.pages.sessions.programme_dialog import ProgrammeDialog
from ui.shell.page import PAGES


class Watch(QObject):
    """Notes every widget that is shown as a window."""

    def __init__(self):
        super().__init__()
        self.windows = []

    def eventFilter(self, watched, event):
        shown = event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


@pytest.fixture
def watch(qapp):
    watch = Watch()
    qapp.installEventFilter(watch)
    yield watch
    qapp.removeEventFilter(watch)


@pytest.fixture
def filled(store):
    """A project with something for every part of a page to show."""
    draft = programmes.read_programme(texts.FRENCH)
    programmes.import_programme(store, draft)
    for record in [*sessions.list_sessions(store), *contacts.list_persons(store)]:
        followups.add_action(store, ActionFields(text="Call", about=record.uid, due="2020-01-01"))
        followups.add_note(store, NoteFields(text="Asked for slides.", about=record.uid))
    return store


@pytest.mark.parametrize("name", ["sessions", "contacts", "actions"])
def test_choosing_a_record_shows_no_window(qtbot, bench, filled, watch, name):
    page = PAGES[name](bench)
    qtbot.addWidget(page)
    for row in range(page.list.count()):
        page.list.setCurrentRow(row)

    assert page.list.uid()
    assert watch.windows == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_no_window_while_it_is_built(qtbot, bench, watch, name):
    page = PAGES[name](bench)
    qtbot.addWidget(page)

    assert watch.windows == []


def test_the_preview_shows_no_window_while_it_is_built(qtbot, bench, watch):
    dialog = ProgrammeDialog(bench, texts.FRENCH, "programme.txt", None)
    qtbot.addWidget(dialog)

    assert watch.windows == []

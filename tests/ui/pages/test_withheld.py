"""Values that a sender has withheld are unknown, not wrong: no page stumbles over them."""

import pytest

import ui.pages.catalogue  # noqa: F401  (each page makes itself known)
from planner.model.followups import ActionFields, NoteFields
from planner.model.records import KINDS
from planner.ops import contacts, followups, programmes, sessions
from tests.organiser import texts
from ui.shell.page import PAGES


@pytest.fixture
def withheld(store):
    """A project in which nothing but references is known."""
    programmes.import_programme(store, programmes.read_programme(texts.FRENCH))
    session = sessions.list_sessions(store)[0].uid
    person = contacts.list_persons(store)[0].uid
    for about in (session, person):
        followups.add_action(store, ActionFields(text="Call", about=about))
        followups.add_note(store, NoteFields(text="Asked.", about=about))
    db = store.connection()
    for (trigger,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    for name in ("series", "session", "question", "person", "organisation", "participation"):
        kind = KINDS[name]
        references = {column for column, _reference in kind.references()}
        hidden = [c for c in kind.fields.model_fields if c not in references]
        values = ", ".join(f'"{column}" = NULL' for column in hidden)
        db.execute(f'UPDATE "{name}" SET {values}')
    return store


@pytest.mark.parametrize("name", ["sessions", "contacts", "actions", "overview"])
def test_a_page_shows_records_of_which_little_is_known(qtbot, bench, withheld, name):
    page = PAGES[name](bench)
    qtbot.addWidget(page)
    page.show()
    if name == "overview":
        return
    for row in range(page.list.count()):
        page.list.setCurrentRow(row)

    assert page.list.uid()

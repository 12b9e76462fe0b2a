"""The actions page, driven as a person drives it."""

import pytest
from PySide6.QtCore import Qt

from planner.model.contacts import PersonFields
from planner.model.followups import ActionFields
from planner.model.sessions import SessionFields
from planner.ops import contacts, sessions
from planner.ops import followups as ops
from ui.pages.actions_page import ActionsPage


@pytest.fixture
def page(qtbot, bench):
    page = ActionsPage(bench)
    page.resize(1000, 800)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def add(store, text="Call", **fields):
    return ops.add_action(store, ActionFields(text=text, **fields))


def entries(page):
    return [page.list.item(n).text() for n in range(page.list.count())]


def action(store, uid):
    return next(row for row in ops.list_actions(store) if row.uid == uid)


def test_what_is_late_stands_first(page, store):
    add(store, "Later", due="2999-01-01")
    add(store, "Late", due="2020-01-01")
    add(store, "Done", status="done")

    assert entries(page) == ["Late", "Late", "To do", "Later", "Finished", "Done"]
    assert page.side.count.text() == "2 open, 1 late"


def test_an_action_is_marked_as_done_and_opened_again(qtbot, page, store):
    uid = add(store)
    page.show_record(uid)
    for status in ("done", "open"):
        qtbot.mouseClick(page.done, Qt.MouseButton.LeftButton)
        assert action(store, uid).status == status


def test_an_owner_is_a_contact_or_any_words(qtbot, page, store):
    ada = contacts.add_person(store, PersonFields(name="Ada Ek"))
    uid = add(store)
    page.show_record(uid)
    for name, owner in (("Ada Ek", ada), ("the intern", "the intern")):
        page.owner.setFocus()
        page.owner.selectAll()
        qtbot.keyClicks(page.owner, name)
        page.owner.completer().popup().hide()
        qtbot.keyClick(page.owner, Qt.Key.Key_Tab)
        assert action(store, uid).owner == owner
        assert page.owner.text() == name


def test_what_an_action_is_about_can_be_opened(qtbot, page, store):
    session = sessions.add_session(store, SessionFields(title="Trust"))
    page.show_record(add(store, about=session))

    with qtbot.waitSignal(page.bench.wanted) as wanted:
        qtbot.mouseClick(page.open_about, Qt.MouseButton.LeftButton)

    assert wanted.args == ["sessions", session]


def test_only_late_actions_can_be_shown(page, store):
    add(store, "Late", due="2020-01-01")
    add(store, "Later")
    page.show_box.setCurrentIndex(page.show_box.findData("late"))
    page.show_box.activated.emit(0)

    assert entries(page) == ["Late", "Late"]


def test_a_new_action_is_ready_to_be_worded(qtbot, page, store):
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    box = page.form.editor("text")
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClicks(box, "Book a room")
    qtbot.keyClick(box, Qt.Key.Key_Tab)

    assert [row.text for row in ops.list_actions(store)] == ["Book a room"]

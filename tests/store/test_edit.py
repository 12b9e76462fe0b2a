"""Edits are whole, named, reversible, and never overwrite what was not on screen."""

import sqlite3

import pytest
from pydantic import ValidationError
from sqlmodel import select

from planner.errors import NotFoundError
from planner.model.assessments import AnswerFields, AnswerRow, AssessmentFields
from planner.model.contacts import PersonFields, PersonRow
from planner.model.sessions import (
    Question,
    QuestionFields,
    QuestionRow,
    Session,
    SessionFields,
    SessionRow,
)
from planner.store.derive import differences


@pytest.fixture
def session(store):
    with store.edit("new session") as edit:
        return edit.add(SessionFields(title="First", zone="Europe/Brussels"))


def change(store, uid, seen=None, **values):
    with store.edit("edit of session", seen) as edit:
        edit.change(SessionRow, uid, **values)


def conflicts(store):
    return store.connection().execute("SELECT cell, kind FROM rep_conflict").fetchall()


def test_what_was_added_is_read_back_as_a_frozen_copy(store, session):
    [row] = store.rows(select(Session), SessionRow)

    assert (row.uid, row.title, row.status) == (session, "First", "draft")
    with pytest.raises(ValidationError):
        row.title = "Other"


def test_a_refused_value_leaves_nothing_of_the_edit(store, session):
    def two_edits():
        with store.edit("two edits") as edit:
            edit.change(SessionRow, session, title="Second")
            edit.change(SessionRow, session, status="perhaps")

    with pytest.raises(ValidationError):
        two_edits()

    assert store.row(SessionRow, session).title == "First"
    assert store.undo_label == "new session"


def test_an_unknown_field_is_a_mistake_of_the_caller(store, session):
    with pytest.raises(TypeError, match="colour"):
        change(store, session, colour="red")


def test_writing_what_is_there_already_is_no_edit(store, session):
    before = store.revision

    change(store, session, title="First")

    assert store.revision == before
    assert store.undo_label == "new session"


def test_undo_and_redo_lead_there_and_back(store, session):
    change(store, session, title="Second")

    store.undo()
    assert store.row(SessionRow, session).title == "First"
    store.redo()
    assert store.row(SessionRow, session).title == "Second"
    store.undo()
    store.undo()
    assert store.rows(select(Session), SessionRow) == []
    assert store.undo_label is None
    assert differences(store.connection()) == []


def test_several_edits_of_one_field_are_taken_back_one_by_one(store, session):
    for title in ("Second", "Third", "Fourth"):
        change(store, session, title=title)
    steps = ["Third", "Second", "First"]

    for title in steps:
        store.undo()
        assert store.row(SessionRow, session).title == title
        assert conflicts(store) == []
    for title in ("Second", "Third", "Fourth"):
        store.redo()
        assert store.row(SessionRow, session).title == title
        assert conflicts(store) == []
    for title in steps:
        store.undo()
        assert store.row(SessionRow, session).title == title
        assert conflicts(store) == []


def test_a_record_removed_and_brought_back_several_times_is_no_conflict(store, session):
    with store.edit("removal") as edit:
        edit.remove(SessionRow, session)
    with store.edit("restoring") as edit:
        edit.restore(SessionRow, session)
    for states in (["dead", "alive"], ["dead", "alive"]):
        for state in states:
            store.undo()
            assert store.row(SessionRow, session).state == state
            assert conflicts(store) == []
        for state in states:
            store.redo()
            assert store.row(SessionRow, session).state == state
            assert conflicts(store) == []


def test_a_new_edit_clears_what_could_be_redone(store, session):
    change(store, session, title="Second")
    store.undo()
    change(store, session, title="Third")

    assert store.redo_label is None


def test_undo_of_a_first_value_gives_the_default_back(store, session):
    change(store, session, status="confirmed")

    store.undo()

    assert store.row(SessionRow, session).status == "draft"


def test_children_go_with_their_session_and_come_back_with_it(store, session):
    with store.edit("new question") as edit:
        edit.add(QuestionFields(session=session, text="Why?"))
    with store.edit("removal of session") as edit:
        edit.remove(SessionRow, session)
    assert store.rows(select(Question), QuestionRow) == []

    store.undo()

    assert [row.text for row in store.rows(select(Question), QuestionRow)] == ["Why?"]
    assert conflicts(store) == []


def test_restoring_a_child_brings_back_the_parent_it_cannot_be_without(store, session):
    with store.edit("new question") as edit:
        question = edit.add(QuestionFields(session=session, text="Why?"))
    with store.edit("removal of session") as edit:
        edit.remove(SessionRow, session)

    with store.edit("restoring") as edit:
        edit.restore(QuestionRow, question)

    assert store.row(SessionRow, session).state == "alive"
    assert conflicts(store) == []


def test_a_removed_record_cannot_be_edited(store, session):
    with store.edit("removal of session") as edit:
        edit.remove(SessionRow, session)

    with pytest.raises(NotFoundError):
        change(store, session, title="Late")


def test_a_form_that_was_filled_before_another_edit_overwrites_nothing_unseen(store, session):
    seen = store.revision
    change(store, session, title="Colleague's title")

    change(store, session, seen, title="My title")

    assert conflicts(store) == [("title", "value")]
    assert store.row(SessionRow, session).title == "My title"


def test_an_edit_of_another_cell_than_the_one_changed_since_is_no_conflict(store, session):
    seen = store.revision
    change(store, session, title="Colleague's title")

    change(store, session, seen, status="confirmed")

    assert conflicts(store) == []


def test_start_and_zone_are_written_as_one_value(store, session):
    seen = store.revision
    change(store, session, zone="Europe/Lisbon")

    change(store, session, seen, starts_local="2026-06-25T10:00")

    row = store.row(SessionRow, session)
    assert (row.starts_local, row.zone) == ("2026-06-25T10:00:00", "Europe/Brussels")
    assert conflicts(store) == [("when", "value")]


def test_two_answers_to_one_item_are_one_record(store):
    with store.edit("new assessment") as edit:
        assessment = edit.add(AssessmentFields(title="Chat groups"))
        first = edit.add(AnswerFields(assessment=assessment, item="CT-1", value="no"))
    with store.edit("answer") as edit:
        second = edit.add(AnswerFields(assessment=assessment, item="CT-1", value="yes"))

    assert first == second
    assert store.row(AnswerRow, first).value == "yes"


def test_an_edit_inside_an_edit_is_refused(store):
    with pytest.raises(RuntimeError, match="already open"), store.edit("one"), store.edit("two"):
        pass


def test_what_an_edit_wrote_is_read_back_inside_it(store):
    with store.edit("new person") as edit:
        uid = edit.add(PersonFields(name="Ann Example"))
        assert store.row(PersonRow, uid).name == "Ann Example"
        edit.change(PersonRow, uid, email="ann@example.org")
        assert store.row(PersonRow, uid).email == "ann@example.org"


def test_only_questions_may_be_asked_of_the_records(store, session):
    from sqlalchemy import update

    with pytest.raises(TypeError, match="through edits"):
        store.rows(update(Session).values(title="x"), SessionRow)
    with pytest.raises(sqlite3.IntegrityError, match="through edits"):
        store.connection().execute("UPDATE session SET title = 'x'")


def test_listeners_hear_which_kinds_changed(store, session):
    heard = []
    store.on_edit.append(heard.append)

    change(store, session, title="Second")
    store.undo()

    assert [(e.label, e.kinds) for e in heard] == [("edit of session", frozenset({"session"}))] * 2


def test_the_last_step_can_be_taken_back_without_a_window(store, session):
    change(store, session, title="Second")

    assert store.undo_last_step() == "edit of session"
    assert store.row(SessionRow, session).title == "First"
    assert store.undo_last_step() == "new session"
    assert store.undo_last_step() is None

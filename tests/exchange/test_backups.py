"""Going back to a backup shows first what differs, and loses nothing."""

import pytest
from sqlmodel import select

from planner.model.contacts import Person, PersonFields, PersonRow
from planner.model.sessions import (
    Question,
    QuestionFields,
    QuestionRow,
    Session,
    SessionFields,
    SessionRow,
)
from planner.ops import backups, privacy
from planner.ops import project as projects
from planner.store.derive import differences


@pytest.fixture
def work(project_file):
    work = projects.open_project(project_file)
    with work.store.edit("records") as edit:
        session = edit.add(SessionFields(title="Opening"))
        edit.add(QuestionFields(session=session, text="Why?"))
        edit.add(PersonFields(name="Zoe Quux"))
    work.save()
    with work.store.edit("edits") as edit:
        edit.change(SessionRow, session, title="Changed")
        edit.add(SessionFields(title="Later"))
    work.save()
    yield work
    work.discard()


@pytest.fixture
def backup(work):
    """The file as it was when it had the records and none of the later edits."""
    return backups.list_backups(work.store)[0]


def titles(work):
    return sorted(row.title for row in work.store.rows(select(Session), SessionRow))


def test_backups_are_listed_newest_first_with_their_times(work):
    found = backups.list_backups(work.store)

    assert len(found) == 2
    assert found[0].at_utc >= found[1].at_utc
    assert found[0].size > 0


def test_what_differs_is_shown_and_nothing_is_changed(work, backup):
    revision = work.store.revision

    found = backups.differences(work.store, backup.path)

    assert sorted((d.what, d.title, d.fields) for d in found) == [
        ("change", "Opening", ("title",)),
        ("remove", "Later", ()),
    ]
    assert work.store.revision == revision
    assert titles(work) == ["Changed", "Later"]


def test_going_back_is_one_step_that_undo_takes_back(work, backup):
    backups.go_back(work.store, backup.path)
    assert titles(work) == ["Opening"]

    work.store.undo()

    assert titles(work) == ["Changed", "Later"]
    assert differences(work.store.connection()) == []


def test_removed_records_come_back_with_their_children(work, backup):
    [opening] = [r for r in work.store.rows(select(Session), SessionRow) if r.title == "Changed"]
    with work.store.edit("removal") as edit:
        edit.remove(SessionRow, opening.uid)

    backups.go_back(work.store, backup.path)

    assert titles(work) == ["Opening"]
    assert [q.text for q in work.store.rows(select(Question), QuestionRow)] == ["Why?"]
    assert work.store.connection().execute("SELECT * FROM rep_conflict").fetchall() == []


def test_an_erased_person_does_not_come_back(work, backup):
    [zoe] = work.store.rows(select(Person), PersonRow)
    privacy.erase_person(work.store, zoe.uid)

    backups.go_back(work.store, backup.path)

    assert work.store.rows(select(Person), PersonRow) == []
    work.save()
    assert b"Quux" not in work.target.read_bytes()


def test_a_backup_of_the_present_state_differs_in_nothing(work):
    work.save()
    newest = backups.list_backups(work.store)[0]

    assert backups.differences(work.store, newest.path) == []
    assert backups.go_back(work.store, newest.path) == []

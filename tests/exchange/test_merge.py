"""Two copies edited apart become one, and both know what the other did."""

import pytest
from sqlmodel import select

from planner.exchange.merge import merge
from planner.exchange.receive import received
from planner.exchange.refusals import OtherProjectError
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.model.sessions import Session, SessionFields, SessionRow
from planner.ops import project as ops
from planner.store.derive import differences


@pytest.fixture
def copies(project_file, tmp_path):
    """Two copies of one project with a session, opened side by side."""
    work = ops.open_project(project_file)
    with work.store.edit("new session") as edit:
        edit.add(SessionFields(title="First"))
        edit.add(PersonFields(name="Ann Example"))
    work.save()
    other = tmp_path / "other.usp"
    other.write_bytes(project_file.read_bytes())
    second = ops.open_project(other)
    yield work, second
    work.discard()
    second.discard()


def session(work):
    return work.store.rows(select(Session), SessionRow)[0]


def bring(to, source, *, keep=True):
    source.save()
    with received(source.target) as file:
        return merge(to.store, file, keep=keep)


def conflicts(work):
    found = work.store.connection().execute("SELECT entity, cell, kind FROM rep_conflict")
    return sorted(found.fetchall())


def change(work, **values):
    with work.store.edit("edit of session") as edit:
        edit.change(SessionRow, session(work).uid, **values)


def test_work_of_both_is_there_after_one_is_brought_in(copies):
    mine, theirs = copies
    change(mine, title="My title")
    change(theirs, status="confirmed")

    report = bring(mine, theirs)

    assert (session(mine).title, session(mine).status) == ("My title", "confirmed")
    assert report.counts() == {"changed": 1}
    assert conflicts(mine) == []
    assert differences(mine.store.connection()) == []


def test_the_same_copy_a_second_time_changes_nothing(copies):
    mine, theirs = copies
    change(theirs, status="confirmed")
    bring(mine, theirs)
    before = list(mine.store.connection().iterdump())

    report = bring(mine, theirs)

    assert report.empty
    after = list(mine.store.connection().iterdump())
    assert [line for line in after if line not in before and '"meta"' not in line] == []


def test_two_titles_meet_in_a_conflict_and_both_copies_show_the_same(copies):
    mine, theirs = copies
    change(mine, title="My title")
    change(theirs, title="Their title")

    report = bring(mine, theirs)
    bring(theirs, mine)

    assert [(c.cell, c.about) for c in report.conflicts] == [("title", "value")]
    assert conflicts(mine) == conflicts(theirs) == [("session", "title", "value")]
    assert session(mine) == session(theirs)


def test_one_undo_takes_the_whole_import_back_and_redo_brings_it_again(copies):
    mine, theirs = copies
    change(mine, title="My title")
    mine.store.begin_here()
    before = (mine.store.rows(select(Session), SessionRow), conflicts(mine))
    with theirs.store.edit("much") as edit:
        edit.change(SessionRow, session(theirs).uid, title="Their title", language="de")
        edit.add(SessionFields(title="Second"))
        [person] = theirs.store.rows(select(Person), PersonRow)
        edit.remove(PersonRow, person.uid)
    bring(mine, theirs)
    after = (mine.store.rows(select(Session), SessionRow), conflicts(mine))
    assert len(after[0]) == 2

    mine.store.undo()

    assert (mine.store.rows(select(Session), SessionRow), conflicts(mine)) == before
    assert [p.name for p in mine.store.rows(select(Person), PersonRow)] == ["Ann Example"]
    mine.store.redo()
    assert (mine.store.rows(select(Session), SessionRow), conflicts(mine)) == after
    assert mine.store.rows(select(Person), PersonRow) == []


def test_an_import_can_be_taken_back_without_a_window(copies):
    mine, theirs = copies
    change(theirs, status="confirmed")
    bring(mine, theirs)

    assert mine.store.undo_last_step() == "bringing in of other.usp"

    assert session(mine).status == "draft"


def test_a_preview_tells_the_same_and_changes_nothing(copies):
    mine, theirs = copies
    change(mine, title="My title")
    change(theirs, title="Their title")
    before = list(mine.store.connection().iterdump())

    preview = bring(mine, theirs, keep=False)

    assert list(mine.store.connection().iterdump()) == before
    assert preview == bring(mine, theirs)


def test_a_copy_of_another_project_is_refused(copies, tmp_path):
    mine, _theirs = copies
    other = ops.new_project(tmp_path / "elsewhere.usp", "Elsewhere")

    with pytest.raises(OtherProjectError):
        bring(mine, other)

    other.close()

"""Every change is listed in words, and a single value can be brought back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import UserError
from planner.model.contacts import OrganisationFields, PersonFields
from planner.model.followups import ActionFields
from planner.model.sessions import SessionFields, SessionRow
from planner.ops import contacts, followups
from planner.ops import history as ops
from planner.ops.project import change_project, project
from planner.ops.sessions import add_session, change_session, remove_session
from planner.store.files import in_memory
from planner.store.store import Author, Store


@pytest.fixture
def session(store):
    return add_session(store, SessionFields(title="Data"))


def newest(store, field):
    return next(change for change in ops.list_changes(store) if change.field == field)


def test_a_change_says_who_what_before_and_after(store, session):
    signed = Store(store.connection(), author=Author("Ada"))
    change_session(signed, session, title="Data and trust", status="planned")
    change = newest(store, "Title")

    assert (change.who, change.before, change.after) == ("Ada", "Data", "Data and trust")
    assert (change.title, change.kind) == ("Data and trust", "session")
    assert change.at_utc.endswith("+00:00")
    assert newest(store, "Status").after == "planned"


def test_a_time_is_one_value_with_its_zone(store, session):
    change_session(store, session, starts_local="2026-06-25T11:00:00", zone="Europe/Brussels")

    assert newest(store, "Starts, Ends, Time zone").after == "2026-06-25 11:00 · Europe/Brussels"


def test_a_reference_is_said_by_name(store):
    office = contacts.add_organisation(store, OrganisationFields(name="City of Riverside"))
    person = contacts.add_person(store, PersonFields(name="Ada"))
    contacts.change_person(store, person, organisation=office)

    assert newest(store, "Organisation").after == "City of Riverside"


def test_what_an_action_is_about_and_whose_it_is_are_said_by_name(store, session):
    person = contacts.add_person(store, PersonFields(name="Ada"))
    followups.add_action(store, ActionFields(text="Call", about=session, owner=person))

    assert newest(store, "About").after == "Data"
    assert newest(store, "Owner").after == "Ada"


def test_an_earlier_value_comes_back_as_an_ordinary_edit(store, session):
    change_session(store, session, title="Trust")
    change_session(store, session, title="Power")
    changes = ops.list_changes(store)
    first = next(c for c in changes if (c.field, c.after) == ("Title", "Trust"))
    ops.restore_value(store, first.uid)

    assert store.row(SessionRow, session).title == "Data"
    store.undo()
    assert store.row(SessionRow, session).title == "Power"


def test_a_removed_record_comes_back(store, session):
    remove_session(store, session)
    gone = newest(store, "the record")
    assert (gone.before, gone.after) == ("made", "removed")
    ops.restore_value(store, gone.uid)

    assert store.row(SessionRow, session).state == "alive"


def test_undo_is_listed_as_taking_back(store, session):
    store.undo()

    assert "taken back" in ops.list_changes(store)[0].step


def test_the_first_value_has_nothing_before_it(store, session):
    change = newest(store, "Title")

    assert change.before == "nothing"
    assert not change.can_restore
    with pytest.raises(UserError, match="no earlier value"):
        ops.restore_value(store, change.uid)


def test_a_change_that_is_not_there_is_refused(store):
    with pytest.raises(UserError):
        ops.restore_value(store, "999999")


def test_only_the_newest_are_listed_and_all_are_counted(store, session):
    for title in "abcdef":
        change_session(store, session, title=title)

    assert [c.after for c in ops.list_changes(store, 3)] == ["f", "e", "d"]
    assert ops.count_changes(store) > 6


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=6))
def test_history_tells_every_title_in_order(titles):
    store = in_memory("Test")
    for title in titles:
        change_project(store, title=title)
    told = [c.after for c in ops.list_changes(store) if c.field == "Project title"]
    store.close()

    expected = ["Test"]
    for title in titles:
        if title != expected[-1]:
            expected.append(title)
    assert told == [title or "nothing" for title in reversed(expected)]


def test_the_title_of_the_project_can_be_brought_back(store):
    change_project(store, title="Riverside")
    ops.restore_value(store, newest(store, "Project title").uid)

    assert project(store).title == "Test project"


@pytest.fixture
def by_two(store):
    """Edits of two authors; those of Bob in 2020."""
    bob = Store(store.connection(), author=Author("Bob"))
    add_session(bob, SessionFields(title="Old"))
    store.connection().execute("UPDATE rep_change SET wall_utc = '2020-06-25T12:00:00+00:00'")
    ada = Store(store.connection(), author=Author("Ada"))
    contacts.add_person(ada, PersonFields(name="Cleo"))
    return store


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (ops.wanted("Bob", "", "", ""), {"Old"}),
        (ops.wanted("Ada", "", "", ""), {"Cleo"}),
        (ops.wanted(None, "person", "", ""), {"Cleo"}),
        (ops.wanted(None, "session", "", ""), {"Old"}),
        (ops.wanted("Bob", "person", "", ""), set()),
        (ops.wanted(None, "", "2020-06-25", "2020-06-25"), {"Old", "Test project"}),
        (ops.wanted(None, "", "2020-06-27", ""), {"Cleo"}),
        (ops.wanted(None, "", "", "2020-06-23"), set()),
    ],
)
def test_changes_are_found_by_who_what_and_when(by_two, wanted, titles):
    found = ops.list_changes(by_two, 100, wanted)

    assert {change.title for change in found} == titles
    assert ops.count_changes(by_two, wanted) == len(found)


def test_authors_and_kinds_are_those_that_occur(by_two):
    assert set(ops.authors(by_two)) == {"", "Ada", "Bob"}
    assert [kind for kind, _words in ops.kinds(by_two)] == ["person", "project", "session"]

"""Cases that were found once, each told as it happens between people; they stay found."""

import pytest

from planner.exchange.scope import Scope
from planner.model.contacts import PersonFields, PersonRow
from planner.model.sessions import QuestionFields, QuestionRow, SessionFields, SessionRow
from planner.ops import duplicates
from planner.store.derive import differences
from tests.exchange import oracle
from tests.exchange.copies import EVERYTHING, NO_PERSONS, first_copy, fork, save, send


@pytest.fixture
def ann():
    copy = first_copy()
    yield copy
    copy.store.close()


@pytest.fixture
def ben(ann, session, question, person):
    copy = fork(ann)
    yield copy
    copy.store.close()


@pytest.fixture
def session(ann):
    with ann.store.edit("new session") as edit:
        return edit.add(SessionFields(title="Opening", zone="Europe/Brussels"))


@pytest.fixture
def question(ann, session):
    with ann.store.edit("new question") as edit:
        return edit.add(QuestionFields(session=session, text="Why?"))


@pytest.fixture
def person(ann):
    with ann.store.edit("new person") as edit:
        return edit.add(PersonFields(name="Zoe", email="zoe@example.org"))


def change(copy, row, uid, seen=None, **values):
    with copy.store.edit("edit", seen) as edit:
        edit.change(row, uid, **values)


def remove(copy, row, uid):
    with copy.store.edit("removal") as edit:
        edit.remove(row, uid)


def conflicts(copy):
    return copy.db.execute("SELECT cell, kind FROM rep_conflict ORDER BY cell, kind").fetchall()


def state(copy, row, uid):
    return copy.store.row(row, uid).state


def swap(one, two, folder):
    send(one, two, folder)
    send(two, one, folder)
    for copy in (one, two):
        assert oracle.table(copy.db) == oracle.expected(copy.db)
        assert differences(copy.db) == []
    assert oracle.table(one.db) == oracle.table(two.db)


def test_a_copied_file_and_its_original_never_give_two_changes_one_name(
    ann, ben, session, tmp_path
):
    """Trap 1."""
    ben.store._actor = ann.store._actor
    change(ann, SessionRow, session, title="Ann's")
    change(ben, SessionRow, session, title="Ben's")

    swap(ann, ben, tmp_path)

    assert conflicts(ann) == [("title", "value")]


def test_two_people_may_give_two_contacts_one_address(ann, ben, tmp_path):
    """Trap 3."""
    for copy in (ann, ben):
        with copy.store.edit("new person") as edit:
            edit.add(PersonFields(name="Twin", email="same@example.org"))

    swap(ann, ben, tmp_path)

    assert len(ann.rows("person")) == 3


def test_an_ordinary_edit_settles_only_the_value_that_was_shown(ann, ben, session, tmp_path):
    """Trap 4."""
    change(ann, SessionRow, session, title="Ann's")
    change(ben, SessionRow, session, title="Ben's")
    swap(ann, ben, tmp_path)

    change(ann, SessionRow, session, title="Third")

    assert conflicts(ann) == [("title", "value")]
    assert ann.store.row(SessionRow, session).title == "Third"


def test_adding_again_under_one_key_settles_only_the_value_that_was_shown(ann, tmp_path):
    from planner.model.assessments import AnswerFields, AssessmentFields

    with ann.store.edit("assessment") as edit:
        assessment = edit.add(AssessmentFields(title="Trial"))
    ben = fork(ann)
    for copy, value in ((ann, "yes"), (ben, "no")):
        with copy.store.edit("answer") as edit:
            edit.add(AnswerFields(assessment=assessment, item="A", value=value))
    swap(ann, ben, tmp_path)

    with ann.store.edit("answer") as edit:
        edit.add(AnswerFields(assessment=assessment, item="A", value="partly"))

    assert conflicts(ann) == [("answer", "value")]
    ben.store.close()


def test_a_form_filled_before_an_import_overwrites_nothing_unseen(ann, ben, session, tmp_path):
    """Trap 5."""
    seen = ann.store.revision
    change(ben, SessionRow, session, title="Ben's")
    send(ben, ann, tmp_path)

    change(ann, SessionRow, session, seen, title="Ann's")

    assert conflicts(ann) == [("title", "value")]


def test_hour_and_zone_are_one_value(ann, ben, session, tmp_path):
    """Trap 6."""
    change(ann, SessionRow, session, starts_local="2026-06-25T10:00")
    change(ben, SessionRow, session, zone="Europe/Lisbon")

    swap(ann, ben, tmp_path)

    assert conflicts(ann) == [("when", "value")]


def test_a_copy_without_earlier_values_makes_no_false_conflict(ann, ben, session, tmp_path):
    """Trap 7."""
    change(ann, SessionRow, session, title="Second")
    change(ann, SessionRow, session, title="Third")

    send(ann, ben, tmp_path, Scope())

    assert conflicts(ben) == []
    assert ben.store.row(SessionRow, session).title == "Third"


def test_what_was_removed_in_full_view_stays_removed(ann, ben, session, tmp_path):
    """Trap 8."""
    remove(ann, SessionRow, session)

    swap(ann, ben, tmp_path)

    assert state(ben, SessionRow, session) == "dead"
    assert conflicts(ben) == []


def test_a_removal_that_did_not_know_of_an_edit_is_listed(ann, ben, session, tmp_path):
    change(ben, SessionRow, session, title="Still needed")
    remove(ann, SessionRow, session)

    swap(ann, ben, tmp_path)

    assert state(ann, SessionRow, session) == "alive"
    assert ("_life", "delete/edit") in conflicts(ann)


def test_a_removal_that_did_not_know_of_a_child_is_listed(ann, ben, session, tmp_path):
    with ben.store.edit("new question") as edit:
        edit.add(QuestionFields(session=session, text="And now?"))
    remove(ann, SessionRow, session)

    swap(ann, ben, tmp_path)

    assert state(ann, SessionRow, session) == "alive"
    assert conflicts(ann) == [("_life", "delete/child")]


def test_a_parent_revived_by_a_child_goes_again_when_the_child_moves_away(
    ann, ben, session, question, tmp_path
):
    """Trap 9, mutant M5: what a record referred to before has to be worked out again too."""
    with ann.store.edit("other session") as edit:
        other = edit.add(SessionFields(title="Other"))
    send(ann, ben, tmp_path)
    with ben.store.edit("new question") as edit:
        child = edit.add(QuestionFields(session=session, text="And now?"))
    remove(ann, SessionRow, session)
    swap(ann, ben, tmp_path)
    assert state(ann, SessionRow, session) == "alive"

    change(ann, QuestionRow, child, session=other)

    assert state(ann, SessionRow, session) == "dead"
    assert differences(ann.db) == []
    assert oracle.table(ann.db) == oracle.expected(ann.db)


def test_a_withheld_newer_value_does_not_hide_one_that_nobody_replaced(ann, ben, person, tmp_path):
    """Found by the machine: two values side by side, the later one withheld."""
    change(ann, PersonRow, person, email="ann-knows@example.org")
    change(ben, PersonRow, person, phone="1")
    change(ben, PersonRow, person, email="ben-knows@example.org")

    send(ben, ann, tmp_path, NO_PERSONS)

    assert ann.store.row(PersonRow, person).email == "ann-knows@example.org"
    send(ben, ann, tmp_path)
    assert conflicts(ann) == [("email", "value")]


def test_withheld_values_can_be_filled_in_later(ann, ben, person, tmp_path):
    """Traps 10 and 11, P17."""
    change(ann, PersonRow, person, email="new@example.org")
    send(ann, ben, tmp_path, NO_PERSONS)
    assert ben.store.row(PersonRow, person).email is None

    send(ann, ben, tmp_path, EVERYTHING)

    assert ben.store.row(PersonRow, person).email == "new@example.org"
    assert conflicts(ben) == []


def test_an_erasure_reaches_those_who_get_only_a_part(ann, ben, session, person, tmp_path):
    """Trap 11, P10."""
    from planner.exchange.erase import erase

    erase(ann.store, "erasure", [("person", person)])

    send(ann, ben, tmp_path, Scope(only=frozenset([session])))

    assert ben.rows("person") == []
    assert b"zoe@example.org" not in save(ben, tmp_path).read_bytes()


def test_an_edit_that_comes_after_an_erasure_is_dropped(ann, ben, person, tmp_path):
    """P10, mutant M10."""
    from planner.exchange.erase import erase

    erase(ann.store, "erasure", [("person", person)])
    change(ben, PersonRow, person, email="late@example.org")

    report = send(ben, ann, tmp_path)

    assert report.late == 1
    assert b"late@example.org" not in save(ann, tmp_path).read_bytes()


def test_two_contacts_merged_in_opposite_directions_lose_nobody(ann, ben, person, tmp_path):
    """Trap 12."""
    with ann.store.edit("new person") as edit:
        twin = edit.add(PersonFields(name="Zoé"))
    send(ann, ben, tmp_path)
    duplicates.merge_contacts(ann.store, "person", person, twin)
    duplicates.merge_contacts(ben.store, "person", twin, person)

    swap(ann, ben, tmp_path)

    assert set(ann.rows("person")) == {person, twin}
    standing = set(duplicates.stands_for(ann.store, "person").values())
    assert standing == {min(person, twin)}


def test_bringing_a_child_back_is_no_disagreement(ann, ben, session, question, tmp_path):
    """Trap 18: the parent went with the same removal."""
    remove(ann, SessionRow, session)
    with ann.store.edit("restoring") as edit:
        edit.restore(QuestionRow, question)

    swap(ann, ben, tmp_path)

    assert conflicts(ann) == conflicts(ben) == []
    assert state(ben, SessionRow, session) == "alive"


def test_a_new_child_of_a_removed_parent_brings_the_parent_back(ann, ben, session, tmp_path):
    remove(ann, SessionRow, session)
    with ann.store.edit("new question") as edit:
        edit.add(QuestionFields(session=session, text="After all?"))

    swap(ann, ben, tmp_path)

    assert conflicts(ann) == conflicts(ben) == []
    assert state(ben, SessionRow, session) == "alive"


def test_undo_of_a_removal_brings_back_a_disagreement_as_it_was(ann, ben, session, tmp_path):
    change(ben, SessionRow, session, title="Ben's")
    change(ann, SessionRow, session, title="Ann's")
    swap(ann, ben, tmp_path)
    before = oracle.table(ann.db)

    remove(ann, SessionRow, session)
    ann.store.undo()

    assert oracle.table(ann.db) == before


def test_undo_of_a_revival_by_import_removes_again(ann, ben, session, tmp_path):
    remove(ann, SessionRow, session)
    change(ben, SessionRow, session, title="Still needed")
    send(ben, ann, tmp_path)
    assert state(ann, SessionRow, session) == "alive"

    ann.store.undo()
    assert state(ann, SessionRow, session) == "dead"
    assert conflicts(ann) == []

    ann.store.redo()
    assert state(ann, SessionRow, session) == "alive"
    assert ("_life", "delete/edit") in conflicts(ann)


def test_undo_of_an_import_does_not_write_over_a_value_that_was_withheld(
    ann, ben, person, tmp_path
):
    """Found by the machine: the undo put an empty text in the place of what nobody here saw."""
    change(ann, PersonRow, person, phone="123")
    send(ann, ben, tmp_path, NO_PERSONS)
    ben.store.undo()
    ben.store.redo()
    assert ben.store.row(PersonRow, person).phone is None
    ben.store.undo()

    swap(ann, ben, tmp_path)

    assert ben.store.row(PersonRow, person).phone == "123"
    assert conflicts(ann) == conflicts(ben) == []


def test_a_later_erasure_and_an_earlier_one_give_one_notice(ann, ben, person, tmp_path):
    from planner.exchange.erase import erase

    erase(ann.store, "erasure", [("person", person)], "one")
    erase(ben.store, "erasure", [("person", person)], "two")

    swap(ann, ben, tmp_path)

    assert ann.graph() == ben.graph()


def test_a_horizon_reaches_every_copy_and_replaced_values_do_not_return(
    ann, ben, session, tmp_path
):
    change(ann, SessionRow, session, title="Second")
    old = save(ben, tmp_path)
    ann.db.execute("INSERT INTO rep_horizon VALUES (1, '9000-01-01')")
    send(ann, ben, tmp_path)
    assert b"Opening" not in save(ben, tmp_path).read_bytes()

    from tests.exchange.copies import pull

    pull(ben, old)

    assert b"Opening" not in save(ben, tmp_path).read_bytes()
    assert ben.store.row(SessionRow, session).title == "Second"

"""The look before sending shows what the file will hold: all of it, and nothing else."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from planner.exchange.chosen import values_leaving
from planner.exchange.scope import Scope
from planner.exchange.send import write_copy
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.model.followups import ActionFields, NoteFields
from planner.model.sessions import ParticipationFields, SessionFields
from planner.ops import contacts, leaving
from planner.store.files import in_memory
from planner.store.store import Author, Store

PAIRS = [
    ("person", "name"),
    ("person", "phone"),
    ("person", "*"),
    ("note", "*"),
    ("session", "title"),
]


@pytest.fixture(scope="module")
def project():
    store = in_memory("Town")
    with store.edit("records") as edit:
        hall = edit.add(SessionFields(title="Hall", description="Ann Example opens."))
        ann = edit.add(PersonFields(name="Ann Example", phone="111", email="ann@example.org"))
        gone = edit.add(PersonFields(name="Bob Other", phone="222"))
        edit.add(ParticipationFields(session=hall, person=ann))
        edit.add(NoteFields(text="Ask Mrs Example about 0475 12 34 56.", about=hall))
        edit.add(ActionFields(text="Write", owner=ann))
    contacts.change_person(store, ann, phone="333")
    contacts.remove_persons(store, [gone])
    yield store
    store.close()


def uid(store, name):
    return next(
        r.uid for r in store.rows(select(Person), PersonRow, deleted=True) if r.name == name
    )


def shown(store, scope):
    return {(one.record, one.field, one.text) for one in leaving.leaving(store, scope)}


def in_file(path):
    with closing(sqlite3.connect(path)) as db:
        return set(
            db.execute(
                "SELECT entity, lower(hex(row_uid)), cell, payload FROM rep_change"
                " WHERE state = 1 AND cell <> '_life'"
            )
        )


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    withheld=st.sets(st.sampled_from(PAIRS)),
    history=st.booleans(),
    people=st.booleans(),
    part=st.booleans(),
)
def test_the_look_and_the_file_hold_the_same_values(
    project, tmp_path, withheld, history, people, part
):
    only = frozenset([uid(project, "Ann Example")] if part else [])
    scope = Scope(only, frozenset(withheld), history=history, people=people)
    path = tmp_path / "copy.usp"

    write_copy(project, path, scope)

    seen = {(v.kind, v.uid, v.cell, v.payload) for v in values_leaving(project, scope)}
    assert seen == in_file(path)


def test_earlier_values_and_removed_records_stay_home_unless_history_goes_along(project):
    lean, full = shown(project, Scope()), shown(project, Scope(history=True))

    assert ("Ann Example", "Phone", "333") in lean
    assert not {text for _r, _f, text in lean} & {"111", "222", "Bob Other"}
    assert ("Ann Example", "Phone, earlier", "111") in full
    assert ("Bob Other (removed)", "Phone", "222") in full


def test_a_removed_record_leaves_no_byte_and_stays_removed_where_it_arrives(project, tmp_path):
    from planner.ops import project as projects

    path = tmp_path / "copy.usp"
    write_copy(project, path, Scope())

    assert b"Bob Other" not in path.read_bytes()
    copy = projects.open_project(path, private=True)
    assert [row.name for row in copy.store.rows(select(Person), PersonRow)] == ["Ann Example"]
    copy.discard()


def test_only_free_text_is_searched_for_names(project):
    found = {one.text: one for one in leaving.leaving(project, Scope())}
    named = [one for one in found.values() if one.named]

    assert {one.field for one in named} == {"Description", "Note"}
    note = next(one for one in named if one.field == "Note")
    assert [note.text[a:b] for a, b in note.named] == ["Example", "0475 12 34 56"]
    assert not found["ann@example.org"].named


def test_a_reference_to_a_person_whose_name_stays_here_does_not_say_it(project):
    scope = Scope(withheld=frozenset([("person", "*")]), people=False)

    texts = {one.text for one in leaving.leaving(project, scope) if not one.free}

    assert "Ann Example" not in texts
    assert "a person whose name stays here" in texts


@given(withheld=st.sets(st.sampled_from(PAIRS)), people=st.booleans())
def test_sieving_what_was_read_is_the_same_as_reading_again(project, withheld, people):
    scope = Scope(withheld=frozenset(withheld), people=people)
    everything = leaving.leaving(project, Scope())

    sieved = {(v.kind, v.cell, v.record, v.text) for v in leaving.without(everything, scope)}

    again = {(v.kind, v.cell, v.record, v.text) for v in leaving.leaving(project, scope)}
    assert {v for v in sieved if v[0]} == {v for v in again if v[0]}


def test_names_of_authors_are_listed_and_those_of_steps_only_while_nothing_is_withheld():
    store = Store(in_memory("Town").connection(), author=Author("Cleo Writer", "cleos-laptop"))
    with store.edit("step about Ann") as edit:
        edit.add(PersonFields(name="Ann Example"))

    def along(scope):
        return {v.text for v in leaving.leaving(store, scope) if v.kind == leaving.NAMES_ALONG}

    assert along(Scope()) >= {"Cleo Writer", "cleos-laptop", "step about Ann"}
    assert "step about Ann" not in along(Scope(withheld=frozenset([("person", "*")])))
    assert along(Scope(people=False)) == set()
    store.close()

"""Where a part of the graph is missing, a field becomes unknown or disputed, never wrong."""

import pytest

from planner.model.contacts import PersonFields, PersonRow
from planner.ops import exchange
from planner.store.derive import differences, rebuild
from planner.store.loose_ends import EVERYTHING, tie


@pytest.fixture
def ann(store):
    """A person whose number was changed once."""
    with store.edit("person") as edit:
        uid = edit.add(PersonFields(name="Ann Example", phone="old"))
    with store.edit("number") as edit:
        edit.change(PersonRow, uid, phone="new")
    return uid


def tied(store, gaps=(), lose="0"):
    """Lose the changes for which `lose` holds, and tie the rest."""
    db = store.connection()
    [(first,)] = db.execute(f"SELECT coalesce(min(n), 1 << 60) FROM rep_change WHERE {lose}")
    db.execute(f"DELETE FROM rep_change WHERE {lose}")
    db.execute("BEGIN")
    found = tie(db, gaps, first)
    rebuild(db)
    db.execute("COMMIT")
    assert differences(db) == []
    orphans = "SELECT count(*) FROM rep_edge WHERE child NOT IN (SELECT uid FROM rep_change)"
    assert db.execute(orphans).fetchone() == (0,)
    return found


def test_a_whole_graph_stays_as_it_is(store, ann):
    before = list(store.connection().iterdump())

    found = tied(store)

    assert (found.parted, found.unknown, found.lives) == (0, 0, 0)
    assert list(store.connection().iterdump()) == before


def test_a_value_that_a_lost_one_replaced_is_unknown(store, ann):
    found = tied(store, lose="payload = '\"new\"'")

    assert found.unknown == 1
    assert store.row(PersonRow, ann).phone is None
    assert store.row(PersonRow, ann).name == "Ann Example"


def test_values_of_which_it_is_unknown_what_they_replaced_are_a_conflict(store, ann):
    store.connection().execute("DELETE FROM rep_edge")

    found = tied(store, gaps=[EVERYTHING])

    assert found.parted == 1
    [conflict] = exchange.list_conflicts(store)
    assert (conflict.uid, conflict.cell) == (ann, "phone")


def test_what_followed_a_doubtful_change_still_follows_it(store, ann):
    with store.edit("number") as edit:
        edit.change(PersonRow, ann, phone="newest")
    db = store.connection()
    [(middle,)] = db.execute("SELECT uid FROM rep_change WHERE payload = '\"new\"'")
    db.execute("DELETE FROM rep_edge WHERE child = ?", (middle,))

    found = tied(store, gaps=[(middle, middle)])

    assert found.parted == 2
    assert store.row(PersonRow, ann).phone == "newest"
    [conflict] = exchange.list_conflicts(store)
    assert sorted(side.values["phone"] for side in conflict.sides) == ["newest", "old"]


def test_a_lost_removal_is_counted(store, ann):
    with store.edit("removal") as edit:
        edit.remove(PersonRow, ann)

    found = tied(store, lose="cell = '_life' AND payload = '0'")

    assert found.lives == 1
    assert store.row(PersonRow, ann).state == "alive"

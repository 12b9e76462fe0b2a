"""Merged contacts lose nothing and can be parted again, whoever merged them."""

import pytest

from planner.model.contacts import OrganisationFields, PersonFields, PersonRow
from planner.ops import contacts
from planner.ops import duplicates as ops


@pytest.fixture
def pair(store):
    with store.edit("two") as edit:
        one = edit.add(PersonFields(name="Ann", phone="1", notes="Met in May."))
        two = edit.add(PersonFields(name="Ann E.", email="ann@example.org", notes="Met in June."))
    return one, two


def test_empty_fields_are_filled_and_notes_joined(store, pair):
    one, two = pair

    assert ops.taken_over(store, "person", two, one) == {
        "email": "ann@example.org",
        "notes": "Met in May.\n\nMet in June.",
    }


def test_one_undo_takes_back_the_merge_and_what_was_taken_over(store, pair):
    one, two = pair
    before = store.row(PersonRow, one)
    values = ops.taken_over(store, "person", two, one)

    ops.merge_contacts(store, "person", two, one, **values)
    assert [entry.uid for entry in ops.merged_with(store, "person", one)] == [two]
    store.undo()

    assert store.row(PersonRow, one) == before
    assert ops.merged_with(store, "person", one) == []


@pytest.mark.parametrize("parted", [0, 1])
def test_contacts_merged_in_opposite_directions_part_by_one_click(store, pair, parted):
    one, two = pair
    with store.edit("both directions") as edit:
        edit.change(PersonRow, one, merged_into=two)
        edit.change(PersonRow, two, merged_into=one)
    stands = ops.standing(store, "person", one)
    assert ops.merged_with(store, "person", stands) != []

    ops.part_contacts(store, "person", pair[parted])

    assert {ops.standing(store, "person", uid) for uid in pair} == set(pair)


def test_an_organisation_keeps_what_it_says_itself(store):
    with store.edit("two") as edit:
        one = edit.add(OrganisationFields(name="City", country="BE"))
        two = edit.add(OrganisationFields(name="City of Ghent", country="NL", website="ghent.be"))

    assert ops.taken_over(store, "organisation", two, one) == {"website": "ghent.be"}


def test_one_person_is_found_as_the_list_has_them(store):
    one, other, gone = (
        contacts.add_person(store, PersonFields(name=name)) for name in ("Ada", "A. Ek", "Bela")
    )
    ops.merge_contacts(store, "person", other, one)
    contacts.remove_persons(store, [gone])

    found = [contacts.find_person(store, uid) for uid in (one, other, gone, "", "00" * 16)]

    assert found[0] == contacts.list_persons(store)[0]
    assert found[1:] == [None] * 4

"""Contacts that may be one are suggested; nobody is lost in a circle."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.features.organiser.duplicates import ALIKE, Entry, canonical, pairs, representatives


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        (Entry("1", "Ann", "ANN@example.org "), Entry("2", "Zoe", "ann@example.org"), "email"),
        (Entry("1", "Ann", phone="+32 2 555 12 34"), Entry("2", "B", phone="02/5551234"), "phone"),
        (Entry("1", "Dr. Ilse Novák"), Entry("2", "Novak Ilse"), "name"),
    ],
)
def test_an_address_a_number_or_a_like_name_is_noticed(one, two, why):
    assert [(p.one.uid, p.two.uid, p.why) for p in pairs([two, one])] == [("1", "2", why)]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (Entry("1", "Ann Example"), Entry("2", "Bob Example")),
        (Entry("1", "Ann", phone="112"), Entry("2", "Bob", phone="112")),
        (Entry("1", ""), Entry("2", "")),
    ],
)
def test_others_are_left_alone(one, two):
    assert pairs([one, two]) == []


def test_only_pairs_with_one_of_the_chosen_are_returned():
    entries = [
        Entry(str(n), name)
        for n, name in enumerate(["Annabel Oneill", "Oneill, Annabel", "Anabel Oneill"])
    ]

    assert len(pairs(entries)) == 3
    assert [(p.one.uid, p.two.uid) for p in pairs(entries, among={"1"})] == [("0", "1"), ("1", "2")]


@given(st.lists(st.text("xyz ", max_size=8), max_size=8))
def test_likeness_of_names_is_that_of_their_words_in_any_order(names):
    from rapidfuzz.fuzz import token_sort_ratio

    entries = [Entry(str(n), name) for n, name in enumerate(names)]
    alike = {
        (one.uid, two.uid)
        for one, two in combinations(entries, 2)
        if one.name.strip() and token_sort_ratio(one.name, two.name) >= ALIKE
    }

    assert {(p.one.uid, p.two.uid) for p in pairs(entries)} == alike


@given(st.dictionaries(st.integers(0, 6), st.integers(0, 6)))
def test_following_redirects_always_ends_at_one_that_stands_for_itself(redirects):
    merged = {str(a): str(b) for a, b in redirects.items()}

    for uid in map(str, range(7)):
        end = canonical(uid, merged)
        assert canonical(end, merged) == end
        assert representatives(merged).get(uid, uid) == end


def test_a_circle_is_stood_for_by_its_smallest_identity():
    merged = {"c": "b", "b": "a", "a": "b"}

    assert {canonical(uid, merged) for uid in "abc"} == {"a"}


def test_a_merged_contact_is_shown_under_the_one_that_stands_for_it(store):
    from planner.model.contacts import PersonFields
    from planner.model.sessions import ParticipationFields, SessionFields
    from planner.ops import contacts, duplicates, participations, sessions

    ann = contacts.add_person(store, PersonFields(name="Ann Example"))
    twin = contacts.add_person(store, PersonFields(name="A. Example"))
    session = sessions.add_session(store, SessionFields(title="Trust"))
    participations.add_participation(store, ParticipationFields(session=session, person=twin))

    duplicates.merge_contacts(store, "person", twin, ann, email="ann@example.org")

    assert [(c.name, c.sessions) for c in contacts.list_contacts(store)] == [("Ann Example", 1)]
    assert [a.session.title for a in participations.appearances(store, ann)] == ["Trust"]
    assert [p.name for p in participations.list_people(store, session)] == ["Ann Example"]
    store.undo()
    assert len(contacts.list_contacts(store)) == 2
    with pytest.raises(duplicates.SameContactError):
        duplicates.merge_contacts(store, "person", ann, ann)


class Counted(dict):
    """Redirects that count how often they are followed."""

    followed = 0

    def get(self, *key):
        self.followed += 1
        return super().get(*key)


@pytest.mark.parametrize("circle", [True, False])
def test_a_long_way_of_redirects_is_walked_once(circle):
    uids = [f"{number:05}" for number in range(20_000)]
    redirects = Counted(pairwise(uids))
    if circle:
        redirects[uids[-1]] = uids[0]

    found = representatives(redirects)

    assert set(found.values()) == {uids[0] if circle else uids[-1]}
    assert redirects.followed < 4 * len(uids)

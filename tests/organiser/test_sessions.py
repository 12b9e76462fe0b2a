"""What one can do with series, sessions, their questions and their people."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import NotFoundError
from planner.model.contacts import OrganisationFields, PersonFields
from planner.model.followups import ActionFields, NoteFields
from planner.model.sessions import ParticipationFields, SeriesFields, SessionFields
from planner.ops import contacts, followups, participations, questions, sessions
from planner.store.files import in_memory

NOW = datetime(2026, 6, 1, tzinfo=UTC)
JUNE = {
    "starts_local": "2026-06-25T11:00",
    "ends_local": "2026-06-25T12:30",
    "zone": "Europe/Brussels",
}


def add_session(store, title="Trust", **fields):
    return sessions.add_session(store, SessionFields(title=title, **fields))


def add_person(store, name="Ada Ek", **fields):
    return contacts.add_person(store, PersonFields(name=name, **fields))


def texts(store, session):
    return [row.text for row in questions.list_questions(store, session)]


def names(store, session):
    return [part.name for part in participations.list_people(store, session)]


def invite(store, session, **fields):
    return participations.add_participation(store, ParticipationFields(session=session, **fields))


def test_sessions_are_told_apart_by_when_they_are(store):
    add_session(store, "Held", **(JUNE | {"starts_local": "2026-05-01T11:00", "ends_local": ""}))
    add_session(store, "Planned", **JUNE)
    add_session(store, "Idea")

    found = {item.title: item.part for item in sessions.items(store, NOW)}

    assert found == {"Held": "past", "Planned": "upcoming", "Idea": "undated"}


def test_the_earliest_session_comes_first_and_those_without_a_date_last(store):
    add_session(store, "Idea")
    add_session(store, "Later", starts_local="2026-07-01T10:00", zone="UTC")
    add_session(store, "Sooner", **JUNE)

    assert [row.title for row in sessions.list_sessions(store)] == ["Sooner", "Later", "Idea"]


def test_a_time_is_said_with_its_zone(store):
    row = sessions.session(store, add_session(store, **JUNE))

    assert sessions.said(row, "Europe/London") == (
        "25 June 2026, 11:00–12:30 CEST (Europe/Brussels) = 10:00 BST London"
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (JUNE, ""),
        (JUNE | {"zone": ""}, "needs a zone"),
        (JUNE | {"ends_local": "2026-06-25T10:00"}, "ends before it starts"),
        (JUNE | {"starts_local": "2026-03-29T02:30"}, "does not exist"),
        ({"starts_local": "2026-10-25T02:30", "zone": "Europe/Brussels"}, "comes twice"),
        ({"ends_local": "2026-06-25T10:00"}, "needs a start"),
    ],
)
def test_a_time_that_cannot_be_is_explained(fields, words):
    assert words in sessions.time_problem(SessionFields(title="X", **fields))
    assert bool(words) == bool(sessions.time_problem(SessionFields(title="X", **fields)))


def test_an_hour_over_a_clock_change_is_not_an_end_before_the_start():
    fields = {"starts_local": "2026-10-25T02:45", "ends_local": "2026-10-25T03:10"}

    problem = sessions.time_problem(SessionFields(title="X", zone="Europe/Brussels", **fields))

    assert "before" not in problem


def test_removing_a_series_leaves_its_sessions(store):
    series = sessions.add_series(store, SeriesFields(title="Talks"))
    uid = add_session(store, series=series)

    sessions.remove_series(store, series)

    assert sessions.session(store, uid).series is None


def test_removing_a_session_takes_its_questions_along_and_undo_brings_them_back(store):
    uid = add_session(store)
    questions.add_question(store, uid, "Who?")
    invite(store, uid, person=add_person(store))

    sessions.remove_session(store, uid)
    with pytest.raises(NotFoundError):
        sessions.session(store, uid)
    assert texts(store, uid) == []
    store.undo()

    assert texts(store, uid) == ["Who?"]
    assert names(store, uid) == ["Ada Ek"]


def test_a_copy_has_the_same_questions_and_people_but_no_date_and_no_promises(store):
    uid = add_session(store, status="confirmed", **JUNE)
    for text in ("Who?", "Why?"):
        questions.add_question(store, uid, text)
    invite(store, uid, person=add_person(store), status="confirmed")
    invite(store, uid, placeholder="City of Ghent", status="tbc")

    copy = sessions.duplicate_session(store, uid)
    row = sessions.session(store, copy)

    assert (row.title, row.status, row.starts_local, row.zone) == (
        "Trust (copy)",
        "draft",
        "",
        "Europe/Brussels",
    )
    assert texts(store, copy) == ["Who?", "Why?"]
    statuses = [part.row.status for part in participations.list_people(store, copy)]
    assert statuses == ["invited", "tbc"]


def test_one_undo_takes_a_copy_back(store):
    uid = add_session(store)
    questions.add_question(store, uid, "Who?")
    sessions.duplicate_session(store, uid)

    store.undo()

    assert len(sessions.list_sessions(store)) == 1


def test_undo_says_what_was_edited(store):
    uid = add_session(store)
    sessions.change_session(store, uid, title="Tools")

    assert store.undo_label == "edit of session title"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 6)), max_size=12))
def test_questions_stand_where_they_were_put(moves):
    store = in_memory("Order")
    session = add_session(store)
    expected = [questions.add_question(store, session, f"Question {n}?") for n in range(5)]

    for which, place in moves:
        uid = expected.pop(which)
        expected.insert(max(0, min(place, 4)), uid)
        questions.move_question(store, uid, place)

    assert [row.uid for row in questions.list_questions(store, session)] == expected
    store.close()


def test_somebody_new_is_added_as_a_contact_and_to_the_session_in_one_step(store):
    uid = add_session(store)
    participations.add_typed(store, uid, "Ada Ek, City of Ghent")

    assert names(store, uid) == ["Ada Ek"]
    store.undo()
    assert names(store, uid) == []
    assert contacts.list_persons(store) == []


@pytest.mark.parametrize(
    ("text", "name", "affiliation", "status"),
    [
        ("Ada Ek", "Ada Ek", "", "invited"),
        ("Dr. Bo Ash, University of Leeds (tbc)", "Dr. Bo Ash", "University of Leeds", "tbc"),
        ("TBC, City of Turin", "TBC, City of Turin", "City of Turin", "tbc"),
        ("City of Ghent", "City of Ghent", "", "invited"),
        ("ada", "ada", "", "invited"),
    ],
)
def test_somebody_is_added_as_a_programme_prints_them(store, text, name, affiliation, status):
    uid = add_session(store)
    participations.add_typed(store, uid, text)
    (part,) = participations.list_people(store, uid)

    assert (part.name, part.row.affiliation, part.row.status) == (name, affiliation, status)


def test_a_typed_name_means_the_only_contact_who_has_it(store):
    ada = add_person(store)
    uid = add_session(store)
    participations.add_typed(store, uid, "Ada Ek, City of Ghent")
    add_person(store)
    participations.add_typed(store, uid, "Ada Ek")

    first, second = participations.list_people(store, uid)
    assert first.row.person == ada
    assert second.row.person != ada


def test_a_place_is_held_by_words_until_somebody_is_named(store):
    uid = add_session(store)
    invite(store, uid, placeholder="A representative of Turin", status="tbc")

    assert names(store, uid) == ["A representative of Turin"]
    assert sessions.items(store, NOW)[0].tbc == 1


def test_people_can_be_moved(store):
    uid = add_session(store)
    first, _second = (invite(store, uid, person=add_person(store, name)) for name in "AB")

    participations.move_participation(store, first, 1)

    assert names(store, uid) == ["B", "A"]


def test_a_person_in_two_sessions_at_one_time_is_double_booked(store):
    ada = add_person(store)
    for title, start, end in (("A", "11:00", "12:00"), ("B", "11:30", "13:00"), ("C", "13:00", "")):
        times = {
            "starts_local": f"2026-06-25T{start}",
            "ends_local": end and f"2026-06-25T{end}",
        }
        uid = add_session(store, title, zone="Europe/Brussels", **times)
        invite(store, uid, person=ada)

    (found,) = sessions.double_booked(store)

    assert [sessions.session(store, uid).title for uid in found.sessions] == ["A", "B"]


def test_a_cancelled_session_books_nobody(store):
    ada = add_person(store)
    for status in ("planned", "cancelled"):
        invite(store, add_session(store, status=status, **JUNE), person=ada)

    assert sessions.double_booked(store) == []


def test_persons_are_sorted_by_name_without_titles(store):
    for name in ("Dr. Zoe Ash", "Prof. Dr. Bo Ek", "Ábel Falk"):
        add_person(store, name)
    add_person(store, "Cleo Marsh", family_name="Marsh", given_name="Cleo")

    listed = [row.name for row in contacts.list_persons(store)]

    assert listed == ["Ábel Falk", "Prof. Dr. Bo Ek", "Cleo Marsh", "Dr. Zoe Ash"]


def test_the_sessions_of_a_person_are_found_latest_first(store):
    ada = add_person(store)
    for title, start in (("Old", "2020-06-25T11:00"), ("New", "2026-06-25T11:00")):
        invite(store, add_session(store, title, starts_local=start, zone="UTC"), person=ada)

    assert [a.session.title for a in participations.appearances(store, ada)] == ["New", "Old"]


def test_removing_an_organisation_leaves_its_people(store):
    place = contacts.add_organisation(store, OrganisationFields(name="City of Ghent"))
    ada = add_person(store, organisation=place)

    contacts.remove_organisations(store, [place])

    assert [(row.uid, row.organisation) for row in contacts.list_persons(store)] == [(ada, None)]


def test_a_removed_person_is_still_told_in_the_session(store):
    uid = add_session(store)
    ada = add_person(store)
    invite(store, uid, person=ada)

    contacts.remove_persons(store, [ada])

    assert names(store, uid) == ["removed person"]


@pytest.mark.parametrize("address", ["ada@example.org", "a.b+c@müller.example", "", "o'neill@x.ie"])
def test_a_mail_address_that_may_work_is_let_through(address):
    assert contacts.email_problem(address) == ""


@pytest.mark.parametrize("address", ["ada", "ada@", "@example.org", "a b@example.org", "a@b@c.d"])
def test_a_mail_address_that_cannot_work_is_explained(address):
    assert contacts.email_problem(address)


def test_late_actions_come_first_and_finished_ones_last(store):
    for text, due, status in (
        ("no day", "", "open"),
        ("done", "2026-01-01", "done"),
        ("later", "2026-07-01", "open"),
        ("late", "2026-05-01", "doing"),
    ):
        followups.add_action(store, ActionFields(text=text, due=due, status=status))

    found = followups.items(store, date(2026, 6, 1))

    assert [(item.text, item.late) for item in found] == [
        ("late", True),
        ("later", False),
        ("no day", False),
        ("done", False),
    ]


def test_an_action_tells_what_it_is_about_and_who_does_it(store):
    session, ada = add_session(store), add_person(store)
    followups.add_action(store, ActionFields(text="Invite", about=session, owner=ada))
    followups.add_action(store, ActionFields(text="Call", owner="the intern"))

    found = {
        item.text: (item.owner, item.about, item.about_kind) for item in followups.items(store)
    }

    assert found == {"Invite": ("Ada Ek", "Trust", "session"), "Call": ("the intern", "", "")}


def test_an_action_that_is_done_is_no_longer_late(store):
    uid = followups.add_action(store, ActionFields(text="Call", due="2020-01-01"))
    followups.finish_action(store, uid)

    assert not followups.items(store)[0].late


def test_notes_belong_to_their_record(store):
    session = add_session(store)
    followups.add_note(store, NoteFields(text="Ask for slides", about=session))

    assert [note.text for note in followups.list_notes(store, session)] == ["Ask for slides"]

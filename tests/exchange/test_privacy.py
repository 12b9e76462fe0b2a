"""Erased people stay erased, in every byte and in every copy."""

import json
from datetime import date

import pytest
from sqlmodel import select

from planner.exchange.scope import Scope
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.model.followups import Note, NoteFields, NoteRow
from planner.model.sessions import (
    Participation,
    ParticipationFields,
    ParticipationRow,
    SessionFields,
    SessionRow,
)
from planner.ops import duplicates, exchange, mentions, privacy, retention
from planner.ops import project as projects
from planner.ops.contacts import change_person

SECRETS = ["Zoe Quux", "zoe@quux.example", "555 0199", "Professor of Quuxology", "met Zoe once"]


@pytest.fixture
def work(project_file):
    work = projects.open_project(project_file)
    with work.store.edit("records") as edit:
        session = edit.add(
            SessionFields(
                title="Opening", description="Zoe Quux opens.", starts_local="2026-01-31T10:00"
            )
        )
        zoe = edit.add(PersonFields(name="Zoe Quux", email="zoe@quux.example", phone="555 0199"))
        edit.add(
            ParticipationFields(session=session, person=zoe, affiliation="Professor of Quuxology")
        )
        edit.add(NoteFields(text="met Zoe once", about=zoe))
    change_person(work.store, zoe, phone="555 0200")
    work.save()
    yield work
    work.discard()


@pytest.fixture
def zoe(work):
    return work.store.rows(select(Person), PersonRow)[0].uid


def test_no_byte_of_an_erased_person_is_left_after_saving(work, zoe):
    session = work.store.rows(select(Participation), ParticipationRow)[0].session
    done = privacy.erase_person(work.store, zoe, "request 7")
    assert [(h.kind, h.field) for h in done.hits] == [("session", "description")]
    with work.store.edit("correction") as edit:
        edit.change(SessionRow, session, description="Somebody opens.")
    mentions.forget_earlier_values(work.store, "session", session)
    work.save()

    files = [work.target, *work._copy.parent.glob(f"{work._copy.stem}.db*")]
    for path in files:
        data = path.read_bytes()
        assert [s for s in [*SECRETS, "555 0200", "Zoe"] if s.encode() in data] == [], path.name
    assert work.store.rows(select(Note), NoteRow) == []
    assert projects.check(work.store) == []


def test_an_old_copy_cannot_bring_an_erased_person_back(work, zoe, tmp_path):
    old = tmp_path / "old.usp"
    old.write_bytes(work.target.read_bytes())
    theirs = projects.open_project(old, private=True)
    change_person(theirs.store, zoe, phone="777")
    theirs.save()
    theirs.discard()
    privacy.erase_person(work.store, zoe)

    outcome = exchange.bring_in(work.store, old)

    assert work.store.rows(select(Person), PersonRow) == []
    assert outcome.report.late == 1
    work.save()
    assert b"zoe@quux" not in work.target.read_bytes()


def test_notices_erase_the_person_at_a_recipient(work, zoe, tmp_path):
    copy, notices = tmp_path / "copy.usp", tmp_path / "notices.usp"
    exchange.export(work.store, copy, Scope(history=True), "City")
    theirs = projects.open_project(copy, private=True)
    done = privacy.erase_person(work.store, zoe)
    assert [e.party for e in done.sent_to] == ["City"]
    assert privacy.write_notices(work.store, notices) == 3
    assert b"Opening" not in notices.read_bytes()

    outcome = exchange.bring_in(theirs.store, notices)

    assert outcome.counts["erased"] == 3
    assert theirs.store.rows(select(Person), PersonRow) == []
    theirs.save()
    assert b"Quuxology" not in copy.read_bytes()
    theirs.discard()


def test_an_erasure_is_not_offered_for_undo_and_earlier_steps_bring_nothing_back(work, zoe):
    change_person(work.store, zoe, phone="888")
    label = work.store.undo_label

    privacy.erase_person(work.store, zoe)

    assert work.store.undo_label == label
    assert work.unsaved
    while work.store.undo_label:
        work.store.undo()
    assert work.store.rows(select(Person), PersonRow, deleted=True)[0].name is None


def test_a_merged_contact_is_erased_with_the_one_that_stands_for_it(work, zoe):
    with work.store.edit("new person") as edit:
        twin = edit.add(PersonFields(name="Z. Quux"))
    duplicates.merge_contacts(work.store, "person", twin, zoe)

    privacy.erase_person(work.store, zoe)

    assert work.store.rows(select(Person), PersonRow) == []


def test_what_is_held_about_a_person_is_handed_over_in_full(work, zoe, tmp_path):
    exchange.export(work.store, tmp_path / "a.usp", Scope(), "City of Ghent")

    held = privacy.subject_access(work.store, zoe)
    page = privacy.subject_access_html(work.store, zoe)

    assert held["fields"]["email"] == "zoe@quux.example"
    assert held["sessions"][0]["session"] == "Opening"
    assert held["notes"] == ["met Zoe once"]
    assert held["sent_out_in"][0]["to"] == "City of Ghent"
    assert ("555 0199", "555 0200") in [
        ((h["before"] or {}).get("phone"), (h["value"] or {}).get("phone")) for h in held["history"]
    ]
    json.dumps(held)
    assert "Professor of Quuxology" in page
    assert "City of Ghent" in page


@pytest.mark.parametrize(
    ("today", "names"), [(date(2028, 1, 31), []), (date(2028, 2, 1), ["Zoe Quux"])]
)
def test_a_person_is_due_when_the_months_since_the_last_session_are_over(work, today, names):
    assert [due.name for due in retention.due_list(work.store, today)] == names


def test_a_date_of_its_own_comes_before_the_months_of_the_project(work, zoe):
    change_person(work.store, zoe, retain_until="2026-03-01")

    [due] = retention.due_list(work.store, date(2026, 3, 2))

    assert due.until == "2026-03-01"
    assert retention.due_list(work.store, date(2026, 3, 1)) == []

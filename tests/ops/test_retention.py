"""How long persons are kept: their own day, or the project's months after their last session."""

from datetime import date, timedelta

import pytest

from planner.model.contacts import PersonFields
from planner.model.sessions import ParticipationFields, SessionFields
from planner.ops import duplicates, project, retention
from planner.ops.contacts import change_person

TODAY = date(2026, 6, 20)


@pytest.fixture
def ann(store):
    """Somebody whose last session was on the last day of August."""
    with store.edit("records") as edit:
        ann = edit.add(PersonFields(name="Ann"))
        for day in ("2024-08-31", "2023-01-01"):
            session = edit.add(SessionFields(title=day, starts_local=f"{day}T10:00:00"))
            edit.add(ParticipationFields(session=session, person=ann))
    return ann


def set_months(store, months):
    project.change_project(store, retention_months=months)


def test_the_months_of_the_project_count_from_the_last_session(store, ann):
    set_months(store, 18)

    kept = retention.retention(store, ann)

    assert (kept.until, kept.own, kept.last_session) == ("2026-02-28", False, "2024-08-31")


def test_a_day_of_ones_own_is_in_force_instead(store, ann):
    change_person(store, ann, retain_until="2030-01-01")

    assert retention.retention(store, ann).until == "2030-01-01"
    assert retention.retention(store, ann).own


def test_without_months_or_sessions_nothing_says_until_when(store, ann):
    set_months(store, 0)

    assert retention.retention(store, ann).until == ""
    assert retention.due_list(store, TODAY) == []


def test_those_who_are_due_within_some_days_are_named_the_longest_overdue_first(store):
    with store.edit("people") as edit:
        for name, day in [
            ("soon", "2026-07-20"),
            ("over", "2026-01-01"),
            ("later", "2026-09-01"),
            ("none", ""),
        ]:
            edit.add(PersonFields(name=name, retain_until=day))

    month = timedelta(days=31)
    assert [due.name for due in retention.due_list(store, TODAY, month)] == ["over", "soon"]
    assert [due.name for due in retention.due_list(store, TODAY)] == ["over"]


def test_merged_contacts_are_due_as_one_with_the_later_session(store, ann):
    set_months(store, 1)
    with store.edit("twin") as edit:
        twin = edit.add(PersonFields(name="Ann E."))
        session = edit.add(SessionFields(title="Last", starts_local="2026-06-10T10:00:00"))
        edit.add(ParticipationFields(session=session, person=twin))
    assert len(retention.due_list(store, TODAY)) == 1

    duplicates.merge_contacts(store, "person", twin, ann)

    assert retention.retention(store, ann).until == "2026-07-10"
    assert retention.due_list(store, TODAY) == []

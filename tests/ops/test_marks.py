"""What a page says about a value that sides dispute or a sender kept back."""

import pytest
from sqlmodel import select

from planner.model.assessments import AnswerFields, AssessmentFields, RiskRatingFields
from planner.model.contacts import PersonFields
from planner.model.everything import KINDS
from planner.model.sessions import QuestionFields, SessionFields, SessionRow
from planner.ops import assessments, checklists, exchange, leaving, marks
from planner.ops import project as projects


@pytest.fixture
def work(project_file):
    work = projects.open_project(project_file)
    with work.store.edit("records") as edit:
        hall = edit.add(SessionFields(title="Hall", starts_local="2026-10-01T10:00:00"))
        edit.add(QuestionFields(session=hall, text="Why?"))
        edit.add(PersonFields(name="Ann Example", phone="111"))
    checklists.add_shipped(work.store)
    assessments.start(
        work.store,
        AssessmentFields(
            title="Chat", checklist="civic_tech_urban_security", stance="operate", stage="pilot"
        ),
    )
    work.save()
    yield work
    work.discard()


def row(store, kind):
    return store.rows(KINDS[kind].table.select(), KINDS[kind].row)[0]


def redacted(work, tmp_path, *words):
    path = tmp_path / "redacted.usp"
    exchange.export(work.store, path, leaving.scope([], words))
    return projects.open_project(path, private=True)


def test_nothing_is_said_about_values_that_all_agree_on(work):
    for kind in ("session", "question", "person", "assessment"):
        assert marks.of_record(work.store, kind, row(work.store, kind).uid) == marks.NO_MARKS
    assert marks.of_record(work.store, "person", "") == marks.NO_MARKS


def test_a_disputed_cell_is_marked_at_its_first_field(work, tmp_path):
    theirs = tmp_path / "theirs.usp"
    theirs.write_bytes(work.target.read_bytes())
    copy = projects.open_project(theirs, private=True)
    for store, hour in ((copy.store, "11"), (work.store, "12")):
        with store.edit("time") as edit:
            uid = row(store, "session").uid
            edit.change(SessionRow, uid, starts_local=f"2026-10-01T{hour}:00:00")
    copy.save()
    copy.discard()

    exchange.bring_in(work.store, theirs)

    found = marks.of_records(work.store, "session", [row(work.store, "session")])
    [marked] = found.values()
    assert marked.words.keys() == {"starts_local"}
    assert not marked.withheld


def test_every_field_of_a_withheld_cell_is_marked_and_has_no_value(work, tmp_path):
    copy = redacted(work, tmp_path, "person.name")
    person = row(copy.store, "person")

    marked = marks.of_record(copy.store, "person", person.uid)

    assert marked.withheld == {"name", "family_name", "given_name"}
    assert "phone" not in marked.words
    copy.discard()


def test_a_kind_that_is_withheld_still_says_where_its_records_belong(work, tmp_path):
    store = work.store
    assessment = row(store, "assessment").uid
    known = assessments.assessed(store, assessment).checklist
    with store.edit("answers") as edit:
        edit.add(AnswerFields(assessment=assessment, item=known.items[0].id, value="yes"))
        edit.add(
            RiskRatingFields(
                assessment=assessment, risk=known.risks[0].id, likelihood=2, severity=3
            )
        )
    before = assessments.assessed(store, assessment).result.completeness.items_answered

    copy = redacted(work, tmp_path, "answer", "risk_rating", "question")

    found = assessments.assessed(copy.store, assessment)
    assert before == 1
    assert found.result.completeness.items_answered == 0
    assert found.mark(found.answers[known.items[0].id]).withheld >= {"value", "reason"}
    [rating] = found.ratings[known.risks[0].id]
    assert "likelihood" in found.mark(rating).withheld
    question = row(copy.store, "question")
    assert (question.text, question.session) == (None, row(copy.store, "session").uid)
    assert projects.check(copy.store) == []
    copy.discard()


def test_a_redacted_rating_names_no_assessor(work, tmp_path):
    store = work.store
    found = assessments.assessed(store, row(store, "assessment").uid)
    fields = RiskRatingFields(
        assessment=found.row.uid,
        risk=found.checklist.risks[0].id,
        assessor="Cleo Rater",
        likelihood=2,
        severity=3,
    )
    assessments.rate_risk(store, fields)

    copy = redacted(work, tmp_path, "people")

    assert row(copy.store, "risk_rating").assessor is None
    assert b"Cleo Rater" not in (tmp_path / "redacted.usp").read_bytes()
    copy.discard()


def test_records_without_gaps_are_not_looked_up_one_by_one(store):
    with store.edit("records") as edit:
        for number in range(50):
            edit.add(SessionFields(title=f"S {number}", series=None))
        hall = edit.add(SessionFields(title="Hall"))
        for number in range(50):
            edit.add(QuestionFields(session=hall, text=f"Q {number}?"))
    table = KINDS["question"].table
    rows = store.rows(select(table), KINDS["question"].row)
    asked = []
    store.connection().set_trace_callback(asked.append)

    assert marks.of_records(store, "question", rows) == {}

    store.connection().set_trace_callback(None)
    assert len(asked) == 1

"""A disputed field says so; a withheld one is never shown as an empty box."""

import pytest
from PySide6.QtWidgets import QLabel

from planner.exchange.scope import Scope
from planner.model.assessments import AnswerFields, AssessmentFields, RiskRatingFields
from planner.model.everything import KINDS
from planner.model.followups import NoteFields
from planner.model.sessions import (
    ParticipationFields,
    QuestionFields,
    SeriesFields,
    SessionFields,
)
from planner.ops import assessments, checklists, exchange
from planner.ops import project as projects
from ui.pages.assessments.assessments_page import AssessmentsPage
from ui.pages.sessions_page import SessionsPage
from ui.shell.workbench import Workbench

DISPUTED = "People wrote different values here: see Copies."
EDITS = {
    "session": {"starts_local": "2026-10-0{n}T10:00:00"},
    "series": {"sponsor": "Fund {n}"},
    "question": {"text": "Why {n}?"},
    "participation": {"affiliation": "Office {n}"},
    "note": {"text": "Note {n}"},
    "answer": {"reason": "Reason {n}", "note": "Seen {n}"},
    "risk_rating": {"confidence": ("low", "medium", "high")},
    "assessment": {"review_date": "2027-01-0{n}"},
}


@pytest.fixture
def work(project_file):
    work = projects.open_project(project_file)
    store = work.store
    with store.edit("records") as edit:
        series = edit.add(SeriesFields(title="Spring", sponsor="Fund"))
        hall = edit.add(SessionFields(title="Hall", series=series, zone="Europe/Brussels"))
        edit.add(QuestionFields(session=hall, text="Why?"))
        edit.add(ParticipationFields(session=hall, placeholder="Mayor", affiliation="City"))
        edit.add(NoteFields(text="Note", about=hall))
    checklists.add_shipped(store)
    uid = assessments.start(
        store,
        AssessmentFields(
            title="Chat", checklist="civic_tech_urban_security", stance="operate", stage="pilot"
        ),
    )
    checklist = assessments.assessed(store, uid).checklist
    item, risk = checklist.items[0].id, checklist.risks[0].id
    with store.edit("answers") as edit:
        edit.add(AnswerFields(assessment=uid, item=item, value="yes", evidence="E0", note="Seen"))
        edit.add(RiskRatingFields(assessment=uid, risk=risk, likelihood=2, severity=3))
    work.save()
    yield work
    work.discard()


def row(store, kind):
    return store.rows(KINDS[kind].table.select(), KINDS[kind].row)[0]


def edit_all(store, n):
    with store.edit("edits") as edit:
        for kind, fields in EDITS.items():
            values = {
                name: text[n] if isinstance(text, tuple) else text.format(n=n)
                for name, text in fields.items()
            }
            edit.change(KINDS[kind].row, row(store, kind).uid, **values)


@pytest.fixture
def disputed(work, tmp_path):
    theirs = tmp_path / "theirs.usp"
    theirs.write_bytes(work.target.read_bytes())
    copy = projects.open_project(theirs, private=True)
    edit_all(copy.store, 1)
    copy.save()
    copy.discard()
    edit_all(work.store, 2)
    exchange.bring_in(work.store, theirs)
    return work.store


@pytest.fixture
def redacted(work, tmp_path):
    path = tmp_path / "redacted.usp"
    pairs = {(kind, "*") for kind in EDITS if kind != "assessment"}
    exchange.export(work.store, path, Scope(withheld=frozenset(pairs)))
    copy = projects.open_project(path, private=True)
    yield copy.store
    copy.discard()


@pytest.fixture
def shown(qtbot, qapp):
    """Show a page over a project; its marks can be read."""
    benches = []

    def show(page_type, store):
        bench = Workbench(store)
        benches.append(bench)
        page = page_type(bench)
        page.resize(1200, 900)
        qtbot.addWidget(page)
        with qtbot.waitExposed(page):
            page.show()
        return page

    yield show
    for bench in benches:
        bench.close()


def field_mark(form, name):
    return form.findChild(QLabel, f"{name}_mark").text()


def test_every_disputed_field_of_a_session_says_so(shown, disputed):
    page = shown(SessionsPage, disputed)
    detail = page.detail

    assert detail.when.mark.text() == DISPUTED
    assert detail.when.day.isVisibleTo(page)
    assert field_mark(detail.series.form, "sponsor") == DISPUTED
    assert detail.questions.list.item(0).toolTip() == DISPUTED
    assert not detail.questions.list.item(0).icon().isNull()
    texts = [mark.text() for mark in detail.people.findChildren(QLabel)]
    assert DISPUTED in texts
    assert DISPUTED in [label.text() for label in detail.notes.findChildren(QLabel)]


def test_every_disputed_field_of_an_assessment_says_so(shown, disputed):
    page = shown(AssessmentsPage, disputed)
    page.show_record(row(disputed, "assessment").uid)
    work = page.work

    work.go_to_item(row(disputed, "answer").item)
    assert work.item.answer_mark.text() == work.item.note_mark.text() == DISPUTED
    assert work.item.answers.isVisibleTo(page)
    work.go_to_risk(row(disputed, "risk_rating").risk)
    assert work.risk.rating_mark.text() == DISPUTED
    work.go_to_part("decision")
    assert field_mark(work.decision.review, "review_date") == DISPUTED


def test_a_withheld_field_of_a_session_has_no_empty_box(shown, redacted):
    page = shown(SessionsPage, redacted)
    detail = page.detail

    assert not detail.form.editor("title").isVisibleTo(page)
    assert "Withheld" in field_mark(detail.form, "title")
    assert not detail.when.day.isVisibleTo(page)
    assert "Withheld" in detail.when.mark.text()
    assert "did not say" in detail.series.shared.text()
    assert not detail.series.begin.isVisibleTo(page)
    assert detail.questions.list.item(0).text() == "withheld"
    [line] = [part for part in detail.people.findChildren(QLabel) if "Withheld" in part.text()][:1]
    assert line.isVisibleTo(page)


def test_a_withheld_answer_and_rating_offer_no_empty_choice(shown, redacted):
    page = shown(AssessmentsPage, redacted)
    page.show_record(row(redacted, "assessment").uid)
    work = page.work

    work.go_to_item(row(redacted, "answer").item)
    assert "Withheld" in work.item.answer_mark.text()
    assert not work.item.answers.isVisibleTo(page)
    assert not work.item.note.isVisibleTo(page)
    assert "1 answer is withheld" in work.outline.hidden.text()
    work.go_to_risk(row(redacted, "risk_rating").risk)
    assert "Withheld" in work.risk.rating_mark.text()
    assert not work.risk.likelihood.isVisibleTo(page)
    work.finish()
    assert row(redacted, "risk_rating").likelihood is None


def test_a_box_comes_back_with_a_record_that_has_the_value(shown, work):
    page = shown(SessionsPage, work.store)
    form = page.detail.form

    form.show_marks({"title": "Withheld by the sender."}, {"title"})
    assert not form.editor("title").isVisibleTo(page)
    form.show_marks({})

    assert form.editor("title").isVisibleTo(page)
    assert field_mark(form, "title") == ""

"""Assessments are started, answered and rated as edits that can be undone."""

from datetime import date
from time import process_time

import pytest

from planner.errors import NotFoundError, UserError
from planner.features.assessments.acceptance import AcceptanceError
from planner.features.assessments.checklist import read_checklist
from planner.features.assessments.shipped import shipped
from planner.model.assessments import AssessmentFields, BenefitRatingFields, RiskRatingFields
from planner.ops import assessments as ops
from planner.ops import checklists, overview


def answer_all(store, uid, evidence="E1"):
    for item in ops.assessed(store, uid).result.applicable.shown:
        ops.answer(store, uid, item.id, value="met" if item.is_gate else "yes", evidence=evidence)


def rate_all(store, uid, likelihood=1, severity=3):
    for risk in ops.assessed(store, uid).checklist.risks:
        ops.rate_risk(
            store,
            RiskRatingFields(
                assessment=uid,
                risk=risk.id,
                likelihood=likelihood,
                severity=severity,
                confidence="high",
            ),
        )


def test_the_shipped_names_are_those_in_the_files():
    for one in shipped():
        checklist = read_checklist(one.raw())
        assert (one.id, one.version, one.language, one.title) == (
            checklist.id,
            checklist.version,
            checklist.language,
            checklist.title,
        )
    assert len(shipped()) == 2


def test_a_new_project_has_the_shipped_checklists_and_nothing_to_undo(project_file):
    from planner.ops.project import open_project

    work = open_project(project_file)

    assert [row.title for row in checklists.list_checklists(work.store)] == [
        "Civic technology for urban security",
        "Predictive policing decision support",
    ]
    assert work.store.undo_last_step() is None
    work.close()


def test_an_assessment_keeps_to_the_version_it_was_started_with(project, uid):
    text = shipped()[0].raw().replace(b"version: 0.1.0", b"version: 0.2.0", 1)

    checklists.take_in(project, text)

    assert ops.assessed(project, uid).checklist.version == "0.1.0"
    assert checklists.checklist_named(project, "civic_tech_urban_security").version == "0.2.0"


def test_taking_the_same_text_in_again_adds_nothing(project):
    before = checklists.list_checklists(project)

    done = checklists.take_in(project, shipped()[0].raw())

    assert not done.added
    assert checklists.list_checklists(project) == before


def test_a_damaged_checklist_changes_nothing(project, tmp_path):
    path = tmp_path / "own.yaml"
    path.write_bytes(shipped()[0].raw().replace(b"section: PUR", b"section: XYZ", 1))
    before = project.revision

    with pytest.raises(UserError, match="Line"):
        checklists.import_checklist(project, path)

    assert project.revision == before


def test_a_stance_the_checklist_does_not_have_is_refused(project):
    fields = AssessmentFields(
        title="Cameras", checklist="civic_tech_urban_security", stance="run", stage="pilot"
    )

    with pytest.raises(UserError, match="respond"):
        ops.start(project, fields)
    assert ops.list_assessments(project) == []


def test_an_answer_changes_the_verdict_and_undo_gives_it_back(project, uid):
    answer_all(project, uid)
    rate_all(project, uid)
    before = ops.assessed(project, uid).result

    ops.answer(project, uid, "CT-AUT-01", value="not_met")
    after = ops.assessed(project, uid).result.verdict
    project.undo()

    assert before.verdict == "proceed_and_monitor"
    assert after == "stop"
    assert ops.assessed(project, uid).result == before


def test_answers_are_changed_part_by_part_and_cleared_without_losing_the_note(project, uid):
    ops.answer(project, uid, "CT-PUR-01", value="yes", evidence="E2")
    ops.answer(project, uid, "CT-PUR-01", note="Minutes of 12 September")
    ops.answer(project, uid, "CT-PUR-01", value="partly")
    kept = ops.assessed(project, uid).answers["CT-PUR-01"]

    ops.clear_answer(project, uid, "CT-PUR-01")
    cleared = ops.assessed(project, uid).answers["CT-PUR-01"]

    assert (kept.value, kept.evidence, kept.note) == ("partly", "E2", "Minutes of 12 September")
    assert (cleared.value, cleared.evidence, cleared.note) == ("", "", kept.note)
    assert ops.assessed(project, uid).result.states["CT-PUR-01"] == "unanswered"


@pytest.mark.parametrize(
    ("item", "values"),
    [
        ("CT-AUT-01", {"value": "partly"}),
        ("CT-PUR-01", {"value": "met"}),
        ("CT-PUR-01", {"value": "yes", "evidence": "E9"}),
        ("CT-XXX-01", {"value": "yes"}),
    ],
)
def test_what_is_not_offered_is_not_kept(project, uid, item, values):
    with pytest.raises(UserError):
        ops.answer(project, uid, item, **values)
    assert ops.assessed(project, uid).answers == {}


def test_two_assessors_stand_side_by_side_and_the_second_thought_replaces_the_first(project, uid):
    def rate(assessor, likelihood):
        fields = RiskRatingFields(
            assessment=uid,
            risk="CT-R01",
            assessor=assessor,
            likelihood=likelihood,
            severity=4,
            confidence="high",
        )
        ops.rate_risk(project, fields)

    rate("Police", 1)
    rate("Town", 4)
    apart = ops.assessed(project, uid)
    rate("Town", 2)
    closer = ops.assessed(project, uid)

    levels = next(x for x in apart.result.risks if x.risk == "CT-R01").inherent
    assert (levels.likelihood, levels.confidence, levels.assessors) == (4, "low", 2)
    assert [x.likelihood for x in closer.ratings["CT-R01"]] == [1, 2]


def test_a_benefit_never_changes_the_result(project, uid):
    before = ops.assessed(project, uid).result

    ops.rate_benefit(
        project, BenefitRatingFields(assessment=uid, benefit="CT-B01", status="evaluated")
    )

    assert ops.assessed(project, uid).benefits["CT-B01"].status == "evaluated"
    assert ops.assessed(project, uid).result == before


def test_a_go_ahead_with_high_risks_needs_a_signature_of_at_most_a_year(project, uid):
    answer_all(project, uid, "E1")
    rate_all(project, uid, likelihood=4)
    assert ops.assessed(project, uid).result.verdict == "proceed_with_signed_acceptance"
    assert list(ops.assessed(project, uid).needs()) == ["owner", "measures", "date", "expiry"]

    with pytest.raises(AcceptanceError):
        ops.accept(project, uid, ops.Acceptance("Mayor", "Rules", "2026-03-01", "2027-03-02"))
    ops.accept(project, uid, ops.Acceptance("Mayor", "Rules", "2026-03-01", "2027-03-01"))

    assert ops.assessed(project, uid).needs(date(2026, 5, 1)) == {}
    assert list(ops.assessed(project, uid).needs(date(2027, 3, 2))) == ["renewal"]


def test_proceed_and_monitor_needs_a_review_date(project, uid):
    answer_all(project, uid)
    rate_all(project, uid)
    assert list(ops.assessed(project, uid).needs()) == ["review_date"]

    ops.change_assessment(project, uid, review_date="2027-01-31")

    assert ops.assessed(project, uid).needs() == {}


def test_removing_an_assessment_takes_its_answers_along_and_undo_brings_them_back(project, uid):
    ops.answer(project, uid, "CT-PUR-01", value="yes")

    ops.remove_assessments(project, [uid])
    with pytest.raises(NotFoundError):
        ops.assessed(project, uid)
    project.undo()

    assert ops.assessed(project, uid).answers["CT-PUR-01"].value == "yes"


@pytest.mark.no_cover
def test_a_verdict_takes_less_than_ten_milliseconds(project, uid):
    rate_all(project, uid)
    found = ops.assessed(project, uid)
    given = {}
    ratings = {risk: [ops.Rating(2, 3, "high")] for risk in found.ratings}
    setting = ops.setting_of(found.row)

    times = []
    for _ in range(20):
        begin = process_time()
        ops.work_out(found.checklist, setting, given, ratings)
        times.append(process_time() - begin)

    assert min(times) < 0.010


def test_every_verdict_has_words_for_every_stance_of_the_shipped_checklists(project):
    for row in checklists.list_checklists(project):
        for stance in checklists.read(project, row.digest).stances:
            words = {ops.wording.verdict_sentence(v, stance.code) for v in ops.wording.TITLES}
            assert len(words) == len(ops.wording.TITLES)


def test_the_overview_leaves_out_what_has_no_verdict(project, uid):
    with project.edit("a batch") as edit:
        edit.add(AssessmentFields(title="Odd", checklist="civic_tech_urban_security", stage="x"))

    assert [judged.uid for judged in overview.judged(project)] == [uid]

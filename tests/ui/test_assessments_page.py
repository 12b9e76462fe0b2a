"""The assessments page, driven as a person drives it."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTableView,
    QWidget,
)

from planner.model.assessments import AssessmentFields, RiskRatingFields
from planner.ops import assessments as ops
from planner.ops import checklists, followups
from ui.pages.assessments.assessments_page import AssessmentsPage
from ui.pages.assessments.start_dialog import StartDialog
from ui.tables.row_table import RowTable
from ui.theme.widgets import Label, LinkButton, RowButton

GATE, PLAIN = "CT-VIG-01", "CT-PUR-01"


@pytest.fixture
def uid(store):
    checklists.add_shipped(store)
    return ops.start(
        store,
        AssessmentFields(
            title="Neighbourhood chat groups",
            checklist="civic_tech_urban_security",
            stance="endorse",
            forms=["messaging_group"],
            stage="pilot",
        ),
    )


@pytest.fixture
def page(qtbot, bench, uid):
    page = AssessmentsPage(bench)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def work(page, uid):
    page.show_record(uid)
    page.activateWindow()
    return page.work


def answer(store, uid, item):
    return ops.assessed(store, uid).answers[item]


def press(qtbot, widget, key):
    qtbot.keyClick(widget, key)


def said(widget):
    return " ".join(label.text() for label in widget.findChildren(Label))


def click(qtbot, parent, kind, words):
    button = next(b for b in parent.findChildren(kind) if words in (b.accessibleName() or b.text()))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_empty_project_says_what_to_do_next(qtbot, bench):
    page = AssessmentsPage(bench)
    qtbot.addWidget(page)

    assert page.stack.currentWidget() is page.empty
    assert page.empty.button.text() == "Start an assessment"


def test_the_list_shows_the_verdict_and_opens_with_return(qtbot, page, uid):
    page.list.choose(uid)
    cell = page.list.model().index(0, 1)

    assert cell.data() == "Hold"
    assert cell.data(RowTable.TONE_ROLE) == "stop"
    page.list.setFocus()
    press(qtbot, page.list, Qt.Key.Key_Return)

    assert page.stack.currentWidget() is page.work
    assert page.work.outline.title.text() == "Neighbourhood chat groups"


def test_a_number_answers_and_the_verdict_moves_at_once(qtbot, work, store, uid):
    work.go_to_item("CT-AUT-01")
    with qtbot.waitSignal(work.item.answered):
        press(qtbot, work.outline.parts, Qt.Key.Key_2)

    assert answer(store, uid, "CT-AUT-01").value == "not_met"
    assert work.result.verdict.now.text() == "Stop"
    assert "AUT-01" in said(work.result.verdict)


def test_undo_takes_an_answer_back_on_the_screen_too(qtbot, work, store, uid):
    work.go_to_item(PLAIN)
    press(qtbot, work.outline.parts, Qt.Key.Key_1)
    chosen = work.item.answers.value()

    store.undo()

    assert chosen == "yes"
    assert work.item.answers.value() == ""
    assert ops.assessed(store, uid).answers == {}


def test_arrows_move_between_questions_and_across_sections(qtbot, work):
    work.go_to_item("CT-PUR-04")

    press(qtbot, work.outline.parts, Qt.Key.Key_Right)
    after = work.item.item.id
    press(qtbot, work.outline.parts, Qt.Key.Key_Left)

    assert after == "CT-ROL-01"
    assert work.item.item.id == "CT-PUR-04"


def test_e_raises_the_evidence_of_a_yes(qtbot, work, store, uid):
    work.go_to_item(PLAIN)

    for key in (Qt.Key.Key_1, Qt.Key.Key_E, Qt.Key.Key_E):
        press(qtbot, work.outline.parts, key)

    assert answer(store, uid, PLAIN).evidence == "E2"
    assert work.item.evidence.value() == "E2"


def test_digits_typed_into_the_note_answer_nothing(qtbot, work, store, uid):
    work.go_to_item(PLAIN)
    work.item.note.setFocus()

    qtbot.keyClicks(work.item.note, "3 of 11 groups")
    work.outline.parts.setFocus()

    assert answer(store, uid, PLAIN).note == "3 of 11 groups"
    assert answer(store, uid, PLAIN).value == ""


def test_a_note_is_kept_for_its_own_question_when_one_moves_on(qtbot, work, store, uid):
    work.go_to_item(PLAIN)
    work.item.note.setFocus()
    qtbot.keyClicks(work.item.note, "Minutes")

    work.go_to_item("CT-ROL-01")

    assert answer(store, uid, PLAIN).note == "Minutes"
    assert work.item.note.toPlainText() == ""
    assert "CT-ROL-01" not in ops.assessed(store, uid).answers


def test_does_not_apply_asks_for_a_reason_and_on_a_gate_for_a_second_person(
    qtbot, work, store, uid
):
    work.go_to_item(GATE)
    press(qtbot, work.outline.parts, Qt.Key.Key_4)
    warned = work.item.counts_as.isVisible()
    asked = work.item.reason.isVisible(), work.item.second.isVisible()

    work.item.reason.setFocus()
    qtbot.keyClicks(work.item.reason, "Members never meet")
    work.item.second.setFocus()
    qtbot.keyClicks(work.item.second, "B. Two")
    work.outline.parts.setFocus()

    assert warned
    assert asked == (True, True)
    assert ops.assessed(store, uid).result.states[GATE] == "not_applicable"
    assert not work.item.counts_as.isVisible()


def test_the_filter_for_gates_shows_only_gates(work):
    work.outline.filter.show_value("gates")

    work.go_to_part("PRI")
    shown = [work.item.item.id]
    for _ in range(3):
        work.step(1)
        shown.append(work.item.item.id)

    assert shown == ["CT-PRI-01", "CT-PRI-02", "CT-PRI-04", "CT-PRI-05"]


def test_hidden_questions_are_counted_and_can_be_looked_at_but_not_answered(qtbot, work, uid):
    assert "3 questions are hidden" in work.outline.hidden.text()

    qtbot.mouseClick(work.outline.show_hidden, Qt.MouseButton.LeftButton)
    work.go_to_item("CT-FOE-01")

    assert work.item.not_asked.isVisible()
    assert not work.item.answers.isEnabled()


def test_what_to_find_out_first_leads_to_its_question(qtbot, work):
    first = work.result.leads.findChildren(RowButton)[0]
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)

    assert f"({work.item.item.id.removeprefix('CT-')})" in first.accessibleName()
    assert work.item.item.gate == "stop"


def test_a_risk_is_rated_by_keys_and_clicks_and_shown_before_and_after(qtbot, work, store, uid):
    click(qtbot, work.result.risks, RowButton, "Emergency misrouted")
    press(qtbot, work.outline.parts, Qt.Key.Key_3)
    click(qtbot, work.risk.confidence, QAbstractButton, "High")

    rating = ops.assessed(store, uid).ratings["CT-R14"][0]
    assert (rating.likelihood, rating.severity, rating.confidence) == (3, 4, "high")
    assert "critical → high … critical" in said(work.risk)
    shown = [b.accessibleName() for b in work.result.risks.findChildren(RowButton)]
    assert "Emergency misrouted: critical → high … critical" in shown


def test_undo_takes_a_rating_off_the_card(qtbot, work, store):
    work.go_to_risk("CT-R14")
    press(qtbot, work.outline.parts, Qt.Key.Key_3)
    rated = work.risk.likelihood.value()

    store.undo()

    assert rated == "3"
    assert work.risk.likelihood.value() == ""
    assert "Nobody has rated" in said(work.risk)


def test_another_severity_than_suggested_asks_why(qtbot, work, store, uid):
    work.go_to_risk("CT-R01")
    press(qtbot, work.outline.parts, Qt.Key.Key_1)
    before = work.risk.why_changed.isVisible()
    click(qtbot, work.risk.severity, QAbstractButton, "2 Moderate")
    asked = work.risk.why_changed.isVisible()
    work.risk.reason.setFocus()
    qtbot.keyClicks(work.risk.reason, "Members only meet online")
    work.outline.parts.setFocus()

    assert (before, asked) == (False, True)
    assert ops.assessed(store, uid).ratings["CT-R01"][0].reason == "Members only meet online"
    assert not work.risk.why_changed.isVisible()


def test_a_second_assessor_far_away_is_pointed_out(qtbot, work, store, uid):
    ops.rate_risk(
        store,
        RiskRatingFields(
            assessment=uid, risk="CT-R01", assessor="Police", likelihood=1, severity=4
        ),
    )
    work.go_to_risk("CT-R01")
    work.risk.assessor.setFocus()
    qtbot.keyClicks(work.risk.assessor, "Town")
    work.outline.parts.setFocus()
    press(qtbot, work.outline.parts, Qt.Key.Key_3)

    assert len(ops.assessed(store, uid).ratings["CT-R01"]) == 2
    assert "Two levels apart: low confidence" in said(work.risk)
    assert "Police" in said(work.risk)


def test_a_benefit_is_judged_beside_the_risks(qtbot, work, store, uid):
    work.go_to_part("benefits")

    click(qtbot, work.benefits, QAbstractButton, "Neighbourly ties: Observed")

    assert ops.assessed(store, uid).benefits["CT-B04"].status == "observed"


def test_the_review_date_is_written_on_the_decision(qtbot, work, store, uid):
    work.go_to_part("decision")
    box = work.decision.review.editor("review_date")
    box.setFocus()
    qtbot.keyClicks(box, "2027-01-31")
    work.outline.parts.setFocus()

    assert ops.assessed(store, uid).row.review_date == "2027-01-31"


def test_an_acceptance_of_more_than_a_year_is_refused_in_words(qtbot, page, work, store, uid):
    ops.accept(store, uid, ops.Acceptance("Mayor", "Rules", "2026-03-01", ""))
    work.go_to_part("decision")
    box = work.decision.acceptance.editor("acceptance_expires")
    box.setFocus()
    qtbot.keyClicks(box, "2028-03-01")
    with qtbot.waitSignal(page.bench.refused) as refused:
        work.outline.parts.setFocus()

    assert "twelve months" in str(refused.args[0])
    assert ops.assessed(store, uid).row.acceptance_expires == ""


def test_what_would_help_becomes_an_action(qtbot, page, work, store, uid):
    work.go_to_item(GATE)

    click(qtbot, work.item, LinkButton, "Make an action: Make acceptance")

    actions = followups.list_actions(store, uid)
    assert [action.text for action in actions] == [
        "Make acceptance a technical condition of joining"
    ]


def test_starting_asks_for_title_and_stance_and_opens_the_assessment(qtbot, page, store):
    page.leave()

    def fill():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, StartDialog)
        ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
        assert not ok.isEnabled()
        dialog.checklist.setCurrentIndex(
            dialog.checklist.findText("Predictive", Qt.MatchFlag.MatchStartsWith)
        )
        qtbot.keyClicks(dialog.name, "Burglary maps")
        click(qtbot, dialog, QRadioButton, "We only view")
        ok.click()

    QTimer.singleShot(0, fill)
    qtbot.mouseClick(page.start_button, Qt.MouseButton.LeftButton)

    started = next(r for r in ops.list_assessments(store) if r.title == "Burglary maps")
    assert (started.stance, started.stage) == ("view_only", "design")
    assert page.work.outline.title.text() == "Burglary maps"


def test_a_removed_assessment_leaves_the_page_and_undo_brings_it_back(qtbot, page, work, store):
    page.remove()
    gone = page.stack.currentWidget() is page.empty

    store.undo()

    assert gone
    assert page.list.count() == 1


def test_a_checklist_file_is_taken_in_and_a_damaged_one_refused(qtbot, page, tmp_path):
    from planner.features.assessments.shipped import shipped

    good, bad = tmp_path / "own.yaml", tmp_path / "bad.yaml"
    raw = shipped()[0].raw().replace(b"version: 0.1.0", b"version: 0.9.0", 1)
    good.write_bytes(raw)
    bad.write_bytes(raw[:5000])

    with qtbot.waitSignal(page.bench.noticed):
        page.import_checklist(good)
    with qtbot.waitSignal(page.bench.refused):
        page.import_checklist(bad)

    assert [r.version for r in checklists.list_checklists(page.bench.store)].count("0.9.0") == 1


@pytest.mark.parametrize("part", ["PUR", "risks", "benefits", "decision"])
def test_everything_that_takes_the_focus_has_a_name(work, part):
    work.go_to_part(part)
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QTableView)
    boxes = [w for kind in kinds for w in work.findChildren(kind) if w.isVisible()]

    named = [w.accessibleName() or getattr(w, "text", str)() for w in boxes]

    assert len(boxes) > 10
    assert all(named), [type(w).__name__ for w, n in zip(boxes, named, strict=True) if not n]


def test_nothing_is_wider_than_its_column_on_a_small_screen(qtbot, page, work):
    page.resize(1280 - 193, 632)
    for part in ("VIG", "risks", "benefits", "decision"):
        work.go_to_part(part)
        scroll = work.stack.currentWidget()
        qtbot.waitUntil(lambda scroll=scroll: fits(scroll), timeout=2000)
    qtbot.waitUntil(lambda: fits(work.result), timeout=2000)


def fits(scroll):
    inner: QWidget = scroll.widget()
    return inner.minimumSizeHint().width() <= scroll.viewport().width()

"""Verdicts equal the checklist's rules; a second, plainer reading of the YAML says so."""

from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.features.assessments.answers import Given
from planner.features.assessments.applicable import Setting
from planner.features.assessments.checklist import read_checklist
from planner.features.assessments.judging import VERDICTS
from planner.features.assessments.residuals import Rating
from planner.features.assessments.scoring import work_out

FILES = sorted((Path(__file__).parents[2] / "resources" / "checklists").glob("*.yaml"))
CHECKLISTS = {path.stem: read_checklist(path.read_bytes()) for path in FILES}
PLAIN = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FILES}
PREDICTIVE, CIVIC = "checklist_predictive_policing", "checklist_civic_tech"
every_checklist = pytest.mark.parametrize("name", sorted(CHECKLISTS))
LETTERS = {
    "yes": "Y",
    "met": "Y",
    "partly": "P",
    "no": "N",
    "not_met": "N",
    "unknown": "U",
    "not_applicable": "X",
}


class Paper:
    """The rules as somebody would work them out on paper, straight from the YAML."""

    def __init__(self, name, setting, answers, ratings, hopeful=False):
        self.data = PLAIN[name]
        self.setting = setting
        self.ratings = ratings
        self.hopeful = hopeful
        self.rows = []
        for item in self.data["items"]:
            when = item["applies_when"]
            fits = when["forms"] == "all" or set(when["forms"]) & setting.forms
            if setting.stance in when["stance"] and fits:
                self.rows.append((item, *self.read(item, answers.get(item["id"]))))

    def read(self, item, answer):
        """Return letter and evidence: Y, P, N, U (unknown), O (open), X (left out)."""
        gate = item["answer_scale"] == "gate_answer"
        letter, grade = "O", 0
        if answer is not None:
            letter = LETTERS[answer.value]
            grade = int((answer.evidence or "E0")[1])
            unconfirmed = not answer.reason or (gate and not answer.second_person)
            if letter == "X" and unconfirmed:
                letter = "O"
        if self.hopeful and letter in "UO":
            letter, grade = "Y", 1
        return letter, grade

    def effective(self, letter, grade):
        if letter in "NUO":
            return "N"
        return "P" if letter == "Y" and grade == 0 else letter

    def after(self, risk_id):
        rated = self.ratings.get(risk_id)
        if not rated:
            return None
        mine = [r for r in self.rows if risk_id in r[0]["risks"] and r[1] != "X"]
        key = [self.effective(le, g) for i, le, g in mine if i["key"]]
        rest = [self.effective(le, g) for i, le, g in mine if not i["key"]]
        used = [g for i, le, g in mine if i["key"] and le == "Y" and g >= 2]
        strength = 0
        if key and key.count("N") < len(key) / 2:
            strength = 1
            if "N" not in key and key.count("Y") >= len(key) / 2:
                strength = 2
                if set(key) == {"Y"} and used and rest.count("Y") >= len(rest) * 2 / 3:
                    strength = 3
        severity = max(r.severity for r in rated)
        likelihood = max(1, max(r.likelihood for r in rated) - [0, 0, 1, 2][strength])
        responses = [
            le == "Y" and g >= 2
            for i, le, g in mine
            if i["key"] and i["control_type"] == "responsive"
        ]
        if severity in (2, 3) and responses and all(responses):
            severity -= 1
        band = self.data["scoring"]["matrix"]["grid"][severity][likelihood - 1]
        return strength, likelihood, severity, band

    def unsure(self, rated):
        apart = any(
            abs(a.likelihood - b.likelihood) >= 2 or abs(a.severity - b.severity) >= 2
            for a in rated
            for b in rated
        )
        return apart or any(r.confidence == "low" for r in rated)

    def held(self):
        stages = self.data["typology"]["lifecycle"]
        late = False
        for item, letter, _ in self.rows:
            gate = item["gate"]
            if gate["kind"] == "stop" and letter in "UO":
                return True
            due = stages.index(gate.get("due_before", "exit"))
            if gate["kind"] == "condition" and letter in "NUO":
                late = late or due <= stages.index(self.setting.stage)
        return late

    def too_little_known(self, key):
        letters = [letter for letter, _ in key]
        ids = [risk["id"] for risk in self.data["risks"]]
        return (
            (key and 1 - letters.count("O") / len(key) < 0.9 - 1e-12)
            or (key and letters.count("U") / len(key) > 0.15 + 1e-12)
            or any(not self.ratings.get(r) for r in ids)
            or any(
                max(x.severity for x in self.ratings[r]) == 4 and self.unsure(self.ratings[r])
                for r in ids
            )
        )

    def verdict(self):
        if any(i["gate"]["kind"] == "stop" and le == "N" for i, le, _ in self.rows):
            return "stop"
        if self.held():
            return "hold"
        key = [(le, g) for i, le, g in self.rows if i["key"] and le != "X"]
        if self.too_little_known(key):
            return "not_enough_known"
        bands = [self.after(risk["id"])[3] for risk in self.data["risks"]]
        if "critical" in bands:
            return "redesign"
        if key and not any(le in "YP" and g for le, g in key):
            return "not_enough_known"
        return "proceed_with_signed_acceptance" if "high" in bands else "proceed_and_monitor"


def settings_of(name):
    checklist = CHECKLISTS[name]
    forms = [form.code for form in checklist.forms]
    return st.builds(
        Setting,
        stance=st.sampled_from([s.code for s in checklist.stances]),
        stage=st.sampled_from(checklist.lifecycle),
        forms=st.frozensets(st.sampled_from(forms), max_size=4) if forms else st.just(frozenset()),
    )


@st.composite
def filled_in(draw, name):
    """An assessment that ranges from hopeless to excellent, so that every verdict turns up."""
    checklist, rnd = CHECKLISTS[name], draw(st.randoms(use_true_random=False))
    good = draw(st.sampled_from([0.3, 0.8, 0.97, 1.0]))
    grades = draw(st.sampled_from([["E0"], ["E0", "E1"], ["E1", "E2", "E3"], ["", "E2"], ["E3"]]))
    likely = draw(st.sampled_from([[1], [1, 2], [1, 2, 3, 4]]))
    sure = draw(st.sampled_from([["high"], ["medium", "high"], ["low", "medium", "high"]]))
    answers, ratings = {}, {}
    for item in checklist.items:
        bad = ["no", "partly", "unknown", "not_applicable", None]
        if item.is_gate:
            bad = ["not_met", "unknown", "not_applicable", None]
        value = ("met" if item.is_gate else "yes") if rnd.random() < good else rnd.choice(bad)
        if value:
            reason, person = rnd.choice(["", "Nothing of the kind"]), rnd.choice(["", "B. Two"])
            answers[item.id] = Given(value, rnd.choice(grades), reason, person)
    for risk in checklist.risks:
        n = 0 if rnd.random() < 0.01 else rnd.choice([1, 1, 1, 2, 3])
        ratings[risk.id] = [
            Rating(rnd.choice(likely), rnd.choice([1, 2, 3, 4]), rnd.choice(sure)) for _ in range(n)
        ]
    return draw(settings_of(name)), answers, ratings


def complete(name, value="yes", gate="met", grade="E1", likelihood=1):
    """Every item answered alike, every risk rated by one sure assessor."""
    checklist = CHECKLISTS[name]
    answers = {i.id: Given(gate if i.is_gate else value, grade) for i in checklist.items}
    ratings = {r.id: [Rating(likelihood, r.default_severity, "high")] for r in checklist.risks}
    forms = frozenset(form.code for form in checklist.forms)
    return Setting(checklist.stances[0].code, "operation", forms), answers, ratings


def verdict(name, case):
    return work_out(CHECKLISTS[name], *case).verdict


def codes(judgement):
    return {reason.code for reason in judgement.reasons}


@every_checklist
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_both_readings_equal_those_worked_out_on_paper(name, data):
    case = data.draw(filled_in(name))

    result = work_out(CHECKLISTS[name], *case)

    for hopeful, judged in ((False, result.cautious), (True, result.hopeful)):
        paper = Paper(name, *case, hopeful=hopeful)
        assert judged.verdict == paper.verdict()
        for levels in result.risks:
            found = levels.hopeful if hopeful else levels.cautious
            strength = levels.strength_hopeful if hopeful else levels.strength
            ours = found and (strength, found.likelihood, found.severity, found.band)
            assert ours == paper.after(levels.risk)


@every_checklist
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_better_answer_never_makes_the_verdict_worse(name, data):
    setting, answers, ratings = data.draw(filled_in(name))
    item = data.draw(st.sampled_from(CHECKLISTS[name].items))
    old = answers.get(item.id, Given())
    assume(old.value != "not_applicable")
    least = old.evidence or "E0"
    grade = data.draw(st.sampled_from([g for g in ("E0", "E1", "E2", "E3") if g >= least]))
    best = Given("met" if item.is_gate else "yes", grade)

    before = work_out(CHECKLISTS[name], setting, answers, ratings)
    after = work_out(CHECKLISTS[name], setting, {**answers, item.id: best}, ratings)

    assert after.cautious.rank >= before.cautious.rank
    for was, now in zip(before.risks, after.risks, strict=True):
        if was.cautious:
            assert now.cautious.likelihood <= was.cautious.likelihood
            assert now.cautious.severity <= was.cautious.severity


@every_checklist
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_the_hopeful_reading_is_never_worse_than_the_cautious_one(name, data):
    result = work_out(CHECKLISTS[name], *data.draw(filled_in(name)))

    assert result.hopeful.rank >= result.cautious.rank


@every_checklist
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_one_failed_stop_gate_is_always_stop(name, data):
    setting, answers, ratings = data.draw(filled_in(name))
    stop = next(item for item in CHECKLISTS[name].items if item.gate == "stop")
    failed = {**answers, stop.id: Given("not_met", "E3")}

    assert verdict(name, (setting, failed, ratings)) == "stop"


@every_checklist
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_yes_without_evidence_everywhere_is_never_a_go_ahead(name, data):
    _, answers, ratings = complete(name, grade=data.draw(st.sampled_from(["E0", ""])))
    setting, level = data.draw(settings_of(name)), st.integers(1, 4)
    ratings = {r: [Rating(data.draw(level), data.draw(level), "high")] for r in ratings}

    assert not verdict(name, (setting, answers, ratings)).startswith("proceed")


@every_checklist
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_to_find_out_first_is_what_could_change_most(name, data):
    setting, answers, ratings = data.draw(filled_in(name))
    checklist = CHECKLISTS[name]
    shuffled = dict(sorted(answers.items(), reverse=True))

    result = work_out(checklist, setting, answers, ratings)

    order = []
    for lead in result.find_out_first:
        item = checklist.item(lead.item)
        yes, no = ("met", "not_met") if item.is_gate else ("yes", "no")
        best, worst = (
            work_out(checklist, setting, {**answers, item.id: Given(value, "E1")}, ratings)
            for value in (yes, no)
        )
        assert (lead.if_yes, lead.if_no) == (best.verdict, worst.verdict)
        due = next((g.due for g in result.gates if g.item == item.id), False)
        gate = ("none", "condition", "stop").index(item.gate) if due else 0
        order.append((gate, best.cautious.rank - worst.cautious.rank, lead.narrows, lead.widens))
    assert order == sorted(order, reverse=True)
    assert result.find_out_first == work_out(checklist, setting, shuffled, ratings).find_out_first


@every_checklist
def test_every_verdict_can_be_reached(name):
    found = {
        verdict(name, complete(name, gate="not_met")),
        verdict(name, complete(name, gate="unknown", grade="E3")),
        verdict(name, complete(name, value="unknown")),
        verdict(name, complete(name, value="no", likelihood=4)),
        verdict(name, complete(name, likelihood=3)),
        verdict(name, complete(name)),
    }

    assert found | {"hold"} == set(VERDICTS)


@every_checklist
def test_open_gates_hold_an_empty_assessment_and_a_stop_gate_is_asked_first(name):
    setting, _, _ = complete(name)

    result = work_out(CHECKLISTS[name], setting, {}, {})

    assert result.verdict == "hold"
    assert result.find_out_first[0].gate == "stop"
    assert codes(result.cautious) == {"gate_unanswered"}


@every_checklist
def test_a_risk_nobody_rated_allows_nothing_better_than_not_enough_known(name):
    setting, answers, ratings = complete(name, grade="E3")
    ratings[CHECKLISTS[name].risks[-1].id] = []

    assert verdict(name, (setting, answers, ratings)) == "not_enough_known"


def test_a_condition_counts_from_the_stage_it_is_due_before():
    setting, answers, ratings = complete(CIVIC)
    answers["CT-POL-01"] = Given("not_met", "E3")
    at = {
        stage: verdict(CIVIC, (Setting(setting.stance, stage, setting.forms), answers, ratings))
        for stage in CHECKLISTS[CIVIC].lifecycle
    }

    assert [s for s, found in at.items() if found == "hold"] == ["operation", "review", "exit"]


def with_forty_key_items():
    """A complete assessment with just forty applicable key items, and those that are no gates."""
    setting, answers, ratings = complete(CIVIC, grade="E2")
    key = [i for i in CHECKLISTS[CIVIC].items if i.key and setting.stance in i.stances]
    soft = [item.id for item in key if not item.is_gate]
    spare = len(key) - 40
    aside = dict.fromkeys(soft[:spare], Given("not_applicable", reason="Not here"))
    return setting, answers | aside, ratings, soft[spare:]


def test_ninety_per_cent_answered_is_enough_and_a_little_less_is_not():
    setting, answers, ratings, soft = with_forty_key_items()

    def reasons(left_out):
        kept = {id_: a for id_, a in answers.items() if id_ not in soft[:left_out]}
        return codes(work_out(CHECKLISTS[CIVIC], setting, kept, ratings).cautious)

    assert "few_answered" not in reasons(4)
    assert "few_answered" in reasons(5)


def test_fifteen_per_cent_unknown_is_allowed_and_a_little_more_is_not():
    setting, answers, ratings, soft = with_forty_key_items()

    def reasons(unknown):
        given = answers | dict.fromkeys(soft[:unknown], Given("unknown"))
        return codes(work_out(CHECKLISTS[CIVIC], setting, given, ratings).cautious)

    assert "many_unknown" not in reasons(6)
    assert "many_unknown" in reasons(7)


def test_does_not_apply_counts_only_with_a_reason_and_on_a_gate_with_a_second_person():
    setting, answers, ratings = complete(CIVIC)
    gate, plain = "CT-PRI-04", "CT-PUR-02"

    def state(item, **words):
        case = {**answers, item: Given("not_applicable", **words)}
        return work_out(CHECKLISTS[CIVIC], setting, case, ratings).states[item]

    assert state(plain) == "unanswered"
    assert state(plain, reason="  ") == "unanswered"
    assert state(plain, reason="No such measure exists") == "not_applicable"
    assert state(gate, reason="No images at all") == "unanswered"
    assert state(gate, reason="No images at all", second_person="B. Two") == "not_applicable"


def test_a_section_set_aside_beyond_thirty_per_cent_is_warned_about():
    setting, answers, ratings = complete(CIVIC)
    aside = Given("not_applicable", reason="Not here", second_person="B. Two")

    def warned(*items):
        case = {**answers, **dict.fromkeys(items, aside)}
        sections = work_out(CHECKLISTS[CIVIC], setting, case, ratings).completeness.sections
        return [s.section for s in sections if s.warn]

    assert warned("CT-PUR-01") == []
    assert warned("CT-PUR-01", "CT-PUR-02") == ["PUR"]
    assert warned(*(i.id for i in CHECKLISTS[CIVIC].items if i.section == "FOE")) == ["FOE"]


def test_assessors_two_levels_apart_make_the_rating_unsure_and_the_higher_one_counts():
    setting, answers, ratings = complete(PREDICTIVE, grade="E2")
    ratings["PP-R01"] = [Rating(1, 4, "high"), Rating(3, 4, "high")]

    result = work_out(CHECKLISTS[PREDICTIVE], setting, answers, ratings)
    found = next(levels.inherent for levels in result.risks if levels.risk == "PP-R01")

    assert (found.likelihood, found.confidence, found.apart) == (3, "low", 2)
    assert result.verdict == "not_enough_known"


def test_strength_and_residual_of_one_risk_worked_out_by_hand():
    # PP-R12 (leak): four key items, among them the response PP-MON-03; two supporting ones.
    mine = [item for item in CHECKLISTS[PREDICTIVE].items if "PP-R12" in item.risks]
    key, rest = [i for i in mine if i.key], [i.id for i in mine if not i.key]
    assert (len(key), len(rest)) == (4, 2)
    setting, nothing, ratings = complete(PREDICTIVE, value="no", gate="not_met")
    ratings["PP-R12"] = [Rating(4, 3, "medium")]
    all_key = {i.id: Given("met" if i.is_gate else "yes", "E1") for i in key}
    others = dict.fromkeys(rest, Given("yes", "E1"))
    half = dict(list(all_key.items())[:2])
    response, access = "PP-MON-03", "PP-SEC-01"

    def left(given):
        risks = work_out(CHECKLISTS[PREDICTIVE], setting, nothing | given, ratings).risks
        levels = next(levels for levels in risks if levels.risk == "PP-R12")
        found = levels.cautious
        return levels.strength, found.likelihood, found.severity, found.band

    assert left(half) == (0, 4, 3, "critical")
    assert left(all_key | {response: Given("no")}) == (1, 4, 3, "critical")
    assert left(all_key | {response: Given("partly", "E3")}) == (2, 3, 3, "high")
    assert left(all_key | {response: Given("yes", "E2")}) == (2, 3, 2, "moderate")
    assert left(all_key | others | {response: Given("yes", "E2")}) == (3, 2, 2, "moderate")
    assert left(all_key | others | {access: Given("yes", "E2")}) == (3, 2, 3, "moderate")


def test_an_unknown_item_is_read_both_ways():
    setting, answers, ratings = complete(PREDICTIVE, likelihood=3)
    answers["PP-MON-03"] = Given("unknown")

    result = work_out(CHECKLISTS[PREDICTIVE], setting, answers, ratings)
    leak = next(levels for levels in result.risks if levels.risk == "PP-R12")

    assert (leak.strength, leak.strength_hopeful) == (1, 2)
    assert (leak.cautious.band, leak.hopeful.band) == ("high", "moderate")
    assert result.find_out_first[0].item == "PP-MON-03"


def test_what_one_answer_can_settle_comes_before_what_needs_several():
    # PP-PUR-02 and PP-SUC-02 guard against the same risks: one of them alone settles little.
    setting, answers, ratings = complete(PREDICTIVE, likelihood=3)
    answers |= dict.fromkeys(("PP-PUR-02", "PP-SUC-02", "PP-MET-01"), Given("unknown"))

    first, second, third = work_out(
        CHECKLISTS[PREDICTIVE], setting, answers, ratings
    ).find_out_first

    assert (first.item, first.narrows, first.widens) == ("PP-MET-01", 3, 3)
    assert (second.item, second.narrows, second.widens) == ("PP-PUR-02", 1, 4)
    assert third.item == "PP-SUC-02"


def test_own_thresholds_of_a_checklist_are_used():
    text = (
        FILES[0]
        .read_text("utf-8")
        .replace("  thresholds_are:", "  thresholds: {unknown_percent: 0}\n  thresholds_are:")
    )
    strict = read_checklist(text.encode())
    setting, answers, ratings = complete(FILES[0].stem, grade="E3")
    soft = next(i for i in strict.items if i.key and not i.is_gate)
    answers[soft.id] = Given("unknown")

    assert work_out(strict, setting, answers, ratings).verdict == "not_enough_known"
    assert verdict(FILES[0].stem, (setting, answers, ratings)).startswith("proceed")

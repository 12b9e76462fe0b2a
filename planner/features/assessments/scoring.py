"""Answers and ratings into a verdict, with everything a reader needs to check it by hand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.features.assessments.answers import (
    GATE_WORDS,
    GRADES,
    NOT_APPLICABLE,
    PARTLY,
    UNKNOWN,
    YES,
    Given,
)
from planner.features.assessments.applicable import (
    Applicable,
    Setting,
    applicable,
    check_setting,
)
from planner.features.assessments.case import Case, make_case
from planner.features.assessments.checklist import Checklist
from planner.features.assessments.finding_out import Lead, find_out_first
from planner.features.assessments.judging import Judgement, judge
from planner.features.assessments.residuals import Inherent, Rating, Residual


@dataclass(frozen=True)
class GateState:
    """Where a gate stands: met, not_met, unknown, unanswered or not_applicable."""

    item: str
    kind: str
    due_before: str
    due: bool
    state: str


@dataclass(frozen=True)
class RiskLevels:
    """One risk before safeguards and after, in both readings; None while unrated."""

    risk: str
    inherent: Inherent | None
    before: str
    cautious: Residual | None
    hopeful: Residual | None
    strength: int
    strength_hopeful: int


@dataclass(frozen=True)
class SectionShare:
    """How far a section is answered, and how much of it was set aside."""

    section: str
    shown: int
    answered: int
    not_applicable: int
    hidden: int
    warn: bool

    @property
    def not_applicable_percent(self) -> float:
        return 100 * self.not_applicable / self.shown if self.shown else 0.0


@dataclass(frozen=True)
class Completeness:
    """How much is known; `evidence` counts the grades behind every yes, partly and met."""

    items: int
    items_answered: int
    key_items: int
    answered: int
    unknown: int
    unanswered_key: tuple[str, ...]
    evidence: Mapping[str, int]
    sections: tuple[SectionShare, ...]


@dataclass(frozen=True)
class Result:
    """Everything that follows from one assessment as it stands."""

    applicable: Applicable
    states: Mapping[str, str]
    cautious: Judgement
    hopeful: Judgement
    gates: tuple[GateState, ...]
    risks: tuple[RiskLevels, ...]
    completeness: Completeness
    find_out_first: tuple[Lead, ...]

    @property
    def verdict(self) -> str:
        """The verdict is that of the cautious reading."""
        return self.cautious.verdict


def work_out(
    checklist: Checklist,
    setting: Setting,
    answers: Mapping[str, Given],
    ratings: Mapping[str, Sequence[Rating]],
) -> Result:
    """Look up the verdict by the checklist's rules; no number is added up.

    Parameters
    ----------
    answers : mapping
        By item. Answers to items that are not shown stay without effect.
    ratings : mapping
        By risk, one rating for each assessor.

    Source
    ------
    The `scoring` part of the checklist; ``docs/methods/verdicts.md`` says how
    each sentence of it is read.
    """
    check_setting(checklist, setting)
    shown = applicable(checklist, setting)
    case = make_case(checklist, setting, shown.shown, answers, ratings)
    hopeful = case.hopeful()
    now, best = case.residuals(), hopeful.residuals()
    return Result(
        applicable=shown,
        states={item: seen.state for item, seen in case.seen.items()},
        cautious=judge(case, now),
        hopeful=judge(hopeful, best),
        gates=_gates(case),
        risks=tuple(
            RiskLevels(
                risk=risk,
                inherent=found,
                before=_before(checklist, found),
                cautious=now[risk],
                hopeful=best[risk],
                strength=case.strength(risk),
                strength_hopeful=hopeful.strength(risk),
            )
            for risk, found in case.inherent.items()
        ),
        completeness=_completeness(case, shown),
        find_out_first=find_out_first(case, now, best),
    )


def _before(checklist: Checklist, inherent: Inherent | None) -> str:
    return checklist.rules.band(inherent.likelihood, inherent.severity) if inherent else ""


def _gates(case: Case) -> tuple[GateState, ...]:
    return tuple(
        GateState(
            item.id,
            item.gate,
            item.due_before,
            case.due(item),
            GATE_WORDS.get(seen.state, seen.state),
        )
        for item, seen in case.gates()
    )


def _completeness(case: Case, shown: Applicable) -> Completeness:
    asked = {id_: seen for id_, seen in case.seen.items() if seen.state != NOT_APPLICABLE}
    key = {id_: seen for id_, seen in asked.items() if case.items[id_].key}
    graded = Counter(seen.grade for seen in asked.values() if seen.state in (YES, PARTLY))
    return Completeness(
        items=len(case.seen),
        items_answered=sum(seen.answered for seen in case.seen.values()),
        key_items=len(key),
        answered=sum(seen.answered for seen in key.values()),
        unknown=sum(seen.state == UNKNOWN for seen in key.values()),
        unanswered_key=tuple(id_ for id_, seen in key.items() if not seen.answered),
        evidence={grade: graded[n] for n, grade in enumerate(GRADES)},
        sections=_sections(case, shown),
    )


def _sections(case: Case, shown: Applicable) -> tuple[SectionShare, ...]:
    every = Counter(item.section for item in case.checklist.items)
    asked = Counter(item.section for item in shown.shown)
    answered = Counter(i.section for i in shown.shown if case.seen[i.id].answered)
    aside = Counter(i.section for i in shown.shown if case.seen[i.id].state == NOT_APPLICABLE)
    limit = case.checklist.rules.not_applicable_percent
    return tuple(
        SectionShare(
            section=code,
            shown=asked[code],
            answered=answered[code],
            not_applicable=aside[code],
            hidden=every[code] - asked[code],
            warn=100 * aside[code] > limit * asked[code],
        )
        for code in (section.code for section in case.checklist.sections)
    )

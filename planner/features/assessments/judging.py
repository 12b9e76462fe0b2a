"""The verdict: the first rule of the checklist that holds, with what made it hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.features.assessments.answers import NO, NOT_APPLICABLE, PARTLY, UNKNOWN, YES, Seen
from planner.features.assessments.case import Case, Residuals
from planner.features.assessments.residuals import GRAVE

STOP, HOLD, NOT_ENOUGH_KNOWN, REDESIGN = "stop", "hold", "not_enough_known", "redesign"
ACCEPTANCE, PROCEED = "proceed_with_signed_acceptance", "proceed_and_monitor"
VERDICTS = (STOP, HOLD, NOT_ENOUGH_KNOWN, REDESIGN, ACCEPTANCE, PROCEED)


@dataclass(frozen=True)
class Reason:
    """Why a rule holds: what was found, and on which items or risks."""

    code: str
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """A verdict and the reasons for it."""

    verdict: str
    reasons: tuple[Reason, ...]

    @property
    def rank(self) -> int:
        """The place in the order of the rules: 0 is stop, 5 is proceed and monitor."""
        return VERDICTS.index(self.verdict)


def judge(case: Case, residuals: Residuals) -> Judgement:
    """Try the rules in their order; the first with a reason decides."""
    rules = (
        (STOP, _failed_stops(case)),
        (HOLD, _open_gates(case)),
        (NOT_ENOUGH_KNOWN, _gaps(case)),
        (REDESIGN, _in_band(residuals, "critical")),
        (NOT_ENOUGH_KNOWN, _nothing_shown(case)),
        (ACCEPTANCE, _in_band(residuals, "high")),
    )
    for verdict, reasons in rules:
        if found := tuple(reasons):
            return Judgement(verdict, found)
    return Judgement(PROCEED, (Reason("no_high_risk"),))


def _failed_stops(case: Case) -> Iterator[Reason]:
    yield from _named(
        "stop_not_met",
        (i.id for i, seen in case.gates() if i.gate == "stop" and seen.state == NO),
    )


def _open_gates(case: Case) -> Iterator[Reason]:
    due = [(item, seen) for item, seen in case.gates() if case.due(item)]
    yield from _named("condition_not_met", (i.id for i, seen in due if seen.state == NO))
    yield from _named("gate_unknown", (i.id for i, seen in due if seen.state == UNKNOWN))
    yield from _named("gate_unanswered", (i.id for i, seen in due if not seen.answered))


def _gaps(case: Case) -> Iterator[Reason]:
    rules = case.checklist.rules
    asked = _key_answers(case)
    answered = sum(seen.answered for seen in asked)
    unknown = sum(seen.state == UNKNOWN for seen in asked)
    if 100 * answered < rules.answered_percent * len(asked):
        yield Reason("few_answered")
    if 100 * unknown > rules.unknown_percent * len(asked):
        yield Reason("many_unknown")
    rated = [(risk, found) for risk, found in case.inherent.items() if found]
    yield from _named(
        "grave_low_confidence",
        (risk for risk, found in rated if found.severity == GRAVE and found.confidence == "low"),
    )
    yield from _named("unrated", (risk for risk, found in case.inherent.items() if not found))


def _nothing_shown(case: Case) -> Iterator[Reason]:
    """Hold back a go-ahead that rests on nothing but somebody's word."""
    asked = _key_answers(case)
    if asked and not any(seen.state in (YES, PARTLY) and seen.grade for seen in asked):
        yield Reason("nothing_shown")


def _key_answers(case: Case) -> list[Seen]:
    """What the applicable key items count as; those that do not apply are left out."""
    key = (case.seen[item.id] for item in case.items.values() if item.key)
    return [seen for seen in key if seen.state != NOT_APPLICABLE]


def _in_band(residuals: Residuals, band: str) -> Iterator[Reason]:
    yield from _named(
        band, (risk for risk, found in residuals.items() if found and found.band == band)
    )


def _named(code: str, subjects: Iterator[str]) -> Iterator[Reason]:
    if found := tuple(subjects):
        yield Reason(code, found)

"""Which open questions are worth asking first."""

from dataclasses import dataclass

from planner.features.assessments.answers import HOPED, NO, OPEN, Seen
from planner.features.assessments.case import Case, Residuals
from planner.features.assessments.checklist import Item
from planner.features.assessments.judging import judge

MISSING = Seen(NO)


@dataclass(frozen=True)
class Lead:
    """An open question, and what its answer could do.

    `if_yes` and `if_no` are the verdicts this answer alone would lead to;
    `narrows` counts the levels of risk that a yes alone would take away, and
    `widens` the levels between the two readings of the risks it bears on.
    """

    item: str
    state: str
    gate: str
    if_yes: str
    if_no: str
    narrows: int
    widens: int


def find_out_first(case: Case, now: Residuals, best: Residuals) -> tuple[Lead, ...]:
    """Order the unknown and unanswered key items and gates by what they could change.

    Gates that hold the verdict come first, stop gates before conditions; then
    the items whose answer alone would move the verdict furthest; then those
    that would narrow the risks most; then those whose risks are widest apart.
    What is still equal keeps the order of the checklist.
    """
    found = []
    for place, item in enumerate(case.items.values()):
        if (item.key or item.is_gate) and case.seen[item.id].state in OPEN:
            lead, swing = _lead(case, item, now, best)
            blocks = ("none", "condition", "stop").index(item.gate) if _holds(case, item) else 0
            found.append((-blocks, -swing, -lead.narrows, -lead.widens, place, lead))
    return tuple(lead for *_, lead in sorted(found, key=lambda entry: entry[:-1]))


def _holds(case: Case, item: Item) -> bool:
    return item.is_gate and case.due(item)


def _lead(case: Case, item: Item, now: Residuals, best: Residuals) -> tuple[Lead, int]:
    yes, no = case.supposing(item.id, HOPED), case.supposing(item.id, MISSING)
    after = {**now, **{risk: yes.residual(risk) for risk in item.risks}}
    if_yes, if_no = judge(yes, after), judge(no, now)
    lead = Lead(
        item=item.id,
        state=case.seen[item.id].state,
        gate=item.gate,
        if_yes=if_yes.verdict,
        if_no=if_no.verdict,
        narrows=sum(_levels(now, after, risk) for risk in item.risks),
        widens=sum(_levels(now, best, risk) for risk in item.risks),
    )
    return lead, if_yes.rank - if_no.rank


def _levels(high: Residuals, low: Residuals, risk: str) -> int:
    """Levels of likelihood and severity between two states of one risk."""
    a, b = high[risk], low[risk]
    if a is None or b is None:
        return 0
    return a.likelihood + a.severity - b.likelihood - b.severity

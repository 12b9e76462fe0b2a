"""Which method to suggest after a back-test, and what it is worth a week."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.features.hotspots.backtest import Backtest
from planner.features.hotspots.gains import gain
from planner.features.hotspots.luck import Comparison
from planner.texts import _, filled


@dataclass(frozen=True)
class Suggestion:
    """The method to use, with the reason in words."""

    method: str
    says: str


def suggestion(result: Backtest, comparisons: Sequence[Comparison]) -> Suggestion:
    """Suggest what beats the count most surely at the middle coverage, or the count."""
    middle = result.plan.coverages[(len(result.plan.coverages) - 1) // 2]
    better = [c for c in comparisons if c.coverage == middle and c.verdict == "better"]
    if not better:
        says = _("No method is shown to do better than plain counts, so counts are suggested.")
        return Suggestion("count", says)
    best = max(better, key=lambda one: one.low)
    worth = gain(result, best)
    says = _(
        "{method} catches {gain:.1f} more incidents a week than plain counts on the same area "
        "(95 % interval {low:.1f} to {high:.1f})."
    )
    figures = {"gain": worth.weekly, "low": worth.low, "high": worth.high}
    return Suggestion(best.a, filled(says, method=best.a, **figures))

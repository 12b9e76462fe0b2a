"""How strong the safeguards against a risk are, and what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.features.assessments.answers import NOT_APPLICABLE, Seen
from planner.features.assessments.checklist import Item, Rules

STRENGTHS = ("none", "weak", "moderate", "strong")
CONFIDENCES = ("low", "medium", "high")
BANDS = ("low", "moderate", "high", "critical")
GRAVE = 4


@dataclass(frozen=True)
class Rating:
    """One assessor's view of a risk before safeguards; levels run from 1 to 4."""

    likelihood: int
    severity: int
    confidence: str = "low"


@dataclass(frozen=True)
class Inherent:
    """A risk before safeguards, all assessors taken together."""

    likelihood: int
    severity: int
    confidence: str
    assessors: int
    apart: int


@dataclass(frozen=True)
class Residual:
    """A risk after safeguards, in one reading of the answers."""

    likelihood: int
    severity: int
    band: str


Safeguard = tuple[Item, Seen]


def combine(ratings: Sequence[Rating]) -> Inherent | None:
    """Join the views of several assessors cautiously; None if nobody has rated.

    The highest likelihood and severity and the lowest confidence count. Two
    levels apart, confidence is low; "high" needs assessors who agree.
    """
    if not ratings:
        return None
    likelihoods = [rating.likelihood for rating in ratings]
    severities = [rating.severity for rating in ratings]
    apart = max(max(levels) - min(levels) for levels in (likelihoods, severities))
    lowest = min(
        CONFIDENCES.index(rating.confidence) if rating.confidence in CONFIDENCES else 0
        for rating in ratings
    )
    confidence = CONFIDENCES[max(0, min(lowest, 2 - apart))]
    return Inherent(max(likelihoods), max(severities), confidence, len(ratings), apart)


def strength(safeguards: Sequence[Safeguard]) -> int:
    """Return 0 (none) to 3 (strong) by the checklist's ``rules_in_order``.

    The rules describe steps of one ladder, so the strongest that holds counts.
    """
    asked = [(item, seen) for item, seen in safeguards if seen.state != NOT_APPLICABLE]
    key = [seen for item, seen in asked if item.key]
    lacking = sum(seen.lacking for seen in key)
    in_place = sum(seen.in_place for seen in key)
    if not key or 2 * lacking >= len(key):
        return 0
    if lacking or 2 * in_place < len(key):
        return 1
    supporting = [seen for item, seen in asked if not item.key]
    backed = 3 * sum(seen.in_place for seen in supporting) >= 2 * len(supporting)
    if in_place == len(key) and any(seen.in_use for seen in key) and backed:
        return 3
    return 2


def _repairs(safeguards: Sequence[Safeguard]) -> bool:
    """Tell whether harm would be put right: every key response works in practice."""
    responses = [
        seen
        for item, seen in safeguards
        if item.key and item.control_type == "responsive" and seen.state != NOT_APPLICABLE
    ]
    return bool(responses) and all(seen.in_use for seen in responses)


def residual(rules: Rules, inherent: Inherent, safeguards: Sequence[Safeguard]) -> Residual:
    """Look up what is left of a risk; grave harm stays grave."""
    reduction = rules.likelihood_reduction[strength(safeguards)]
    likelihood = max(rules.likelihood_floor, inherent.likelihood - reduction)
    severity = inherent.severity
    if 1 < severity < GRAVE and _repairs(safeguards):
        severity -= 1
    return Residual(likelihood, severity, rules.band(likelihood, severity))

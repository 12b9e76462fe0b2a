"""Whether a goal written down beforehand is reached, by one rule that nobody can bend later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

DAYS_A_WEEK = 7.0
SAME = 1e-9

Outcome = Literal["reached", "not reached", "cannot tell", "stop"]


@dataclass(frozen=True)
class Measured:
    """What a back-test found of one method; `low` and `high` hold 95 %.

    `gains` says whether the method, or another one of the back-test, caught
    more than the count map by more than luck.
    """

    method: str
    value: float
    low: float
    high: float
    gains: bool


def outcome(threshold: float, found: Measured | None, review: date | None, today: date) -> Outcome:
    """Judge a goal of at least `threshold`.

    It is reached if the whole interval lies at or above the threshold and
    not reached if the whole interval lies below it; all else cannot be told.
    Once the review date has passed, what is not reached is to be stopped, and
    so is a method that gains nothing over the count map.
    """
    verdict = _verdict(threshold, found)
    passed = review is not None and today > review
    counts_reach_it = verdict == "reached" and found is not None and found.method == "count"
    idle = (found is None or not found.gains) and not counts_reach_it
    return "stop" if passed and (verdict == "not reached" or idle) else verdict


def _verdict(threshold: float, found: Measured | None) -> Outcome:
    if found is None or not found.low <= found.high:
        return "cannot tell"
    if found.low >= threshold:
        return "reached"
    return "not reached" if found.high < threshold else "cannot tell"


def measured(
    document: Mapping[str, Any], measure: str, coverage: float, method: str
) -> Measured | None:
    """Read the figure of a goal from the figures of a back-test; None where it is not there."""
    figures = document["methods"].get(method, {})
    key = next((k for k in figures if _is_share(k) and abs(float(k) - coverage) < SAME), None)
    if key is None:
        return None
    versus = [one for one in document["comparisons"] if abs(one["coverage"] - coverage) < SAME]
    gains = any(one["b"] == "count" and one["verdict"] == "better" for one in versus)
    if measure == "gain":
        found = _gain(document, figures[key], versus, method)
    else:
        found = _of_score(figures[key], measure)
    return None if found is None else Measured(method, *found, gains)


def _is_share(key: str) -> bool:
    try:
        return float(key) > 0
    except ValueError:
        return False


def _of_score(score: Mapping[str, Any], measure: str) -> tuple[float, float, float] | None:
    name = "hit_rate" if measure == "pai" else measure
    if f"{name}_low" not in score:
        return None
    # the area flagged is known exactly, so PAI is as uncertain as the hit rate alone
    share = score["coverage"] if measure == "pai" else 1.0
    return score[name] / share, score[f"{name}_low"] / share, score[f"{name}_high"] / share


def _gain(
    document: Mapping[str, Any], score: Mapping[str, Any], versus: list[Any], method: str
) -> tuple[float, float, float] | None:
    """Return what the method caught a week more than the count map."""
    pair = next((one for one in versus if (one["a"], one["b"]) == (method, "count")), None)
    if pair is None:
        return None
    protocol = document["protocol"]
    weeks = protocol["origins"] * protocol["horizon_days"] / DAYS_A_WEEK
    weekly = score["incidents"] / weeks
    return pair["difference"] * weekly, pair["low"] * weekly, pair["high"] * weekly

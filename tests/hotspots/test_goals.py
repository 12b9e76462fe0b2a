"""The rule that says whether a goal is reached."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.features.hotspots.goals import Measured, measured, outcome

REVIEW = date(2026, 6, 30)
BEFORE, ON_THE_DAY, AFTER = date(2026, 6, 1), REVIEW, date(2026, 7, 1)


def found(low, high, gains=True, method="kde"):
    return Measured(method, (low + high) / 2, low, high, gains)


def test_a_goal_is_reached_only_if_the_whole_interval_is():
    assert outcome(0.25, found(0.25, 0.30), REVIEW, BEFORE) == "reached"
    assert outcome(0.25, found(0.24, 0.30), REVIEW, BEFORE) == "cannot tell"


def test_a_goal_is_missed_only_if_the_whole_interval_lies_below():
    assert outcome(0.25, found(0.20, 0.24), REVIEW, BEFORE) == "not reached"
    assert outcome(0.25, found(0.20, 0.25), REVIEW, BEFORE) == "cannot tell"


def test_without_a_back_test_nothing_can_be_told_until_the_review():
    assert outcome(0.25, None, REVIEW, ON_THE_DAY) == "cannot tell"
    assert outcome(0.25, None, REVIEW, AFTER) == "stop"


def test_after_the_review_what_was_missed_or_gains_nothing_is_to_be_stopped():
    assert outcome(0.25, found(0.2, 0.24), REVIEW, ON_THE_DAY) == "not reached"
    assert outcome(0.25, found(0.2, 0.24), REVIEW, AFTER) == "stop"
    assert outcome(0.25, found(0.2, 0.3, gains=False), REVIEW, AFTER) == "stop"
    assert outcome(0.25, found(0.2, 0.3, gains=True), REVIEW, AFTER) == "cannot tell"
    assert outcome(0.25, found(0.3, 0.4, gains=False), REVIEW, AFTER) == "stop"


def test_counts_that_reach_the_goal_need_no_gain_over_themselves():
    assert outcome(0.25, found(0.3, 0.4, gains=False, method="count"), REVIEW, AFTER) == "reached"


@given(st.floats(0.01, 1), st.floats(0, 1), st.floats(0, 1), st.booleans(), st.dates())
def test_reached_and_not_reached_never_contradict_the_interval(goal, a, b, gains, today):
    low, high = sorted((a, b))
    said = outcome(goal, found(low, high, gains), None, today)

    assert (said == "reached") == (low >= goal)
    assert (said == "not reached") == (high < goal)
    assert said != "stop"


SCORE = {
    "incidents": 400, "coverage": 0.05, "hit_rate": 0.25, "hit_rate_low": 0.2,
    "hit_rate_high": 0.3, "cell_precision": 0.1, "cell_precision_low": 0.08,
    "cell_precision_high": 0.12,
}  # fmt: skip
DOCUMENT = {
    "protocol": {"origins": 20, "horizon_days": 14.0},
    "methods": {"kde": {"0.05": SCORE, "ece": None}, "count": {"0.05": SCORE, "ece": None}},
    "comparisons": [
        {"a": "kde", "b": "count", "coverage": 0.05, "difference": 0.02, "low": 0.01,
         "high": 0.03, "verdict": "better"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "figures"),
    [
        ("hit_rate", (0.25, 0.2, 0.3)),
        ("pai", (5, 4, 6)),
        ("cell_precision", (0.1, 0.08, 0.12)),
        ("gain", (0.2, 0.1, 0.3)),  # 400 incidents in 40 weeks: a point is 0.1 a week
    ],
)
def test_each_measure_is_read_with_its_interval(measure, figures):
    got = measured(DOCUMENT, measure, 0.05, "kde")

    assert (got.value, got.low, got.high) == pytest.approx(figures)
    assert got.gains


def test_what_the_back_test_did_not_play_is_no_figure():
    assert measured(DOCUMENT, "hit_rate", 0.1, "kde") is None
    assert measured(DOCUMENT, "hit_rate", 0.05, "etas") is None
    assert measured(DOCUMENT, "gain", 0.05, "count") is None

"""What a method and its parts are worth a week."""

import pytest

from planner.features.hotspots.backtest import backtest, origins, plan, with_parts
from planner.features.hotspots.gains import Gain, gain, part_gains
from planner.features.hotspots.luck import Comparison
from planner.features.hotspots.method import configured
from planner.model.incidents import DAY
from tests.hotspots.test_blend import CITY, bursts
from tests.hotspots.towns import ORIGIN

WEEKS = origins(ORIGIN - 110 * DAY, ORIGIN - 7 * DAY, 7)


@pytest.fixture(scope="module")
def played():
    chosen = plan([("blend", configured("blend", {}))], WEEKS, 7.0, (0.1,))
    return backtest(with_parts(chosen), bursts(), CITY)


def test_blend_is_played_without_each_family_and_these_are_no_methods_of_their_own(played):
    assert played.plan.whole == ["blend", "count", "random"]
    assert set(played.plan.methods) - set(played.plan.whole) == {
        f"blend without {family}" for family in ("history", "recency", "neighbourhood")
    }
    assert {one.a for one in played.comparisons()} == {"blend", "random"}


def test_where_incidents_come_in_bursts_recent_weeks_are_what_adds(played):
    gains = {one.part: one for one in part_gains(played, "blend", 0.1)}

    assert gains["recency"].verdict == "better"
    assert gains["recency"].weekly > max(gains["history"].weekly, gains["neighbourhood"].weekly)
    assert gains["recency"].says("Recent weeks").startswith("Recent weeks: adds ")


def test_a_gain_is_a_difference_in_hit_rate_times_the_incidents_of_a_week(played):
    one = Comparison("blend", "count", 0.1, 0.1, 0.05, 0.2, 1, 0, 1, 1, 1, verdict="better")
    weekly = sum(len(came) for came in played.tested) / len(WEEKS)

    got = gain(played, one)

    assert (got.weekly, got.low, got.high) == pytest.approx(
        (0.1 * weekly, 0.05 * weekly, 0.2 * weekly)
    )


def test_a_method_without_parts_is_played_alone():
    chosen = plan([("kde", configured("kde", {}))], WEEKS, 7.0)

    assert with_parts(chosen) == chosen


@pytest.mark.parametrize("name", ["area_logit", "boost"])
def test_models_are_played_without_surroundings_where_they_use_them(name):
    plain, near = configured(name, {}), configured(name, {"context": True})

    assert not plain.without()
    assert near.without() == {"context": plain}
    assert near.part_titles["context"] == "Surroundings"


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("better", "It catches 1.2 more incidents a week than the count map"),
        ("cannot tell", "cannot be told: +1.2 incidents a week (-0.5 to +2.0). So the count map"),
        ("worse", "fewer incidents a week"),
    ],
)
def test_each_verdict_has_its_words(verdict, words):
    assert words in Gain(1.2, -0.5, 2.0, verdict).says()

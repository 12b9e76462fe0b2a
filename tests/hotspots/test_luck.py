"""Intervals and verdicts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from planner.features.hotspots.luck import (
    _mcnemar,
    _wilcoxon,
    block_length,
    compare,
    hit_rate_interval,
    holm,
    judged,
    resamples,
    wilson,
)


def caught(rng, origins, chance_a, chance_b, each=20):
    return [(rng.random(each) < chance_a, rng.random(each) < chance_b) for _ in range(origins)]


def test_wilson_gives_the_interval_of_the_textbook():
    assert wilson(10, 50) == pytest.approx((0.1124, 0.3304), abs=1e-4)
    assert wilson(0, 20)[0] == 0


def test_holm_corrects_by_rank_and_never_lowers():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_keeps_the_order_of_chances(chances):
    corrected = holm(chances)

    assert all(c >= p for c, p in zip(corrected, chances, strict=True))
    assert np.array_equal(np.sort(corrected), np.array(corrected)[np.argsort(chances)])


def test_four_weeks_of_origins_are_drawn_together():
    assert block_length(7, 52) == 4
    assert block_length(1, 300) == 28
    assert block_length(30, 10) == 1
    drawn = resamples(20, 4, draws=5)
    assert drawn.shape == (5, 20)
    assert (np.diff(drawn.reshape(5, 5, 4), axis=2) == 1).all()


def test_runs_of_good_and_bad_weeks_widen_the_interval():
    tested = np.full(80, 50.0)
    runs = np.where(np.arange(80) // 8 % 2, 5.0, 20.0)
    mixed = np.where(np.arange(80) % 2, 5.0, 20.0)

    widths = [np.diff(hit_rate_interval(hits, tested, 4))[0] for hits in (runs, mixed)]

    assert widths[0] > 1.5 * widths[1]


def test_a_clear_winner_is_better_and_its_rival_worse():
    pairs = caught(np.random.default_rng(1), 40, 0.6, 0.3)

    better = judged([compare(("a", "b"), 0.05, pairs, 4)])[0]
    worse = judged([compare(("b", "a"), 0.05, [(b, a) for a, b in pairs], 4)])[0]

    assert (better.verdict, worse.verdict) == ("better", "worse")
    assert better.difference == pytest.approx(-worse.difference)
    assert better.low > 0


def test_equal_methods_are_told_apart_no_more_often_than_chance_allows():
    rng = np.random.default_rng(2)

    verdicts = [
        judged([compare(("a", "b"), 0.05, caught(rng, 40, 0.3, 0.3), 4)])[0].verdict
        for _ in range(60)
    ]

    assert verdicts.count("cannot tell") >= 50


def test_few_differing_incidents_allow_no_verdict():
    pairs = [(np.array([True]), np.array([False]))] * 24

    assert judged([compare(("a", "b"), 0.05, pairs, 1)])[0].verdict == "cannot tell"
    assert judged([compare(("a", "b"), 0.05, pairs * 2, 1)])[0].verdict == "better"


def test_one_lucky_method_of_twenty_is_not_called_better():
    rng = np.random.default_rng(3)
    twenty = [compare((f"m{i}", "b"), 0.05, caught(rng, 30, 0.3, 0.3), 4) for i in range(20)]

    assert {one.verdict for one in judged(twenty)} == {"cannot tell"}


@given(st.lists(st.integers(-6, 7), min_size=1, max_size=40).filter(any))
def test_the_signed_rank_test_is_that_of_scipy(differences):
    told = _wilcoxon(np.array(differences, float))

    differing = [d for d in differences if d]
    assert told == pytest.approx(stats.wilcoxon(differing, method="approx").pvalue, abs=1e-12)


@given(st.integers(0, 60), st.integers(0, 60))
def test_wins_against_losses_are_tested_as_by_scipy(won, lost):
    told = _mcnemar(won, lost)

    exact = stats.binomtest(won, won + lost).pvalue if won + lost else 1.0
    assert told == pytest.approx(exact, abs=1e-12)

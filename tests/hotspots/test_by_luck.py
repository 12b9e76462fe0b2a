"""What luck alone makes of the errors of chances that are right."""

import numpy as np
import pytest

from planner.features.hotspots.by_luck import by_luck
from planner.features.hotspots.chances import probabilities

RATES = np.random.default_rng(8).gamma(0.3, 0.3, 4_000)


def fared(rates, seed, weeks=1):
    rng = np.random.default_rng(seed)
    one = [probabilities(rates, rng.poisson(RATES).astype(float)) for _ in range(weeks)]
    return sum(one[1:], one[0])


def test_right_chances_err_as_luck_says_nineteen_times_in_twenty():
    inside = {"ece": 0, "miss": 0}
    for seed in range(200):
        found = fared(RATES, seed)
        luck = by_luck(found)
        for name in inside:
            low, high = getattr(luck, name)
            inside[name] += low <= getattr(found, name) <= high

    assert 180 <= inside["ece"] <= 199
    assert 180 <= inside["miss"] <= 199


def test_wrong_chances_err_by_more_than_luck():
    found = fared(1.5 * RATES, 1, weeks=10)

    assert found.ece > by_luck(found).ece[1]
    assert found.miss > by_luck(found).miss[1]


def test_luck_shrinks_with_the_root_of_the_number_of_cells():
    one, hundred = (by_luck(fared(RATES, 2, weeks)).ece[1] for weeks in (1, 100))

    assert one / hundred == pytest.approx(10, rel=0.15)


def test_the_same_figures_come_out_each_time():
    found = fared(RATES, 3)

    assert by_luck(found) == by_luck(found)


def test_one_chance_for_all_errs_as_a_binomial_count_does():
    found = probabilities(np.full(10_000, 0.01), np.zeros(10_000))
    chance = -np.expm1(-0.01)
    sd = np.sqrt(chance * (1 - chance) / 10_000)

    assert by_luck(found).ece[1] == pytest.approx(2.24 * sd, rel=0.06)  # two-sided 97.5 %


def test_where_nothing_is_foretold_luck_makes_no_error():
    found = probabilities(np.zeros(50), np.zeros(50))

    assert by_luck(found).ece == (0, 0)

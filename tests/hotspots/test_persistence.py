"""Gi* over periods: what stays hot, what comes and goes."""

import numpy as np
import pytest
from scipy.special import ndtr

from planner.features.hotspots.persistence import gi_star, hot_by_period, kinds, significant
from planner.model.incidents import DAY, Incidents
from tests.hotspots.test_blend import CITY
from tests.hotspots.towns import ORIGIN, SQUARES, poisson_town


def test_gi_star_equals_the_formula_written_out():
    values = np.random.default_rng(1).poisson(2, len(SQUARES)).astype(float)
    touching = np.eye(len(SQUARES))
    for a, b in SQUARES.neighbours():
        touching[a, b] = 1
    n = len(values)
    spread = np.sqrt((values**2).mean() - values.mean() ** 2)
    members = touching.sum(axis=1)
    below = spread * np.sqrt((n * (touching**2).sum(axis=1) - members**2) / (n - 1))

    expected = (touching @ values - values.mean() * members) / below

    np.testing.assert_allclose(gi_star(values, SQUARES), expected)


def test_where_nothing_differs_nothing_is_hot():
    assert not significant(gi_star(np.ones(len(SQUARES)), SQUARES)).any()


def test_chance_alone_makes_few_cells_hot():
    hot = hot_by_period(poisson_town(9000, days=360, cells=CITY), CITY,
                        ORIGIN - np.arange(360, -1, -30) * DAY)  # fmt: skip

    assert hot.mean() < 0.01


def test_many_scores_are_judged_together():
    scores = np.append(np.zeros(999), 3.0)

    assert ndtr(-3.0) < 0.05
    assert not significant(scores).any()
    assert significant(np.append(np.zeros(999), 5.0)).sum() == 1


def test_places_that_stay_come_and_go_are_told_apart():
    rng = np.random.default_rng(2)
    spots = {"persistent": (500, 0, 300), "emerging": (1500, 0, 55), "former": (2500, 90, 300)}
    parts = [poisson_town(3000, days=300, cells=CITY)]
    for middle, youngest, oldest in spots.values():
        n = (oldest - youngest) * 3
        age = rng.uniform(youngest, oldest, n)
        x, y = (middle + rng.uniform(-150, 150, n) for _ in range(2))
        parts.append(Incidents(x, y, ORIGIN - (age * DAY).astype("m8[s]")))
    town = Incidents(*(np.concatenate([getattr(p, c) for p in parts]) for c in ("x", "y", "t")))

    found = kinds(hot_by_period(town, CITY, ORIGIN - np.arange(300, -1, -30) * DAY))

    for kind, (middle, *_ages) in spots.items():
        assert found[CITY.locate([float(middle)], [float(middle)])[0]] == kind
    assert found[CITY.locate([500.0], [2500.0])[0]] == "none"


@pytest.mark.parametrize(
    ("periods", "kind"),
    [
        ([1] * 8 + [0, 1], "persistent"),
        ([0] * 8 + [0, 1], "emerging"),
        ([1] + [0] * 9, "former"),
        ([1] * 4 + [0] * 4 + [1, 0], "intermittent"),
        ([0] * 10, "none"),
    ],
)
def test_kinds_follow_the_share_and_place_of_hot_periods(periods, kind):
    assert kinds(np.array(periods, bool)[:, None]) == [kind]

"""Blend: its layers, how weights are learnt, and what it says of itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.layers import effective_days, faded, faded_at, spreader
from planner.features.hotspots.learning import (
    FADES,
    LAYERS,
    MOST_ROWS,
    PAIRS,
    evidence,
    halves,
    lesson,
    maps_of,
    origins_of,
    weights_from,
)
from planner.features.hotspots.method import run
from planner.features.hotspots.methods.blend import Blend
from planner.features.hotspots.methods.count import Count
from planner.features.hotspots.mixing import Evidence, learnt, mixture
from planner.model.grids import hex_cells, square_cells
from planner.model.incidents import DAY, Incidents
from tests.hotspots.towns import CELLS, ORIGIN, SQUARES, WHEN, poisson_town

CITY = square_cells((0, 0, 3000, 3000), 100)
TWO_FADES = (np.inf, 30.0)


def recorded_late(n=300):
    town = poisson_town(n, days=100)
    late = np.random.default_rng(2).exponential(5, n)
    return Incidents(town.x, town.y, town.t, recorded=town.t + (late * DAY).astype("m8[s]"))


@pytest.mark.parametrize("cells", CELLS.values(), ids=CELLS)
@given(width=st.sampled_from([50.0, 150.0, 700.0]), seed=st.integers(0, 99))
def test_spreading_keeps_what_there_was(cells, width, seed):
    values = np.random.default_rng(seed).exponential(1, (2, len(cells)))

    spread = spreader(cells, width)(values)

    np.testing.assert_allclose(spread.sum(axis=1), values.sum(axis=1))
    assert (spread >= 0).all()


def test_far_from_the_edge_spreading_is_a_gaussian_filter():
    values = np.zeros((30, 30))
    values[15, 14] = 1

    spread = spreader(CITY, 200.0)(values.reshape(1, -1))

    expected = gaussian_filter(values, 2.0, truncate=8)
    np.testing.assert_allclose(
        spread.reshape(30, 30)[10:20, 10:20], expected[10:20, 10:20], rtol=0.01
    )


def test_fading_forward_in_time_equals_fading_from_each_moment():
    town = recorded_late().placed(SQUARES)
    moments = origins(ORIGIN - 60 * DAY, ORIGIN, 7)

    stepwise = list(faded_at(town, len(SQUARES), moments, TWO_FADES))

    for moment, state in zip(moments, stepwise, strict=True):
        direct = faded(town.before(moment), len(SQUARES), moment, TWO_FADES)
        np.testing.assert_allclose(state, direct, atol=1e-9)


def test_a_steady_rate_is_seen_as_that_rate_through_every_window():
    days = np.arange(0, 400) + 0.5
    daily = np.array([np.exp(-days / f).sum() for f in TWO_FADES])

    np.testing.assert_allclose(daily / effective_days(400.0, TWO_FADES), 1, rtol=0.001)


def test_the_weights_that_made_the_incidents_are_found():
    rng = np.random.default_rng(6)
    layers = rng.dirichlet(np.full(400, 0.1), 3)
    came = rng.multinomial(20_000, np.array([0.6, 0.4, 0.0]) @ layers)

    shares = mixture(layers[:, came > 0].T, came[came > 0], layers.sum(axis=1))

    assert shares == pytest.approx([0.6, 0.4, 0.0], abs=0.03)
    assert shares.sum() == pytest.approx(1)


def test_without_incidents_all_layers_share_alike():
    assert mixture(np.zeros((0, 4)), np.zeros(0), np.ones(4)).tolist() == [0.25] * 4


def foretold(truth, maps, weeks=52, daily=30, seed=4):
    """Evidence of `weeks` in which incidents came by `truth`, and two maps foretold them."""
    rng = np.random.default_rng(seed)
    came = rng.multinomial(daily, truth, weeks)
    week, cell = np.nonzero(came)
    totals = np.tile(maps.sum(axis=1), (weeks, 1))
    return Evidence(maps[:, cell].T, came[week, cell], week, totals, totals.sum(axis=0), came.sum())


BOTH, FIRST = np.array([True, True]), np.array([True, False])


def two_maps(seed):
    return np.random.default_rng(seed).dirichlet(np.full(200, 0.5), 2) + 1e-6


def test_a_map_that_explains_what_the_other_cannot_foretells_better():
    maps = two_maps(1)
    found = foretold(maps.mean(axis=0) / maps.mean(axis=0).sum(), maps)

    scale, sure = learnt(found, BOTH, FIRST, 1)

    assert sure
    assert scale * found.whole / found.incidents == pytest.approx([0.5, 0.5], abs=0.1)


def test_a_map_that_adds_nothing_is_seldom_taken_for_better():
    taken = [
        learnt(foretold(maps[0] / maps[0].sum(), maps, seed=seed), BOTH, FIRST, 1)[1]
        for seed in range(100)
        for maps in [two_maps(seed)]
    ]

    assert sum(taken) <= 10


def test_a_gain_in_one_month_alone_is_no_gain():
    maps = two_maps(1)
    usual = foretold(maps[0] / maps[0].sum(), maps)
    odd = foretold(maps[1] / maps[1].sum(), maps)
    one = np.arange(52) < 4
    few, rest = odd.weeks(one), usual.weeks(~one)
    rows = [
        np.concatenate([getattr(e, n) for e in (few, rest)]) for n in ("foretold", "came", "week")
    ]
    mixed = Evidence(*rows, few.totals + rest.totals, usual.whole, sum(rows[1]))

    scale, sure = learnt(mixed, BOTH, FIRST, 1)

    assert not sure
    assert scale[1] == 0


def test_a_few_weeks_are_not_enough_to_tell():
    maps = two_maps(1)

    for weeks, sure in ((7, False), (8, True)):
        found = foretold(maps[1] / maps[1].sum(), maps, weeks)
        assert learnt(found, BOTH, FIRST, 1)[1] == sure


def test_a_week_is_not_foretold_from_weeks_that_its_horizon_reaches_into():
    maps = two_maps(1)
    found = foretold(maps.mean(axis=0) / maps.mean(axis=0).sum(), maps, weeks=12)

    assert learnt(found, BOTH, FIRST, horizon=4)[1]
    assert not learnt(found, BOTH, FIRST, horizon=10)[1]


def seen(origin=ORIGIN, town=None):
    return run(Count(), town or poisson_town(2000, days=900), CITY, (origin, 7.0)).seen


def test_all_origins_of_a_month_learn_from_the_same_weeks():
    town = poisson_town(2000, days=900)
    one, other = (lesson(seen(ORIGIN + n * DAY, town), 52) for n in (2, 20))

    assert one == other
    assert weights_from(one) is weights_from(other)
    assert origins_of(one).max() + 7 * DAY == np.datetime64("2026-03-01")
    assert len(origins_of(one)) == 52


def test_a_short_history_is_learnt_from_up_to_the_origin():
    for days, end in ((90, ORIGIN + 5 * DAY), (200, ORIGIN)):
        assert lesson(seen(ORIGIN + 5 * DAY, poisson_town(900, days=days)), 52).end == end


def test_where_very_many_incidents_came_a_sample_of_the_cells_is_learnt_from(monkeypatch):
    given = lesson(seen(town=bursts()), 52)
    everything = weights_from(given)
    evidence.cache_clear()
    weights_from.cache_clear()
    monkeypatch.setattr("planner.features.hotspots.learning.MOST_ROWS", 200)

    found = evidence(given)

    assert MOST_ROWS > 200 > len(found.came) * 0.7
    assert found.incidents > 2 * found.came.sum()
    assert weights_from(given).families() == pytest.approx(everything.families(), abs=0.15)
    evidence.cache_clear()
    weights_from.cache_clear()


@pytest.mark.parametrize(
    "cells", [CITY, hex_cells((0, 0, 3000, 3000), 150)], ids=["squares", "hex"]
)
@pytest.mark.parametrize("n", [12, 300, 3000])
def test_where_nothing_is_to_be_learnt_the_map_is_the_count_map(n, cells):
    town = patchy_town(n, cells)

    made, counts = (run(one, town, cells, WHEN, seed=5) for one in (Blend(), Count(window=0)))

    assert made.rank.tolist() == counts.rank.tolist()
    assert "equals the count of all history" in made.says[0]


def test_without_history_there_is_no_count_map_to_give_way_to():
    made = run(Blend(leave_out="history"), patchy_town(12, CITY), CITY, WHEN)

    assert made.figures["history"] == 0
    assert "equals the count" not in made.says[0]


def patchy_town(n, cells):
    """A risk that differs from cell to cell without any pattern and never changes."""
    rng = np.random.default_rng(n)
    risk = rng.gamma(0.3, 1, len(cells))
    at = rng.choice(len(cells), n, p=risk / risk.sum())
    age = rng.uniform(0, 900, n)
    return Incidents(cells.x[at], cells.y[at], ORIGIN - (age * DAY).astype("m8[s]"))


def test_both_layers_of_a_pair_have_half_of_what_it_gives():
    given = np.zeros(len(PAIRS))
    given[3] = 0.5

    assert np.flatnonzero(halves(given)).tolist() == sorted(PAIRS[3])
    assert halves(given).sum() == 0.5


def test_pairs_are_geometric_means_of_a_place_and_recent_weeks_around_it():
    town = poisson_town(500, days=200).placed(CITY)
    maps = maps_of(faded(town, len(CITY), ORIGIN, FADES), 200.0, CITY)

    (width, fade), (wide, recent) = (LAYERS[k] for k in PAIRS[-1])
    assert (width, fade, wide, recent) == (250.0, np.inf, 1000.0, 21.0)
    np.testing.assert_allclose(maps[-2] ** 2, maps[PAIRS[-1][0]] * maps[PAIRS[-1][1]])


@pytest.mark.parametrize("town", [poisson_town(3000, days=900), patchy_town(3000, CITY)])
def test_expected_counts_sum_to_about_what_came_before(town):
    made = run(Blend(), town, CITY, WHEN)

    assert made.expected.sum() == pytest.approx(3000 / 900 * 7, rel=0.1)


def bursts(seed=8):
    """Each cell is quiet for long and then has a run of incidents: recency is all."""
    rng = np.random.default_rng(seed)
    start = rng.uniform(0, 700, 300)
    x, y = rng.uniform(0, 3000, (2, 300))
    age = np.repeat(start, 8) + rng.uniform(0, 25, 2400)
    return Incidents(np.repeat(x, 8), np.repeat(y, 8), ORIGIN - (age * DAY).astype("m8[s]"))


def test_where_bursts_rule_recent_weeks_get_the_weight_and_beat_the_count():
    made = run(Blend(), bursts(), CITY, WHEN)
    chosen = plan(
        [("blend", Blend())], origins(ORIGIN - 110 * DAY, ORIGIN - 7 * DAY, 7), 7.0, (0.05,)
    )

    verdicts = {c.a: c.verdict for c in backtest(chosen, bursts(), CITY).comparisons()}

    assert made.figures["recency"] > 0.5
    assert verdicts["blend"] == "better"


def test_without_recent_weeks_the_gain_from_bursts_is_gone():
    made = run(Blend(leave_out="recency"), bursts(), CITY, WHEN)

    assert made.figures["recency"] == 0
    assert sum(made.figures.values()) == pytest.approx(1)


def test_the_card_says_where_expected_incidents_come_from():
    made = run(Blend(), bursts(), CITY, WHEN)

    assert f"{made.figures['recency']:.0%} from recent weeks" in made.says[0]


def test_an_explanation_adds_up_to_what_is_expected_of_the_cell():
    made = run(Blend(), bursts(), CITY, WHEN)
    inner = [i for i in np.argsort(made.rank) if 800 < CITY.x[i] < 2200 and 800 < CITY.y[i] < 2200]

    reasons = made.explain(inner[0])

    daily = reasons.weights.sum() / (1 - reasons.parts["even"])
    assert daily * 7 == pytest.approx(made.expected[inner[0]], rel=0.1)
    assert sum(reasons.parts.values()) == pytest.approx(1)

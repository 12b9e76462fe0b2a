"""Blend: its layers, how weights are learnt, and what it says of itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.layers import effective_days, faded, faded_at, spreader
from planner.features.hotspots.learning import lesson, mixture, origins_of, weights_from
from planner.features.hotspots.method import run
from planner.features.hotspots.methods.blend import Blend
from planner.features.hotspots.methods.count import Count
from planner.model.grids import square_cells
from planner.model.incidents import DAY, Incidents
from tests.hotspots.towns import CELLS, ORIGIN, SQUARES, WHEN, poisson_town

CITY = square_cells((0, 0, 3000, 3000), 100)
FADES = (np.inf, 30.0)


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

    stepwise = list(faded_at(town, len(SQUARES), moments, FADES))

    for moment, state in zip(moments, stepwise, strict=True):
        direct = faded(town.before(moment), len(SQUARES), moment, FADES)
        np.testing.assert_allclose(state, direct, atol=1e-9)


def test_a_steady_rate_is_seen_as_that_rate_through_every_window():
    days = np.arange(0, 400) + 0.5
    daily = np.array([np.exp(-days / f).sum() for f in FADES])

    np.testing.assert_allclose(daily / effective_days(400.0, FADES), 1, rtol=0.001)


def test_the_weights_that_made_the_incidents_are_found():
    rng = np.random.default_rng(6)
    layers = rng.dirichlet(np.full(400, 0.1), 3)
    came = rng.choice(400, 20_000, p=np.array([0.6, 0.4, 0.0]) @ layers)

    shares = mixture(layers[:, came].T, layers.sum(axis=1))

    assert shares == pytest.approx([0.6, 0.4, 0.0], abs=0.03)
    assert shares.sum() == pytest.approx(1)


def test_without_incidents_all_layers_share_alike():
    assert mixture(np.zeros((0, 4)), np.ones(4)).tolist() == [0.25] * 4


def seen(origin=ORIGIN, town=None):
    return run(Count(), town or poisson_town(2000, days=900), CITY, (origin, 7.0)).seen


def test_all_origins_of_a_year_learn_from_the_same_weeks():
    town = poisson_town(2000, days=900)
    one, other = (lesson(seen(ORIGIN + n * DAY, town), 52, "nothing") for n in (-20, -2))

    assert one == other
    assert weights_from(one) is weights_from(other)
    assert origins_of(one).max() + 7 * DAY == np.datetime64("2026-01-01")
    assert len(origins_of(one)) == 52


def test_a_short_history_is_learnt_from_up_to_the_month_or_the_origin():
    month = lesson(seen(town=poisson_town(900, days=200)), 52, "nothing")
    origin = lesson(seen(ORIGIN + 5 * DAY, poisson_town(900, days=90)), 52, "nothing")

    assert month.end == np.datetime64("2026-03-01")
    assert origin.end == ORIGIN + 5 * DAY


def test_expected_counts_sum_to_about_what_came_before():
    made = run(Blend(), poisson_town(3000, days=900), CITY, WHEN)

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

"""Numbers of single methods, worked out by hand or known exactly."""

import numpy as np
import pytest
import shapely

from planner.features.hotspots.method import METHODS, configured, run
from planner.features.hotspots.methods.count import Count
from planner.features.hotspots.methods.ewcount import EwCount
from planner.features.hotspots.methods.kde import Kde
from planner.features.hotspots.methods.promap import ProMap
from planner.features.hotspots.refusals import BadSettingError, UnknownMethodError
from planner.model.grids import area_cells, hex_cells, square_cells
from planner.model.incidents import DAY, Incidents
from tests.hotspots.towns import ORIGIN, SQUARES, WHEN, poisson_town

ROW = square_cells((0, 0, 500, 100), 100)


def at(*places):
    """Incidents at (x, y, age in days)."""
    x, y, age = np.array(places, float).T
    return Incidents(x, y, ORIGIN - (age * 86_400).astype("m8[s]"))


def test_count_counts_the_window_and_expects_more_of_the_same():
    made = run(
        Count(window=100), at((50, 50, 10), (60, 50, 99), (70, 50, 100), (450, 50, 1)), ROW, WHEN
    )

    np.testing.assert_allclose(made.risk, [2 / 3, 0, 0, 0, 1 / 3])
    np.testing.assert_allclose(made.expected, [0.14, 0, 0, 0, 0.07])


def test_a_window_of_zero_counts_all_history():
    made = run(Count(window=0), at((50, 50, 3000), (150, 50, 1)), ROW, WHEN)

    assert made.risk.tolist() == [0.5, 0.5, 0, 0, 0]


def test_ewcount_weighs_by_age():
    made = run(EwCount(memory=10), at((50, 50, 10), (150, 50, 20)), ROW, WHEN)

    assert made.risk[0] / made.risk[1] == pytest.approx(np.e)


def test_ewcount_expects_a_steady_cell_to_go_on():
    daily = at(*[(50, 50, age) for age in np.arange(0.5, 400)])

    assert run(EwCount(memory=60), daily, ROW, WHEN).expected[0] == pytest.approx(7, rel=0.01)


def test_promap_counts_half_cells_and_weeks():
    made = run(ProMap(reach=200), at((50, 50, 6.9), (450, 50, 14)), ROW, WHEN)

    steps = np.array([1, 1 / 3, 1 / 5 + 1 / 15, 1 / 9, 1 / 3])
    np.testing.assert_allclose(made.risk, steps / steps.sum())


def test_promap_can_take_the_largest_and_city_blocks():
    close = at((50, 50, 1), (50, 50, 1), (150, 50, 1))

    largest = run(ProMap(combine="max", reach=120), close, ROW, WHEN)
    blocks = run(ProMap(reach=150, metric="manhattan"), at((90, 90, 1)), ROW, WHEN)

    np.testing.assert_allclose(largest.risk, np.array([1, 1, 1 / 3, 0, 0]) / (7 / 3))
    np.testing.assert_allclose(blocks.risk, [0.6, 0.4, 0, 0, 0])


def test_promap_gives_hexagons_what_their_centres_are_near():
    cells = hex_cells((0, 0, 900, 900), 100)
    town = poisson_town(200, days=60, cells=cells)

    made = run(ProMap(), town, cells, WHEN)
    inside = town.before(ORIGIN).placed(cells)
    age, d = inside.ages(ORIGIN), np.hypot(inside.x - cells.x[5], inside.y - cells.y[5])
    mine = ((d <= 400) & (age <= 56)) / (1 + d // 50) / (1 + age // 7)

    assert made.explain(5).weights.sum() == pytest.approx(mine.sum())
    by_cell = [made.explain(i).weights.sum() for i in range(len(cells))]
    np.testing.assert_allclose(made.risk, by_cell / np.sum(by_cell))


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
@pytest.mark.parametrize(
    "cells",
    [
        SQUARES,
        hex_cells((0, 0, 700, 500), 120),
        area_cells([shapely.box(0, 0, 300, 500), shapely.box(300, 0, 700, 500)]),
    ],
    ids=["square", "hex", "areas"],
)
def test_kde_loses_nothing_at_the_edge(cells, kernel):
    town = poisson_town(500, cells=SQUARES)

    made = run(Kde(kernel=kernel, window=0), town, cells, WHEN)

    kept = (cells.locate(town.x, town.y) >= 0).sum()
    assert made.expected.sum() * made.seen.days() / 7 == pytest.approx(kept, rel=1e-6)


def test_kde_is_the_quartic_kernel_summed_over_each_cell():
    far = square_cells((0, 0, 3000, 3000), 100)
    x, y = np.random.default_rng(3).uniform(500, 2500, (2, 100))
    made = run(Kde(bandwidth=400), at(*zip(x, y, np.ones(100), strict=True)), far, WHEN)

    fine = (np.arange(5) + 0.5) * 20 - 50
    exact = np.zeros(len(far))
    for right in fine:
        for up in fine:
            d = np.hypot(far.x[:, None] + right - x, far.y[:, None] + up - y)
            kernel = 3 / np.pi / 400**2 * np.maximum(0, 1 - (d / 400) ** 2) ** 2
            exact += kernel.sum(axis=1) * 400 / 100

    assert np.abs(made.risk - exact).max() < 0.05 * exact.max()


def test_kde_knows_which_incidents_carry_a_cell():
    made = run(Kde(), at((50, 50, 1), (450, 50, 1), (60, 50, 400)), ROW, WHEN)

    assert made.explain(0).incidents.tolist() == [0]


def test_explanations_add_up_to_the_score():
    town = poisson_town(300, days=50)
    for name in ("count", "ewcount", "promap"):
        made = run(configured(name, {}), town, SQUARES, WHEN)

        scores = np.array([made.explain(i).weights.sum() for i in range(len(SQUARES))])

        np.testing.assert_allclose(made.risk, scores / scores.sum(), atol=1e-12)


def test_random_differs_from_origin_to_origin_and_can_be_repeated():
    ranks = [
        run(METHODS["random"](), poisson_town(9), SQUARES, (ORIGIN + n * DAY, 7.0)).rank
        for n in (0, 0, 1)
    ]

    assert (ranks[0] == ranks[1]).all()
    assert (ranks[0] != ranks[2]).any()


def test_settings_arrive_as_typed_and_bad_ones_are_named():
    assert configured("kde", {"bandwidth": "300", "kernel": "gaussian"}).bandwidth == 300
    with pytest.raises(BadSettingError, match="bandwidth"):
        configured("kde", {"bandwidth": "-3"})
    with pytest.raises(BadSettingError, match="width"):
        configured("kde", {"width": "3"})
    with pytest.raises(UnknownMethodError, match="oracle"):
        configured("oracle", {})


def test_near_repeat_puts_cells_near_a_fresh_follow_up_first():
    cells = square_cells((0, 0, 3000, 1000), 100)
    old = [(500, 500, age + extra) for age in (200, 300, 400) for extra in (0, 3)]
    town = at(
        *old,
        *[(2500, 500, age) for age in (210, 310, 410, 510, 610)],
        (600, 500, 1),
        (2500, 500, 1),
    )
    chosen = configured("near_repeat", {"least_rate": 0.4, "reach": 300})

    made = run(chosen, town, cells, WHEN)
    under = made.risk > made.risk[cells.locate([2550], [550])[0]]

    assert made.figures["alerts"] == 1
    assert (np.hypot(cells.x[under] - 600, cells.y[under] - 500) <= 300).all()
    assert made.explain(cells.locate([650], [550])[0]).incidents.tolist() == [11]

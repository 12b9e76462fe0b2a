"""What must hold for every forecast method, present and future.

A method that registers itself is tested here at once; its own test file only
checks numbers worked out by hand.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.method import METHODS, ranked, run
from planner.features.hotspots.refusals import ShapeError, TooFewIncidentsError
from planner.model.grids import square_cells
from planner.model.incidents import DAY, Incidents
from planner.progress import Cancelled
from tests.hotspots.towns import (
    AREAS,
    CELLS,
    ORIGIN,
    SQUARES,
    WHEN,
    incidents,
    joined,
    poisson_town,
)

every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
every_shape = pytest.mark.parametrize("cells", CELLS.values(), ids=CELLS)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


SMALL = {"boost": {"trees": 5}}


def small(method):
    """The method with settings that keep these tests quick."""
    return method(**SMALL.get(method.name, {}))


def enough(method, drawn, seed=1):
    """The drawn incidents, with others where the method needs many."""
    return drawn if method.needs <= 1 else joined(drawn, poisson_town(2 * method.needs, seed=seed))


@every_shape
@every_method
@few
@given(drawn=incidents())
def test_a_forecast_is_a_share_of_risk_for_each_cell(method, cells, drawn):
    if cells.shape not in method.shapes:
        with pytest.raises(ShapeError):
            run(small(method), drawn, cells, WHEN)
        return
    made = run(small(method), enough(method, drawn), cells, WHEN)

    assert made.risk.shape == (len(cells),)
    assert (made.risk >= 0).all()
    assert made.risk.sum() == pytest.approx(1)
    assert sorted(made.rank) == list(range(1, len(cells) + 1))
    if made.expected is not None:
        assert made.expected.shape == (len(cells),)
        assert (made.expected >= 0).all()
        assert np.isfinite(made.expected).all()


@every_method
@few
@given(drawn=incidents(), later=incidents(-400, -0.01))
def test_what_happens_later_changes_nothing(method, drawn, later):
    drawn = enough(method, drawn)
    alone = run(small(method), drawn, SQUARES, WHEN)
    both = run(small(method), joined(drawn, later), SQUARES, WHEN)

    np.testing.assert_array_equal(both.risk, alone.risk)
    np.testing.assert_array_equal(both.rank, alone.rank)
    np.testing.assert_array_equal(both.expected, alone.expected)


@every_method
@few
@given(drawn=incidents(), order=st.randoms())
def test_the_order_of_incidents_does_not_matter(method, drawn, order):
    drawn = enough(method, drawn)
    shuffled = drawn.take(np.array(order.sample(range(len(drawn)), len(drawn))))

    alone, mixed = (run(small(method), some, SQUARES, WHEN) for some in (drawn, shuffled))

    np.testing.assert_allclose(mixed.risk, alone.risk, atol=1e-9)


@every_method
@few
@given(drawn=incidents(), columns=st.integers(-9, 9), rows=st.integers(-9, 9))
def test_a_town_that_lies_elsewhere_gets_the_same_map(method, drawn, columns, rows):
    drawn = enough(method, drawn)
    dx, dy = columns * 1000.0, rows * 1000.0
    moved = Incidents(drawn.x + dx, drawn.y + dy, drawn.t)
    there = square_cells((dx, dy, 700 + dx, 500 + dy), 100)
    snapped = Incidents(moved.x - dx, moved.y - dy, drawn.t)  # the same rounding on both sides

    np.testing.assert_allclose(
        run(small(method), moved, there, WHEN).risk,
        run(small(method), snapped, SQUARES, WHEN).risk,
        atol=1e-6,
    )


@every_method
def test_work_stops_when_asked(method):
    class StopAtOnce:
        def step(self, done, total, note=""):
            assert done < total, "the work was already over"
            raise Cancelled

    with pytest.raises(Cancelled):
        run(small(method), poisson_town(300), SQUARES, WHEN, StopAtOnce())


@every_method
def test_too_little_data_are_refused_with_the_number(method):
    if not method.needs:
        return
    empty = Incidents(*(np.zeros(0) for _ in range(2)), np.zeros(0, "M8[s]"))

    with pytest.raises(TooFewIncidentsError, match="hold 0 incidents"):
        run(small(method), empty, SQUARES, WHEN)


@every_method
def test_settings_survive_being_saved_and_every_one_has_a_title(method):
    assert method.model_validate_json(method().model_dump_json()) == method()
    assert all([method.title, method.source, method.__doc__])
    assert all(field.title for field in method.model_fields.values())


@every_method
def test_a_cell_can_be_explained(method):
    made = run(small(method), poisson_town(300), SQUARES, WHEN)

    reasons = made.explain(int(np.argmax(made.risk)))

    assert len(reasons.incidents) == len(reasons.weights)
    assert (reasons.weights >= 0).all()
    assert reasons.incidents.max(initial=0) < len(made.seen.past)


def test_flags_cover_the_share_asked_for_and_start_with_the_highest_risk():
    made = run(METHODS["count"](), poisson_town(300), SQUARES, WHEN)

    flags = made.flagged(0.1)

    assert flags.sum() == np.ceil(0.1 * len(SQUARES))
    assert made.risk[flags].min() >= made.risk[~flags].max()


def test_areas_of_unequal_size_are_flagged_by_risk_per_area():
    west = Incidents(
        np.array([10.0, 20.0, 400.0, 410.0]), np.full(4, 50.0), np.full(4, ORIGIN - DAY)
    )

    made = run(METHODS["count"](), west, AREAS, WHEN)

    assert made.rank.tolist() == [1, 2]  # two incidents each, but the west is smaller
    assert made.flagged(0.3).tolist() == [True, False]
    assert made.flagged(0.6).tolist() == [True, True]


def test_ties_are_settled_by_the_seed_and_not_by_the_place():
    one = Incidents(np.array([350.0]), np.array([250.0]), np.array([ORIGIN - DAY]))

    orders = [run(METHODS["count"](), one, SQUARES, WHEN, seed=seed).rank for seed in (1, 1, 2)]

    np.testing.assert_array_equal(orders[0], orders[1])
    assert (orders[0] != orders[2]).any()
    assert abs(np.corrcoef(orders[0], np.arange(len(SQUARES)))[0, 1]) < 0.5


@pytest.mark.parametrize("scale", [1.0, 1e-310, 1e12])
def test_cells_are_ranked_by_risk_and_those_of_one_risk_by_the_seed(scale):
    rng = np.random.default_rng(8)
    risk = scale * rng.integers(0, 12, len(SQUARES)) / 12
    wanted = np.lexsort([np.argsort(rng_places(seed=5)), -risk])

    order = ranked(risk * (1 + 1e-14 * rng.random(len(SQUARES))), SQUARES, seed=5)

    np.testing.assert_array_equal(order, wanted)


def test_where_nothing_is_known_the_seed_alone_ranks():
    order = ranked(np.zeros(len(SQUARES)), SQUARES, seed=5)

    np.testing.assert_array_equal(order, rng_places(seed=5))


def rng_places(seed):
    return np.random.default_rng(seed).permutation(len(SQUARES))

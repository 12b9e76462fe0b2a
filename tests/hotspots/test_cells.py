"""Cells: where they lie, who owns a point, what touches what."""

import pickle

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.model.grids import (
    NoCellsError,
    TooManyCellsError,
    area_cells,
    hex_cells,
    square_cells,
)

TOWN = shapely.Polygon([(130, 20), (1240, 60), (980, 870), (310, 940)])
WARDS = [
    shapely.box(0, 0, 500, 1000),
    shapely.Polygon([(500, 0), (1300, 0), (1300, 1000), (500, 1000), (800, 500)]),
    shapely.box(400, 0, 520, 200),
]


def layouts():
    return [square_cells(TOWN, 100), hex_cells(TOWN, 120), area_cells(WARDS, ["a", "b", "c"])]


every_shape = pytest.mark.parametrize("cells", layouts(), ids=lambda cells: cells.shape)


def test_the_corner_of_a_grid_is_the_smallest_coordinate_rounded_down():
    grid = square_cells(TOWN, 100)

    assert (grid.left, grid.bottom) == (100, 0)


def test_a_square_is_active_when_its_centre_lies_inside():
    grid = square_cells(TOWN, 100)

    inside = shapely.contains_xy(TOWN, grid.x, grid.y)
    rows, columns = grid.index.shape

    assert inside.all()
    assert len(grid) == sum(
        shapely.contains_xy(TOWN, 150 + 100 * c, 50 + 100 * r)
        for r in range(rows)
        for c in range(columns)
    )


@every_shape
def test_the_centre_of_a_cell_lies_in_it(cells):
    np.testing.assert_array_equal(cells.locate(cells.x, cells.y)[:2], [0, 1])
    assert (cells.locate(cells.x, cells.y) == np.arange(len(cells)))[:2].all()


@pytest.mark.parametrize("cells", layouts()[:2], ids=["square", "hex"])
@given(x=st.floats(-500, 2000), y=st.floats(-500, 2000))
def test_a_point_belongs_to_the_cell_whose_outline_holds_it(cells, x, y):
    found = cells.locate([x], [y])[0]

    holding = [
        i
        for i in range(len(cells))
        if shapely.Polygon(cells.outline(i)[0]).buffer(1e-6).contains(shapely.Point(x, y))
    ]
    assert found in holding if found >= 0 else len(holding) <= 3


@given(x=st.floats(-100, 1400), y=st.floats(-100, 1100))
def test_a_point_belongs_to_the_first_area_that_holds_it(x, y):
    holding = [i for i, ward in enumerate(WARDS) if ward.intersects(shapely.Point(x, y))]

    assert AREAS.locate([x], [y])[0] == (holding[0] if holding else -1)


AREAS = area_cells(WARDS)


@every_shape
def test_a_point_far_away_belongs_to_no_cell(cells):
    far = np.array([-1e7, 1e7, 0.0])

    assert (cells.locate(far, far[::-1] + 1e6) == -1).all()


@every_shape
def test_neighbours_are_mutual_and_touch(cells):
    pairs = {tuple(pair) for pair in cells.neighbours()}

    assert pairs
    assert pairs == {(b, a) for a, b in pairs}
    for a, b in pairs:
        one, other = (shapely.Polygon(cells.outline(i)[0]) for i in (a, b))
        assert one.distance(other) < 1e-6


def test_an_inner_square_has_eight_neighbours_and_an_inner_hexagon_six():
    for cells, most in ((square_cells((0, 0, 500, 500), 100), 8), (hex_cells(TOWN, 120), 6)):
        assert np.bincount(cells.neighbours()[:, 0]).max() == most


@every_shape
def test_a_raster_gives_each_square_to_the_cell_below_it(cells):
    raster = cells.raster(20)
    rows, columns = raster.owner.shape
    x = raster.left + raster.step * (np.arange(columns) + 0.5)
    y = raster.bottom + raster.step * (np.arange(rows) + 0.5)

    owner = cells.locate(np.tile(x, rows), np.repeat(y, columns))

    np.testing.assert_array_equal(raster.owner.ravel(), owner)
    assert raster.step <= 20


@every_shape
def test_masked_cells_are_gone_and_the_others_stay(cells):
    fewer = cells.only(np.arange(len(cells)) != 1)

    assert len(fewer) == len(cells) - 1
    assert fewer.locate(cells.x[:1], cells.y[:1])[0] == 0
    np.testing.assert_allclose(fewer.x, np.delete(cells.x, 1))


@every_shape
def test_cells_travel_to_other_processes(cells):
    there = pickle.loads(pickle.dumps(cells))

    np.testing.assert_array_equal(there.locate(cells.x, cells.y), cells.locate(cells.x, cells.y))


def test_hexagons_fill_the_plane():
    cells = hex_cells((0, 0, 3000, 3000), 120)
    rng = np.random.default_rng(3)
    x, y = rng.uniform(400, 2600, (2, 20_000))

    found = np.bincount(cells.locate(x, y), minlength=len(cells))
    whole = (cells.x > 600) & (cells.x < 2400) & (cells.y > 600) & (cells.y < 2400)

    assert cells.locate(x, y).min() >= 0
    assert found[whole].mean() == pytest.approx(20_000 * cells.area_m2[0] / 2200**2, rel=0.02)


def test_too_small_and_too_large_cells_are_refused_with_the_number():
    with pytest.raises(TooManyCellsError, match="1,000,000,000,000"):
        square_cells((0, 0, 1e6, 1e6), 1)
    with pytest.raises(NoCellsError, match="5000"):
        square_cells(shapely.box(0, 0, 10, 10), 5000)


def test_an_area_of_several_islands_has_an_outline_for_each():
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 7, 8)])
    rings = area_cells([islands, shapely.box(10, 0, 11, 1)], ["islands", "land"]).outline(0)

    assert len(rings) == 2
    assert {tuple(ring.max(axis=0)) for ring in rings} == {(1, 1), (7, 8)}

"""Where things lie on the map: views, outlines, cells."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from planner.model.grids import hex_cells, square_cells
from ui.map.cells import beside, box_of, cell_at, classes_of
from ui.map.furniture import length_text, round_length
from ui.map.outlines import Outlines, path_of
from ui.map.viewport import Extent, Viewport

far = st.floats(-1e7, 1e7)
views = st.builds(
    Viewport, far, far, st.floats(0.1, 5_000), st.integers(100, 4_000), st.integers(100, 3_000)
)
spots = st.builds(QPointF, st.floats(0, 4_000), st.floats(0, 3_000))


@given(views, spots)
def test_a_place_on_the_screen_is_found_again(view, spot):
    back = view.to_screen(*view.to_world(spot))

    assert (back - spot).manhattanLength() < 0.01


@given(views, spots, st.floats(0.2, 5))
def test_zooming_keeps_the_place_under_the_mouse(view, spot, factor):
    before, after = view.to_world(spot), view.zoomed(factor, spot).to_world(spot)

    assert after == pytest.approx(before, abs=1e-4 * view.scale + 1e-6)


@given(views, st.floats(-500, 500), st.floats(-500, 500))
def test_the_ground_follows_the_hand(view, right, down):
    x, y = view.x, view.y
    moved = view.moved(right, down).to_screen(x, y) - view.to_screen(x, y)

    assert moved.x() == pytest.approx(right, abs=0.01)
    assert moved.y() == pytest.approx(down, abs=0.01)


@given(views)
def test_the_painter_and_the_view_agree(view):
    corner = view.extent.left, view.extent.top

    mapped = view.transform.map(QPointF(*corner)) - view.to_screen(*corner)

    assert mapped.manhattanLength() < 0.01


def test_all_of_an_extent_is_shown():
    whole = Extent(0, 0, 1_000, 200)

    assert Viewport.of(whole, 400, 300).extent.holds(whole)


def test_rings_arrive_in_qt_as_they_were():
    points = np.array([[0, 0], [4, 0], [4, 3], [0, 0], [9, 9], [8, 9], [9, 9]], float)

    path = path_of(points, np.array([0, 4]))

    assert path.elementCount() == 7
    assert [path.elementAt(i).isMoveTo() for i in range(7)] == [1, 0, 0, 0, 1, 0, 0]
    assert [(path.elementAt(i).x, path.elementAt(i).y) for i in range(7)] == [
        tuple(point) for point in points.tolist()
    ]


def ring(corners, left):
    turn = np.linspace(0, 2 * np.pi, corners)
    return np.column_stack([left + np.cos(turn), np.sin(turn)])


@settings(deadline=None)
@given(st.lists(st.integers(3, 400), min_size=1, max_size=6), st.floats(0.001, 3))
def test_thinning_keeps_every_ring_its_ends_and_its_place(sizes, tolerance):
    rings = [ring(n, 10.0 * i) for i, n in enumerate(sizes)]
    starts = np.cumsum([0, *sizes[:-1]])
    whole = Outlines(np.concatenate(rings), starts, np.arange(len(sizes)))

    thin = whole.thinned(tolerance)

    np.testing.assert_array_equal(thin.points[thin.starts], whole.points[whole.starts])
    ends = np.append(thin.starts[1:], len(thin.points)) - 1
    np.testing.assert_array_equal(thin.points[ends], [r[-1] for r in rings])
    assert len(thin.points) <= len(whole.points)
    assert sum(path.elementCount() for path in thin.paths()) == len(thin.points)
    nearest = [np.abs(thin.points - point).max(axis=1).min() for point in whole.points[::7]]
    assert max(nearest) <= tolerance + 1e-9


def test_the_middle_of_a_square_is_its_centre():
    square = np.array([[2, 2], [6, 2], [6, 6], [2, 6], [2, 2]], float)
    outlines = Outlines(square, np.array([0]), np.array([0]))

    assert outlines.middles == {0: (4.0, 4.0, 4.0)}


@pytest.mark.parametrize("lay", [square_cells, hex_cells])
def test_the_middle_of_a_cell_belongs_to_it(lay):
    cells = lay((0.0, 0.0, 1_000.0, 800.0), 100.0)

    assert [cell_at(cells, *cells.centre(i)) for i in range(len(cells))] == list(range(len(cells)))
    assert cell_at(cells, -500, -500) is None


@pytest.mark.parametrize("lay", [square_cells, hex_cells])
def test_a_step_to_the_right_can_be_taken_back(lay):
    cells = lay((0.0, 0.0, 1_000.0, 800.0), 100.0)
    start = cell_at(cells, 450, 420)

    right = beside(cells, start, 1, 0)

    assert cells.x[right] == pytest.approx(cells.x[start] + 100)
    assert beside(cells, right, -1, 0) == start


def test_there_is_nothing_beside_the_edge():
    cells = square_cells((0.0, 0.0, 300.0, 300.0), 100.0)

    assert beside(cells, 0, -1, 0) is None
    assert beside(cells, 0, 0, 1) == 3
    assert box_of(cells, 4) == Extent(100, 100, 200, 200)


def test_classes_hold_their_share_of_the_cells():
    classes = classes_of(np.random.default_rng(3).permutation(10_000) + 1.0)

    assert np.bincount(classes).tolist() == [5_000, 2_500, 1_500, 500, 400, 100]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=60))
def test_equal_risk_has_an_equal_class_and_more_risk_no_lower_one(counts):
    risk = np.array(counts, float)
    classes = classes_of(risk)

    assert (classes[risk == 0] == 0).all()
    for low in range(6):
        lower, here = classes[risk < low], classes[risk == low]
        assert len(set(here.tolist())) <= 1
        assert not len(lower) or not len(here) or lower.max() <= here.min()


@pytest.mark.parametrize(
    ("longest", "rounded", "text"),
    [(1_234, 1_000, "1 km"), (6_000, 5_000, "5 km"), (499, 200, "200 m"), (2.2, 2, "2 m")],
)
def test_the_scale_bar_has_a_round_length(longest, rounded, text):
    assert round_length(longest) == rounded
    assert length_text(rounded) == text

"""The map at its first view: as large as can be, with nothing over it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSizeF

from planner.model.grids import hex_cells, square_cells
from ui.map.cells import SurfaceLayer, classes_of
from ui.map.fitting import ARRANGEMENTS, fit, spots
from ui.map.layers import AreaLayer, IncidentLayer
from ui.map.legend import class_entries
from ui.map.outlines import Outlines
from ui.map.silhouette import of_lines, of_points, silhouette
from ui.map.view import MapView
from ui.map.viewport import Extent

SIZES = {"legend": QSizeF(146, 178), "buttons": QSizeF(180, 40), "bar": QSizeF(190, 34)}
MAP = (402, 468)
DIAGONAL = 1_000.0 * np.array([[n, -n, n + 1, 1 - n] for n in range(24)])
boxes = st.tuples(
    st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(100, 1e5), st.floats(100, 1e5)
).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))


def covered(found, outline, width, height):
    """Return the boxes of `outline` that lie under something."""
    over = spots(found.arrangement, SIZES, width, height).values()
    seen = [found.view.rect(Extent(*box)) for box in outline.tolist()]
    return [box for box in seen if any(box.intersects(spot) for spot in over)]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(boxes, min_size=1, max_size=30).map(np.array),
    st.integers(400, 1_500),
    st.integers(300, 1_000),
)
def test_nothing_lies_over_what_is_shown_and_all_of_it_is_in_view(shown, width, height):
    outline = silhouette(shown)

    found = fit(outline, SIZES, width, height, 12)

    whole = QRectF(0, 0, width, height)
    assert covered(found, outline, width, height) == []
    assert all(whole.contains(found.view.rect(Extent(*box))) for box in outline.tolist())


def test_a_slanting_city_is_shown_as_large_as_without_a_legend():
    bare = fit(DIAGONAL, {}, *MAP, 12)
    found = fit(DIAGONAL, SIZES | {"buttons": QSizeF(60, 40)}, *MAP, 12)

    assert found.view.scale == pytest.approx(bare.view.scale, rel=0.05)
    assert found.arrangement["bottom left"] == ("bar", "legend")


def test_the_usual_arrangement_stays_where_it_costs_nothing():
    tall = np.array([[0.0, 0.0, 2_000.0, 4_000.0]])

    assert fit(tall, SIZES, 1_000, 700, 12).arrangement == ARRANGEMENTS[0]


def test_a_map_too_small_for_its_furniture_still_shows_everything():
    found = fit(DIAGONAL, SIZES, 240, 180, 12)

    assert found.view.extent.holds(Extent(0, -23_000, 24_000, 1_000))


@given(st.lists(boxes, min_size=1, max_size=30).map(np.array))
def test_a_silhouette_holds_all_it_was_made_of(shown):
    found = silhouette(shown)

    for left, bottom, right, top in shown.tolist():
        slack = 1e-6 * (1 + np.ptp(shown[:, 1::2]))
        touched = found[(found[:, 1] < top - slack) & (found[:, 3] > bottom + slack)]
        assert len(touched)
        assert (touched[:, 0] <= left).all()
        assert (touched[:, 2] >= right).all()
        assert touched[:, 1].min() <= bottom + slack
        assert touched[:, 3].max() >= top - slack


def test_a_silhouette_follows_a_slanting_line():
    found = of_lines(
        np.array([[0, 0], [5, 5], [10, 10], [0, 100], [1, 100]], float), np.array([0, 3])
    )

    assert found[0].tolist()[:3] == [0, 0, 5]
    assert found[-1][2] == 1  # the two lines are not joined
    assert len(of_points(np.array([]), np.array([]))) == 0


@pytest.mark.parametrize("lay", [square_cells, hex_cells])
def test_the_silhouette_of_cells_holds_every_corner(lay):
    cells = lay((0.0, 0.0, 1_000.0, 800.0), 100.0)
    corners = np.concatenate([np.concatenate(cells.outline(n)) for n in range(len(cells))])

    found = SurfaceLayer("Risk", cells, classes_of(np.arange(float(len(cells))))).silhouette

    assert found[:, 0].min() <= corners[:, 0].min() + 1e-6
    assert found[:, 2].max() >= corners[:, 0].max() - 1e-6
    assert found[0, 1] <= corners[:, 1].min() + 1e-6
    assert found[-1, 3] >= corners[:, 1].max() - 1e-6


@pytest.fixture
def view(qtbot):
    """A map of a city that runs from the north-west to the south-east."""
    view = MapView()
    qtbot.addWidget(view)
    places = np.concatenate([DIAGONAL[:, :2], DIAGONAL[:, 2:]])
    square = np.array([[0, 0], [4_000, 0], [4_000, -4_000], [0, 0]], float)
    shown = [
        AreaLayer("Wards", Outlines(square, np.array([0]), np.array([0])), ["Old town"]),
        IncidentLayer("Incidents", places[:, 0], places[:, 1]),
    ]
    view.resize(402, 560)
    view.show_layers(shown, "Relative risk", "share of cells", class_entries())
    with qtbot.waitExposed(view):
        view.show()
    return view


def hidden(view):
    """Return the places of the map that legend, buttons or scale bar cover."""
    bar = view.canvas.spots["bar"].toRect()
    over = [view.legend.geometry(), view.buttons.geometry(), bar]
    places = np.concatenate([DIAGONAL[:, :2], DIAGONAL[:, 2:]])
    at = [view.canvas.view.to_screen(*place).toPoint() for place in places.tolist()]
    return [place for place in at if any(part.contains(place) for part in over)]


@pytest.mark.parametrize("size", [(402, 560), (402, 480), (1_042, 900), (700, 420)])
def test_no_place_is_covered_at_first_nor_after_a_change_of_size(view, size):
    assert hidden(view) == []

    view.resize(*size)

    assert hidden(view) == []
    assert view.canvas.rect().contains(view.legend.geometry())
    assert view.canvas.rect().contains(view.buttons.geometry())


def test_a_map_moved_by_hand_lets_things_stay_where_they_are(qtbot, view):
    before = view.legend.pos()

    view.canvas.look(view.canvas.view.moved(-90, 60))
    assert view.legend.pos() == before

    view.canvas.fit()
    assert hidden(view) == []


def test_a_longer_legend_gets_the_room_it_needs(view):
    longer = class_entries() * 2

    view.show_layers(view.canvas.layers, "Relative risk", "share of cells", longer)

    assert hidden(view) == []

"""The map, driven as a person drives it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton

from planner.model.grids import hex_cells, square_cells
from ui.map.cells import FlaggedLayer, SurfaceLayer, classes_of
from ui.map.colours import map_colours
from ui.map.layers import AreaLayer, IncidentLayer
from ui.map.legend import Entry, class_entries
from ui.map.outlines import Outlines
from ui.map.view import OF_PLACES, MapView
from ui.theme.palette import DARK, LIGHT, tokens

Keys = Qt.Key
CELLS = square_cells((0.0, 0.0, 1_000.0, 1_000.0), 100.0)
RISK = np.arange(100.0)
ORDER = np.argsort(-RISK)
SQUARE = np.array([[0, 0], [1_000, 0], [1_000, 1_000], [0, 1_000], [0, 0]], float)


def layers(cells=CELLS, risk=RISK):
    return [
        SurfaceLayer("Risk", cells, classes_of(risk)),
        FlaggedLayer("Flagged", cells, risk > 94),
        AreaLayer("Wards", Outlines(SQUARE, np.array([0]), np.array([0])), ["Old town"]),
    ]


@pytest.fixture
def view(qtbot):
    view = MapView()
    qtbot.addWidget(view)
    view.resize(640, 560)
    view.buttons.hide()  # they cover cells that are looked at below
    view.show_layers(layers(), "Relative risk", "share of cells", class_entries())
    view.show_cells(CELLS, ORDER, "Cell {}".format)
    view.say("Origin 1 June 2017, next 7 days")
    with qtbot.waitSignal(view.canvas.drawn):
        view.show()
    qtbot.waitUntil(lambda: stands_still(view.canvas))
    return view


def show(qtbot, view, shown):
    """Show layers without a legend, and wait until the map stands still."""
    with qtbot.waitSignal(view.canvas.drawn):
        view.show_layers(shown, "", "", [])
    qtbot.waitUntil(lambda: stands_still(view.canvas))


def stands_still(canvas):
    near = canvas.pictures.near
    return near is not None and (near.view.x, near.view.scale) == (canvas.view.x, canvas.view.scale)


def spot(view, cell):
    return view.canvas.view.to_screen(*CELLS.centre(cell)).toPoint()


def colour(view, cell):
    # A little off the middle, where an area's name may stand.
    off = QPoint(round(30 / view.canvas.view.scale), round(30 / view.canvas.view.scale))
    return view.canvas.grab().toImage().pixelColor(spot(view, cell) + off).name()


def wheel(canvas, at, notches):
    where = QPointF(at)
    event = QWheelEvent(
        where,
        canvas.mapToGlobal(where),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_everything_is_in_view_at_first(view):
    assert view.canvas.view.extent.holds(view.canvas.extent)


def test_cells_have_the_colour_of_their_class(view):
    ramp = map_colours(tokens()).ramp

    assert colour(view, 99) == ramp[4]
    assert colour(view, 60) == ramp[0]
    assert colour(view, 10) == tokens().window


def test_hexagons_have_the_colour_of_their_class(qtbot, view):
    cells = hex_cells((0.0, 0.0, 1_000.0, 1_000.0), 100.0)
    risk = np.arange(float(len(cells)))
    show(qtbot, view, layers(cells, risk)[:2])
    top = view.canvas.view.to_screen(*cells.centre(len(cells) - 1)).toPoint()

    picture = view.canvas.grab().toImage()

    assert picture.pixelColor(top).name() == map_colours(tokens()).ramp[4]


def test_flagged_cells_have_a_line_round_them(view):
    corner = view.canvas.view.to_screen(900, 950).toPoint()
    row = [view.canvas.grab().toImage().pixelColor(corner + QPoint(i, 0)) for i in (-1, 0, 1)]

    assert QColor(map_colours(tokens()).flag) in row


def test_dragging_moves_the_ground_with_the_hand(qtbot, view):
    before = view.canvas.view.to_screen(500, 500)
    start = QPoint(320, 280)
    qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 7):
        qtbot.mouseMove(view.canvas, start + QPoint(10 * step, -5 * step))
    with qtbot.assertNotEmitted(view.canvas.cell_chosen):
        qtbot.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(60, -30))

    after = view.canvas.view.to_screen(500, 500)

    assert (after - before).toPoint() == QPoint(60, -30)


def test_the_wheel_zooms_at_the_mouse(view):
    at = spot(view, 23)
    before = view.canvas.view.scale
    wheel(view.canvas, at, 2)

    assert (spot(view, 23) - at).manhattanLength() <= 2
    assert view.canvas.view.scale < before / 1.5


def test_a_click_chooses_the_cell_under_it(qtbot, view):
    with qtbot.waitSignal(view.canvas.cell_chosen) as told:
        qtbot.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=spot(view, 42))

    assert told.args == [42]
    assert view.canvas.accessibleDescription() == "Cell 42"


def test_a_click_beside_the_study_area_chooses_nothing(qtbot, view):
    view.canvas.choose(42)
    with qtbot.waitSignal(view.canvas.cell_chosen) as told:
        qtbot.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(320, 3))

    assert told.args == [None]


def test_the_mouse_reads_the_map(qtbot, view):
    qtbot.mouseMove(view.canvas, spot(view, 42))
    assert view.readout.text() == "Cell 42"
    assert view.readout.isVisible()

    qtbot.mouseMove(view.canvas, QPoint(320, 3))
    assert not view.readout.isVisible()


def test_keys_move_zoom_and_come_back(qtbot, view):
    home = view.canvas.view
    qtbot.keyClick(view.canvas, Keys.Key_Right)
    assert view.canvas.view.x > home.x
    qtbot.keyClick(view.canvas, Keys.Key_Up)
    assert view.canvas.view.y > home.y
    qtbot.keyClick(view.canvas, Keys.Key_Plus)
    assert view.canvas.view.scale < home.scale

    qtbot.keyClick(view.canvas, Keys.Key_Home)
    assert view.canvas.view == home


def test_page_down_walks_from_the_highest_risk_down(qtbot, view):
    told = []
    view.canvas.cell_chosen.connect(told.append)
    for key in (Keys.Key_PageDown, Keys.Key_PageDown, Keys.Key_PageUp):
        qtbot.keyClick(view.canvas, key)

    assert told == [99, 98, 99]


def test_shift_and_an_arrow_go_to_the_cell_beside(qtbot, view):
    view.canvas.choose(42)
    qtbot.keyClick(view.canvas, Keys.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.canvas.chosen == 43
    qtbot.keyClick(view.canvas, Keys.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert view.canvas.chosen == 53

    qtbot.keyClick(view.canvas, Keys.Key_Escape)
    assert view.canvas.chosen is None


def test_a_cell_chosen_by_key_comes_into_view(qtbot, view):
    for _ in range(6):
        qtbot.keyClick(view.canvas, Keys.Key_Plus)
    qtbot.keyClick(view.canvas, Keys.Key_PageDown)

    assert view.canvas.rect().contains(spot(view, 99))


def test_buttons_zoom_and_show_everything_again(qtbot, view):
    view.buttons.show()
    home = view.canvas.view
    buttons = {b.accessibleName(): b for b in view.findChildren(QToolButton)}
    qtbot.mouseClick(buttons["Zoom in"], Qt.MouseButton.LeftButton)
    assert view.canvas.view.scale < home.scale

    qtbot.mouseClick(buttons["Show everything"], Qt.MouseButton.LeftButton)
    assert view.canvas.view == home


def test_a_picture_of_the_new_view_follows_a_movement(qtbot, view):
    with qtbot.waitSignal(view.canvas.drawn):
        view.canvas.zoom(3)

    assert view.canvas.pictures.near.view.scale == view.canvas.view.scale


def test_the_old_picture_stands_in_while_moving(qtbot, view):
    ramp = map_colours(tokens()).ramp
    view.canvas.look(view.canvas.view.moved(-40, 40))

    assert colour(view, 99) == ramp[4]


def test_a_larger_window_still_shows_everything(qtbot, view):
    with qtbot.waitSignal(view.canvas.drawn):
        view.resize(900, 800)

    assert view.canvas.view.extent.holds(view.canvas.extent)
    assert view.canvas.view.scale < 1_000 / 560


def test_new_layers_leave_the_view_where_the_person_put_it(qtbot, view):
    view.canvas.zoom(2)
    there = view.canvas.view
    with qtbot.waitSignal(view.canvas.drawn):
        view.show_layers(layers(risk=RISK[::-1]), "Relative risk", "", class_entries())

    assert view.canvas.view == there


def test_few_incidents_are_dots_and_many_are_a_density(qtbot, view):
    rng = np.random.default_rng(1)
    for n in (1, 50_000):
        x, y = rng.normal(500, 40, n), rng.normal(500, 40, n)
        x[0] = y[0] = 500
        show(qtbot, view, [IncidentLayer("Incidents", x, y)])
        middle = view.canvas.view.to_screen(500, 500).toPoint()

        assert view.canvas.grab().toImage().pixelColor(middle).name() != tokens().window


def test_the_map_says_what_it_shows_and_that_it_speaks_of_places(view):
    assert view.caption.text() == "Origin 1 June 2017, next 7 days"
    assert view.sentence.text() == OF_PLACES
    assert "50–75 %, 75–90 %" in view.legend.accessibleDescription()


def test_a_saved_picture_has_no_buttons_and_they_come_back(view):
    without = view.picture()
    view.buttons.show()

    assert view.picture() == without
    assert view.buttons.isVisible()


def test_a_saved_picture_carries_caption_and_sentence(view, tmp_path):
    file = tmp_path / "map.png"
    assert view.picture().save(str(file))

    saved = QImage(str(file))

    assert saved.size() == view.size()
    assert saved.text("Description") == f"Origin 1 June 2017, next 7 days {OF_PLACES}"


def test_without_entries_there_is_no_legend(view):
    view.legend.show_entries("", "", [])
    assert not view.legend.isVisible()

    view.legend.show_entries("Risk", "", [Entry("flag", "flagged")])
    assert view.legend.isVisible()


def test_the_map_follows_the_look_of_the_app(qtbot, qapp, view):
    from ui.theme.theme import Theme

    theme = Theme(qapp)
    with qtbot.waitSignal(view.canvas.drawn):
        theme.wish("dark")
    try:
        assert tokens() == DARK
        assert colour(view, 99) == map_colours(DARK).ramp[4]
    finally:
        theme.wish("light")
    assert tokens() == LIGHT

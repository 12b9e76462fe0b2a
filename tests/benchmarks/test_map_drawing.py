"""How long a map takes: a frame while it moves, and the first picture.

A million incidents, 500 areas with 200,500 vertices and 800,000 cells, in a
window of 1280 by 800. Run with ``pytest tests/benchmarks --benchmark-only``.
"""

import time
from contextlib import closing

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from planner.model.grids import square_cells
from planner.progress import Silent
from ui.map.cells import FlaggedLayer, SurfaceLayer, classes_of
from ui.map.colours import map_colours
from ui.map.layers import AreaLayer, IncidentLayer
from ui.map.legend import class_entries
from ui.map.outlines import Outlines
from ui.map.pictures import draw_picture
from ui.map.view import MapView
from ui.map.viewport import Viewport
from ui.theme.palette import LIGHT

WIDE, HIGH = 50_000.0, 40_000.0
FRAMES = 150


@pytest.fixture(scope="module")
def incidents():
    rng = np.random.default_rng(1)
    x = np.clip(rng.normal(WIDE / 2, 9_000, 1_000_000), 0, WIDE - 1)
    y = np.clip(rng.normal(HIGH / 2, 8_000, 1_000_000), 0, HIGH - 1)
    return x, y


@pytest.fixture(scope="module")
def areas():
    rng = np.random.default_rng(2)
    turn = np.linspace(0, 2 * np.pi, 401)
    rings = []
    for k in range(500):
        reach = 900 * (1 + 0.005 * rng.normal(size=401).cumsum())
        middle = (k % 25 * 2_000 + 1_000, k // 25 * 2_000 + 1_000)
        rings.append(np.column_stack([reach * np.cos(turn), reach * np.sin(turn)]) + middle)
    starts = np.arange(500) * 401
    return Outlines(np.concatenate(rings), starts, np.arange(500))


@pytest.fixture(scope="module")
def layers(incidents, areas):
    cells = square_cells((0.0, 0.0, WIDE, HIGH), 50.0)
    risk = np.bincount(cells.locate(*incidents), minlength=len(cells)).astype(float)
    flagged = np.zeros(len(cells), bool)
    flagged[np.argsort(-risk)[: len(cells) // 20]] = True
    return [
        SurfaceLayer("Risk", cells, classes_of(risk)),
        FlaggedLayer("Flagged", cells, flagged),
        AreaLayer("Areas", areas, [f"Area {n}" for n in range(500)]),
        IncidentLayer("Incidents", *incidents),
    ]


@pytest.fixture
def view(qtbot, layers):
    view = MapView()
    qtbot.addWidget(view)
    view.resize(1280, 800)
    view.show_layers(layers, "Relative risk", "share of cells", class_entries())
    with qtbot.waitSignal(view.canvas.drawn, timeout=20_000):
        view.show()
    return view


def test_a_frame_while_the_map_moves(view, benchmark):
    canvas, turn = view.canvas, iter(range(1_000_000))

    def frame():
        n = next(turn)
        if n % 3:
            canvas.look(canvas.view.moved(4, -3 if n // 40 % 2 else 3))
        else:
            canvas.look(canvas.view.zoomed(1.05 if n // 60 % 2 else 1 / 1.05, QPointF(500, 300)))
        canvas.repaint()

    benchmark.pedantic(frame, rounds=FRAMES, warmup_rounds=5)

    # 3 ms on an idle machine. What this thread itself did counts here: other
    # programs on a busy machine are not the map's doing.
    started = time.thread_time()
    for _ in range(FRAMES):
        frame()
    assert (time.thread_time() - started) / FRAMES < 0.016


@pytest.mark.parametrize("which", [0, 1, 2, 3], ids=["surface", "flagged", "areas", "incidents"])
def test_a_picture_of_one_layer(view, layers, which, benchmark):
    picture = benchmark.pedantic(
        draw_picture,
        args=([layers[which]], view.canvas.view, map_colours(LIGHT), 1.0, Silent()),
        rounds=5,
        warmup_rounds=1,
    )

    assert picture.covers(view.canvas.view)


def test_the_first_picture_of_everything(incidents, areas, benchmark):
    """What is worked out once for each layer is part of this."""

    def first():
        fresh = [AreaLayer("Areas", areas), IncidentLayer("Incidents", *incidents)]
        whole = Viewport.of(fresh[0].extent, 1280, 800)
        return draw_picture(fresh, whole, map_colours(LIGHT), 1.0, Silent())

    picture = benchmark.pedantic(first, rounds=3)

    assert not picture.image.isNull()
    assert benchmark.stats.stats.min < 2


@pytest.fixture
def million(tmp_path, incidents, areas):
    """A saved project with all incidents and areas."""
    import shapely

    from planner.ops import imports
    from planner.ops.project import new_project

    x, y = incidents
    t = np.datetime64("2016-01-01", "s") + np.arange(len(x)) * np.timedelta64(250, "s")
    row = np.arange(len(x), dtype=np.int32)
    read = imports.ReadIncidents(t=t, row=row, x=x, y=y, crs="EPSG:32633", source_crs="")
    rings = np.split(areas.points, areas.starts[1:])
    names = [{"id": f"{n}", "label": f"{n}", "residents": None, "columns": {}} for n in range(500)]
    shapes = tuple(shapely.make_valid(shapely.Polygon(ring)) for ring in rings)
    file = tmp_path / "million.usp"
    with closing(new_project(file, "Million")) as work:
        kept = imports.ReadAreas(shapes, tuple(names), "EPSG:32633", "")
        imports.keep_areas(work.store, kept, "Areas")
        imports.keep_incidents(work.store, read, "Incidents")
        work.save()
    return file


def test_a_project_with_a_million_incidents_opens_and_is_drawn(qtbot, million, benchmark):
    """From a file on the disk to a drawn map."""
    from planner.ops.project import open_project
    from ui.pages.hotspots.page import HotspotsPage
    from ui.shell.workbench import Workbench

    opened = []

    def open_and_draw():
        work = open_project(million)
        bench = Workbench(work.store)
        opened.extend([bench, work])
        page = HotspotsPage(bench)
        qtbot.addWidget(page)
        page.resize(1080, 700)
        page.show()
        canvas = page.parts.map.canvas
        qtbot.waitUntil(lambda: len(canvas.layers) > 0, timeout=60_000)
        with qtbot.waitSignal(canvas.drawn, timeout=60_000):
            pass

    benchmark.pedantic(open_and_draw, rounds=1)
    for one in opened:
        one.close()

    # 1.5 s were measured beside other work; below 2 s is the aim on an idle machine.
    assert benchmark.stats.stats.min < 4

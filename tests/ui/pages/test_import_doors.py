"""Files find their way from the Hotspots page into the project."""

import json

import pytest

from planner.ops import datasets
from ui.pages.hotspots.import_areas import ImportAreas
from ui.pages.hotspots.import_incidents import ImportIncidents
from ui.pages.hotspots.page import HotspotsPage
from ui.shell.window import readers

LONG = 20_000


@pytest.fixture
def page(qtbot, bench):
    page = HotspotsPage(bench)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def geojson(path, shape):
    feature = {"type": "Feature", "properties": {"date": "2022-01-02"}, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def ring(west=-1.16, south=52.94, side=0.02):
    corners = [[west, south], [west + side, south], [west + side, south + side], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


def lead(qtbot, page, kind):
    dialog = page.window().findChild(kind)
    qtbot.waitUntil(lambda: not dialog.bar.isVisible(), timeout=LONG)
    return dialog


def test_the_import_menu_offers_incidents_and_areas():
    offered = {name: offer.endings for page, name, offer in readers() if page == "hotspots"}

    assert ".csv" in offered["import_incidents"]
    assert ".gpkg" in offered["import_areas"]


def test_imported_incidents_are_shown_at_once(qtbot, page, bench, tmp_path):
    path = tmp_path / "burglary.csv"
    path.write_text("lon,lat,date\n" + "-1.15,52.95,2022-01-02\n-1.16,52.96,2022-01-03\n" * 20)

    page.import_incidents(path)
    dialog = lead(qtbot, page, ImportIncidents)
    while dialog.isVisible():
        dialog.forth.click()
        qtbot.waitUntil(lambda: not dialog.bar.isVisible(), timeout=LONG)

    [row] = datasets.list_datasets(bench.store)
    assert page.parts.forecast.wish.dataset == row.uid
    qtbot.waitUntil(lambda: page.work.scene is not None, timeout=LONG)


def test_a_map_file_is_taken_for_what_it_holds(qtbot, page, tmp_path):
    page.import_incidents(geojson(tmp_path / "wards.geojson", ring()))
    areas = lead(qtbot, page, ImportAreas)
    assert areas.layer.opened is not None
    areas.reject()

    point = {"type": "Point", "coordinates": [-1.15, 52.95]}
    page.import_incidents(geojson(tmp_path / "points.geojson", point))
    incidents = lead(qtbot, page, ImportIncidents)
    assert incidents.draft.looked is not None
    incidents.reject()

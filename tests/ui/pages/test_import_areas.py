"""Importing areas through the window, driven as a person drives it."""

import json

import pytest
from PySide6.QtCore import Qt

from planner.ops import datasets
from ui.pages.hotspots.import_areas import ImportAreas

LONG = 20_000


def settled(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog.bar.isVisible(), timeout=LONG)


@pytest.fixture
def opened(qtbot, bench):
    def open_file(path):
        dialog = ImportAreas(bench, path, None)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.open()
        settled(qtbot, dialog)
        return dialog

    return open_file


def wards(path, west=-1.16, south=52.94, side=0.02):
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    values = {"code": "E05", "name": "Lenton", "pop": 900}
    feature = {"type": "Feature", "properties": values, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def forth(qtbot, dialog, steps):
    for _step in range(steps):
        assert dialog.forth.isEnabled()
        qtbot.mouseClick(dialog.forth, Qt.MouseButton.LeftButton)
        settled(qtbot, dialog)


def test_areas_come_in_with_what_their_columns_mean(qtbot, opened, store, tmp_path):
    dialog = opened(wards(tmp_path / "wards.geojson"))
    assert [c.value for c in dialog.layer.chosen.values()][1:] == ["code", "name", "pop"]

    forth(qtbot, dialog, 3)

    [row] = datasets.list_area_sets(store)
    assert (row.uid, row.name, row.areas) == (dialog.uid, "wards", 1)
    found = datasets.polygons(store, row)
    assert (found.ids, found.labels, found.residents) == (("E05",), ("Lenton",), (900,))


def test_a_projection_that_is_not_named_is_asked_for(qtbot, opened, store, tmp_path):
    dialog = opened(wards(tmp_path / "wards.geojson", 457_000, 339_000, 1000))
    forth(qtbot, dialog, 1)
    assert not dialog.forth.isEnabled()

    dialog.place.own.setFocus()
    qtbot.keyClicks(dialog.place.own, "27700")
    qtbot.keyClick(dialog.place.own, Qt.Key.Key_Tab)
    settled(qtbot, dialog)
    assert dialog.place.crs == "EPSG:27700"
    assert dialog.place.map.isVisible()

    forth(qtbot, dialog, 2)
    assert datasets.list_area_sets(store)[0].source_crs == "EPSG:27700"


def test_a_projection_nobody_knows_is_refused_in_words(qtbot, opened, bench, tmp_path):
    dialog = opened(wards(tmp_path / "wards.geojson", 457_000, 339_000, 1000))

    with qtbot.waitSignal(bench.refused) as refused:
        dialog.place.asked.emit("EPSG:1")

    assert "EPSG:1" in refused.args[0].why
    assert not dialog.place.ready()


def test_a_damaged_layer_says_so(opened, store, tmp_path):
    path = tmp_path / "cut.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Fea')

    dialog = opened(path)

    assert "damaged" in dialog.refused_why.text()
    assert not dialog.forth.isEnabled()

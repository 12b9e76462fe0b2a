"""Importing incidents through the window, driven as a person drives it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QTableView

from planner.ops import datasets, imports
from ui.pages.hotspots.import_incidents import ImportIncidents

CRUMBS = """x;y;when;sort
455766,68;345619,99;23.01.2022;shed
454332,82;346604,94;03.01.2022;house
"""
LONG = 20_000


@pytest.fixture
def opened(qtbot, bench, tmp_path):
    """Open the import of a file with this content and wait until it was looked at."""

    def open_file(content, name="burglary_2022.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("cp1252"))
        dialog = ImportIncidents(bench, path, None)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.open()
        settled(qtbot, dialog)
        return dialog

    return open_file


def settled(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog.bar.isVisible(), timeout=LONG)


def click(qtbot, dialog, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(qtbot, dialog)


def forth(qtbot, dialog, steps=1):
    for _step in range(steps):
        assert dialog.forth.isEnabled()
        click(qtbot, dialog, dialog.forth)


def choose(qtbot, dialog, box, value):
    """Choose an entry of a list with the keyboard, as far as Qt lets a test do it."""
    box.setFocus()
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    settled(qtbot, dialog)


def cells(table):
    model = table.model()
    columns = range(model.columnCount())
    return [[model.index(r, c).data() for c in columns] for r in range(model.rowCount())]


def titles(table):
    model = table.model()
    return [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]


def test_a_file_goes_from_its_rows_to_the_project_and_back_by_undo(qtbot, opened, store):
    dialog = opened(CRUMBS)
    assert titles(dialog.file.table) == ["x", "y", "when", "sort"]
    assert dialog.file.how.chosen["delimiter"].value == ";"
    assert dialog.file.how.chosen["decimal"].value == ","

    forth(qtbot, dialog, 2)
    assert cells(dialog.dates.table)[0] == ["23.01.2022", "23 January 2022"]

    forth(qtbot, dialog)
    assert not dialog.forth.isEnabled()
    choose(qtbot, dialog, dialog.place.chosen.box, "EPSG:27700")
    assert "° N" in dialog.place.where.text()
    assert "United Kingdom" in dialog.place.where.text()

    forth(qtbot, dialog)
    assert dialog.check.summary.text().startswith("2 of 2 rows can be imported, 0 are rejected.")
    dialog.check.boxes["licence"].setText("OGL")
    forth(qtbot, dialog)

    [row] = datasets.list_datasets(store)
    assert (row.uid, row.name, row.rows, row.licence) == (dialog.uid, "burglary 2022", 2, "OGL")
    assert row.source_crs == "EPSG:27700"
    store.undo()
    assert datasets.list_datasets(store) == []


def test_rejected_rows_are_listed_with_row_column_and_reason(qtbot, opened, store):
    dialog = opened(
        "lon,lat,date\n-1.15,52.95,13/02/2022\n,52.95,14/02/2022\n-1.15,52.9,31/02/2022\n"
    )

    forth(qtbot, dialog, 4)

    assert cells(dialog.check.rejected) == [
        ["3", "lon", "is empty"],
        ["4", "date", "is not a date of the form %d/%m/%Y"],
    ]


def test_what_cannot_be_told_apart_is_asked_and_not_chosen(qtbot, opened):
    dialog = opened(
        "lon,lat,date\n-1.1,52.9,05/02/2022\n-1.1,52.9,03/04/2022\n-1.1,52.9,04/01/2022\n"
    )

    forth(qtbot, dialog, 2)
    assert dialog.dates.chosen.value == ""
    assert dialog.dates.chosen.mark.isVisible()
    assert not dialog.forth.isEnabled()

    choose(qtbot, dialog, dialog.dates.chosen.box, "%d/%m/%Y")
    assert cells(dialog.dates.table)[0] == ["05/02/2022", "5 February 2022"]
    assert dialog.forth.isEnabled()


def test_another_delimiter_shows_other_columns_at_once(qtbot, opened):
    dialog = opened(CRUMBS)

    choose(qtbot, dialog, dialog.file.how.chosen["delimiter"].box, ",")

    assert titles(dialog.file.table) != ["x", "y", "when", "sort"]
    assert not dialog.columns.ready()


def test_a_column_that_is_not_wanted_is_left_out(qtbot, opened, store):
    dialog = opened("lon,lat,date,type\n-1.15,52.95,2022-02-13,shed\n")
    forth(qtbot, dialog)
    assert dialog.columns.chosen["type"].value == "type"

    choose(qtbot, dialog, dialog.columns.chosen["type"].box, "")
    forth(qtbot, dialog, 4)

    assert datasets.incidents(store, dialog.uid).category is None


def test_codes_of_areas_find_the_areas_of_the_project(qtbot, opened, bench, store):
    import shapely

    shapes = (shapely.box(390_000, 5_820_000, 391_000, 5_821_000),)
    facts = ({"id": "0110", "label": "Zentrum", "residents": None, "columns": {}},)
    imports.keep_areas(store, imports.ReadAreas(shapes, facts, "EPSG:25833", ""), "LOR")
    dialog = opened("datum,LOR\n01.01.2022,01101204\n")

    forth(qtbot, dialog, 5)

    found = datasets.incidents(store, dialog.uid)
    assert shapes[0].contains(shapely.Point(found.x[0], found.y[0]))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        ("lon,lat,date,suspect\n-1.1,52.9,2022-01-01,Ada\n", "speak of persons: suspect"),
        (b"PK\x03\x04 cut off", "damaged"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_goes_no_further(opened, store, content, why):
    dialog = opened(content)

    assert dialog.refusal.isVisible()
    assert why in dialog.refused_why.text()
    assert "Ada" not in dialog.refused_why.text()
    assert not dialog.forth.isEnabled()
    assert datasets.list_datasets(store) == []


def test_leaving_keeps_nothing(qtbot, opened, store):
    dialog = opened(CRUMBS)

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()
    assert datasets.list_datasets(store) == []


def test_steps_can_be_gone_back_to_and_what_follows_is_read_again(qtbot, opened):
    dialog = opened("lon,lat,date\n-1.15,52.95,13/02/2022\n")
    forth(qtbot, dialog, 4)
    assert dialog.check.result is not None

    dialog.list.setCurrentRow(1)
    choose(qtbot, dialog, dialog.columns.chosen["y"].box, "")

    assert dialog.check.result is None
    assert not dialog.forth.isEnabled()


@pytest.mark.parametrize(
    ("name", "answer", "rows"),
    [
        ("messy/berlin_accidents_epsg25832_decimalcomma_latin1.csv", "", 13_389),
        ("messy/chicago_5000_epsg3435_usft.shp", "", 5000),
        ("messy/excel_eu_semicolon_decimalcomma_cp1252_epsg27700.csv", "EPSG:27700", 1795),
        ("messy/mac_cr_only.csv", "", 300),
        ("messy/nottingham_burglary_epsg27700.gpkg", "", 1795),
        ("messy/nottingham_noprj.shp", "EPSG:27700", 1795),
        ("messy/nottingham_two_sheets.xlsx", "", 560),
        ("messy/nul_bytes.csv", "", 173),
        ("messy/points.geojson", "", 500),
        ("messy/quoted_newlines.csv", "", 200),
        ("messy/really_a_csv.xlsx", "", 386),
        ("messy/utf16_tab.txt", "", 1795),
        ("chicago/burglary_2014_2017.csv", "EPSG:26971", 45_319),
        ("portland/burglary_2012_2017.csv", "EPSG:2913", 5364),
    ],
)
def test_difficult_files_come_in_with_at_most_one_question(
    qtbot, bench, shared_data, name, answer, rows
):
    dialog = ImportIncidents(bench, shared_data / name, None)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    settled(qtbot, dialog)

    forth(qtbot, dialog, 3)
    if answer:
        choose(qtbot, dialog, dialog.place.chosen.box, answer)
    forth(qtbot, dialog, 2)

    assert [row.rows for row in datasets.list_datasets(bench.store)] == [rows]


def test_every_box_has_a_name_a_screen_reader_can_say(opened):
    dialog = opened(CRUMBS)

    boxes = [
        box for kind in (QComboBox, QLineEdit, QTableView) for box in dialog.findChildren(kind)
    ]
    assert len(boxes) > 20
    assert [box.objectName() for box in boxes if not box.accessibleName()] == []

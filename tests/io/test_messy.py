"""Real and deliberately difficult files come in rightly, or are refused in words."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from planner.errors import UserError
from planner.io.areas import open_areas, placed, read_areas
from planner.io.incidents import suggest
from planner.io.projections import transformed
from planner.io.reading import read_incidents
from planner.io.tables import Writing, open_table

NOTTINGHAM, CHICAGO, PORTLAND, BERLIN = (
    (-1.17, 52.96),
    (-87.67, 41.84),
    (-122.6, 45.5),
    (13.4, 52.5),
)


def imported(path, **fixed):
    table = open_table(path, Writing(layer=fixed.pop("layer", None)))
    found = suggest(table, fixed)
    assert not found.open_questions()
    return read_incidents(table, found.choice())


@pytest.mark.parametrize(
    ("name", "fixed", "rows", "rejected", "place"),
    [
        ("messy/berlin_accidents_epsg25832_decimalcomma_latin1.csv", {}, 13_389, 1, BERLIN),
        ("messy/chicago_5000_epsg3435_usft.shp", {}, 5000, 0, CHICAGO),
        ("messy/excel_eu_semicolon_decimalcomma_cp1252_epsg27700.csv", {"crs": "27700"}, 1795, 0,
         NOTTINGHAM),
        ("messy/mac_cr_only.csv", {}, 300, 0, NOTTINGHAM),
        ("messy/nottingham_burglary_epsg27700.gpkg", {}, 1795, 0, NOTTINGHAM),
        ("messy/nottingham_noprj.shp", {"crs": "EPSG:27700"}, 1795, 0, NOTTINGHAM),
        ("messy/nottingham_two_sheets.xlsx", {}, 560, 40, NOTTINGHAM),
        ("messy/nul_bytes.csv", {}, 173, 1, NOTTINGHAM),
        ("messy/points.geojson", {}, 500, 0, NOTTINGHAM),
        ("messy/quoted_newlines.csv", {}, 200, 0, NOTTINGHAM),
        ("messy/really_a_csv.xlsx", {}, 386, 0, NOTTINGHAM),
        ("messy/utf16_tab.txt", {}, 1795, 0, NOTTINGHAM),
        ("nottingham/nottingham_burglary.csv.gz", {}, 1795, 0, NOTTINGHAM),
        ("chicago/burglary_2014_2017.csv", {"crs": "EPSG:26971"}, 45_319, 0, CHICAGO),
        ("portland/burglary_2012_2017.csv", {"crs": "EPSG:2913"}, 5364, 0, PORTLAND),
    ],
)  # fmt: skip
def test_a_difficult_file_comes_in_at_its_place(shared_data, name, fixed, rows, rejected, place):
    result = imported(shared_data / name, **fixed)

    assert (len(result), result.report.rejected_rows) == (rows, rejected)
    lon, lat = transformed(result.x, result.y, result.crs, "EPSG:4326")
    assert np.median(lon) == pytest.approx(place[0], abs=0.15)
    assert np.median(lat) == pytest.approx(place[1], abs=0.1)
    assert np.ptp(lon) < 1.2


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("empty.csv", "empty"),
        ("header_only.csv", "no rows"),
        ("truncated.geojson", "damaged"),
        ("truncated.gpkg", "damaged"),
        ("truncated.xlsx", "damaged"),
    ],
)
def test_a_file_with_nothing_to_read_is_refused(shared_data, name, why):
    with pytest.raises(UserError, match=why) as caught:
        imported(shared_data / "messy" / name)

    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "question", "answer"),
    [
        ("messy/nottingham_noprj.shp", "crs", "EPSG:27700"),
        ("chicago/burglary_2014_2017.csv", "crs", "EPSG:26971"),
        ("portland/burglary_2012_2017.csv", "crs", "EPSG:2913"),
    ],
)
def test_what_a_file_does_not_say_is_asked(shared_data, name, question, answer):
    asked = suggest(open_table(shared_data / name)).open_questions()

    assert set(asked) == {question}
    assert answer in asked[question].candidates


def test_seven_forms_of_date_in_one_column_are_read_as_they_are_meant(shared_data):
    table = open_table(shared_data / "messy/nottingham_two_sheets.xlsx")
    months = read_incidents(
        table, replace_date(suggest(table, {"date": "month"}).choice(), "month")
    )
    days = read_incidents(table, suggest(table).choice())

    both, left, right = np.intersect1d(months.row, days.row, return_indices=True)
    assert len(both) > 550
    assert (days.t[right].astype("M8[M]") == months.t[left].astype("M8[M]")).all()


def replace_date(choice, name):
    return replace(choice, columns=replace(choice.columns, date=name))


def test_berlin_thefts_lie_in_the_areas_their_codes_name(shared_data):
    opened = open_areas(shared_data / "berlin/lor_prognoseraeume_2021.geojson")
    areas = read_areas(opened, opened.choice())

    result = placed(imported(shared_data / "berlin/bicycle_thefts_2022_2023.csv"), areas)

    assert (len(result), result.crs, len(areas.polygons)) == (24_610, "EPSG:25833", 58)
    assert (result.recorded >= result.t).all()
    assert (result.t_end >= result.t).all()
    share = (result.t_end > result.t).mean()
    assert 0.5 < share < 1


@pytest.mark.parametrize(
    ("name", "areas", "first"),
    [
        ("chicago/ComArea_ACS14_f.shp", 77, ("35", "DOUGLAS", 19430)),
        ("berlin/lor_prognoseraeume_2021.geojson", 58, ("0930", "Treptow-Köpenick 3", None)),
        ("nottingham/nottingham_wards.gpkg", 20, ("E05012270", "Aspley", None)),
        ("messy/nottingham_burglary_epsg27700.gpkg", 20, ("E05012270", "Aspley", None)),
        ("chicago/ChicagoBoundary.shp", 1, ("1", "1", None)),
    ],
)
def test_real_areas_come_in_with_their_names(shared_data, name, areas, first):
    opened = open_areas(shared_data / name)

    found = read_areas(opened, opened.choice())

    assert len(found.polygons) == areas
    one = found.attributes[0]
    assert (one["id"], one["label"], one["residents"]) == first
    assert all(polygon.is_valid for polygon in found.polygons)


@pytest.mark.parametrize("name", ["nottingham_noprj.shp", "nottingham_burglary_epsg27700.gpkg"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.99])
def test_a_layer_cut_off_anywhere_is_refused_or_its_losses_are_listed(
    shared_data, tmp_path, name, share
):
    for part in (shared_data / "messy").glob(name.rsplit(".", 1)[0] + ".*"):
        shutil.copy(part, tmp_path / part.name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).chmod(0o644)
    (tmp_path / name).write_bytes(whole[: int(len(whole) * share)])

    try:
        result = imported(tmp_path / name, crs="EPSG:27700")
    except UserError:
        return
    assert len(result) + result.report.rejected_rows == 1795

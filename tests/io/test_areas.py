"""Outlines become areas in metres; incidents with a code find theirs."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, mapping

from planner.io.areas import NoAreasError, matched, open_areas, placed, read_areas
from planner.io.incidents import NothingLeftError, suggest
from planner.io.layers import UnreadableFileError
from planner.io.reading import read_incidents
from planner.io.tables import Writing, open_table


def square(west, south, side=0.01):
    east, north = west + side, south + side
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def geojson(path, *features, **more):
    features = [
        {"type": "Feature", "properties": values, "geometry": shape} for values, shape in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.fixture
def wards(tmp_path):
    return geojson(
        tmp_path / "wards.geojson",
        ({"code": "0110", "name": "North", "pop": 1200}, polygon(*square(-1.15, 52.95))),
        ({"code": "0370", "name": "South", "pop": 800}, polygon(*square(-1.15, 52.94))),
    )


def read(path):
    opened = open_areas(path)
    return read_areas(opened, opened.choice())


def test_areas_come_in_with_id_label_and_residents(wards):
    areas = read(wards)

    assert [(a["id"], a["label"], a["residents"]) for a in areas.attributes] == [
        ("0110", "North", 1200),
        ("0370", "South", 800),
    ]
    assert areas.crs == "EPSG:32630"
    assert areas.polygons[0].area == pytest.approx(672 * 1113, rel=0.01)
    assert areas.attributes[0]["columns"] == {"code": "0110", "name": "North", "pop": 1200}


def test_an_old_style_reference_system_is_believed(tmp_path):
    path = geojson(
        tmp_path / "a.geojson",
        ({"id": "1"}, polygon(*square(390_000, 5_820_000, 1000))),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25833"}},
    )

    areas = read(path)

    assert (areas.crs, areas.polygons[0].area) == ("EPSG:25833", pytest.approx(1e6))


def test_metres_without_a_reference_system_are_a_question(tmp_path):
    path = geojson(tmp_path / "a.geojson", ({"id": "1"}, polygon(*square(390_000, 5_820_000, 900))))

    opened = open_areas(path)

    assert not opened.crs.sure
    assert "EPSG:25833" in opened.crs.candidates
    assert read_areas(opened, opened.choice(), "EPSG:25833").polygons[0].area == pytest.approx(81e4)


def test_crossed_outlines_are_mended_and_points_are_listed(tmp_path):
    bow = [[-1.15, 52.95], [-1.14, 52.96], [-1.14, 52.95], [-1.15, 52.96], [-1.15, 52.95]]
    path = geojson(
        tmp_path / "a.geojson",
        ({"id": "1"}, polygon(bow)),
        ({"id": "2"}, mapping(Point(-1.15, 52.95))),
        ({"id": "3"}, None),
    )

    areas = read(path)

    assert areas.ids == ("1",)
    assert areas.polygons[0].is_valid
    assert [r.row for r in areas.report.rejected] == [2, 3]
    assert "mended" in areas.report.warnings[0]


def test_a_layer_without_outlines_is_refused(tmp_path):
    points = geojson(tmp_path / "p.geojson", ({"id": "1"}, mapping(Point(1, 2))))
    empty = geojson(
        tmp_path / "e.geojson", ({"id": "1"}, None), ({"id": "2"}, mapping(Point(1, 2)))
    )

    with pytest.raises(UnreadableFileError, match="no layer of outlines"):
        open_areas(points)
    with pytest.raises((UnreadableFileError, NoAreasError)):
        read(empty)
    with pytest.raises(UnreadableFileError, match="no layer streets"):
        open_areas(points, Writing(layer="streets"))


def incidents(folder, *lines):
    path = folder / "codes.csv"
    path.write_text("\n".join(["date,lor", *lines]))
    found = open_table(path)
    return read_incidents(found, suggest(found).choice())


def test_incidents_with_a_code_lie_inside_their_area(tmp_path, wards):
    areas = read(wards)

    result = placed(incidents(tmp_path, "2022-01-02,01101001", "2022-01-03,03701658"), areas)

    inside = [
        areas.polygons[n].contains(Point(x, y))
        for n, x, y in zip((0, 1), result.x, result.y, strict=True)
    ]
    assert inside == [True, True]
    assert result.crs == areas.crs


def test_rows_with_a_code_that_is_no_area_are_listed(tmp_path, wards):
    read_rows = incidents(tmp_path, "2022-01-02,01101001", "2022-01-03,99990000")

    result = placed(read_rows, read(wards))

    assert len(result) == 1
    assert [r.row for r in result.report.rejected] == [3]
    with pytest.raises(NothingLeftError):
        placed(incidents(tmp_path, "2022-01-03,99990000"), read(wards))


@pytest.mark.parametrize(
    ("codes", "ids", "expected"),
    [
        (["A", "b "], ["a", "B"], [0, 1]),
        (["03701658", "3701658"], ["0110", "0370"], [1, 1]),
        (["7", "12"], ["07", "12"], [0, 1]),
        (["E05", "x"], ["E05", "E06"], [0, -1]),
        ([], ["a"], []),
    ],
)
def test_codes_find_their_area(codes, ids, expected):
    assert matched(codes, ids).tolist() == expected


@given(ids=st.lists(st.text("0123456789ab", min_size=1, max_size=6), unique=True, min_size=1))
def test_an_exact_code_always_finds_its_own_area(ids):
    np.testing.assert_array_equal(matched(ids, ids), np.arange(len(ids)))


@pytest.mark.parametrize(
    "geometry",
    [
        '{"type":"GeometryCollection","geometries":[' * 20_000 + "]}" * 20_000,
        '{"type":"Polygon","coordinates":' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"type":"Polygon","coordinates":[[[NaN,1],[2,3],[4,5],[NaN,1]]]}',
        '{"type":"Polygon","coordinates":[[[1e308,1e308],[1e309,0],[0,0],[1e308,1e308]]]}',
        '{"type":"Polygon"}',
    ],
    ids=["nested", "deep", "nan", "endless", "empty"],
)
def test_hostile_layers_are_refused(tmp_path, geometry):
    path = tmp_path / "hostile.geojson"
    feature = f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}'
    path.write_text(f'{{"type":"FeatureCollection","features":[{feature}]}}')

    with pytest.raises((UnreadableFileError, NoAreasError)):
        read(path)

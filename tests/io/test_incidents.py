"""Rows become incidents in metres, or are listed with row, column and reason."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.io.columns import Columns
from planner.io.incidents import (
    Choice,
    ColumnsMissingError,
    NothingLeftError,
    suggest,
)
from planner.io.persons import PersonColumnsError
from planner.io.reading import read_incidents
from planner.io.tables import open_table

PLACE = "-1.15,52.95"


def table(folder, *lines, name="incidents.csv"):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return open_table(path)


def read(folder, *lines, **fixed):
    found = table(folder, *lines)
    return read_incidents(found, suggest(found, fixed).choice())


def rejected(result):
    return [(r.row, r.column) for r in result.report.rejected]


def test_good_rows_come_in_and_bad_ones_are_listed(tmp_path):
    result = read(
        tmp_path,
        "lon,lat,date,type",
        f"{PLACE},13/02/2022,burglary",
        ",52.95,14/02/2022,burglary",
        "west,52.95,14/02/2022,burglary",
        "0,0,14/02/2022,burglary",
        "-200,52.95,14/02/2022,burglary",
        f"{PLACE},31/02/2022,burglary",
        f"{PLACE},,burglary",
        f"{PLACE},14/02/2022,burglary,of a shed,again",
        f"{PLACE},15/02/2022,robbery",
    )

    assert len(result) == 2
    assert rejected(result) == [
        *((3, "lon"), (4, "lon"), (5, "lon"), (6, "lon")),
        *((7, "date"), (8, "date"), (9, "")),
    ]
    assert (result.report.rows, result.report.rejected_rows) == (9, 7)
    assert result.row.tolist() == [2, 10]
    assert [result.categories[c] for c in result.category] == ["burglary", "robbery"]


def test_reasons_name_no_value_of_the_file(tmp_path):
    result = read(tmp_path, "lon,lat,date", f"{PLACE},13/02/2022", "Ada Lovelace,1,13/02/2022")

    assert "Ada" not in result.report.rejected[0].reason


def test_degrees_become_metres_and_the_source_is_remembered(tmp_path):
    result = read(tmp_path, "lat,lon,date", "52.95,-1.15,2022-02-13", "52.96,-1.15,2022-02-14")

    assert (result.source_crs, result.crs) == ("EPSG:4326", "EPSG:32630")
    assert np.hypot(*(np.diff(c) for c in (result.x, result.y)))[0] == pytest.approx(1113, abs=2)


def test_a_span_of_time_and_the_time_of_recording_are_kept(tmp_path):
    result = read(
        tmp_path,
        "lon,lat,from_date,from_hour,to_date,to_hour,reported",
        f"{PLACE},18.02.2023,18,19.02.2023,07,20.02.2023",
        f"{PLACE},18.02.2023,99,,,21.02.2023",
        f"{PLACE},18.02.2023,18,17.02.2023,07,20.02.2023",
    )

    assert result.t.astype(str).tolist() == ["2023-02-18T18:00:00", "2023-02-18T00:00:00"]
    assert result.t_end.astype(str).tolist() == ["2023-02-19T07:00:00", "NaT"]
    assert result.recorded[0] == np.datetime64("2023-02-20T23:59:59")
    assert rejected(result) == [(4, "to_date")]
    assert "no time of day" in result.report.warnings[0]


def test_dates_that_name_the_month_only_last_until_its_end(tmp_path):
    lines = [f"{PLACE},2022-0{1 + n % 3}-01" for n in range(30)]

    result = read(tmp_path, "lon,lat,month", *lines)

    assert set(result.t_end.astype(str)) == {
        "2022-01-31T23:59:59",
        "2022-02-28T23:59:59",
        "2022-03-31T23:59:59",
    }
    assert any("month only" in w for w in result.report.warnings)


def test_year_and_month_may_stand_in_columns_of_their_own(tmp_path):
    result = read(tmp_path, "lon,lat,year,month", f"{PLACE},2022,2", f"{PLACE},2022,12")

    assert result.t.astype(str).tolist() == ["2022-02-01T00:00:00", "2022-12-01T00:00:00"]
    assert result.t_end is not None


def test_what_the_places_do_not_tell_is_said(tmp_path):
    lines = [f"{PLACE},2022-02-{1 + n % 27:02}" for n in range(20)]

    result = read(tmp_path, "lon,lat,date", *lines, f"{PLACE},2122-01-01")

    assert any("share their exact point" in w for w in result.report.warnings)
    assert any("future" in w for w in result.report.warnings)


def test_a_point_in_another_country_is_a_mistake_and_is_listed(tmp_path):
    lines = [f"{-1.15 + n / 1000},52.95,2022-02-{1 + n:02}" for n in range(25)]

    result = read(tmp_path, "lon,lat,date", *lines, "52.95,-1.15,2022-02-03")

    assert rejected(result) == [(27, "lon")]


def test_codes_of_areas_may_stand_for_the_place(tmp_path):
    result = read(tmp_path, "date,ward", "2022-01-02,A1", "2022-01-03,", "2022-01-04,B2")

    assert result.x is None
    assert [result.areas[a] for a in result.area] == ["A1", "B2"]
    assert rejected(result) == [(3, "ward")]


def test_a_file_about_persons_is_refused_before_anything_is_read(tmp_path):
    found = table(tmp_path, "x,y,date,suspect_name", "1,2,2022-01-01,Ada Lovelace")

    with pytest.raises(PersonColumnsError):
        suggest(found)
    with pytest.raises(PersonColumnsError):
        read_incidents(found, Choice(Columns(x="x", y="y", date="date"), "ISO", "EPSG:27700"))


def test_what_is_not_sure_is_asked(tmp_path):
    found = table(tmp_path, "x,y,date", "455766,345619,01/02/2022", "455866,345719,03/02/2022")

    asked = suggest(found).open_questions()

    assert set(asked) == {"crs", "form"}
    assert "EPSG:27700" in asked["crs"].candidates
    assert not suggest(found, {"crs": "EPSG:27700", "form": "%d/%m/%Y"}).open_questions()


def test_a_date_later_in_the_file_settles_day_and_month(tmp_path):
    lines = [f"{PLACE},0{1 + n % 9}/0{1 + n % 5}/2022" for n in range(400)]

    found = suggest(table(tmp_path, "lon,lat,date", *lines, f"{PLACE},25/12/2022"))

    assert (found.form.value, found.form.certainty) == ("%d/%m/%Y", "sure")


@pytest.mark.parametrize(
    ("lines", "error", "why"),
    [
        (["lon,lat,date"], NothingLeftError, "no rows"),
        (["lon,lat,date", "0,0,2022-01-01"], NothingLeftError, "row 2"),
        (["lon,lat,note", f"{PLACE},quiet"], ColumnsMissingError, "date"),
        (["date,note", "2022-01-01,quiet"], ColumnsMissingError, "place"),
    ],
)
def test_a_table_without_place_date_or_rows_is_refused(tmp_path, lines, error, why):
    with pytest.raises(error, match=why):
        read(tmp_path, *lines)


@given(
    rows=st.lists(
        st.tuples(st.floats(-1.3, -1.0), st.floats(52.8, 53.1), st.dates()), min_size=1, max_size=30
    )
)
def test_every_good_row_comes_in_once_and_in_order(tmp_path_factory, rows):
    lines = [f"{x!r},{y!r},{day.isoformat()}" for x, y, day in rows]
    found = table(tmp_path_factory.mktemp("any"), "lon,lat,date", *lines)

    result = read_incidents(
        found, Choice(Columns(x="lon", y="lat", date="date"), "ISO", "EPSG:4326")
    )

    assert result.t.astype("M8[D]").astype(str).tolist() == [day.isoformat() for *_p, day in rows]
    assert result.report.rejected_rows == 0

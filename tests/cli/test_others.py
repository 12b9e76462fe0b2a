"""planner import forecast and planner score: the check of a vendor's claim."""

import csv
import json

import numpy as np
import pytest

from planner.cli.main import main
from planner.model.incidents import DAY, Incidents
from tests.cli.towns import told, with_incidents
from tests.hotspots.towns import ORIGIN

LEFT, BOTTOM = 390_000.0, 5_810_000.0
HOT = (LEFT + 1000, BOTTOM + 1000)


@pytest.fixture
def city(project_file):
    """Half of all incidents happen in one square of 250 m."""
    rng = np.random.default_rng(1)
    x, y = LEFT + rng.uniform(0, 5000, 2000), BOTTOM + rng.uniform(0, 5000, 2000)
    x[:1000], y[:1000] = HOT[0] + rng.uniform(0, 250, 1000), HOT[1] + rng.uniform(0, 250, 1000)
    t = ORIGIN - (rng.uniform(0, 700, 2000) * DAY).astype("m8[s]")
    return with_incidents(project_file, Incidents(x, y, t))


def square(left, bottom, risk, side=250):
    ring = [[left, bottom], [left + side, bottom], [left + side, bottom + side],
            [left, bottom + side], [left, bottom]]  # fmt: skip
    return {
        "type": "Feature",
        "properties": {"risk": risk},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def claim(folder, *features, name="claim.geojson"):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    path = folder / name
    path.write_text(
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": list(features)})
    )
    return path


def taken_in(capsys, city, path, week=0, name="Vendor", *more):
    start = ORIGIN - (70 - 7 * week) * DAY
    return told(
        capsys, "import", "forecast", city, path, "--name", name,
        "--from", str(start)[:10], "--to", str(start + 7 * DAY)[:10], *more,
    )  # fmt: skip


def test_a_claim_that_knows_the_hot_square_catches_half(city, tmp_path, capsys):
    for week in range(8):
        assert taken_in(capsys, city, claim(tmp_path, square(*HOT, 1.0)), week)[0] == 0

    code, found = told(capsys, "score", city, "--data", "Burglary", "--forecast", "Vendor")

    assert code == 0
    assert list(found["methods"]) == ["Vendor", "count", "random"]
    score = next(s for key, s in found["methods"]["Vendor"].items() if key[0].isdigit())
    assert score["hit_rate"] == pytest.approx(0.5, abs=0.1)
    assert score["flagged_cells"] == 8
    assert found["comparisons"][0]["verdict"] == "cannot tell"  # the count map knows it as well


def test_a_claim_that_names_the_wrong_square_is_worse_than_counts(city, tmp_path, capsys):
    for week in range(8):
        taken_in(capsys, city, claim(tmp_path, square(LEFT + 3000, BOTTOM + 3000, 1.0)), week)

    _code, found = told(capsys, "score", city, "--data", "Burglary", "--forecast", "Vendor")

    verdicts = {one["a"]: one["verdict"] for one in found["comparisons"]}
    assert verdicts["Vendor"] == "worse"


def test_asking_for_more_area_than_was_named_is_pointed_out(city, tmp_path, capsys):
    taken_in(capsys, city, claim(tmp_path, square(*HOT, 1.0)))

    _code, found = told(
        capsys, "score", city, "--data", "Burglary", "--forecast", "Vendor", "--coverage", "0.1"
    )

    assert "drawn by lot" in found["warnings"][0]


def test_cells_of_a_table_are_squares_around_their_centres(city, tmp_path, capsys):
    path = tmp_path / "cells.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["x", "y", "risk"])
        rows.writerows(
            [LEFT + 125 + 250 * c, BOTTOM + 125 + 250 * r, float((c, r) == (4, 4)) + 0.001]
            for c in range(20)
            for r in range(20)
        )

    code, taken = taken_in(capsys, city, path, 0, "Table", "--crs", "EPSG:32633")
    _code, found = told(
        capsys, "score", city, "--data", "Burglary", "--forecast", "Table", "--coverage", "0.0025"
    )

    assert (code, taken["areas"]) == (0, 400)
    assert found["methods"]["Table"]["0.0025"]["hit_rate"] > 0.3


def week_by_week(path, rows, encoding="utf-8", delimiter=","):
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def begins(weeks):
    return [str(ORIGIN - (70 - 7 * week) * DAY)[:10] for week in range(weeks)]


def test_one_table_may_hold_many_weeks(city, tmp_path, capsys):
    rows = [["x", "y", "Größe", "starts"]]
    rows += [[HOT[0] + 125 + 250 * c, HOT[1] + 125, 1 - c / 2, day]
             for day in begins(8) for c in range(2)]  # fmt: skip
    path = week_by_week(tmp_path / "weeks.csv", rows, "latin-1", ";")

    code, taken = told(
        capsys, "import", "forecast", city, path, "--name", "Vendor", "--date", "starts",
        "--risk", "größe", "--crs", "EPSG:32633", "--encoding", "latin-1", "--delimiter", ";",
    )  # fmt: skip
    _code, found = told(
        capsys, "score", city, "--data", "Burglary", "--forecast", "Vendor", "--coverage", "0.0025"
    )

    assert code == 0
    assert taken["added"] == len(taken["uids"]) == 8
    assert found["protocol"]["origins"] == 8
    assert found["methods"]["Vendor"]["0.0025"]["hit_rate"] == pytest.approx(0.5, abs=0.1)


def test_a_table_may_name_areas_that_the_project_knows(city, tmp_path, capsys):
    wards = [
        square(LEFT + 1000 * c, BOTTOM + 1000 * r, 1, 1000) for c in range(5) for r in range(5)
    ]
    for number, ward in enumerate(wards):
        ward["properties"] = {"id": f"W{number:02}"}
    main(["import", "areas", str(city), str(claim(tmp_path, *wards, name="wards.geojson"))])
    rows = [["ward", "risk"], ["W06", 3], ["W07", 1], ["elsewhere", 9]]
    path = week_by_week(tmp_path / "wards.csv", rows)
    capsys.readouterr()

    code, taken = taken_in(capsys, city, path, 0, "Wards", "--area", "ward", "--areas", "wards")
    _code, found = told(
        capsys, "score", city, "--data", "Burglary", "--forecast", "Wards", "--study-area",
        "wards", "--shape", "areas", "--coverage", "0.04",
    )  # fmt: skip

    assert (code, taken["areas"], taken["skipped"]) == (0, 2, 1)
    assert found["methods"]["Wards"]["0.04"]["hit_rate"] > 0.4


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["--from", "2026-01-08", "--to", "2026-01-01"],
        ["--from", "2026-01-01", "--date", "starts"],
        ["--from", "2026-01-01", "--area", "x"],
    ],
)
def test_a_forecast_without_a_clear_period_or_place_is_refused(city, tmp_path, capsys, wrong):
    path = week_by_week(tmp_path / "cells.csv", [["x", "y", "starts"], [*HOT, "2026-01-01"]])

    code, _found = told(capsys, "import", "forecast", city, path, "--crs", "EPSG:32633", *wrong)

    assert code == 2
    assert told(capsys, "list", city, "forecast")[1] == []


def test_forecasts_of_different_length_are_not_pooled(city, tmp_path, capsys):
    taken_in(capsys, city, claim(tmp_path, square(*HOT, 1.0)))
    main([
        "import", "forecast", str(city), str(claim(tmp_path, square(*HOT, 1.0))), "--name",
        "Long", "--from", "2026-01-01", "--to", "2026-01-31",
    ])  # fmt: skip
    capsys.readouterr()

    code, found = told(
        capsys, "score", city, "--data", "Burglary", "--forecast", "Vendor", "--forecast", "Long"
    )

    assert code == 2
    assert found["error"]["code"] == "different_horizons"


def test_what_is_no_forecast_is_refused(city, tmp_path, capsys):
    path = tmp_path / "cells.csv"
    path.write_text("a,b\n1,2\n")

    assert taken_in(capsys, city, path, 0, "X", "--crs", "EPSG:32633")[0] == 2
    assert taken_in(capsys, city, path)[0] == 2
    assert taken_in(capsys, city, claim(tmp_path, square(*HOT, "high")))[0] == 2
    assert told(capsys, "score", city, "--data", "Burglary", "--forecast", "X")[0] == 2


def test_a_dry_run_keeps_nothing(city, tmp_path, capsys):
    taken_in(capsys, city, claim(tmp_path, square(*HOT, 1.0)), 0, "Vendor", "--dry-run")

    assert told(capsys, "list", city, "forecast")[1] == []

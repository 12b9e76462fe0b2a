"""planner export incidents, forecast and areas."""

import csv
import json

import numpy as np
import pyogrio
import pytest
import shapely

from planner.cli.main import main
from planner.io.layer_files import ENDINGS
from planner.ops import datasets
from planner.ops.project import open_project
from tests.cli.test_bias import city  # noqa: F401  (a fixture)
from tests.cli.towns import told
from tests.hotspots.towns import ORIGIN

every_ending = pytest.mark.parametrize("ending", ENDINGS)


def written(path):
    """The columns of an exported file by name."""
    if path.suffix == ".csv":
        rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
        return {name: [row[name] for row in rows] for name in rows[0]}
    meta, _ids, wkb, values = pyogrio.raw.read(path)
    columns = dict(zip(meta["fields"], values, strict=True))
    return columns | {"shape": shapely.from_wkb(wkb), "crs": meta["crs"]}


@every_ending
def test_areas_leave_with_their_residents(city, tmp_path, capsys, ending):  # noqa: F811
    target = tmp_path / f"areas{ending}"

    code, found = told(capsys, "export", "areas", city, target)

    assert code == 0
    assert (found["written"], found["rows"]) == (target.name, 2)
    columns = written(target)
    assert [str(one) for one in columns["label"]] == ["West", "East"]
    assert [float(n) for n in columns["residents"]] == [1000, 3000]


@every_ending
def test_counts_below_the_least_are_withheld(city, tmp_path, capsys, ending):  # noqa: F811
    target = tmp_path / f"counts{ending}"

    code, found = told(
        capsys, "export", "incidents", city, target, "--counts", "--study-area", "Sides",
        "--cell", 100, "--least", 4,
    )  # fmt: skip

    columns = written(target)
    shown = [float(n) if n not in ("", None) else np.nan for n in columns["incidents"]]
    hidden = [int(n) for n in columns["suppressed"]]
    assert code == 0
    assert found["rows"] == 800
    assert found["suppressed"] == sum(hidden) > 0
    assert {n for n in shown if not np.isnan(n)}.isdisjoint({1, 2, 3})
    assert [bool(np.isnan(n)) for n in shown] == [bool(one) for one in hidden]


def exact_and_moved(city, tmp_path, *more):  # noqa: F811
    target = tmp_path / "points.csv"
    assert main(["export", "incidents", str(city), str(target), *more]) == 0
    columns = written(target)
    work = open_project(city, private=True)
    true = datasets.incidents(work.store, "Burglary")
    work.discard()
    return np.hypot(*(np.array(columns[c], float) - getattr(true, c) for c in ("x", "y"))), columns


def test_points_are_moved_unless_somebody_asks_for_the_exact_ones(city, tmp_path):  # noqa: F811
    moved, columns = exact_and_moved(city, tmp_path)
    again, _columns = exact_and_moved(city, tmp_path)
    exact, _columns = exact_and_moved(city, tmp_path, "--exact")

    assert (moved.min(), moved.max()) == pytest.approx((50, 250), abs=5)
    assert not np.array_equal(moved, again)
    assert exact.max() < 0.02
    assert len(columns["day"][0]) == 10


def test_the_same_seed_moves_points_the_same_way(city, tmp_path):  # noqa: F811
    more = ["--donut", "10,20", "--seed", "3"]
    one, other = (exact_and_moved(city, tmp_path, *more)[0] for _turn in range(2))

    np.testing.assert_array_equal(one, other)
    assert one.max() <= 20.02


@every_ending
@pytest.mark.parametrize("shape", ["square", "hex", "areas"])
def test_a_kept_forecast_leaves_with_its_ranks(city, tmp_path, capsys, ending, shape):  # noqa: F811
    target = tmp_path / f"map{ending}"
    main(["forecast", str(city), "--data", "Burglary", "--method", "count", "--study-area", "Sides",
          "--origin", str(ORIGIN)[:10], "--shape", shape, "--keep", "Mine"])  # fmt: skip
    capsys.readouterr()

    code, found = told(capsys, "export", "forecast", city, target, "--only", "Mine")

    columns = written(target)
    assert code == 0
    assert sorted(int(n) for n in columns["rank"]) == list(range(1, found["rows"] + 1))
    assert sum(float(n) for n in columns["risk"]) == pytest.approx(1)
    assert "places" in found["says"]


def test_a_map_in_degrees_says_what_it_does_not_speak_of(city, tmp_path):  # noqa: F811
    target = tmp_path / "areas.geojson"
    main(["export", "areas", str(city), str(target)])

    document = json.loads(target.read_text("utf-8"))

    assert "places" in document["description"]
    west, south, east, north = shapely.total_bounds(written(target)["shape"])
    assert 13 < west < east < 14
    assert 52 < south < north < 53


def test_an_unknown_ending_writes_nothing(city, tmp_path, capsys):  # noqa: F811
    code, found = told(capsys, "export", "areas", city, tmp_path / "areas.xyz")

    assert code == 2
    assert ".gpkg" in found["error"]["hint"]
    assert not (tmp_path / "areas.xyz").exists()

"""planner backtest leaves locked days alone unless it is told why."""

import json

import pytest
import shapely

from planner.ops import datasets
from planner.ops.project import open_project
from tests.cli.towns import told, with_incidents
from tests.hotspots.test_backtest import one_cell
from tests.hotspots.towns import DAY, ORIGIN, joined, poisson_town

LATE = str(ORIGIN - 8 * DAY)[:10]


@pytest.fixture
def locked(project_file):
    with_incidents(project_file, joined(poisson_town(900), one_cell()))
    work = open_project(project_file, private=True)
    row = datasets.find_dataset(work.store, "Burglary")
    datasets.change_dataset(work.store, row.uid, locked_days=30)
    work.save()
    work.discard()
    return project_file


def played(capsys, file, last, *more):
    return told(
        capsys, "backtest", file, "--data", "Burglary", "--method", "count", "--cell", 100,
        "--from", str(ORIGIN - 90 * DAY)[:10], "--to", last, "--coverage", "0.05", *more,
    )  # fmt: skip


def test_locked_days_are_refused_with_the_exit_code_of_a_safeguard(locked, capsys):
    before = locked.read_bytes()
    code, found = played(capsys, locked, LATE)

    assert (code, found["error"]["code"]) == (4, "locked_days")
    assert locked.read_bytes() == before
    code, found = played(capsys, locked, str(ORIGIN - 40 * DAY)[:10], "--look", "not needed")
    assert (code, "look" in found) == (0, False)


def test_each_look_is_written_down_though_the_figures_are_not_kept(locked, capsys):
    assert played(capsys, locked, LATE, "--look", "the method is chosen")[1]["look"]["independent"]
    code, found = played(capsys, locked, LATE, "--look", "again", "--keep", "Again")

    assert code == 0
    assert found["look"]["says"] == "second look: no longer independent"
    _code, kept = told(capsys, "list", locked, "look")
    assert sorted(one["reason"] for one in kept) == ["again", "the method is chosen"]
    _code, [forecast] = told(capsys, "list", locked, "forecast")
    assert forecast["summary"]["look"]["number"] == 2, json.dumps(forecast["summary"]["look"])


SINCE = str(ORIGIN - 50 * DAY)[:10]
UNTIL = ["--from", SINCE, "--to", LATE]
TESTS = {
    "stress": ["--method", "count", "--cell", 250, *UNTIL],
    "alerts": ["--permutations", 9, *UNTIL],
    "disparity": ["--areas", "Sides", "--method", "count", "--cell", 100, *UNTIL],
    "feedback": ["--areas", "Sides", "--cell", 100, "--from", SINCE, "--days", 45],
    "score": ["--forecast", "Vendor", "--cell", 100],
}


@pytest.fixture
def with_areas(locked, tmp_path, capsys):
    """The town with two areas, and a forecast of somebody else for a locked week."""
    areas = tmp_path / "sides.geojson"
    sides = {"west": shapely.box(0, 0, 300, 500), "east": shapely.box(300, 0, 700, 500)}
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": shapely.geometry.mapping(box)}
        for name, box in sides.items()
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    areas.write_text(
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), "utf-8"
    )
    code, _said = told(capsys, "import", "areas", locked, areas, "--name", "Sides", "--id", "name")
    assert code == 0
    week = ["--from", LATE, "--to", str(ORIGIN - DAY)[:10]]
    code, _said = told(capsys, "import", "forecast", locked, areas, "--name", "Vendor", *week)
    assert code == 0
    return locked


@pytest.mark.parametrize("command", TESTS)
def test_every_test_leaves_locked_days_alone_but_for_a_look(with_areas, capsys, command):
    argv = [command, with_areas, "--data", "Burglary", *TESTS[command]]
    before = with_areas.read_bytes()

    code, refused = told(capsys, *argv)

    assert (code, refused["error"]["code"]) == (4, "locked_days")
    assert with_areas.read_bytes() == before
    code, found = told(capsys, *argv, "--look", "the method is chosen")
    assert (code, found["look"]["independent"]) == (0, True)
    _code, [kept] = told(capsys, "list", with_areas, "look")
    assert kept["reason"] == "the method is chosen"
    assert told(capsys, *argv, "--look", "again")[1]["look"]["number"] == 2

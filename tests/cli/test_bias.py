"""planner feedback, reporting and disparity."""

import json

import numpy as np
import pytest

from planner.model.incidents import DAY, Incidents
from planner.ops import imports
from planner.ops.project import open_project
from tests.cli.towns import told, with_incidents
from tests.hotspots.towns import ORIGIN

LEFT, BOTTOM = 390_000.0, 5_810_000.0


@pytest.fixture
def city(project_file, tmp_path):
    rng = np.random.default_rng(1)
    x = LEFT + np.append(rng.uniform(0, 2000, 900), rng.uniform(2000, 4000, 300))
    y = BOTTOM + rng.uniform(0, 2000, 1200)
    t = ORIGIN - (rng.uniform(0, 700, 1200) * DAY).astype("m8[s]")
    with_incidents(project_file, Incidents(x, y, t))
    boxes = [(name, LEFT + start, residents) for name, start, residents in
             (("West", 0, 1000), ("East", 2000, 3000))]  # fmt: skip
    features = [
        {
            "type": "Feature",
            "properties": {"code": name, "name": name, "residents": residents, "side": name[0]},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[a, BOTTOM], [a + 2000, BOTTOM], [a + 2000, BOTTOM + 2000],
                                 [a, BOTTOM + 2000], [a, BOTTOM]]],
            },
        }
        for name, a, residents in boxes
    ]  # fmt: skip
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    layer = tmp_path / "sides.geojson"
    layer.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    work = open_project(project_file, private=True)
    opened = imports.look_at_areas(layer)
    imports.keep_areas(work.store, imports.read_area_layer(opened, opened.choice()), "Sides")
    work.save()
    work.discard()
    return project_file


def test_feedback_tells_shares_by_group_and_month(city, capsys):
    code, found = told(
        capsys, "feedback", city, "--data", "Burglary", "--areas", "Sides",
        "--from", str(ORIGIN - 200 * DAY)[:10], "--days", 120, "--coverage", 0.05,
    )  # fmt: skip

    assert code == 0
    assert found["groups"] == ["East", "West"]
    assert found["true_share"][1] == pytest.approx(0.75, abs=0.1)
    assert len(found["fed_back"]) == 4


def test_reporting_tells_robust_and_fragile_cells(city, capsys):
    code, found = told(
        capsys, "reporting", city, "--data", "Burglary", "--areas", "Sides", "--group", "side",
        "--origin", str(ORIGIN)[:10], "--rate", "E=0.3", "--imputations", 20,
    )  # fmt: skip

    assert code == 0
    assert found["flagged"] == 7
    assert found["robust"] + found["fragile"] <= found["flagged"]
    assert [one["group"] for one in found["groups"]] == ["E", "W"]
    east = found["groups"][0]
    assert east["flagged_share_weighted"] > east["flagged_share"]


def test_disparity_tells_exposure_by_group(city, capsys):
    code, found = told(
        capsys, "disparity", city, "--data", "Burglary", "--areas", "Sides", "--method", "count",
        "--from", str(ORIGIN - 100 * DAY)[:10], "--to", str(ORIGIN - 10 * DAY)[:10],
    )  # fmt: skip

    assert code == 0
    west = found["groups"][1]
    assert west["residents"] == 1000
    assert west["exposure_ratio"] == pytest.approx(west["flagged_share"] / 0.25)


@pytest.mark.parametrize(
    "more", [["--group", "colour"], ["--rate", "North=0.5"], ["--rate", "E=2"], ["--rate", "x"]]
)
def test_unknown_groups_and_rates_are_refused(city, capsys, more):
    given = more if "--group" in more else ["--group", "side", *more]

    code, found = told(
        capsys, "reporting", city, "--data", "Burglary", "--areas", "Sides",
        "--origin", str(ORIGIN)[:10], *given,
    )  # fmt: skip

    assert code == 2
    assert found["error"]["message"]

"""PAI by street length, where areas know how many metres of street they have."""

import json

import pytest
import shapely

from tests.cli.towns import told, with_incidents
from tests.hotspots.towns import DAY, ORIGIN, poisson_town

SIDES = {"west": (0, 300, 3000.0, "long"), "east": (300, 700, 1000.0, "short")}


@pytest.fixture
def town(project_file, tmp_path, capsys):
    """Incidents without pattern in two areas; most streets are in the smaller one."""
    with_incidents(project_file, poisson_town(900))
    layer = tmp_path / "sides.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "street_m": metres, "words": words},
            "geometry": shapely.geometry.mapping(shapely.box(left, 0, right, 500)),
        }
        for name, (left, right, metres, words) in SIDES.items()
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    layer.write_text(
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), "utf-8"
    )
    code, said = told(
        capsys, "import", "areas", project_file, layer, "--name", "Sides", "--id", "name"
    )
    assert code == 0, said
    return project_file


def played(capsys, file, *more):
    return told(
        capsys, "backtest", file, "--data", "Burglary", "--method", "count", "--coverage", "0.4",
        "--from", str(ORIGIN - 90 * DAY)[:10], "--to", str(ORIGIN - 10 * DAY)[:10],
        "--study-area", "Sides", *more,
    )  # fmt: skip


def test_areas_with_metres_of_street_have_a_pai_by_length(town, capsys):
    code, found = played(capsys, town, "--shape", "areas", "--streets", "street_m")

    assert code == 0
    score = found["methods"]["count"]["0.4"]
    flagged = score["coverage"] * 350_000 * found["protocol"]["origins"] / 1000
    weeks = found["protocol"]["origins"]
    west = (200 * weeks - flagged) / 50  # weeks in which the west was flagged: 150 or 200 thousand
    share = (3000 * west + 1000 * (weeks - west)) / (4000 * weeks)
    assert score["pai_length"] == pytest.approx(score["hit_rate"] / share)
    assert (
        "pai_length" not in played(capsys, town, "--shape", "areas")[1]["methods"]["count"]["0.4"]
    )


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--shape", "areas", "--streets", "words"], "does not hold a number"),
        (["--shape", "areas", "--streets", "nothing"], "does not hold a number"),
        (["--shape", "square", "--cell", "100", "--streets", "street_m"], "no areas"),
    ],
)
def test_without_metres_for_every_cell_nothing_is_tested(town, capsys, more, why):
    code, found = played(capsys, town, *more)

    assert (code, found["error"]["code"]) == (2, "no_streets")
    assert why in found["error"]["message"]

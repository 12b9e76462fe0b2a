"""planner import factor, and methods that look at surroundings."""

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

from planner.cli.main import main
from planner.model.incidents import DAY, Incidents
from planner.ops import factors
from planner.ops.project import open_project
from tests.cli.towns import UTM, told, with_incidents
from tests.hotspots.towns import ORIGIN

CORNER = np.array([390_000.0, 5_810_000.0])
LEFT, BOTTOM = CORNER.tolist()
BARS = CORNER + np.random.default_rng(3).uniform(300, 2700, (12, 2))
ENDINGS = (".geojson", ".gpkg", ".shp")


def layer(path, shapes, crs=UTM, **columns):
    values = [np.array(column, object) for column in columns.values()]
    pyogrio.raw.write(
        path, shapely.to_wkb(np.array(shapes, object)), values, list(columns),
        geometry_type=shapes[0].geom_type, crs=crs,
        driver={".geojson": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}[path.suffix],
    )  # fmt: skip
    return path


def places(file, crs=UTM):
    work = open_project(file, private=True)
    [row] = factors.list_factors(work.store)
    found = factors.places(work.store, row, crs)
    work.discard()
    return row, np.column_stack([found.x, found.y])


def town(n):
    """Incidents of which places within 200 m of a bar have six times as many."""
    rng = np.random.default_rng(5)
    grid = np.stack(np.meshgrid(np.arange(30), np.arange(30)), -1).reshape(-1, 2)
    centre = CORNER + 50 + 100 * grid
    near = np.hypot(*(centre[:, None] - BARS).T).min(axis=0) <= 200
    chance = np.where(near, 6.0, 1.0)
    spot = centre[rng.choice(900, n, p=chance / chance.sum())] + rng.uniform(-50, 50, (n, 2))
    return Incidents(*spot.T, ORIGIN - (rng.uniform(0, 300, n) * DAY).astype("m8[s]"))


@pytest.fixture
def drinking(project_file):
    return with_incidents(project_file, town(4000))


def forecast(capsys, file, method, *more):
    return told(
        capsys, "forecast", file, "--data", "Burglary", "--method", method, "--cell", 100,
        "--origin", str(ORIGIN)[:10], *more,
    )  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_points_come_in_from_every_kind_of_layer(project_file, tmp_path, capsys, ending):
    file = layer(tmp_path / f"bars{ending}", list(shapely.points(BARS)))

    code, report = told(capsys, "import", "factor", project_file, file)
    row, found = places(project_file)

    assert code == 0
    assert (report["shapes"], report["features"], report["added"]) == ("points", 12, 1)
    assert (row.name, row.shapes) == ("bars", "points")
    np.testing.assert_allclose(found, BARS, atol=0.02)


def test_a_street_is_places_every_25_metres(project_file, tmp_path):
    line = shapely.linestrings([(LEFT, BOTTOM), (LEFT + 1000, BOTTOM), (LEFT + 1000, BOTTOM + 500)])
    main(["import", "factor", str(project_file), str(layer(tmp_path / "tram.gpkg", [line]))])

    row, found = places(project_file)

    assert row.shapes == "lines"
    assert len(found) == 60
    assert shapely.distance(shapely.points(found), line).max() < 0.01


def test_a_park_is_places_all_over_it_and_on_its_edge(project_file, tmp_path):
    park = shapely.box(LEFT, BOTTOM, LEFT + 400, BOTTOM + 200)
    main(["import", "factor", str(project_file), str(layer(tmp_path / "parks.geojson", [park]))])

    row, found = places(project_file)

    assert row.shapes == "areas"
    assert len(found) == 400 * 200 / 25**2 + 1200 / 25
    assert shapely.distance(shapely.points(found), park).max() < 0.02


def test_layers_in_degrees_meet_incidents_in_metres(project_file, tmp_path):
    there = layer(tmp_path / "bars.geojson", [shapely.points(13.4, 52.52)], "EPSG:4326")
    main(["import", "factor", str(project_file), str(there)])

    _row, found = places(project_file)

    moved = pyproj.Transformer.from_crs(4326, 32633, always_xy=True).transform(13.4, 52.52)
    np.testing.assert_allclose(found[0], moved, atol=0.01)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("offenders", {"kind": ["x"]}),
        ("Gang members", {"kind": ["x"]}),
        ("places", {"suspect_id": ["17"]}),
        ("places", {"birth_date": ["1990-01-01"]}),
        ("Wohnorte von Gefährdern", {"tatverdaechtiger": ["x"]}),
    ],
)
def test_layers_of_persons_are_refused(project_file, tmp_path, capsys, name, columns):
    file = layer(tmp_path / "layer.gpkg", [shapely.points(LEFT, BOTTOM)], **columns)

    code, found = told(capsys, "import", "factor", project_file, file, "--name", name)

    assert code == 4
    assert found["error"]["code"] == "person_layer"
    assert told(capsys, "list", project_file, "factor")[1] == []


def test_nothing_but_shapes_is_kept(project_file, tmp_path, capsys):
    file = layer(
        tmp_path / "bars.gpkg", [shapely.points(LEFT, BOTTOM)], name=["Zum Anker"], phone=["1"]
    )
    main(["import", "factor", str(project_file), str(file)])
    capsys.readouterr()

    [row] = told(capsys, "list", project_file, "factor")[1]

    assert "Zum Anker" not in str(row)
    assert b"Zum Anker" not in project_file.read_bytes()


def test_risk_terrain_finds_the_bars_and_says_how_much_they_matter(drinking, tmp_path, capsys):
    bars = layer(tmp_path / "bars.gpkg", list(shapely.points(BARS)))
    main(["import", "factor", str(drinking), str(bars), "--name", "Bars"])
    capsys.readouterr()

    code, found = forecast(capsys, drinking, "rtm", "--factor", "Bars", "--set", "block=100",
                           "--keep", "Terrain")  # fmt: skip
    _code, [kept] = told(capsys, "list", drinking, "forecast")
    _code, [row] = told(capsys, "list", drinking, "factor")

    assert code == 0
    assert found["factors"] == ["Bars"]
    assert found["figures"]["Bars, near, 200 m"] == pytest.approx(6, rel=0.15)
    assert "Within 200 m of Bars" in found["summary"]
    assert kept["factors"] == [row["uid"]]


@pytest.mark.parametrize("method", ["area_logit", "boost"])
def test_surroundings_add_where_few_incidents_are_known(project_file, tmp_path, capsys, method):
    few = with_incidents(project_file, town(600))
    bars = layer(tmp_path / "bars.gpkg", list(shapely.points(BARS)))
    main(["import", "factor", str(few), str(bars), "--name", "Bars"])
    capsys.readouterr()
    small = ",trees=20" if method == "boost" else ""
    first = str(ORIGIN - 50 * DAY)[:10]

    code, found = told(
        capsys, "backtest", few, "--data", "Burglary", "--factor", "all", "--cell", 100,
        "--from", first, "--to", str(ORIGIN)[:10], "--coverage", "0.2",
        "--method", method + small.replace(",", ":"), "--method", f"{method}:context=true{small}",
    )  # fmt: skip

    assert code == 0
    plain, with_bars = (found["methods"][name]["0.2"]["hits"]
                        for name in (method, f"{method}:context=true{small}"))  # fmt: skip
    assert with_bars > plain
    assert found["protocol"]["factors"] == ["Bars"]


def test_an_unknown_layer_is_refused_with_those_that_are_there(drinking, capsys):
    code, found = forecast(capsys, drinking, "rtm", "--factor", "Bars")

    assert code == 2
    assert found["error"]["code"] == "not_found"

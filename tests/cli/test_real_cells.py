"""Every method on squares, hexagons and given areas, on two cities with awkward data."""

import csv

import pytest

from planner.cli.main import main
from planner.features.hotspots import methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.method import METHODS
from tests.cli.towns import told

POINTS_ONLY = {"promap", "near_repeat", "etas"}
every_method = pytest.mark.parametrize("method", METHODS)
every_shape = pytest.mark.parametrize("shape", ["square", "hex", "areas"])


@pytest.fixture(scope="module")
def berlin(shared_data, tmp_path_factory):
    """Bicycle thefts of which the area is known, in Latin-1, with a from and a to."""
    folder = shared_data / "berlin"
    return project(
        tmp_path_factory.mktemp("berlin") / "berlin.usp",
        ["areas", folder / "lor_prognoseraeume_2021.geojson", "--name", "Areas"],
        ["incidents", folder / "bicycle_thefts_2022_2023.csv", "--name", "Thefts",
         "--areas", "Areas"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def nottingham(shared_data, tmp_path_factory):
    """Burglaries by month, at anchor points, in degrees; wards in the national grid."""
    folder = shared_data / "nottingham"
    return project(
        tmp_path_factory.mktemp("nottingham") / "nottingham.usp",
        ["areas", folder / "nottingham_wards.gpkg", "--name", "Areas"],
        ["incidents", folder / "nottingham_burglary.csv.gz", "--name", "Burglary"],
    )


def project(file, *imports):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("USP_HOME", str(file.parent / "home"))
        main(["new", str(file), "--title", file.stem])
        for kind, source, *more in imports:
            assert main(["import", kind, str(file), str(source), *more]) == 0
    return file


def forecast(capsys, file, data, method, shape, origin):
    capsys.readouterr()
    small = ["--set", "trees=5"] if method == "boost" else []
    return told(
        capsys, "forecast", file, "--data", data, "--study-area", "Areas", "--method", method,
        "--shape", shape, "--cell", 500, "--origin", origin, *small,
    )  # fmt: skip


@every_shape
@every_method
def test_burglaries_at_anchor_points_are_forecast(nottingham, capsys, method, shape):
    code, found = forecast(capsys, nottingham, "Burglary", method, shape, "2022-12-01")

    if shape == "areas" and method in POINTS_ONLY:
        assert (code, found["error"]["code"]) == (2, "wrong_shape")
        assert "squares or hexagons" in found["error"]["hint"]
    else:
        assert code == 0
        assert 0 < found["flagged"] < found["cells"]
        assert found["incidents_used"] > 1000


@every_method
def test_thefts_of_which_the_area_is_known_are_forecast_by_area(berlin, capsys, method):
    code, found = forecast(capsys, berlin, "Thefts", method, "areas", "2023-01-01")

    assert code == (2 if method in POINTS_ONLY else 0)
    if code == 0:
        assert found["cells"] == 58
        assert found["incidents_used"] == pytest.approx(22_365, abs=100)


@pytest.mark.parametrize("shape", ["square", "hex"])
def test_thefts_of_which_the_area_is_known_are_not_put_into_small_cells(berlin, capsys, shape):
    code, found = forecast(capsys, berlin, "Thefts", "count", shape, "2023-01-01")

    assert (code, found["error"]["code"]) == (2, "only_areas_known")
    assert "areas as cells" in found["error"]["hint"]


def test_the_choice_of_time_moves_risk_and_not_how_much_is_known(berlin, capsys, tmp_path):
    capsys.readouterr()
    found, risks = {}, {}
    for how in ("from", "to", "aoristic"):
        table = tmp_path / f"{how}.csv"
        found[how] = told(
            capsys, "forecast", berlin, "--data", "Thefts", "--study-area", "Areas", "--shape",
            "areas", "--method", "ewcount", "--set", "memory=5", "--origin", "2023-01-01",
            "--timing", how, "--cells", table,
        )[1]  # fmt: skip
        rows = csv.DictReader(table.read_text("utf-8").splitlines())
        risks[how] = [float(row["risk"]) for row in rows]

    assert len({one["incidents_used"] for one in found.values()}) == 1
    assert [one["timing"] for one in found.values()] == list(found)
    assert len({tuple(risk) for risk in risks.values()}) == 3

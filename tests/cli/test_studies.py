"""planner clusters, lasting, effect and stress."""

import pytest

from planner.model.incidents import DAY
from tests.cli.test_bias import city  # noqa: F401  (a fixture)
from tests.cli.towns import told
from tests.hotspots.towns import ORIGIN


def day(back):
    return str(ORIGIN - back * DAY)[:10]


def test_clusters_are_listed_with_what_was_expected(city, capsys):  # noqa: F811
    code, found = told(
        capsys, "clusters", city, "--data", "Burglary", "--origin", day(0), "--permutations", 19
    )

    assert code == 0
    assert all(one["observed"] > one["expected"] for one in found)
    assert all(0.05 <= one["p"] <= 1 for one in found)


def test_lasting_hot_spots_are_counted_by_kind(city, capsys):  # noqa: F811
    code, found = told(
        capsys, "lasting", city, "--data", "Burglary", "--study-area", "Sides",
        "--from", day(300), "--to", day(0), "--cell", 500,
    )  # fmt: skip

    assert code == 0
    assert found["periods"] == 10
    assert sum(found["counts"].values()) == 32
    assert len(found["cells"]) == 32 - found["counts"]["none"]


def test_an_effect_is_told_with_its_interval(city, capsys):  # noqa: F811
    code, found = told(
        capsys, "effect", city, "--data", "Burglary", "--treated", "Sides", "--control", "Sides",
        "--from", day(300), "--days", 200,
    )  # fmt: skip

    assert code == 0
    assert found["difference"] == 0
    assert found["low"] < 0 < found["high"]
    assert not found["few"]


def test_a_place_near_by_needs_its_control(city, capsys):  # noqa: F811
    code, _found = told(
        capsys, "effect", city, "--data", "Burglary", "--treated", "Sides", "--control", "Sides",
        "--from", day(300), "--near", "Sides",
    )  # fmt: skip

    assert code == 2


@pytest.mark.parametrize("area", [[], ["--study-area", "Sides"]])
def test_stress_shows_grids_and_delays(city, capsys, area):  # noqa: F811
    code, found = told(
        capsys, "stress", city, "--data", "Burglary", "--method", "count",
        "--from", day(60), "--to", day(20), "--cell", 250, *area,
    )  # fmt: skip

    assert code == 0
    grids = next(one for one in found["grids"] if one["method"] == "count")
    assert len(grids["hit_rates"]) == 9
    delays = next(one for one in found["delays"] if one["method"] == "count")
    assert delays["choices"][0] == "0 days"

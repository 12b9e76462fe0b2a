"""planner backtest with moved grids, late reports and the NIJ protocol."""

import pytest

from tests.cli.towns import told, with_incidents
from tests.hotspots.test_backtest import one_cell
from tests.hotspots.towns import DAY, ORIGIN, joined, poisson_town, square_cells


@pytest.fixture
def town(project_file):
    wide = square_cells((0, 0, 3_000, 3_000), 100)
    return with_incidents(project_file, joined(poisson_town(900, cells=wide), one_cell()))


def played(capsys, file, *more):
    return told(
        capsys, "backtest", file, "--data", "Burglary", "--method", "count",
        "--from", str(ORIGIN - 40 * DAY)[:10], "--to", str(ORIGIN - 7 * DAY)[:10], *more,
    )  # fmt: skip


def test_nine_grids_and_a_delay_are_played_besides(town, capsys):
    code, found = played(
        capsys, town, "--cell", 200, "--coverage", "0.05", "--offsets", "--delay", 5
    )

    assert code == 0
    plain = found["methods"]["count"]["0.05"]["hit_rate"]
    moved = next(one for one in found["stress"]["offsets"] if one["method"] == "count")
    late = next(one for one in found["stress"]["delay"] if one["method"] == "count")
    assert len(moved["hit_rates"]) == 9
    assert moved["hit_rates"][0] == plain
    assert moved["low"] == min(moved["hit_rates"]) <= plain <= moved["high"]
    assert late["choices"] == ["0 days", "5 days"]
    assert late["hit_rates"][0] == plain


def test_moved_grids_need_squares(town, capsys):
    code, found = played(capsys, town, "--shape", "hex", "--offsets")

    assert (code, found["error"]["code"]) == (2, "squares_needed")


def test_the_nij_protocol_brings_its_cells_areas_and_horizons(town, capsys):
    code, found = played(capsys, town, "--protocol", "nij2017")

    assert code == 0
    assert found["protocol"]["cell_m"] == 182.88
    assert {one["horizon"] for one in found["nij2017"]} == {"1 week", "2 weeks", "1 month"}
    assert all(0.25 <= one["square_miles"] <= 0.75 for one in found["nij2017"])
    week = found["nij2017"][0]
    assert week["hits"] == next(iter(found["methods"]["count"].values()))["hits"]


@pytest.mark.parametrize(
    "more", [("--protocol", "nij2018"), ("--protocol", "nij2017", "--cell", 250)]
)
def test_what_is_outside_the_protocol_is_refused(town, capsys, more):
    assert played(capsys, town, *more)[0] == 2

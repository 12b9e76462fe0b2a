"""Forecasts and back-tests on the sample project, by command."""

import csv
import json

import pytest

from planner.cli.main import command
from planner.errors import SafeguardError
from planner.ops import datasets
from planner.ops import forecasts as ops
from planner.ops.project import open_project
from planner.sample import AREAS, BURGLARIES, new_sample

WHERE = ["--data", BURGLARIES, "--study-area", AREAS, "--cell", "500"]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("USP_HOME", str(folder / "home"))
        path = folder / "sample.usp"
        new_sample(path).close()
    return path


@pytest.fixture
def planner(capsys):
    def run(*argv):
        code = command([*map(str, argv), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_cells_that_cannot_be_written_keep_no_forecast(planner, sample, tmp_path):
    before = sample.read_bytes()
    argv = ["--method", "count", "--origin", "2017-06-01", "--keep", "Summer"]

    code, answer = planner("forecast", sample, *WHERE, *argv, "--cells", tmp_path)

    assert (code, answer["error"]["code"]) == (2, "bad_option")
    assert sample.read_bytes() == before


@pytest.mark.parametrize("endless", [["--horizon", "inf"], ["--set", "window=inf"]], ids=str)
def test_no_horizon_or_setting_is_endless(planner, sample, endless):
    argv = ["--method", "count", "--origin", "2017-06-01"]

    assert planner("forecast", sample, *WHERE, *argv, *endless)[0] == 2


def test_the_sample_holds_work_in_all_three_parts(planner, sample):
    counts = planner("info", sample)[1]["counts"]

    assert counts["series"] == 1
    assert counts["session"] == 3
    assert counts["question"] == 10
    assert counts["assessment"] == 2
    assert counts["dataset"] == counts["area_set"] == 1
    assert counts["forecast"] == 2
    assert planner("check", sample) == (0, {"ok": True, "problems": []})


def test_persons_of_the_sample_are_made_up(planner, sample):
    persons = planner("list", sample, "person")[1]

    assert len(persons) == 5
    assert all(p["email"].endswith("example.org") for p in persons if p["email"])
    names = " ".join(p["name"] for p in persons)
    assert not any(real in names for real in ("Querbach", "Gstrein", "Okon", "Trottier", "Torre"))


def test_each_assessment_of_the_sample_has_a_verdict(planner, sample):
    for assessment in planner("list", sample, "assessment")[1]:
        code, result = planner("assess", sample, assessment["uid"])
        assert code == 0
        assert result["verdict"] in ("hold", "not_enough_known")


def test_a_forecast_tells_its_figures_and_writes_its_cells(planner, sample, tmp_path):
    out = tmp_path / "cells.csv"
    before = sample.read_bytes()

    code, made = planner(
        "forecast", sample, *WHERE, "--method", "count", "--origin", "2017-06-01", "--cells", out
    )

    assert code == 0
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert list(rows[0]) == ["cell", "x", "y", "area_m2", "risk", "expected", "rank", "flagged"]
    assert len(rows) == made["cells"]
    assert sum(row["flagged"] == "1" for row in rows) == made["flagged"]
    assert sum(float(row["risk"]) for row in rows) == pytest.approx(1)
    assert made["coverage"] == pytest.approx(0.05, rel=0.02)
    assert sample.read_bytes() == before


def test_the_weeks_before_a_forecast_calibrate_it_and_say_what_it_is_worth(
    planner, sample, tmp_path
):
    out = tmp_path / "cells.csv"
    argv = ["--method", "promap", "--origin", "2017-12-01", "--cells", out]

    plain = planner("forecast", sample, *WHERE, *argv)[1]
    assert "not calibrated" in plain["summary"]
    assert not any(row["expected"] for row in csv.DictReader(out.read_text("utf-8").splitlines()))
    made = planner("forecast", sample, *WHERE, *argv, "--weeks", 40)[1]

    assert made["trial"]["origins"] == 40
    assert made["trial"]["calibration"]["state"] == "calibrated"
    assert "incidents a week" in made["summary"]
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    weekly = made["trial"]["lines"][0]["incidents"] / 40
    assert sum(float(row["expected"]) for row in rows) == pytest.approx(weekly, rel=0.25)


def test_a_kept_forecast_is_in_the_project_and_can_be_taken_back(planner, sample):
    argv = ["--method", "kde", "--origin", "2017-06-01", "--keep", "June"]
    assert planner("forecast", sample, *WHERE, *argv)[0] == 0

    assert "June" in [row["name"] for row in planner("list", sample, "forecast")[1]]
    assert planner("undo", sample)[0] == 0
    assert "June" not in [row["name"] for row in planner("list", sample, "forecast")[1]]


def test_a_backtest_counts_caught_incidents_beside_count_and_random(planner, sample):
    days = ["--from", "2017-07-03", "--to", "2017-10-30", "--step", "7", "--horizon", "7"]

    code, done = planner(
        "backtest", sample, *WHERE, "--method", "kde:bandwidth=300", *days, "--coverage", "0.05,0.1"
    )

    assert code == 0
    assert done["protocol"]["origins"] == 18
    assert set(done["methods"]) == {"kde", "count", "random"}
    score = done["methods"]["kde"]["0.05"]
    assert 0 < score["hits"] < score["incidents"]
    assert score["hit_rate"] == pytest.approx(score["hits"] / score["incidents"])
    assert score["hit_rate_low"] <= score["hit_rate"] <= score["hit_rate_high"]
    assert {c["verdict"] for c in done["comparisons"]} <= {"better", "worse", "cannot tell"}


def test_a_backtest_tells_all_measures_as_json_and_as_a_table(planner, sample, tmp_path):
    days = ["--from", "2017-05-01", "--to", "2017-10-30", "--coverage", "0.05,0.1"]
    out = tmp_path / "figures.csv"

    done = planner("backtest", sample, *WHERE, "--method", "promap", *days, "--csv", out)[1]

    promap = done["methods"]["promap"]
    wanted = {"pai", "ppai", "pei", "pei_star", "pei_star_reason", "rri", "per_km2"}
    assert promap["0.05"].keys() >= wanted | {"turnover", "patches", "clumpiness", "concentration"}
    assert promap["curve"].keys() == {"whole", "to_5", "to_10"}
    assert promap["calibration"]["as_given"] is None  # it only ranks
    assert promap["calibration"]["origins"] == 27 - 8
    assert 0 < promap["brier"] < 1
    assert done["methods"]["random"]["calibration"]["state"] == "all alike"
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert [(r["method"], r["share_of_area"]) for r in rows] == [
        (name, share) for share in ("0.05", "0.1") for name in ("promap", "count", "random")
    ]
    assert float(rows[0]["pei_star"]) == promap["0.05"]["pei_star"]
    assert rows[0]["calibration"] == promap["calibration"]["state"]


def test_the_text_of_a_backtest_says_whether_counts_keep_their_word(sample, capsys):
    argv = ["--method", "blend", "--from", "2017-08-07", "--to", "2017-10-02", "--parts"]

    command(["backtest", *map(str, [sample, *WHERE, *argv]), "--coverage", "0.1"])

    told = capsys.readouterr().out
    assert "Not calibrated: only 1 of the 8 earlier origins needed could be judged." in told
    assert "Long history: " in told
    assert "caught by blend only" in told
    assert "Wilcoxon" in told
    assert "McNemar" in told


def test_two_workers_give_the_same_result_as_none(planner, sample):
    days = ["--from", "2017-07-03", "--to", "2017-07-31", "--coverage", "0.05"]

    alone = planner("backtest", sample, *WHERE, "--method", "ewcount", *days)[1]
    shared = planner("backtest", sample, *WHERE, "--method", "ewcount", *days, "--workers", 2)[1]

    assert shared["methods"]["ewcount"]["0.05"] == alone["methods"]["ewcount"]["0.05"]
    assert shared["comparisons"] == alone["comparisons"]


@pytest.mark.parametrize(
    "argv",
    [
        ["--method", "crystal_ball", "--origin", "2017-06-01"],
        ["--method", "kde", "--origin", "soon"],
        ["--method", "kde", "--origin", "2017-06-01", "--set", "bandwidth=-3"],
        ["--method", "kde", "--origin", "2017-06-01", "--shape", "star"],
        ["--method", "count", "--origin", "2015-06-01"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_forecast_is_refused_with_exit_code_2(planner, sample, argv):
    code, answer = planner("forecast", sample, *WHERE, *argv)

    assert code == 2
    assert answer["error"]["message"]


def test_offences_that_police_discover_are_refused_unless_a_reason_is_given(sample):
    work = open_project(sample, private=True)
    row = datasets.find_dataset(work.store, BURGLARIES)
    found = row.model_copy(update={"discovered_by": "police"})
    work.discard()

    with pytest.raises(SafeguardError) as refused:
        ops.forecast_allowed(found)
    assert refused.value.exit_code == 4
    ops.forecast_allowed(found, "Research on recording practice")

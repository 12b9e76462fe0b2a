"""planner knox and planner alerts."""

import csv
from datetime import datetime

import numpy as np
import pytest

from planner.cli.main import main
from planner.model.incidents import DAY, Incidents
from tests.cli.towns import told, with_incidents
from tests.hotspots.test_alerts import echoes
from tests.hotspots.towns import ORIGIN


@pytest.fixture
def town(project_file):
    return with_incidents(project_file, echoes())


def test_the_published_table_comes_out_of_a_project_file(project_file, shared_data, capsys):
    with (shared_data / "oracle_knox_chicago_burglary.csv").open() as file:
        rows = list(csv.DictReader(file))
    t = np.array([datetime.fromisoformat(row["date"]) for row in rows], "M8[s]")
    x, y = (np.array([float(row[name]) for row in rows]) for name in "xy")
    file = with_incidents(project_file, Incidents(x, y, t), "Month")

    code, found = told(
        capsys, "knox", file, "--data", "Month", "--space", "0,.01,100,200,300,inf",
        "--permutations", "9",
    )  # fmt: skip

    assert code == 0
    assert found["n"] == 970
    assert found["observed"][:2] == [[28, 5, 5, 2], [44, 13, 8, 4]]
    assert found["observed"][2:] == [
        [97, 56, 19, 16], [77, 67, 45, 20], [182194, 146149, 95237, 45879],
    ]  # fmt: skip


def test_knox_prints_a_table_for_people(town, capsys):
    assert main(["knox", str(town), "--data", "Burglary", "--permutations", "19"]) == 0

    out = capsys.readouterr().out
    assert "[100, 200) m" in out
    assert "[21, ∞) days" in out


def test_alerts_are_held_against_chance(town, capsys):
    code, found = told(
        capsys, "alerts", town, "--data", "Burglary", "--radius", 1000, "--days", 7,
        "--from", str(ORIGIN - 200 * DAY)[:10], "--to", str(ORIGIN - 10 * DAY)[:10],
        "--permutations", "29", "--least-rate", "0.4",
    )  # fmt: skip

    assert code == 0
    assert found["rate"] == pytest.approx(found["followed_up"] / found["alerts"])
    assert found["rate"] > found["chance_high"] >= found["chance_low"]
    assert {"chance_rate", "incidents_alerted_share", "alerts_per_week"} <= found.keys()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--space", "0,x"], "bad_option"),
        (["--space", "5,2"], "bad_bands"),
        (["--metric", "taxi"], "bad_option"),
        (["--data", "Nothing"], "not_found"),
    ],
)
def test_what_cannot_be_read_is_refused_with_code_2(town, capsys, more, code):
    given = more if "--data" in more else ["--data", "Burglary", *more]

    exit_code, found = told(capsys, "knox", town, *given)

    assert exit_code == 2
    assert found["error"]["code"] == code


def test_a_day_that_is_none_is_refused(town, capsys):
    code, found = told(
        capsys, "alerts", town, "--data", "Burglary", "--from", "soon", "--to", "2026-01-01"
    )

    assert code == 2
    assert "--from" in found["error"]["message"]


def test_reading_commands_leave_the_file_as_it_is(town, capsys):
    before = town.read_bytes()

    main(["knox", str(town), "--data", "Burglary", "--permutations", "1"])

    assert town.read_bytes() == before

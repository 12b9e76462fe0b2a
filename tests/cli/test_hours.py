"""planner hours, and the setting that says when incidents between two moments count."""

import csv

import numpy as np
import pytest

from planner.cli.main import main
from planner.io.incidents import ReadIncidents
from planner.model.incidents import DAY
from planner.ops import datasets, forecasts, imports
from planner.ops.project import open_project
from tests.cli.towns import UTM, told
from tests.hotspots.towns import ORIGIN, poisson_town


@pytest.fixture
def away(tmp_path):
    """A project whose thefts were found up to two days later."""
    file = tmp_path / "away.usp"
    main(["new", str(file), "--title", "Away"])
    town = poisson_town(400)
    end = town.t + (np.random.default_rng(2).uniform(0, 2, 400) * DAY).astype("m8[s]")
    row = np.arange(400, dtype=np.int32)
    found = ReadIncidents(town.t, row, town.x, town.y, t_end=end, crs=UTM, source_crs=UTM)
    work = open_project(file, private=True)
    imports.keep_incidents(work.store, found, "Thefts")
    work.save()
    work.discard()
    return file


def test_hours_of_the_week_hold_every_incident_once(away, capsys, tmp_path):
    table = tmp_path / "hours.csv"

    code, found = told(
        capsys, "hours", away, "--data", "Thefts", "--timing", "aoristic", "--csv", table
    )

    assert code == 0
    assert found["timing"] == "aoristic"
    assert sum(found["hours"]) == pytest.approx(400)
    assert found["in_periods"] == 400
    assert 20 < found["usual_hours"] < 28
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert len(rows) == 168
    assert rows[0]["day"] == "Mon"


def test_the_setting_of_the_data_holds_where_a_command_names_none(away, capsys):
    work = open_project(away, private=True)
    row = datasets.find_dataset(work.store, "Thefts")
    datasets.change_dataset(work.store, row.uid, timing="to")
    work.save()
    work.discard()
    asked = ["hours", away, "--data", "Thefts"]

    as_set, as_named = told(capsys, *asked)[1], told(capsys, *asked, "--timing", "from")[1]

    assert as_set["timing"] == "to"
    assert as_named["timing"] == "from"
    assert as_set["hours"] != as_named["hours"]


@pytest.mark.parametrize("timing", ["from", "to", "mid", "aoristic"])
def test_a_kept_forecast_says_which_choice_it_was_made_with(away, capsys, timing):
    code, made = told(
        capsys, "forecast", away, "--data", "Thefts", "--method", "count", "--cell", 100,
        "--origin", str(ORIGIN)[:10], "--timing", timing, "--keep", "Kept",
    )  # fmt: skip
    work = open_project(away, private=True)
    [kept] = forecasts.list_forecasts(work.store)
    work.discard()

    assert code == 0
    assert made["timing"] == kept.summary["timing"] == timing
    assert (kept.method, kept.origin[:10]) == ("count", str(ORIGIN)[:10])
    assert made["incidents_used"] <= 400


def test_a_choice_that_does_not_exist_is_refused(away, capsys):
    code, found = told(capsys, "hours", away, "--data", "Thefts", "--timing", "sometime")

    assert code == 2
    assert "aoristic" in found["error"]["hint"]

"""planner urn and snapping."""

import numpy as np
import pytest

from planner.model.incidents import Incidents
from tests.cli.towns import told, with_incidents
from tests.hotspots.towns import poisson_town


def test_the_urn_runs_away_and_the_correction_stops_it(capsys):
    code, found = told(capsys, "urn", "--rates", ".6,.4", "--draws", 1000, "--runs", 500)

    assert code == 0
    assert found["share_of_offences"] == pytest.approx(0.6)
    assert found["plain"]["mean"] == pytest.approx(0.832, abs=0.03)
    assert found["corrected"]["mean"] == pytest.approx(0.6, abs=0.01)
    assert found["corrected"]["sd"] < found["plain"]["sd"] / 3


@pytest.mark.parametrize(
    "wrong", [["--rates", "1.2,.4"], ["--rates", ".5"], ["--rates", ".5,.5", "--start", "1"],
              ["--rates", "a,b"], ["--start", "0,1"]],
)  # fmt: skip
def test_an_urn_that_makes_no_sense_is_refused(capsys, wrong):
    code, found = told(capsys, "urn", *wrong)

    assert code == 2
    assert found["error"]["code"] == "bad_option"


@pytest.mark.parametrize("anchor", [1, 100])
def test_points_that_were_moved_to_anchors_are_noticed(project_file, capsys, anchor):
    town = poisson_town(2000)
    x, y = (np.round(column / anchor) * anchor for column in (town.x, town.y))
    with_incidents(project_file, Incidents(x, y, town.t))

    code, found = told(capsys, "snapping", project_file, "--data", "Burglary")

    assert code == 0
    assert found["incidents"] == 2000
    assert found["warns"] is (anchor == 100)

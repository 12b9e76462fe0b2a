"""planner goals, from writing one down to its outcome."""

import io
import json

from planner.cli.main import main
from planner.ops import datasets
from planner.ops.project import open_project
from tests.cli.towns import told, with_incidents
from tests.hotspots.test_backtest import one_cell
from tests.hotspots.towns import DAY, ORIGIN, joined, poisson_town


def written(file, capsys, monkeypatch, **fields):
    """Write a goal for the incidents of `file` with planner apply."""
    work = open_project(file, private=True)
    data = datasets.find_dataset(work.store, "Burglary").uid
    work.discard()
    given = {"text": "Catch enough.", "dataset": data, "review_date": "2999-12-31"} | fields
    line = json.dumps({"op": "add", "kind": "goal", "fields": given})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    assert main(["apply", str(file), "-", "--json"]) == 0
    capsys.readouterr()


def test_a_goal_is_judged_by_a_back_test_that_is_kept(project_file, capsys, monkeypatch):
    with_incidents(project_file, joined(poisson_town(900), one_cell()))
    written(project_file, capsys, monkeypatch, threshold=0.01)
    [goal] = told(capsys, "goals", project_file)[1]
    assert (goal["outcome"], goal["changed_after_first_forecast"]) == ("open", False)

    code, _done = told(
        capsys, "backtest", project_file, "--data", "Burglary", "--method", "kde", "--cell", 100,
        "--from", str(ORIGIN - 60 * DAY)[:10], "--to", str(ORIGIN - 7 * DAY)[:10],
        "--coverage", "0.05", "--keep", "Spring",
    )  # fmt: skip
    assert code == 0

    [goal] = told(capsys, "goals", project_file)[1]
    assert goal["outcome"] == "reached"
    assert goal["figures"]["name"] == "Spring"
    assert main(["goals", str(project_file), "--judge"]) == 0
    assert capsys.readouterr().out.startswith("reached (")


def test_a_project_without_goals_says_so(project_file, capsys):
    assert main(["goals", str(project_file)]) == 0
    assert "There is no goal." in capsys.readouterr().out

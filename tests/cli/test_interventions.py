"""planner wdd tells what a measure changed."""

from planner.model.interventions import InterventionFields
from planner.ops import interventions
from planner.ops.project import open_project
from tests.cli.towns import told
from tests.ops.test_interventions import ledger_in


def test_wdd_tells_counts_variance_and_interval(project_file, capsys):
    work = open_project(project_file, private=True)
    ledger_in(work.store)()
    work.save()
    work.discard()

    code, found = told(capsys, "wdd", project_file, "--intervention", "Lights")

    assert code == 0
    assert (found["wdd"], found["variance"]) == (-60, 240)
    assert found["counts"]["areas"] == {"before": 100, "after": 40}
    assert found["low"] < found["wdd"] < found["high"]
    assert told(capsys, "wdd", project_file, "--intervention", "Dogs")[0] == 2


def test_an_entry_without_incidents_is_not_judged(project_file, capsys):
    work = open_project(project_file, private=True)
    interventions.add_intervention(work.store, InterventionFields(name="Dogs"))
    work.save()
    work.discard()

    code, found = told(capsys, "wdd", project_file, "--intervention", "Dogs")

    assert (code, found["error"]["code"]) == (2, "not_judged")

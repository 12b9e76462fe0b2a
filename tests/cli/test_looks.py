"""planner backtest leaves locked days alone unless it is told why."""

import json

import pytest

from planner.ops import datasets
from planner.ops.project import open_project
from tests.cli.towns import told, with_incidents
from tests.hotspots.test_backtest import one_cell
from tests.hotspots.towns import DAY, ORIGIN, joined, poisson_town

LATE = str(ORIGIN - 8 * DAY)[:10]


@pytest.fixture
def locked(project_file):
    with_incidents(project_file, joined(poisson_town(900), one_cell()))
    work = open_project(project_file, private=True)
    row = datasets.find_dataset(work.store, "Burglary")
    datasets.change_dataset(work.store, row.uid, locked_days=30)
    work.save()
    work.discard()
    return project_file


def played(capsys, file, last, *more):
    return told(
        capsys, "backtest", file, "--data", "Burglary", "--method", "count", "--cell", 100,
        "--from", str(ORIGIN - 90 * DAY)[:10], "--to", last, "--coverage", "0.05", *more,
    )  # fmt: skip


def test_locked_days_are_refused_with_the_exit_code_of_a_safeguard(locked, capsys):
    before = locked.read_bytes()
    code, found = played(capsys, locked, LATE)

    assert (code, found["error"]["code"]) == (4, "locked_days")
    assert locked.read_bytes() == before
    code, found = played(capsys, locked, str(ORIGIN - 40 * DAY)[:10], "--look", "not needed")
    assert (code, "look" in found) == (0, False)


def test_each_look_is_written_down_though_the_figures_are_not_kept(locked, capsys):
    assert played(capsys, locked, LATE, "--look", "the method is chosen")[1]["look"]["independent"]
    code, found = played(capsys, locked, LATE, "--look", "again", "--keep", "Again")

    assert code == 0
    assert found["look"]["says"] == "second look: no longer independent"
    _code, kept = told(capsys, "list", locked, "look")
    assert sorted(one["reason"] for one in kept) == ["again", "the method is chosen"]
    _code, [forecast] = told(capsys, "list", locked, "forecast")
    assert forecast["summary"]["look"]["number"] == 2, json.dumps(forecast["summary"]["look"])


def test_stress_tests_leave_locked_days_alone_too(locked, capsys):
    code, found = told(
        capsys, "stress", locked, "--data", "Burglary", "--method", "count", "--cell", 100,
        "--from", str(ORIGIN - 40 * DAY)[:10], "--to", LATE,
    )  # fmt: skip

    assert (code, found["error"]["code"]) == (4, "locked_days")

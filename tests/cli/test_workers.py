"""Back-tests on a cluster, here one on loopback. The cases that need one skip without it."""

import json

import pytest

from planner.cli import workers
from planner.cli.main import command
from planner.ops.project import new_project
from tests.cli.towns import with_incidents
from tests.hotspots.towns import poisson_town

PLAY = ["--data", "Burglary", "--method", "ewcount", "--from", "2026-01-01", "--to", "2026-02-19",
        "--step", "5", "--horizon", "5", "--cell", "100", "--coverage", "0.05,0.1"]  # fmt: skip
NOBODY = "tcp://127.0.0.1:9"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "town.usp"
    new_project(path, "Town").close()
    return with_incidents(path, poisson_town(800))


def played(capsys, file, *more):
    code = command(["backtest", str(file), *PLAY, *more, "--json"])
    return code, json.loads(capsys.readouterr().out)


def without_clock(document):
    for figures in document["methods"].values():
        figures.pop("seconds")
    return document


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_finds_what_one_process_finds(capsys, file):
    distributed = pytest.importorskip("distributed", reason="the extra “cluster” is not installed")
    alone = played(capsys, file)[1]
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        code, shared = played(capsys, file, "--scheduler", cluster.scheduler_address)

    assert code == 0
    assert alone["protocol"]["origins"] == 10
    assert without_clock(shared) == without_clock(alone)


def test_only_large_back_tests_start_processes_by_themselves(capsys, file, monkeypatch):
    opened, real = [], workers.ProcessPoolExecutor
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(
        workers, "ProcessPoolExecutor", lambda n, **how: opened.append(n) or real(n, **how)
    )
    small = played(capsys, file)[1]
    assert opened == []
    monkeypatch.setattr(workers, "PAYS_FROM", 1000)

    large = played(capsys, file)[1]

    assert opened == [2]
    assert without_clock(large) == without_clock(small)


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_does_not_answer_is_told(capsys, file, monkeypatch):
    pytest.importorskip("distributed", reason="the extra “cluster” is not installed")
    monkeypatch.setattr(workers, "PATIENCE", "500ms")

    code, said = played(capsys, file, "--scheduler", NOBODY)

    assert code == 2
    assert said["error"]["code"] == "cluster_not_reached"


def test_without_the_extra_it_says_what_to_install(capsys, file, monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(workers, "import_module", absent)

    code, said = played(capsys, file, "--scheduler", NOBODY)

    assert code == 2
    assert said["error"]["code"] == "no_cluster_programs"

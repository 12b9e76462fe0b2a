"""What bringing a copy in costs: 100,000 changes into an equally large project.

Both sides grew from one project of 50,000 changes and hold all kinds of records,
edits, disagreements and removals. Times are processor seconds.
"""

import os
import resource
import subprocess
import sys
import time

import pytest

from planner.exchange.merge import merge
from planner.exchange.receive import received
from planner.ops import exchange
from planner.ops import project as ops
from tests.benchmarks.team import changes, grow, revise

COMMON, MINE, THEIRS = 50_000, 50_000, 100_000


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("merge")


@pytest.fixture(autouse=True)
def own_folders(home, monkeypatch):
    monkeypatch.setenv("USP_HOME", str(home / "user"))


@pytest.fixture(scope="module")
def files(home):
    """Two copies that were edited apart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("USP_HOME", str(home / "user"))
        mine, theirs = home / "mine.usp", home / "theirs.usp"
        work = ops.new_project(mine, "Large")
        grow(work.store, COMMON, "both")
        work.save()
        work.close()
        theirs.write_bytes(mine.read_bytes())
        for path, more in ((mine, MINE), (theirs, THEIRS)):
            work = ops.open_project(path)
            grow(work.store, more * 2 // 3, path.stem)
            revise(work.store, more // 3, path.stem, seed=more)
            work.save()
            work.close()
    return mine, theirs


@pytest.fixture
def mine(files, tmp_path):
    path = tmp_path / "copy of mine.usp"
    path.write_bytes(files[0].read_bytes())
    return path


def timed(store, path):
    start = time.process_time()
    with received(path) as file:
        report = merge(store, file)
    return time.process_time() - start, report


def test_a_large_copy_is_brought_in_within_seconds(files, mine, record_property):
    work = ops.open_project(mine)
    before = changes(work.store)

    first, report = timed(work.store, files[1])
    start = time.process_time()
    again = exchange.bring_in(work.store, files[1])
    repeated = time.process_time() - start

    work.discard()
    record_property("first_s", first)
    record_property("again_s", repeated)
    assert before > 95_000
    assert report.changes > 95_000
    assert min(report.counts().values()) > 50
    assert set(report.counts()) == {"added", "changed", "deleted", "revived"}
    assert len(report.conflicts) > 500
    assert again.report.empty


def test_the_command_as_a_whole_takes_seconds(files, mine, record_property):
    """Start, opening, checks, backup, merge, duplicates, saving."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "planner", "import", "project", mine, files[1], "--json"],
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ,
    )
    end = resource.getrusage(resource.RUSAGE_CHILDREN)

    seconds = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
    record_property("command_s", seconds)
    record_property("command_mb", end.ru_maxrss / 1024)
    assert end.ru_maxrss / 1024 < 300

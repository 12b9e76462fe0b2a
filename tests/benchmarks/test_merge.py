"""What bringing a copy in costs: 100,000 changes into an equally large project."""

import resource
import time

import pytest

from planner.exchange.merge import merge
from planner.exchange.receive import received
from planner.model.sessions import SessionFields
from planner.ops import project as ops

SESSIONS = 12_500
CELLS = {
    "subtitle": "on the morning of the second day",
    "status": "planned",
    "format": "web",
    "language": "en",
    "link": "https://example.org/room",
    "description": "What we learned from three cities. " * 4,
}


def filled(work, part):
    """Add sessions of eight changes each."""
    with work.store.edit("many sessions") as edit:
        for number in range(SESSIONS):
            edit.add(SessionFields(title=f"{part} session {number}", **CELLS))
    work.save()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("merge")


def timed(store, path):
    start = time.perf_counter()
    with received(path) as file:
        report = merge(store, file)
    return time.perf_counter() - start, report


def test_a_large_copy_is_brought_in_within_seconds(home, monkeypatch, record_property):
    monkeypatch.setenv("USP_HOME", str(home / "user"))
    mine = ops.new_project(home / "mine.usp", "Large")
    (home / "theirs.usp").write_bytes((home / "mine.usp").read_bytes())
    theirs = ops.open_project(home / "theirs.usp")
    filled(mine, "My")
    filled(theirs, "Their")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    first, report = timed(mine.store, theirs.target)
    again, second = timed(mine.store, theirs.target)

    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    record_property("first_s", first)
    record_property("again_s", again)
    record_property("grown_mb", grown)
    mine.discard()
    theirs.discard()
    assert report.changes == 8 * SESSIONS
    assert report.counts() == {"added": SESSIONS}
    assert second.empty
    assert first < 3.0
    assert again < 0.5
    assert grown < 300

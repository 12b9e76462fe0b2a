"""Old values are forgotten for good, everywhere, and nothing else is."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from planner.cli.main import main
from planner.model.sessions import Session, SessionFields, SessionRow
from planner.ops import backups, exchange, forgetting, history
from planner.ops import project as projects
from planner.ops.sessions import add_session, change_session

TODAY = date.today()
LONG_AGO = "2020-01-01T10:00:00+00:00"


@pytest.fixture
def work(project_file):
    """A session whose title was replaced years ago and whose subtitle just now."""
    work = projects.open_project(project_file)
    uid = add_session(work.store, SessionFields(title="First title", subtitle="First subtitle"))
    change_session(work.store, uid, title="Second title")
    work.save()
    yield work
    work.discard()


@pytest.fixture
def aged(work):
    """The same, with all of that written in 2020."""
    work.store.connection().execute("UPDATE rep_change SET wall_utc = ?", (LONG_AGO,))
    uid = session(work.store).uid
    change_session(work.store, uid, subtitle="Second subtitle")
    work.save()
    return work


def session(store):
    return store.rows(select(Session), SessionRow)[0]


def texts(store, before):
    return [old.text for old in forgetting.old_values(store, before)]


def test_what_would_be_forgotten_is_listed_with_its_record(aged):
    [old] = forgetting.old_values(aged.store, date(2021, 1, 1))

    assert (old.kind, old.record, old.field, old.text) == (
        "session",
        "Second title",
        "Title",
        "First title",
    )
    assert old.replaced_utc == LONG_AGO
    assert texts(aged.store, TODAY + timedelta(days=1)) == ["First subtitle", "First title"]


def test_only_what_was_replaced_before_the_day_goes(aged):
    assert forgetting.forget_before(aged.store, date(2021, 1, 1)) == 1
    aged.save()

    data = aged.target.read_bytes()
    assert b"First title" not in data
    assert b"First subtitle" in data
    assert session(aged.store).title == "Second title"
    assert projects.check(aged.store) == []


def test_an_old_value_that_was_replaced_just_now_can_still_be_taken_back(aged):
    forgetting.forget_before(aged.store, TODAY - timedelta(days=365))

    aged.store.undo()

    assert session(aged.store).subtitle == "First subtitle"


def test_an_old_copy_does_not_bring_it_back_and_hears_of_it(aged, tmp_path):
    old = tmp_path / "old.usp"
    old.write_bytes(aged.target.read_bytes())
    forgetting.forget_before(aged.store, date(2021, 1, 1))
    exchange.bring_in(aged.store, old)
    aged.save()
    assert b"First title" not in aged.target.read_bytes()

    theirs = projects.open_project(old, private=True)
    outcome = exchange.bring_in(theirs.store, aged.target)
    theirs.save()

    assert "1 value was erased or forgotten" in " ".join(exchange.remarks(outcome))
    assert b"First title" not in old.read_bytes()
    theirs.discard()


def test_a_backup_is_made_first(aged):
    before = len(backups.list_backups(aged.store))

    forgetting.forget_before(aged.store, date(2021, 1, 1))

    found = backups.list_backups(aged.store)
    assert len(found) == before + 1
    assert b"First title" in found[0].path.read_bytes()


def test_history_says_that_the_value_is_gone(aged):
    forgetting.forget_before(aged.store, date(2021, 1, 1))

    made = [c for c in history.list_changes(aged.store) if c.field == "Title"]
    assert [c.after for c in made] == ["Second title", "erased or withheld"]
    assert not made[0].can_restore


def test_the_horizon_never_moves_back(aged):
    forgetting.forget_before(aged.store, date(2021, 1, 1))
    forgetting.forget_before(aged.store, date(2019, 1, 1))

    [(day,)] = aged.store.connection().execute("SELECT superseded_before_utc FROM rep_horizon")
    assert day >= "2020-12-31"


def test_a_day_to_come_is_refused(aged):
    with pytest.raises(forgetting.NotPastError):
        forgetting.forget_before(aged.store, TODAY + timedelta(days=1))

    assert texts(aged.store, TODAY + timedelta(days=1)) != []


def test_the_command_tells_first_and_then_does_it(aged, tmp_path, capsys):
    path = str(tmp_path / "own.usp")
    aged.save_as(Path(path))

    def run(*words):
        assert main(["forget", path, "--before", "2021-01-01", *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert run("--dry-run") == {"forgotten": 1}
    assert run() == {"forgotten": 1}
    assert run("--dry-run") == {"forgotten": 0}

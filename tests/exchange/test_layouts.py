"""Copies from older and newer versions of the app meet, and nothing is lost on the way."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlmodel import select

from planner.errors import NewerFileError
from planner.exchange import receive
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.ops import exchange
from planner.ops import project as projects
from planner.store import files, migrate
from tests.exchange import oracle

NEXT = (
    "ALTER TABLE rep_tx ADD COLUMN machine TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE rep_exchange ADD COLUMN weight INTEGER",
)
"""A step that a coming version might have."""


@pytest.fixture
def copies(project_file, tmp_path):
    """Two files of one project; each knows a person that the other does not."""
    other = tmp_path / "other.usp"
    shutil.copy(project_file, other)
    for path, name in ((project_file, "Ann"), (other, "Ben")):
        work = projects.open_project(path)
        with work.store.edit("person") as edit:
            edit.add(PersonFields(name=name))
        work.save()
        work.close()
    return project_file, other


@pytest.fixture
def a_new_version(monkeypatch):
    """From now on the app has one step more."""
    older = migrate.LAYOUT
    monkeypatch.setattr(migrate, "STEPS", (*migrate.STEPS, NEXT))
    for module in (migrate, receive, files):
        monkeypatch.setattr(module, "LAYOUT", older + 1)


def step(path, *statements):
    """Bring a file to the next layout, as a coming version would have written it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in (*statements, f"PRAGMA user_version = {migrate.LAYOUT + 1}"):
            db.execute(statement)


def names(work):
    return sorted(row.name for row in work.store.rows(select(Person), PersonRow))


def test_a_copy_of_an_older_layout_is_brought_up_to_date(copies, a_new_version):
    _mine, older = copies
    before = older.read_bytes()

    with receive.received(older) as present, closing(sqlite3.connect(present.path)) as db:
        assert migrate.layout_of(db) == migrate.LAYOUT
        assert db.execute("SELECT DISTINCT machine FROM rep_tx").fetchall() == [("",)]
        assert oracle.table(db) == oracle.expected(db)
        assert len([key for key in oracle.table(db) if key[0] == "person"]) == 1

    assert older.read_bytes() == before


def test_an_older_copy_of_another_shape_is_refused(copies, a_new_version):
    _mine, older = copies
    with closing(sqlite3.connect(older, isolation_level=None)) as db:
        db.execute("ALTER TABLE rep_tx ADD COLUMN machine TEXT")

    with pytest.raises(receive.UnsoundFileError), receive.received(older):
        pass


def test_a_copy_of_a_newer_layout_with_more_columns_is_taken_in(copies):
    mine, newer = copies
    step(newer, *NEXT)
    work = projects.open_project(mine)

    outcome = exchange.bring_in(work.store, newer)

    assert outcome.counts == {"added": 1}
    assert names(work) == ["Ann", "Ben"]
    assert exchange.bring_in(work.store, newer).report.empty
    work.discard()


def test_a_newer_copy_that_needs_a_newer_reader_says_so(copies):
    mine, newer = copies
    step(newer, NEXT[0], f"UPDATE meta SET min_reader = {migrate.LAYOUT + 1}")
    work = projects.open_project(mine)

    with pytest.raises(NewerFileError):
        exchange.bring_in(work.store, newer)

    work.discard()

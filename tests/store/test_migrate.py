"""The migrated file and the record classes must describe the same tables."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from planner.model.everything import KINDS
from planner.store import migrate as subject
from planner.store.derive import differences


@pytest.fixture
def db():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        yield db


def columns(db, table):
    """Name, type and null rule of every column, in name order."""
    return sorted(row[1:4] for row in db.execute(f"PRAGMA table_info({table})"))


def references(db, table):
    return sorted(row[2:5] for row in db.execute(f"PRAGMA foreign_key_list({table})"))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_last_layout_matches_the_record_classes(db, kind):
    subject.migrate(db)

    with closing(sqlite3.connect(":memory:")) as declared:
        declared.execute(str(CreateTable(kind.table).compile(dialect=sqlite.dialect())))
        assert columns(db, kind.name) == columns(declared, kind.name)
        assert references(db, kind.name) == references(declared, kind.name)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_record_table_is_guarded_against_writes_from_outside(db, kind):
    subject.migrate(db)

    with pytest.raises(sqlite3.IntegrityError, match="through edits only"):
        db.execute(f"INSERT INTO {kind.name}(uid, state) VALUES ('x', 'alive')")


def test_migrating_twice_has_nothing_left_to_do(db):
    assert subject.migrate(db) == subject.LAYOUT
    assert subject.migrate(db) == 0


def test_a_new_layout_keeps_the_records(store, monkeypatch):
    db = store.connection()
    before = db.execute("SELECT * FROM project").fetchall()
    step = ("ALTER TABLE organisation ADD COLUMN colour TEXT",)
    monkeypatch.setattr(subject, "STEPS", (*subject.STEPS, step))
    monkeypatch.setattr(subject, "LAYOUT", subject.LAYOUT + 1)

    assert subject.migrate(db) == 1

    assert db.execute("SELECT * FROM project").fetchall() == before
    assert differences(db) == []

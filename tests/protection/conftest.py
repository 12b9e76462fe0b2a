"""A project that is protected, and what it must never show on a disk."""

import sqlite3
from contextlib import closing, suppress

import numpy as np
import pytest

from planner.model.contacts import PersonFields
from planner.ops import project as ops
from planner.ops import protection
from planner.store.bulk import Bulk
from planner.store.connect import connect

WORDS = "four plain words here"
KNOWN = ("Annabella Examplesworth", "annabella@example.org", "Note on Annabella", "Known title")
MARKED = b"incidents of the river quarter " * 40


def fill(store):
    """Put the known values into every place of a project that holds values."""
    from planner.model.datasets import DatasetFields
    from planner.model.sessions import SessionFields

    with store.edit("records") as edit:
        edit.add(PersonFields(name=KNOWN[0], email=KNOWN[1], notes=KNOWN[2]))
        edit.add(SessionFields(title=KNOWN[3]))
        digest = edit.keep_bulk(Bulk({"kind": "test"}, {"x": np.arange(9), "s": MARKED}))
        edit.add(DatasetFields(name="Data", digest=digest))


@pytest.fixture
def key(protected_file):
    return protection.key_of(protected_file, WORDS)


@pytest.fixture
def protected_file(project_file):
    """A project with the known values, saved under a passphrase."""
    work = ops.open_project(project_file)
    fill(work.store)
    protection.protect(work, WORDS)
    protection.delete_backups(protection.other_backups(work.store))
    work.close()
    return project_file


@pytest.fixture
def work(protected_file, key):
    work = ops.open_project(protected_file, key=key)
    yield work
    with suppress(sqlite3.ProgrammingError):  # closed by the test itself
        work.discard()


def plain_values(*folders):
    """Return the files under `folders` that hold a known value, and which."""
    return [
        (path.name, value)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for value in KNOWN
        if value.encode() in path.read_bytes()
    ]


def damage(path, key, table):
    """Flip one bit in the first page of a table."""
    with closing(connect(path, key)) as db:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        [(page,)] = db.execute(sql, (table,))
    content = bytearray(path.read_bytes())
    content[4096 * page - 2000] ^= 1
    path.write_bytes(content)

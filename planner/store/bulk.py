"""Bulk data in a project file: immutable, found by their content, never edited."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.errors import NoDataError, NotFoundError
from planner.store.chunks import Columns, pack, unpack
from planner.texts import _

TABLES = (
    """CREATE TABLE bulk (
        digest TEXT NOT NULL PRIMARY KEY,
        manifest TEXT NOT NULL
    )""",
    """CREATE TABLE bulk_chunk (
        digest TEXT NOT NULL REFERENCES bulk (digest),
        number INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (digest, number)
    ) WITHOUT ROWID""",
)


@dataclass(frozen=True, eq=False)
class Bulk:
    """Columns that belong together, with a `header` that says what they mean."""

    header: Mapping[str, Any]
    columns: Columns

    def array(self, name: str) -> np.ndarray[Any, np.dtype[Any]]:
        """Return a column of numbers or times."""
        column = self.columns[name]
        if isinstance(column, bytes):
            raise TypeError(f"{name} holds bytes")
        return column

    def data(self, name: str) -> bytes:
        """Return a column of bytes."""
        column = self.columns[name]
        if not isinstance(column, bytes):
            raise TypeError(f"{name} holds numbers")
        return column


def keep(db: sqlite3.Connection, bulk: Bulk) -> str:
    """Write `bulk` within the open transaction, unless it is there; return its address."""
    packed = pack(bulk.header, bulk.columns)
    new = db.execute(
        "INSERT OR IGNORE INTO bulk VALUES (?, ?)", (packed.digest, packed.manifest)
    ).rowcount
    if new > 0:
        rows = ((packed.digest, number, data) for number, data in enumerate(packed.chunks))
        db.executemany("INSERT INTO bulk_chunk VALUES (?, ?, ?)", rows)
    return packed.digest


def fetch(db: sqlite3.Connection, digest: str) -> Bulk:
    """Read the bulk data kept under `digest`; refuse them when damaged."""
    found = db.execute("SELECT manifest FROM bulk WHERE digest = ?", (digest,)).fetchone()
    if found is None:
        raise NotFoundError(_("data block"), digest) if digest else NoDataError
    chunks = db.execute("SELECT data FROM bulk_chunk WHERE digest = ? ORDER BY number", (digest,))
    return Bulk(*unpack(digest, found[0], (data for (data,) in chunks)))

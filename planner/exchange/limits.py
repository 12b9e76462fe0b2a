"""How much a received file may hold.

The limits are far beyond any project of people; without them a file could keep
this computer busy, or fill its memory, and still be sound.
"""

import sqlite3
from collections.abc import Mapping

from planner.exchange.refusals import UnsoundFileError
from planner.texts import _

MOST_CHANGES = 300_000
MOST_ROWS = {
    "meta": 1,
    "rep_change": MOST_CHANGES,
    "rep_edge": 2 * MOST_CHANGES,
    "rep_actor": MOST_CHANGES,
    "rep_tx": MOST_CHANGES,
    "rep_erasure": MOST_CHANGES,
    "rep_horizon": 1,
    "rep_exchange": 20_000,
    "rep_exchange_row": MOST_CHANGES,
    "bulk": 20_000,
    "bulk_chunk": MOST_CHANGES,
}
MOST_TABLES = {"sqlite_schema": 1000}
MOST_TEXT = 32 << 20
"""Characters in all values together; they are worked on in memory."""

MOST_SIDE_BY_SIDE = 1000
"""Values of one field that nobody has replaced."""


def refuse_crowds(db: sqlite3.Connection, name: str, limits: Mapping[str, int]) -> None:
    """Refuse a file with too many rows, by counting no further than needed."""
    for table, most in limits.items():
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT ?)"  # noqa: S608  (names of ours)
        if db.execute(sql, (most + 1,)).fetchone()[0] > most:
            raise UnsoundFileError(
                _("{name} has more than {most} entries in {table}.").format(
                    name=name, most=most, table=table
                )
            )


def refuse_volumes(db: sqlite3.Connection, name: str) -> None:
    """Refuse a file whose values together are longer than a library."""
    total = db.execute("SELECT total(length(payload)) FROM rep_change NOT INDEXED").fetchone()[0]
    if total > MOST_TEXT:
        raise UnsoundFileError(
            _("{name} holds more than {most} MB of text.").format(name=name, most=MOST_TEXT >> 20)
        )


def refuse_heaps(db: sqlite3.Connection) -> None:
    """Refuse a copy that puts too many values of one field side by side."""
    sql = "SELECT 1 FROM main.rep_conflict WHERE json_array_length(heads) > ? LIMIT 1"
    if db.execute(sql, (MOST_SIDE_BY_SIDE,)).fetchone():
        raise UnsoundFileError(_("It puts too many values of one field side by side."))

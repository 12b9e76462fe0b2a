"""A graph of which parts are missing, made whole again without saying what nobody knows.

A change that may have lost what it replaced cannot keep its identity: a copy
that knows more of it would be taken for a forgery. It becomes a change of its
own with the same value, and where values then stand side by side, they are
listed for somebody to settle. A value that was replaced by a lost one is not
current any more: its field is unknown until another copy tells.
"""

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from planner.store.files import app_version
from planner.store.store import MODEL_REVISION
from planner.texts import _

Between = tuple[bytes, bytes]
"""The identities of two changes; of those between them and of themselves something is missing."""

EVERYTHING = (b"", b"\xff" * 17)


@dataclass(frozen=True)
class Tied:
    """How many changes became ones of their own, values unknown, and lives uncertain."""

    parted: int
    unknown: int
    lives: int


def tie(db: sqlite3.Connection, gaps: Sequence[Between], first_lost: int) -> Tied:
    """Make the graph in `db` whole, within a transaction.

    Parameters
    ----------
    gaps : where edges are missing, by the changes that replaced something.
    first_lost : the number of the first change that is missing.
    """
    db.execute("CREATE TEMP TABLE gap(low BLOB, high BLOB)")
    db.execute("CREATE TEMP TABLE parted(old BLOB PRIMARY KEY, new BLOB) WITHOUT ROWID")
    db.execute("CREATE TEMP TABLE ended(old BLOB PRIMARY KEY, new BLOB) WITHOUT ROWID")
    try:
        db.executemany("INSERT INTO gap VALUES (?, ?)", gaps)
        unknown = _end_what_was_replaced(db)
        lives = _drop_edges_of_nothing(db)
        return Tied(_part(db, first_lost), unknown, lives)
    finally:
        for table in ("gap", "parted", "ended"):
            db.execute(f"DROP TABLE temp.{table}")


_DOUBTFUL = """
SELECT c.uid FROM rep_change c WHERE EXISTS (SELECT 1 FROM gap WHERE c.uid BETWEEN low AND high)
AND (c.n > :first_lost OR EXISTS (
    SELECT 1 FROM rep_change o WHERE o.row_uid = c.row_uid AND o.lamport < c.lamport
    AND (o.cell = c.cell OR (c.cell = '_life' AND c.payload IS NOT '1'))))
"""
"""Changes that may have replaced more than is known; the first of a field has replaced nothing."""


def _part(db: sqlite3.Connection, first_lost: int) -> int:
    """Give doubtful changes, and what replaced them, identities of their own."""
    uids = db.execute(
        f"WITH RECURSIVE found(uid) AS ({_DOUBTFUL} UNION SELECT e.child"  # noqa: S608
        " FROM found JOIN rep_edge e ON e.parent = found.uid) SELECT uid FROM found",
        {"first_lost": first_lost},
    ).fetchall()
    _name_anew(db, "parted", uids)
    new = "(SELECT new FROM parted WHERE old = {0})"
    for table, column in (("rep_change", "uid"), ("rep_edge", "child"), ("rep_edge", "parent")):
        db.execute(
            f"UPDATE {table} SET {column} = {new.format(column)}"  # noqa: S608
            f" WHERE {column} IN (SELECT old FROM parted)"
        )
    return len(uids)


def _end_what_was_replaced(db: sqlite3.Connection) -> int:
    """Put an unknown value in the place of each that a lost change replaced."""
    lost = (
        "FROM rep_edge e JOIN rep_change p ON p.uid = e.parent WHERE e.role = 's'"
        " AND p.cell <> '_life' AND e.child NOT IN (SELECT uid FROM rep_change)"
    )
    found = db.execute(f"SELECT DISTINCT e.child {lost}").fetchall()
    if not found:
        return 0
    _name_anew(db, "ended", found)
    actor, tx = secrets.token_bytes(16), secrets.token_bytes(16)
    db.execute("INSERT INTO rep_actor VALUES (?, '', '', ?)", (actor, app_version()))
    label = _("repair of a damaged file")
    db.execute("INSERT INTO rep_tx VALUES (?, ?, ?)", (tx, label, tx))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    db.execute(
        "INSERT INTO rep_change(uid, lamport, wall_utc, actor, tx, model_rev, entity, row_uid,"
        " cell, payload, state) SELECT x.new, max(p.lamport) + 1, ?, ?, ?, ?, p.entity, p.row_uid,"
        f" p.cell, NULL, 0 {lost.replace('WHERE', 'JOIN ended x ON x.old = e.child WHERE')}"
        " GROUP BY e.child",
        (now, actor, tx, MODEL_REVISION),
    )
    db.execute(
        "INSERT INTO rep_edge SELECT x.new, e.parent, e.role FROM rep_edge e"
        " JOIN ended x ON x.old = e.child"
    )
    return len(found)


def _name_anew(db: sqlite3.Connection, table: str, uids: list[tuple[bytes]]) -> None:
    db.executemany(
        f"INSERT INTO {table} VALUES (?, ?)",  # noqa: S608  (a name of ours)
        ((uid, secrets.token_bytes(16)) for (uid,) in uids),
    )


def _drop_edges_of_nothing(db: sqlite3.Connection) -> int:
    """Drop what lost changes replaced; return how many removals or returns may be lost."""
    lost = "e.child NOT IN (SELECT uid FROM rep_change)"
    lives = db.execute(
        "SELECT count(DISTINCT p.row_uid) FROM rep_edge e JOIN rep_change p ON p.uid = e.parent"  # noqa: S608
        f" WHERE p.cell = '_life' AND e.role = 's' AND {lost}"
    ).fetchone()[0]
    db.execute(f"DELETE FROM rep_edge AS e WHERE {lost}")  # noqa: S608
    return int(lives)

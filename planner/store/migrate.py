"""Bring a project's tables to the layout this app knows."""

import sqlite3
from contextlib import closing
from functools import cache

from planner.store.derive import rebuild
from planner.store.steps import STEPS

LAYOUT = len(STEPS)
APPLICATION_ID = int.from_bytes(b"USP1", "big")


def layout_of(db: sqlite3.Connection) -> int:
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    return found


def migrate(db: sqlite3.Connection, up_to: int | None = None) -> int:
    """Run the steps that `db` lacks, all or those up to a number; return how many were run.

    `db` is always a working copy: the project file it was made from is the
    untouched copy that stays until the next save, and a backup after that.
    Each step commits together with its number, so a crash leaves a file that
    opens again. Records are worked out anew after a step has changed tables.
    """
    layout = layout_of(db)
    wanted = len(STEPS) if up_to is None else up_to
    for number, step in enumerate(STEPS[layout:wanted], start=layout + 1):
        with transaction(db):
            for statement in step:
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {number}")
    if 0 < layout < wanted:
        with transaction(db):
            rebuild(db)
    return max(wanted - layout, 0)


@cache
def layout() -> frozenset[tuple[str, str]]:
    """Return name and statement of everything in a file of the present layout."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        return frozenset(db.execute("SELECT name, sql FROM sqlite_schema"))


class transaction:  # noqa: N801  (reads as a word: ``with transaction(db):``)
    """All of what happens inside is kept, or nothing is."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> sqlite3.Connection:
        self._db.execute("BEGIN IMMEDIATE")
        return self._db

    def __exit__(self, failed: object, *_what: object) -> None:
        self._db.execute("ROLLBACK" if failed else "COMMIT")

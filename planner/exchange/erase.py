"""Erase records for good: the notice stays, what was written about them goes.

Identities and the order of changes are kept, because an old copy could bring
the values back otherwise. They are random and say nothing by themselves.
"""

import sqlite3
from collections.abc import Iterable

from planner.model.everything import KINDS
from planner.store.store import Store


def erase(store: Store, label: str, records: Iterable[tuple[str, str]], ref: str = "") -> None:
    """Erase the records (kind, uid) here and, by the notices, in every copy they reach.

    It cannot be taken back. `ref` is noted with the erasure, for example the
    number of a request; it must not name a person.
    """
    with store.edit(label) as edit:
        for kind, uid in records:
            edit.erase(KINDS[kind], uid, ref)
    scrub(store)


def forget_replaced_values(store: Store, label: str, kind: str, uid: str) -> None:
    """Empty the earlier values of one record; what it says now stays."""
    row = bytes.fromhex(uid)

    def work(db: sqlite3.Connection) -> set[str]:
        db.execute(
            "UPDATE rep_change SET payload = NULL, state = 2"
            " WHERE row_uid = ? AND state = 1 AND cell <> '_life' AND EXISTS"
            " (SELECT 1 FROM rep_edge e WHERE e.parent = rep_change.uid AND e.role = 's')",
            (row,),
        )
        return {kind}

    store.take_in(label, work)
    scrub(store)


def scrub(store: Store) -> None:
    """Leave no trace of emptied values in the working copy's journal."""
    store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")

"""Whether a project is sound: pages, references, and tables that equal a rebuild."""

import sqlite3

from planner.store.connect import UNREADABLE
from planner.store.derive import differences
from planner.store.migrate import layout_of
from planner.store.store import Store
from planner.texts import _


def layout(store: Store) -> int:
    return layout_of(store.connection())


def conflicts(store: Store) -> int:
    found: int = store.connection().execute("SELECT count(*) FROM rep_conflict").fetchone()[0]
    return found


def problems(store: Store) -> list[str]:
    """Return every fault found, one sentence each."""
    db = store.connection()
    found = [
        _("The file is damaged: {fault}.").format(fault=fault)
        for (fault,) in db.execute("PRAGMA integrity_check(20)")
        if fault != "ok"
    ]
    broken = {row[0] for row in db.execute("PRAGMA foreign_key_check")}
    found += [
        _("A record of kind {kind} refers to one that is not there.").format(kind=kind)
        for kind in sorted(broken)
    ]
    return found + _unlike_the_changes(db) + _damaged_bulk(store)


def _unlike_the_changes(db: sqlite3.Connection) -> list[str]:
    try:
        unlike = differences(db)
    except UNREADABLE:
        return [_("A value among the changes is damaged, so the tables cannot be worked out.")]
    return [_("The table {table} is not what the changes say.").format(table=t) for t in unlike]


def _damaged_bulk(store: Store) -> list[str]:
    from planner.errors import UserError

    found = []
    for (digest,) in store.connection().execute("SELECT digest FROM bulk").fetchall():
        try:
            store.bulk(digest)
        except UserError:
            found.append(_("The data block {digest} is damaged.").format(digest=digest[:12]))
    return found

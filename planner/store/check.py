"""Whether a project is sound: pages, references, and tables that equal a rebuild."""

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
    found = []
    for look in (_damaged_pages, _broken_references, _other_tables, _damaged_bulk):
        try:
            found += look(store)
        except _NOISE:
            found.append(_("The file is damaged: a part of it cannot be read."))
    return list(dict.fromkeys(found))


_NOISE = (*UNREADABLE, ValueError, TypeError, AttributeError, KeyError, RecursionError)
"""What reading may meet where a value is noise, which can be of any type and no text at all."""


def _damaged_pages(store: Store) -> list[str]:
    faults = store.connection().execute("PRAGMA integrity_check(20)").fetchall()
    return [
        _("The file is damaged: {fault}.").format(fault=fault)
        for (fault,) in faults
        if fault != "ok"
    ]


def _broken_references(store: Store) -> list[str]:
    broken = {row[0] for row in store.connection().execute("PRAGMA foreign_key_check")}
    return [
        _("A record of kind {kind} refers to one that is not there.").format(kind=kind)
        for kind in sorted(broken)
    ]


def _other_tables(store: Store) -> list[str]:
    try:
        unlike = differences(store.connection())
    except _NOISE:
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

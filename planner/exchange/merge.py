"""Bring another copy of this project in: the union of what both know, and nothing lost.

The graph of a project is four sets that only grow, so a merge is a union. It
can be repeated, and copies can be merged in any order; all end up the same.
Everything happens in one transaction, by SQL over whole sets.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from planner.exchange import sound
from planner.exchange.limits import refuse_heaps
from planner.exchange.receive import Received, limit_time
from planner.exchange.refusals import OtherProjectError, UnsoundFileError
from planner.exchange.report import Report, Watch
from planner.model.everything import KINDS
from planner.model.records import DEAD
from planner.store import graph
from planner.store.chunks import check
from planner.store.connect import UNLOCKED, attach
from planner.store.derive import derive
from planner.store.store import Store
from planner.texts import _

SECONDS = 120.0
MOST_BULK_BYTES = 512 << 20


def merge(store: Store, other: Received, *, keep: bool = True) -> Report:
    """Merge a checked copy into the project; without `keep`, only say what would happen.

    Raises
    ------
    OtherProjectError
        The file is a copy of another project.
    UnsoundFileError
        The copy contradicts this one or itself. The project is as it was.
    """
    if other.project_uid != store.project_uid:
        raise OtherProjectError
    reports: list[Report] = []

    def work(db: sqlite3.Connection) -> frozenset[str]:
        reports.append(unite(db))
        return reports[0].kinds

    with _attached(store.connection(), other):
        try:
            label = _("bringing in of {name}").format(name=other.name)
            store.take_in(label, work, keep=keep)
        except sqlite3.IntegrityError as error:
            raise UnsoundFileError(_("Its entries contradict each other.")) from error
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname == "SQLITE_INTERRUPT":
                raise UnsoundFileError(_("Bringing it in took too long.")) from error
            raise
    [report] = reports
    if keep and report.scrubbed:
        store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return report


def holds_news(store: Store, other: Received) -> bool:
    """Say whether a copy of this project knows anything that is not known here."""
    db = store.connection()
    with _attached(db, other):
        return any(db.execute(f"SELECT 1 {news} LIMIT 1").fetchone() for news in _NEWS)


_NEWS = (
    (
        "FROM incoming.rep_change c NOT INDEXED LEFT JOIN main.rep_change m ON m.uid = c.uid"
        " WHERE m.n IS NULL OR c.state > m.state"
    ),
    "FROM incoming.rep_erasure WHERE row_uid NOT IN (SELECT row_uid FROM main.rep_erasure)",
    (
        "FROM incoming.rep_horizon h WHERE h.superseded_before_utc >"
        " (SELECT coalesce(max(superseded_before_utc), '') FROM main.rep_horizon)"
    ),
    "FROM incoming.rep_exchange WHERE uid NOT IN (SELECT uid FROM main.rep_exchange)",
    "FROM incoming.bulk WHERE digest NOT IN (SELECT digest FROM main.bulk)",
)


@contextmanager
def _attached(db: sqlite3.Connection, other: Received) -> Iterator[None]:
    attach(db, f"{other.path.as_uri()}?{UNLOCKED}", "incoming", other.key)
    limit_time(db, SECONDS)
    try:
        yield
    finally:
        db.set_progress_handler(None, 0)
        db.execute("DETACH incoming")


def unite(db: sqlite3.Connection) -> Report:
    """Take the graph of the attached copy ``incoming`` into this one, within a transaction."""
    before = sound.Before(graph.revision(db) + 1, graph.next_lamport(db) - 1)
    for table in _TEMPORARY:
        db.execute(f"CREATE TEMP TABLE {table}")
    try:
        db.execute(_MEET)
        sound.refuse_altered(db)
        scrubbed = _take_erasures(db)
        late = _take_changes(db)
        scrubbed += _take_states(db)
        _take_edges(db, before.first)
        _note_taken(db, before.first)
        sound.refuse_unsound(db, before)
        scrubbed += _take_horizon(db)
        _take_names(db)
        _take_bulk(db)
        return _derived(db, before.first, scrubbed, late)
    finally:
        for table in _TEMPORARY:
            db.execute(f"DROP TABLE {table.partition('(')[0]}")


_TEMPORARY = (
    "met(n INTEGER PRIMARY KEY, here INTEGER, altered INTEGER)",
    "linked(child INTEGER, parent BLOB, role TEXT)",
    "taken(entity TEXT, row_uid BLOB, hex TEXT)",
)
"""Changes of the copy that matter here; edges of new changes; records that are touched."""


_MEET = """
INSERT INTO met
SELECT c.n, m.n,
    m.n IS NOT NULL AND (
        (c.lamport, c.wall_utc, c.actor, c.tx, c.model_rev, c.entity, c.row_uid, c.cell)
        IS NOT (m.lamport, m.wall_utc, m.actor, m.tx, m.model_rev, m.entity, m.row_uid, m.cell)
        OR (c.state = 1 AND m.state = 1 AND c.payload <> m.payload)) AS altered
FROM incoming.rep_change c NOT INDEXED LEFT JOIN main.rep_change m ON m.uid = c.uid
WHERE m.n IS NULL OR altered OR c.state > m.state
"""
"""Every change of the copy that is new here, tells more than is known, or contradicts it."""


def _take_erasures(db: sqlite3.Connection) -> int:
    """Take erasures over and empty what they concern here; of two, the earlier one is named."""
    db.execute(
        "INSERT INTO taken SELECT e.entity, e.row_uid, lower(hex(e.row_uid))"
        " FROM incoming.rep_erasure e WHERE NOT EXISTS"
        " (SELECT 1 FROM main.rep_erasure m WHERE m.row_uid = e.row_uid)"
    )
    db.execute(
        "INSERT INTO main.rep_erasure SELECT row_uid, entity, wall_utc, ref"
        " FROM incoming.rep_erasure WHERE true"
        " ON CONFLICT(row_uid) DO UPDATE SET wall_utc = excluded.wall_utc, ref = excluded.ref"
        " WHERE (excluded.wall_utc, excluded.ref) < (rep_erasure.wall_utc, rep_erasure.ref)"
    )
    return db.execute(
        "UPDATE main.rep_change SET payload = NULL, state = 2"
        " WHERE row_uid IN (SELECT row_uid FROM taken) AND state <> 2"
    ).rowcount


def _take_changes(db: sqlite3.Connection) -> int:
    """Take new changes in the sender's order; return how many concern what was erased."""
    db.execute(
        "INSERT INTO main.rep_change(uid, lamport, wall_utc, actor, tx, model_rev, entity,"
        " row_uid, cell, payload, state)"
        " SELECT c.uid, c.lamport, c.wall_utc, c.actor, c.tx, c.model_rev, c.entity, c.row_uid,"
        " c.cell, iif(e.row_uid IS NULL, c.payload, NULL), iif(e.row_uid IS NULL, c.state, 2)"
        " FROM temp.met CROSS JOIN incoming.rep_change c ON c.n = met.n"
        " LEFT JOIN main.rep_erasure e ON e.row_uid = c.row_uid"
        " WHERE met.here IS NULL ORDER BY met.n"
    )
    found: int = db.execute(
        "SELECT count(*) FROM temp.met CROSS JOIN incoming.rep_change c ON c.n = met.n"
        " JOIN main.rep_erasure e ON e.row_uid = c.row_uid WHERE met.here IS NULL AND c.state = 1"
    ).fetchone()[0]
    return found


def _take_states(db: sqlite3.Connection) -> int:
    """Learn what was withheld here, forget what was erased there; return how many forgotten."""
    db.execute(
        "UPDATE main.rep_change SET payload = c.payload, state = c.state"
        " FROM temp.met CROSS JOIN incoming.rep_change c ON c.n = met.n"
        " WHERE met.here = rep_change.n AND c.state > rep_change.state"
    )
    found: int = db.execute(
        "SELECT count(*) FROM temp.met CROSS JOIN incoming.rep_change c ON c.n = met.n"
        " WHERE met.here IS NOT NULL AND c.state = 2"
    ).fetchone()[0]
    return found


def _take_edges(db: sqlite3.Connection, first: int) -> None:
    db.execute(
        "INSERT INTO linked SELECT c.n, e.parent, e.role"
        " FROM incoming.rep_edge e NOT INDEXED CROSS JOIN main.rep_change c ON c.uid = e.child"
        " WHERE c.n >= ?",
        (first,),
    )
    db.execute(
        "INSERT INTO main.rep_edge SELECT c.uid, l.parent, l.role"
        " FROM linked l CROSS JOIN main.rep_change c ON c.n = l.child"
    )


def _note_taken(db: sqlite3.Connection, first: int) -> None:
    """List the records of which something new is known."""
    db.execute(
        "INSERT INTO taken SELECT entity, row_uid, lower(hex(row_uid)) FROM ("
        " SELECT entity, row_uid FROM main.rep_change WHERE n >= ?"
        " UNION SELECT c.entity, c.row_uid FROM met CROSS JOIN main.rep_change c"
        " ON c.n = met.here WHERE met.here IS NOT NULL)",
        (first,),
    )
    db.execute("CREATE INDEX temp.taken_row ON taken(row_uid)")


def _take_horizon(db: sqlite3.Connection) -> int:
    """Take the later horizon over and forget what was replaced before it."""
    for (utc,) in db.execute("SELECT superseded_before_utc FROM incoming.rep_horizon").fetchall():
        graph.move_horizon(db, utc)
    return graph.forget_replaced(db)


def _take_names(db: sqlite3.Connection) -> None:
    """Take over who wrote, how steps were called, and the register of exchanges."""
    db.execute(
        "INSERT INTO main.rep_actor SELECT uid, person_label, device, app_version"
        " FROM incoming.rep_actor WHERE true"
        " ON CONFLICT(uid) DO UPDATE SET"
        " person_label = min(person_label, excluded.person_label),"
        " device = min(device, excluded.device),"
        " app_version = min(app_version, excluded.app_version)"
    )
    db.execute(
        "INSERT OR IGNORE INTO main.rep_tx SELECT t.uid, t.label, t.undoes FROM incoming.rep_tx t"
        " WHERE t.uid NOT IN (SELECT tx FROM main.rep_import)"
    )
    db.execute(
        "INSERT OR IGNORE INTO main.rep_exchange"
        " SELECT uid, direction, at_utc, party, scope, sha256, counts FROM incoming.rep_exchange"
    )
    db.execute(
        "INSERT OR IGNORE INTO main.rep_exchange_row"
        " SELECT exchange_uid, row_uid FROM incoming.rep_exchange_row"
    )


def _take_bulk(db: sqlite3.Connection) -> None:
    """Take over data blocks whose content is what their address says."""
    new = db.execute(
        "SELECT digest, manifest FROM incoming.bulk b"
        " WHERE NOT EXISTS (SELECT 1 FROM main.bulk m WHERE m.digest = b.digest)"
    ).fetchall()
    left = MOST_BULK_BYTES
    for digest, manifest in new:
        sql = "SELECT data FROM incoming.bulk_chunk WHERE digest = ? ORDER BY number"
        with closing(db.execute(sql, (digest,))) as chunks:  # or a refusal leaves it locked
            left -= check(digest, manifest, (data for (data,) in chunks), left)
        db.execute("INSERT INTO main.bulk VALUES (?, ?)", (digest, manifest))
        db.execute(
            "INSERT INTO main.bulk_chunk SELECT digest, number, data FROM incoming.bulk_chunk"
            " WHERE digest = ?",
            (digest,),
        )


def _derived(db: sqlite3.Connection, first: int, scrubbed: int, late: int) -> Report:
    """Work out the touched records again and say what became of them."""
    _add_removed_parents(db)
    touched = db.execute("SELECT DISTINCT entity, row_uid FROM taken").fetchall()
    watch = Watch(db, touched)
    derive(db, touched)
    refuse_heaps(db)
    return watch.report(new_from=first, scrubbed=scrubbed, late=late)


def _add_removed_parents(db: sqlite3.Connection) -> None:
    """Count records as touched that were removed here and that something new belongs to."""
    for kind in KINDS.values():
        for name, reference in kind.references():
            removed = f'SELECT uid FROM main."{reference.target}" WHERE state = ?'  # noqa: S608
            if not reference.required or not db.execute(f"{removed} LIMIT 1", (DEAD,)).fetchone():
                continue
            found = db.execute(
                "SELECT DISTINCT json_extract(c.payload, '$') FROM temp.taken t"  # noqa: S608
                " JOIN main.rep_change c ON c.row_uid = t.row_uid AND c.cell = ?"
                f" WHERE t.entity = ? AND json_extract(c.payload, '$') IN ({removed})",
                (name, kind.name, DEAD),
            ).fetchall()
            db.executemany(
                "INSERT INTO taken VALUES (?, ?, ?)",
                [(reference.target, bytes.fromhex(uid), uid) for (uid,) in found],
            )

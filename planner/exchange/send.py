"""Write a copy of the project, or of a part of it, as a project file for somebody else.

The file is made anew from what is meant to leave, so that nothing else can be
in it. All identities and their order go along with every record that does:
without them the receiver would see disagreements where there are none.
"""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from planner.errors import CannotWriteError
from planner.exchange.scope import Records, Scope, closure
from planner.store import files
from planner.store.derive import rebuild
from planner.store.migrate import migrate, transaction
from planner.store.store import Store


@dataclass(frozen=True)
class Sent:
    """What a written file holds; `suppressed` incidents are in no count of it."""

    records: int
    withheld: int
    persons: frozenset[str]
    suppressed: int = 0


def write_copy(
    store: Store, target: Path, scope: Scope, finish: Callable[[Path], None] | None = None
) -> Sent:
    """Write the records of `scope` to `target`, which appears whole or not at all.

    `finish` may change the finished file before it appears, for example seal it.

    Raises
    ------
    CannotWriteError
        The folder or the disk refuses.
    """
    part = target.with_name(f".{target.name}.tmp-{secrets.token_hex(4)}")
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as db:
            migrate(db)
        sent = _fill(store.connection(), part, scope)
        _derive(part)
        if finish:
            finish(part)
        files.put_in_place(part, target)
    except (OSError, sqlite3.OperationalError) as error:
        raise CannotWriteError(target.name) from error
    finally:
        part.unlink(missing_ok=True)
    return sent


@contextmanager
def unfinished(part: Path) -> Iterator[Store]:
    """Open a copy that has not appeared yet, to add to it."""
    with closing(files.connect(part)) as db:
        yield Store(db, part)
        db.execute("PRAGMA journal_mode = DELETE")


def _derive(part: Path) -> None:
    """Work the records of the new file out from its changes."""
    with closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.execute("PRAGMA temp_store = MEMORY")
        with transaction(db):
            rebuild(db)
        db.execute("VACUUM")


def _fill(db: sqlite3.Connection, part: Path, scope: Scope) -> Sent:
    db.execute("ATTACH ? AS outgoing", (str(part),))
    try:
        with transaction(db):
            db.execute("CREATE TEMP TABLE leaving(row_uid BLOB PRIMARY KEY) WITHOUT ROWID")
            db.execute("CREATE TEMP TABLE withheld(entity TEXT, cell TEXT)")
            db.executemany("INSERT INTO withheld VALUES (?,?)", scope.cells())
            db.executemany("INSERT INTO leaving VALUES (?)", ((row,) for row in rows_of(db, scope)))
            for statement in _statements(scope):
                db.execute(statement)
            sent = _sent(db)
            db.execute("DROP TABLE leaving")
            db.execute("DROP TABLE withheld")
    finally:
        db.execute("DETACH outgoing")
    return sent


def rows_of(db: sqlite3.Connection, scope: Scope) -> set[bytes]:
    """Return the identities of the records that a scope takes along."""
    if scope.notices_only:
        return set()
    everything = "SELECT DISTINCT entity, row_uid FROM main.rep_change"
    if not scope.only:
        return {row for _entity, row in db.execute(everything)}
    chosen: Records = {
        (entity, row) for entity, row in db.execute(everything) if row.hex() in scope.only
    }
    project = {("project", row) for entity, row in db.execute(everything) if entity == "project"}
    return {row for _entity, row in closure(db, chosen | project)}


def _statements(scope: Scope) -> list[str]:
    """Return what fills ``outgoing``, in order."""
    kept_back = "(c.entity, c.cell) IN (SELECT entity, cell FROM temp.withheld)"
    replaced = (
        "EXISTS (SELECT 1 FROM main.rep_edge e WHERE e.parent = c.uid AND e.role = 's')"
        " AND c.cell <> '_life'"
    )
    absent = f"c.state = 1 AND ({kept_back}{'' if scope.history else f' OR {replaced}'})"
    statements = [
        "INSERT INTO outgoing.meta SELECT * FROM main.meta",
        (  # the parts in braces are ours
            "INSERT INTO outgoing.rep_change(uid, lamport, wall_utc, actor, tx, model_rev, entity,"  # noqa: S608
            " row_uid, cell, payload, state)"
            " SELECT c.uid, c.lamport, c.wall_utc, c.actor, c.tx, c.model_rev, c.entity, c.row_uid,"
            f" c.cell, iif({absent}, NULL, c.payload), iif({absent}, 0, c.state)"
            " FROM main.rep_change c JOIN temp.leaving l USING (row_uid) ORDER BY c.n"
        ),
        (
            "INSERT INTO outgoing.rep_edge SELECT e.* FROM main.rep_edge e"
            " JOIN outgoing.rep_change c ON c.uid = e.child"
        ),
        "INSERT INTO outgoing.rep_erasure SELECT * FROM main.rep_erasure",
        "INSERT INTO outgoing.rep_horizon SELECT * FROM main.rep_horizon",
        (
            "INSERT INTO outgoing.bulk SELECT * FROM main.bulk WHERE digest IN ("
            "SELECT j.atom FROM outgoing.rep_change c, json_tree(c.payload) j"
            " WHERE c.state = 1 AND j.type = 'text' AND length(j.atom) = 64)"
        ),
        (
            "INSERT INTO outgoing.bulk_chunk SELECT * FROM main.bulk_chunk"
            " WHERE digest IN (SELECT digest FROM outgoing.bulk)"
        ),
    ]
    if scope.people:
        statements += [
            (
                "INSERT INTO outgoing.rep_actor SELECT * FROM main.rep_actor"
                " WHERE uid IN (SELECT actor FROM outgoing.rep_change)"
            ),
            (
                "INSERT INTO outgoing.rep_tx SELECT * FROM main.rep_tx"
                " WHERE uid IN (SELECT tx FROM outgoing.rep_change)"
            ),
        ]
    if scope.people and scope.whole:
        statements += [
            "INSERT INTO outgoing.rep_exchange SELECT * FROM main.rep_exchange",
            "INSERT INTO outgoing.rep_exchange_row SELECT * FROM main.rep_exchange_row",
        ]
    return statements


def _sent(db: sqlite3.Connection) -> Sent:
    [(records,)] = db.execute("SELECT count(DISTINCT row_uid) FROM outgoing.rep_change")
    [(withheld,)] = db.execute(
        "SELECT count(*) FROM outgoing.rep_change c JOIN temp.withheld w"
        " ON w.entity = c.entity AND w.cell = c.cell WHERE c.state = 0"
    )
    persons = db.execute(
        "SELECT DISTINCT row_uid FROM outgoing.rep_change WHERE entity = 'person' AND state = 1"
        " AND cell <> '_life'"
    )
    return Sent(records, withheld, frozenset(uid.hex() for (uid,) in persons))

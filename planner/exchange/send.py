"""Write a copy of the project, or of a part of it, as a project file for somebody else.

The file is made anew from what is meant to leave, so that nothing else can be
in it. All identities and their order go along with every record that does:
without them the receiver would see disagreements where there are none.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from planner.errors import CannotWriteError
from planner.exchange.chosen import chosen, kept_back
from planner.exchange.receive import GRAPH_TABLES
from planner.exchange.scope import Scope
from planner.store import files
from planner.store.connect import FileKey, attach, connect, convert
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

    It is protected as the project is. `finish` may change the finished file
    before it appears, for example seal it.

    Raises
    ------
    CannotWriteError
        The folder or the disk refuses.
    """
    target = files.real(target)
    part = files.unfinished(target)
    try:
        with closing(connect(part, store.key)) as db:
            migrate(db)
        sent = _fill(store, part, scope)
        _derive(part, store.key)
        if finish:
            finish(part)
        files.put_in_place(part, target)
    except (OSError, sqlite3.OperationalError) as error:
        raise CannotWriteError(target.name) from error
    finally:
        files.drop(part)
    return sent


@contextmanager
def unfinished(part: Path, key: FileKey | None) -> Iterator[Store]:
    """Open a copy that has not appeared yet, to add to it."""
    with closing(files.connect(part, key)) as db:
        yield Store(db, part, key=key)
        db.execute("PRAGMA journal_mode = DELETE")


def leave_plain(part: Path, key: FileKey | None) -> None:
    """Take the protection of the project from a copy that has not appeared yet."""
    if key is None:
        return
    plain = part.with_name(f"{part.name}.plain")
    try:
        convert(part, key, plain, None)
        plain.replace(part)
    finally:
        plain.unlink(missing_ok=True)


def plain_bytes(part: Path, key: FileKey) -> bytes:
    """Return what a copy would be without protection; nothing of it is written to a disk."""
    with closing(connect(":memory:")) as plain, closing(connect(part, key)) as db:
        migrate(plain)
        with transaction(plain):
            for table in GRAPH_TABLES:
                rows = db.execute(f"SELECT * FROM {table}")  # noqa: S608  (a name of ours)
                marks = ", ".join("?" * len(rows.description))
                plain.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
            rebuild(plain)
        return plain.serialize()


def _derive(part: Path, key: FileKey | None) -> None:
    """Work the records of the new file out from its changes."""
    with closing(connect(part, key)) as db:
        db.execute("PRAGMA temp_store = MEMORY")
        with transaction(db):
            rebuild(db)
        db.execute("VACUUM")


def _fill(store: Store, part: Path, scope: Scope) -> Sent:
    db = store.connection()
    attach(db, str(part), "outgoing", store.key)
    try:
        with transaction(db), chosen(db, scope):
            for statement in _statements(scope):
                db.execute(statement)
            return _sent(db)
    finally:
        db.execute("DETACH outgoing")


def _statements(scope: Scope) -> list[str]:
    """Return what fills ``outgoing``, in order."""
    absent = f"c.state = 1 AND ({kept_back(scope)})"
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
        statements.append(
            "INSERT INTO outgoing.rep_actor SELECT * FROM main.rep_actor"
            " WHERE uid IN (SELECT actor FROM outgoing.rep_change)"
        )
    if scope.steps:
        statements.append(
            "INSERT INTO outgoing.rep_tx SELECT * FROM main.rep_tx"
            " WHERE uid IN (SELECT tx FROM outgoing.rep_change)"
        )
    if scope.register:
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

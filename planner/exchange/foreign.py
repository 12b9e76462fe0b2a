"""A received copy as a project to read from: the same checks, then records as always."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

from planner.exchange.merge import merge
from planner.exchange.receive import Received, private_folder
from planner.exchange.scope import Records, closure
from planner.model.everything import KINDS
from planner.model.records import ALIVE, RecordKind
from planner.store import files
from planner.store.derive import ORDER
from planner.store.edit import Edit
from planner.store.identity import new_uid
from planner.store.migrate import migrate
from planner.store.store import MODEL_REVISION, Store


@contextmanager
def as_project(other: Received) -> Iterator[Store]:
    """Work out the records of a received copy anew, in a project of its own beside it."""
    path = other.path.with_name("read.db")
    with closing(files.connect(path, other.key)) as db:
        migrate(db)
        db.execute(
            "INSERT INTO meta(id, project_uid, min_reader, min_writer, app_version, model_rev)"
            " VALUES (1,?,1,1,'',?)",
            (other.project_uid, MODEL_REVISION),
        )
        store = Store(db, path, key=other.key)
        merge(store, other)
        yield store


@contextmanager
def trial(store: Store) -> Iterator[Store]:
    """Return a copy of the project on which anything can be tried."""
    with private_folder() as own:
        path = own / "trial.db"
        store.connection().execute("VACUUM INTO ?", (str(path),))
        with closing(files.connect(path, store.key)) as db:
            yield Store(db, path, key=store.key)


def copy_records(store: Store, source: Store, uids: Iterable[str], label: str) -> list[str]:
    """Copy records of another project with all they refer to; they get new identities."""
    chosen = set(uids)
    known: Records = {
        (kind.name, bytes.fromhex(uid))
        for kind in KINDS.values()
        for uid in _alive(source.connection(), kind)
        if uid in chosen
    }
    wanted = closure(source.connection(), known)
    made: dict[str, str] = {}
    with store.edit(label) as edit:
        for kind in reversed(ORDER):
            for uid in _alive(source.connection(), kind):
                if (kind.name, bytes.fromhex(uid)) in wanted and kind.name != "project":
                    made[uid] = _copied(edit, source, kind, uid, made)
    return list(made.values())


def _alive(db: sqlite3.Connection, kind: RecordKind) -> list[str]:
    sql = f'SELECT uid FROM "{kind.name}" WHERE state = ? ORDER BY uid'  # noqa: S608
    return [uid for (uid,) in db.execute(sql, (ALIVE,))]


def _copied(edit: Edit, source: Store, kind: RecordKind, uid: str, made: dict[str, str]) -> str:
    row = source.row(kind.row, uid)
    values = row.model_dump(exclude={"uid", "state"}) if row else {}
    for name, _reference in kind.references():
        values[name] = made.get(values[name] or "")
    for name in ("about", "owner"):
        if values.get(name):
            values[name] = made.get(values[name], values[name])
    if values.get("digest") and source.has_bulk(values["digest"]):
        edit.keep_bulk(source.bulk(values["digest"]))
    known = {name: value for name, value in values.items() if value is not None}
    return edit.add(kind.fields(**known), uid="" if kind.key is not None else new_uid())

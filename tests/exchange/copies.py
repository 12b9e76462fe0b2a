"""Copies of one project for tests: made, edited, sent to each other."""

import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from planner.exchange.merge import merge
from planner.exchange.receive import received
from planner.exchange.scope import Scope
from planner.exchange.seal import Key, new_identity, opened, seal
from planner.exchange.send import write_copy
from planner.store import files
from planner.store.store import Store
from tests.exchange import oracle


@dataclass
class View:
    """What was on a person's screen: how far the copy was, and which change each cell showed."""

    revision: int
    shown: dict


@dataclass
class ACopy:
    """One copy of the project, somewhere on somebody's computer."""

    store: Store
    views: list = field(default_factory=list)

    @property
    def db(self):
        return self.store.connection()

    def look(self):
        """Remember what is on screen now."""
        graph = oracle.told(self.db)
        shown = {
            (row, cell): oracle.shown(graph, uids)
            for (_entity, row), cells in oracle.heads(graph).items()
            for cell, uids in cells.items()
        }
        view = View(self.store.revision, shown)
        self.views = [*self.views[-3:], view]
        return view

    def rows(self, kind, state="alive"):
        sql = f'SELECT uid FROM "{kind}" WHERE state = ? ORDER BY uid'
        return [uid for (uid,) in self.db.execute(sql, (state,))]

    def changes(self):
        return {uid for (uid,) in self.db.execute("SELECT uid FROM rep_change")}

    def bulk(self):
        return set(self.db.execute("SELECT digest, manifest FROM bulk"))

    def graph(self):
        """Return all that the copy knows, apart from its own numbering."""
        columns = "uid, lamport, wall_utc, actor, tx, model_rev, entity, row_uid, cell"
        return (
            set(self.db.execute(f"SELECT {columns}, payload, state FROM rep_change")),
            set(self.db.execute("SELECT child, parent, role FROM rep_edge")),
            set(self.db.execute("SELECT * FROM rep_erasure")),
        )


def first_copy():
    return ACopy(files.in_memory("Town"))


def fork(copy, *, same_author=False):
    """Copy the file as a file manager does; with `same_author` the writer's identity too."""
    db = files.connect(":memory:")
    copy.db.backup(db)
    twin = ACopy(Store(db))
    if same_author:
        twin.store._actor = copy.store._actor
    return twin


def save(copy, folder):
    path = Path(folder) / f"{secrets.token_hex(6)}.usp"
    copy.db.execute("VACUUM INTO ?", (str(path),))
    return path


def pull(to, path, key=None):
    """Bring the file in and take it away."""
    with opened(path, key) as plain, received(plain) as file:
        report = merge(to.store, file)
    Path(path).unlink()
    return report


def send(source, to, folder, scope=None):
    if scope is None:
        return pull(to, save(source, folder))
    path = Path(folder) / f"{secrets.token_hex(6)}.usp"
    write_copy(source.store, path, scope)
    return pull(to, path)


SECRET, PUBLIC = new_identity()


def send_sealed(source, to, folder):
    """Send all with its history, readable only for the holder of a key."""
    path = Path(folder) / f"{secrets.token_hex(6)}.usp"
    write_copy(source.store, path, EVERYTHING, lambda part: seal(part, Key(recipients=(PUBLIC,))))
    return pull(to, path, Key(identity=SECRET))


def save_as_a_newer_app(copy, folder):
    """Save with a column, a kind and a field that are not known here; return the changes added."""
    path = save(copy, folder)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("ALTER TABLE rep_tx ADD COLUMN machine TEXT")
        row = db.execute("SELECT row_uid FROM rep_change WHERE entity = 'person'").fetchone()[0]
        added = [secrets.token_bytes(16), secrets.token_bytes(16)]
        for uid, entity, about, cell in (
            (added[0], "drone", secrets.token_bytes(16), "colour"),
            (added[1], "person", row, "shoe_size"),
        ):
            db.execute(
                "INSERT INTO rep_change SELECT NULL, ?, max(lamport) + 1, '2030', zeroblob(16),"
                " zeroblob(16), 9, ?, ?, ?, '44', 1 FROM rep_change",
                (uid, entity, about, cell),
            )
        db.execute("PRAGMA user_version = 99")
        if db.execute("SELECT 1 FROM rep_erasure WHERE row_uid = ?", (row,)).fetchone():
            db.execute("UPDATE rep_change SET payload = NULL, state = 2 WHERE row_uid = ?", (row,))
    return path, added


EVERYTHING = Scope(history=True)
WITHOUT_HISTORY = Scope()
NO_INCIDENTS = Scope(withheld=frozenset({("dataset", "data")}))
NO_PERSONS = Scope(
    withheld=frozenset({("person", "*"), ("participation", "affiliation")}), people=False
)


def sound(db):
    """Say what SQLite itself finds wrong."""
    found = [row for row in db.execute("PRAGMA integrity_check") if row != ("ok",)]
    return found + db.execute("PRAGMA foreign_key_check").fetchall()


def connection(path):
    return sqlite3.connect(path)

"""The open project: one way to read it, one way to change it, one way back."""

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import Select

from planner.errors import ReadOnlyError
from planner.model.records import ALIVE, Copy, kind_of
from planner.store import graph
from planner.store.bulk import Bulk, fetch
from planner.store.connect import READ_ONLY, FileKey, connect
from planner.store.edit import Edit
from planner.store.room import room
from planner.store.undo import revert

RowType = TypeVar("RowType", bound=Copy)

UNDO_DEPTH = 50
MODEL_REVISION = 1
_DIALECT = sqlite.dialect()


@dataclass(frozen=True)
class Author:
    """Who edits, as history shows it. A new one for every time a project is opened."""

    label: str = ""
    device: str = ""
    app_version: str = ""


@dataclass(frozen=True)
class Edited:
    """What listeners are told: the step, in words, and the kinds of record it touched."""

    label: str
    kinds: frozenset[str]
    tx: bytes = b""


class Store:
    """Reads hand out frozen copies; every write is an `edit` and can be undone.

    `db` is a migrated working copy in autocommit mode, used by one thread at a
    time: whoever else reads or writes waits until an edit is over. `file` is the
    project file that it is the work on.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        path: Path | None = None,
        author: Author | None = None,
        *,
        read_only: bool = False,
        key: FileKey | None = None,
    ) -> None:
        self._db = db
        self._turn = RLock()
        self.key = key
        self.file: Path | None = None
        self._path = path
        self._author = author or Author()
        self._actor = b""
        self._edit: Edit | None = None
        self._done: list[Edited] = []
        self._undone: list[Edited] = []
        self.read_only = read_only
        self.on_edit: list[Callable[[Edited], None]] = []

    @cached_property
    def project_uid(self) -> str:
        found: str = self._db.execute("SELECT project_uid FROM meta").fetchone()[0]
        return found

    @property
    def revision(self) -> int:
        """How far the project has come; forms keep it to say what they have seen."""
        return graph.revision(self._db)

    @property
    def steps(self) -> int:
        """How many steps of any kind this copy has seen; it tells what is not saved yet."""
        return graph.steps(self._db)

    def rows(
        self, query: Select[Any], row_type: type[RowType], *, deleted: bool = False
    ) -> list[RowType]:
        """Run `query` over the table of `row_type` and return frozen copies.

        Only records that are there are returned, unless `deleted` asks for all.
        Values are checked when they are written, not here: an odd value from
        an old file must not keep a page from opening.
        """
        kind = kind_of(row_type)
        if not deleted and isinstance(query, Select):
            query = query.where(kind.table.c.state == ALIVE)
        with self._turn:
            copies = [
                row_type.model_construct(**kind.read(values))
                for values in self._db.execute(*self._compiled(query))
            ]
        return cast("list[RowType]", copies)

    def row(self, row_type: type[RowType], uid: str) -> RowType | None:
        """Return the record with this uid, removed or not; None if nobody knows it."""
        table = kind_of(row_type).table
        found = self.rows(table.select().where(table.c.uid == uid), row_type, deleted=True)
        return found[0] if found else None

    def values(self, query: Select[Any]) -> list[tuple[Any, ...]]:
        """Run a query for some columns of all records, also those that are not there any more."""
        with self._turn:
            return self._db.execute(*self._compiled(query)).fetchall()

    def number(self, query: Select[Any]) -> int:
        """Run a query that counts and return its one number."""
        with self._turn:
            found: int = self._db.execute(*self._compiled(query)).fetchone()[0]
        return found

    def bulk(self, digest: str) -> Bulk:
        """Read immutable column data; may be called from a worker thread."""
        if self._path is None:
            return fetch(self._db, digest)
        with closing(connect(self._path, self.key, READ_ONLY)) as db:
            return fetch(db, digest)

    def has_bulk(self, digest: str) -> bool:
        sql = "SELECT 1 FROM bulk WHERE digest = ?"
        return self._db.execute(sql, (digest,)).fetchone() is not None

    @contextmanager
    def edit(self, label: str, seen: int | None = None) -> Iterator[Edit]:
        """Change records as one step: all of it is kept, or none of it.

        `label` completes the menu text "Undo ...". `seen` is the revision that
        was on screen when the values were chosen; without it, the present one.
        """
        with self._step(label, seen) as (edit, edited):
            yield edit
        if edit.can_be_undone:
            self._done = [*self._done[1 - UNDO_DEPTH :], edited(edit)]
            self._undone.clear()
        if edit.kinds:
            self._tell(edited(edit))

    def take_in(
        self, label: str, work: Callable[[sqlite3.Connection], Iterable[str]], *, keep: bool = True
    ) -> None:
        """Let `work` write to the graph itself, as one step; it returns the kinds it touched.

        For what is more than an edit: bringing in a copy, erasing. The changes
        it adds can be taken back by undo. Without `keep` nothing of it stays.
        """
        with self._transaction(keep=keep):
            first = self.revision + 1
            step = Edited(label, frozenset(work(self._db)), secrets.token_bytes(16))
            last = self.revision
            if last >= first:
                self._db.execute("INSERT INTO rep_tx VALUES (?,?,NULL)", (step.tx, label))
                self._db.execute("INSERT INTO rep_import VALUES (?,?,?)", (step.tx, first, last))
            graph.count_step(self._db)
        if keep and last >= first:
            self._done = [*self._done[1 - UNDO_DEPTH :], step]
            self._undone.clear()
        if keep:
            self._tell(step)

    @property
    def undo_label(self) -> str | None:
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        return self._undone[-1].label if self._undone else None

    def undo(self) -> None:
        self._turn_back(self._done, self._undone)

    def redo(self) -> None:
        self._turn_back(self._undone, self._done)

    def undo_last_step(self) -> str | None:
        """Take back the last step in the file that has not been taken back; return its label.

        For callers that have no window and so no list of their own steps.
        """
        found = self._db.execute(_LAST_STEP).fetchone()
        if found is None:
            return None
        step = Edited(found[1], frozenset(), found[0])
        self._turn_back([step], [])
        return step.label

    def begin_here(self) -> None:
        """Let undo begin here: what was done before is how the project came to be."""
        self._db.execute("UPDATE rep_tx SET undoes = uid WHERE undoes IS NULL")
        self._done.clear()
        self._undone.clear()

    @property
    def on_disk(self) -> bool:
        return self._path is not None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let no other thread read or write until this is left; some statements need that."""
        with self._turn:
            yield

    def connection(self) -> sqlite3.Connection:
        """Return the database itself, for the store and the exchange only."""
        return self._db

    def reconnect(self, db: sqlite3.Connection, key: FileKey | None) -> None:
        """Go on with the same content in another database, protected by `key`."""
        self._db, self.key = db, key

    def close(self) -> None:
        self._db.close()

    def interrupt(self) -> None:
        """End the statement that another thread is at; its step is taken back whole."""
        self._db.interrupt()

    @contextmanager
    def telling_later(self) -> Iterator[None]:
        """Tell listeners of edits made inside only afterwards, in the caller's thread."""
        listeners, told = self.on_edit, list[Edited]()
        self.on_edit = [told.append]
        try:
            yield
        finally:
            self.on_edit = listeners
        for edited in told:
            self._tell(edited)

    def _compiled(self, query: Select[Any]) -> tuple[str, tuple[Any, ...]]:
        if not isinstance(query, Select):
            raise TypeError("Records change through edits only.")
        if self._edit:
            self._edit.flush()
        compiled = query.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        bound = tuple(compiled.params[name] for name in compiled.positiontup or ())
        return str(compiled), bound

    def _turn_back(self, source: list[Edited], target: list[Edited]) -> None:
        if not source:
            return
        step = source[-1]
        with self._step(step.label, None, undoes=step.tx) as (edit, edited):
            revert(self._db, edit, step.tx)
        source.pop()
        target.append(edited(edit))
        self._tell(target[-1])

    @contextmanager
    def _step(
        self, label: str, seen: int | None, undoes: bytes | None = None
    ) -> Iterator[tuple[Edit, Callable[[Edit], Edited]]]:
        tx = secrets.token_bytes(16)
        with self._transaction():
            now = datetime.now(UTC).isoformat(timespec="seconds")
            origin = graph.Origin(self._sign(), tx, now, MODEL_REVISION)
            seen = self.revision if seen is None else seen
            self._edit = edit = Edit(self._db, self.project_uid, origin, seen)
            yield edit, lambda edit: Edited(label, frozenset(edit.kinds), tx)
            edit.flush()
            if edit.kinds:
                self._db.execute("INSERT INTO rep_tx VALUES (?,?,?)", (tx, label, undoes))
                graph.count_step(self._db)

    @contextmanager
    def _transaction(self, *, keep: bool = True) -> Iterator[None]:
        """All of what happens inside is kept, or nothing is."""
        if self.read_only:
            raise ReadOnlyError
        with self._turn, room():
            if self._edit:
                raise RuntimeError("An edit is already open.")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT" if keep else "ROLLBACK")
            except BaseException:
                self._actor = b""
                if self._db.in_transaction:  # SQLite ends one itself that is interrupted
                    self._db.execute("ROLLBACK")
                raise
            finally:
                self._edit = None

    def _sign(self) -> bytes:
        """Return who writes; noted in the file with the first edit of this opening."""
        if not self._actor:
            self._actor = secrets.token_bytes(16)
            author = self._author
            self._db.execute(
                "INSERT INTO rep_actor VALUES (?,?,?,?)",
                (self._actor, author.label, author.device, author.app_version),
            )
        return self._actor

    def _tell(self, edited: Edited) -> None:
        for listener in self.on_edit:
            listener(edited)


_LAST_STEP = """
WITH step(tx, n) AS (
    SELECT c.tx, max(c.n) FROM rep_change c
    WHERE NOT EXISTS (SELECT 1 FROM rep_import i WHERE c.n BETWEEN i.first_n AND i.last_n)
    GROUP BY c.tx
    UNION ALL SELECT tx, last_n FROM rep_import)
SELECT t.uid, t.label FROM step s JOIN rep_tx t ON t.uid = s.tx
WHERE t.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM rep_tx u WHERE u.undoes = t.uid)
ORDER BY s.n DESC LIMIT 1
"""

"""One edit: the only way to change records. It writes to the graph and nothing else."""

import secrets
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.errors import ErasedError, NotFoundError, TooLongError, WithheldError
from planner.model.records import ALIVE, DEAD, KINDS, Copy, Fields, RecordKind, kind_of
from planner.store import graph
from planner.store.bulk import Bulk, keep
from planner.store.derive import DEFAULTS, REFERRERS, derive, unpack
from planner.store.graph import Change, Origin
from planner.store.identity import natural_uid, new_uid


class Edit:
    """What an operation is handed inside ``store.edit``.

    `seen` is the revision that was on the person's screen: a write takes the
    place of what was shown then, and stands beside what was written since.
    """

    def __init__(self, db: sqlite3.Connection, project_uid: str, origin: Origin, seen: int) -> None:
        self._db = db
        self._project_uid = project_uid
        self._origin = origin
        self._seen = seen
        self._lamport = graph.next_lamport(db)
        self._touched: dict[tuple[str, bytes], None] = {}
        self.kinds: set[str] = set()
        self.can_be_undone = False

    def add(self, fields: Fields, uid: str = "") -> str:
        """Store a new record and return its uid.

        Where a record with this `uid`, or of a kind with a natural key, exists
        already, the given fields are written to it instead, and it comes back
        if it had been removed.
        """
        kind = KINDS[fields.record_kind]
        values = kind.fields.model_validate(fields.model_dump()).model_dump()
        row = bytes.fromhex(uid or self._identity(kind, values))
        if self._db.execute("SELECT 1 FROM rep_erasure WHERE row_uid = ?", (row,)).fetchone():
            raise ErasedError(kind.name)
        self._restore_parents(kind, values)
        cells = graph.by_cell(self._heads(row))
        for cell, columns in kind.cells.items():
            new = self._payload(cell, columns, values)
            old = cells.get(cell)
            default = self._payload(cell, columns, DEFAULTS[kind.name])
            if new != (graph.shown(old).payload if old else default):
                self.write(kind, row, cell, new, _uids([graph.shown(old)] if old else []))
        life = cells.get(graph.LIFE, [])
        if not any(head.payload == graph.CREATED for head in life):
            self.write_life(kind, row, graph.CREATED, _uids(life))
        return row.hex()

    def change(self, row_type: type[Copy], uid: str, **values: Any) -> None:
        """Set the given fields.

        Raises
        ------
        NotFoundError
            There is no such record.
        WithheldError
            The sender of this copy kept the value back, so it cannot be judged here.
        pydantic.ValidationError
            A value is not allowed; the edit as a whole is then not kept.
        """
        kind, row = kind_of(row_type), bytes.fromhex(uid)
        unknown = values.keys() - kind.fields.model_fields.keys()
        if unknown:
            raise TypeError(f"{kind.name} has no field {sorted(unknown)}")
        cells = graph.by_cell(self._heads(row))
        if graph.LIFE not in cells or self.state(kind, uid) != ALIVE:
            raise NotFoundError(kind.name, uid)
        now = dict(DEFAULTS[kind.name])
        for cell in cells.keys() & kind.cells.keys():
            now.update(unpack(kind, cell, graph.shown(cells[cell])))
        checked = _checked(kind, now, values)
        self._restore_parents(kind, {name: checked[name] for name in values})
        withheld = {c for c, found in cells.items() if graph.shown(found).payload is None}
        for cell in {kind.cell_of(name): None for name in values}:
            columns = kind.cells[cell]
            new = self._payload(cell, columns, checked)
            if new != self._payload(cell, columns, now):
                if cell in withheld:
                    raise WithheldError(kind.name)
                shown = [graph.shown(cells[cell])] if cell in cells else []
                self.write(kind, row, cell, new, _uids(shown))

    def settle(self, row_type: type[Copy], uid: str, cell: str, **values: Any) -> None:
        """Settle a disagreement: `values` take the place of all that stand in `cell`.

        For the life of a record (``_life``) give ``keep``: True keeps it, False removes it.
        """
        kind, row = kind_of(row_type), bytes.fromhex(uid)
        if cell == graph.LIFE:
            self._settle_life(kind, row, keep=bool(values["keep"]))
            return
        cells = graph.by_cell(self._heads(row))
        if cell not in cells or cell not in kind.cells:
            raise NotFoundError(kind.name, uid)
        now = dict(DEFAULTS[kind.name])
        for other in cells.keys() & kind.cells.keys():
            now.update(unpack(kind, other, graph.shown(cells[other])))
        checked = _checked(kind, now, values)
        payload = self._payload(cell, kind.cells[cell], checked)
        self._restore_parents(kind, {name: checked[name] for name in values})
        self.write(kind, row, cell, payload, _uids(cells[cell]))

    def _settle_life(self, kind: RecordKind, row: bytes, *, keep: bool) -> None:
        if keep:
            life = [head for head in self._heads(row) if head.cell == graph.LIFE]
            self.write_life(kind, row, graph.CREATED, _uids(life))
        else:
            self._remove(kind, row.hex())

    def remove(self, row_type: type[Copy], uid: str) -> None:
        """Remove a record and the children that cannot be without it."""
        self._remove(kind_of(row_type), uid)

    def restore(self, row_type: type[Copy], uid: str) -> None:
        """Bring a removed record back, with the parents it cannot be without."""
        self._restore(kind_of(row_type), uid)

    def erase(self, kind: RecordKind, uid: str, ref: str = "") -> None:
        """Erase a record for good, here and in every copy that hears of it; no undo.

        `ref` is noted with the erasure, for example the number of a request; it
        must not name a person.
        """
        row, now = bytes.fromhex(uid), self._origin.wall_utc
        self._db.execute(
            "INSERT OR IGNORE INTO rep_erasure VALUES (?,?,?,?)", (row, kind.name, now, ref)
        )
        self._db.execute(
            "UPDATE rep_change SET payload = NULL, state = 2 WHERE row_uid = ? AND state <> 2",
            (row,),
        )
        self._touched[(kind.name, row)] = None
        self.kinds.add(kind.name)

    def keep_bulk(self, bulk: Bulk) -> str:
        """Keep immutable column data and return the digest that names them."""
        return keep(self._db, bulk)

    def flush(self) -> None:
        """Bring the record tables up to what this edit has written so far."""
        if self._touched:
            derive(self._db, self._touched)
            self._touched.clear()

    def state(self, kind: RecordKind, uid: str) -> str | None:
        self.flush()
        return self._state(kind, uid)

    def _state(self, kind: RecordKind, uid: str) -> str | None:
        sql = f'SELECT state FROM "{kind.name}" WHERE uid = ?'  # noqa: S608  (a name of ours)
        found = self._db.execute(sql, (uid,)).fetchone()
        return found[0] if found else None

    def write(
        self, kind: RecordKind, row: bytes, cell: str, payload: str, replaced: Iterable[bytes]
    ) -> bytes:
        """Write one cell over the changes named in `replaced`; return the new change's uid."""
        edges = [(uid, graph.SUPERSEDES) for uid in replaced]
        return self._append(kind, row, cell, payload, edges)

    def write_life(
        self,
        kind: RecordKind,
        row: bytes,
        payload: str,
        replaced: Iterable[bytes],
        observed: Iterable[bytes] | None = None,
    ) -> None:
        """Create, remove or bring back a record.

        A removal notes what was `observed` of the record: all that is known now,
        unless the caller says otherwise. What it did not observe survives it.
        """
        edges = [(uid, graph.SUPERSEDES) for uid in replaced]
        if payload == graph.DELETED:
            if observed is None:
                observed = [h.uid for h in self._heads(row) if h.cell != graph.LIFE]
            edges += [(uid, graph.OBSERVED) for uid in observed]
        self._append(kind, row, graph.LIFE, payload, edges)

    def _identity(self, kind: RecordKind, values: dict[str, Any]) -> str:
        if kind.key is None:
            return new_uid()
        key = (str(values[name] or "") for name in kind.key)
        return natural_uid(self._project_uid, kind.name, *key)

    def _remove(self, kind: RecordKind, uid: str) -> None:
        if self.state(kind, uid) != ALIVE:
            raise NotFoundError(kind.name, uid)
        for child, column, reference in REFERRERS[kind.name]:
            if reference.required:
                for child_uid in self._alive(child, column, uid):
                    self._remove(child, child_uid)
        row = bytes.fromhex(uid)
        life = [head for head in self._heads(row) if head.cell == graph.LIFE]
        self.write_life(kind, row, graph.DELETED, _uids(life))

    def _restore(self, kind: RecordKind, uid: str) -> None:
        if self.state(kind, uid) != DEAD:
            return
        row = bytes.fromhex(uid)
        cells = graph.by_cell(self._heads(row))
        for cell in {kind.cell_of(column) for column, _reference in kind.references()}:
            if cell in cells:
                self._restore_parents(kind, unpack(kind, cell, graph.shown(cells[cell])))
        self.write_life(kind, row, graph.CREATED, _uids(cells[graph.LIFE]))

    def _restore_parents(self, kind: RecordKind, values: Mapping[str, Any]) -> None:
        """Bring back the records that one with these values cannot be without."""
        for column, reference in kind.references():
            if reference.required and values.get(column):
                target, uid = KINDS[reference.target], values[column]
                if (target.name, bytes.fromhex(uid)) in self._touched:
                    self.flush()
                if self._state(target, uid) == DEAD:
                    self._restore(target, uid)

    def _alive(self, kind: RecordKind, column: str, target: str) -> list[str]:
        sql = f'SELECT uid FROM "{kind.name}" WHERE "{column}" = ? AND state = ?'  # noqa: S608
        return [uid for (uid,) in self._db.execute(sql, (target, ALIVE))]

    def _heads(self, row: bytes) -> list[Change]:
        """Return the heads as they were seen, with what this edit itself has written."""
        return graph.heads(self._db, row, self._seen, self._origin.tx)

    def _payload(self, cell: str, columns: tuple[str, ...], values: dict[str, Any]) -> str:
        single = columns == (cell,)
        return graph.pack(values[cell] if single else {c: values[c] for c in columns})

    def _append(
        self,
        kind: RecordKind,
        row: bytes,
        cell: str,
        payload: str,
        edges: list[tuple[bytes, str]],
    ) -> bytes:
        if len(payload) > graph.MOST_CHARACTERS:
            raise TooLongError(kind.name, len(payload), graph.MOST_CHARACTERS)
        uid = secrets.token_bytes(16)
        change = Change(uid, kind.name, row, cell, payload, graph.PRESENT, self._lamport)
        graph.write(self._db, change, self._origin, edges)
        self._lamport += 1
        self._touched[(kind.name, row)] = None
        self.kinds.add(kind.name)
        self.can_be_undone = True
        return uid


def _uids(changes: Sequence[Change]) -> list[bytes]:
    return [change.uid for change in changes]


def _checked(kind: RecordKind, now: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return all values with the new ones checked.

    Values that are withheld here are unknown, not wrong: they are left out of
    the check unless they are what is being written, and something stands in for
    the ones that no record can be without.
    """
    known = {name: value for name, value in now.items() if value is not None} | values
    stand_in = {
        name: 1 if info.annotation is int else "?"
        for name, info in kind.fields.model_fields.items()
        if info.is_required() and name not in known
    }
    checked = kind.fields.model_validate(known | stand_in).model_dump()
    return now | {name: checked[name] for name in known}

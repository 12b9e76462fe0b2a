"""Record tables as a pure function of the change graph.

Every way into a project ends here: an edit, undo, a copy brought in, an
erasure. `derive` works out the touched records again; `rebuild` works out all
of them. Both give the same tables, which `planner check` verifies.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any

from planner.model.everything import KINDS
from planner.model.kinds import Reference
from planner.model.records import ALIVE, DEAD, ERASED, STUB, RecordKind
from planner.store import graph
from planner.store.graph import Change

Touched = Iterable[tuple[str, bytes]]
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Derived:
    """What the graph says about one record."""

    state: str
    values: Mapping[str, Any]
    conflicts: tuple[tuple[str, str, str], ...] = ()  # cell, kind of conflict, heads as JSON


@dataclass(slots=True)
class Known:
    """What the tables already know about the touched records of one kind."""

    erased: set[bytes] = field(default_factory=set)
    with_live_child: set[bytes] = field(default_factory=set)
    referred_to: set[bytes] = field(default_factory=set)


def _children_first() -> tuple[RecordKind, ...]:
    """Return all kinds so that a kind comes before every kind that it refers to."""
    order: list[RecordKind] = []

    def visit(kind: RecordKind) -> None:
        if kind not in order:
            for other in KINDS.values():
                if other is not kind and kind.name in (r.target for _, r in other.references()):
                    visit(other)
            order.append(kind)

    for kind in KINDS.values():
        visit(kind)
    return tuple(order)


ORDER = _children_first()

REFERRERS: dict[str, list[tuple[RecordKind, str, Reference]]] = {
    target: [(k, c, r) for k in ORDER for c, r in k.references() if r.target == target]
    for target in KINDS
}

DEFAULTS: dict[str, dict[str, Any]] = {
    kind.name: {
        name: None if info.is_required() else info.get_default(call_default_factory=True)
        for name, info in kind.fields.model_fields.items()
    }
    for kind in ORDER
}


def derive(db: sqlite3.Connection, touched: Touched) -> None:
    """Work out the touched records (kind, uid) and what they refer to, in this transaction."""
    waiting: dict[str, set[bytes]] = {kind.name: set() for kind in ORDER}
    for entity, uid in touched:
        if entity in waiting:
            waiting[entity].add(uid)
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS touched(uid BLOB PRIMARY KEY, hex TEXT) WITHOUT ROWID"
    )
    db.execute("UPDATE rep_guard SET open = 1")
    for kind in ORDER:
        if uids := waiting[kind.name]:
            own: set[bytes] = set()
            for batch in _batches(uids):
                for target, found in _derive_kind(db, kind, batch).items():
                    waiting[target] |= found
                    own |= found if target == kind.name else set()
            for batch in _batches(_still_open(db, kind, own)):
                _derive_kind(db, kind, batch)
    db.execute("UPDATE rep_guard SET open = 0")


def _still_open(db: sqlite3.Connection, kind: RecordKind, uids: set[bytes]) -> set[bytes]:
    """Return the records that others of their kind can still change: one that lives, lives."""
    if any(r.required for other, _, r in REFERRERS[kind.name] if other is kind):
        return uids
    sql = f'SELECT state FROM "{kind.name}" WHERE uid = ?'  # noqa: S608  (a name of ours)
    return {uid for uid in uids if db.execute(sql, (uid.hex(),)).fetchone() != (ALIVE,)}


def _batches(uids: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Return the records in order, so many at a time that memory suffices for them."""
    ordered = sorted(uids)
    return (ordered[first : first + BATCH] for first in range(0, len(ordered), BATCH))


def rebuild(db: sqlite3.Connection) -> None:
    """Work out every record from the graph alone, in this transaction."""
    db.execute("UPDATE rep_guard SET open = 1")
    for kind in ORDER:
        db.execute(f'DELETE FROM "{kind.name}"')  # noqa: S608  (a name of ours)
    db.execute("DELETE FROM rep_conflict")
    everything = (
        "SELECT entity, row_uid FROM rep_change UNION SELECT entity, row_uid FROM rep_erasure"
    )
    derive(db, db.execute(everything).fetchall())


def differences(db: sqlite3.Connection) -> list[str]:
    """Return the names of tables that a rebuild would change; `db` stays as it is."""
    names = [*(kind.name for kind in ORDER), "rep_conflict"]
    db.execute("BEGIN IMMEDIATE")
    try:
        found = {name: _rows(db, name) for name in names}
        rebuild(db)
        return [name for name in names if _rows(db, name) != found[name]]
    finally:
        db.execute("ROLLBACK")


def _rows(db: sqlite3.Connection, table: str) -> list[Any]:
    return db.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2, 3').fetchall()  # noqa: S608


def _derive_kind(
    db: sqlite3.Connection, kind: RecordKind, uids: list[bytes]
) -> dict[str, set[bytes]]:
    """Work out `uids` of one kind; return what they referred to before and refer to now."""
    db.execute("DELETE FROM touched")
    db.executemany("INSERT INTO touched VALUES (?,?)", ((uid, uid.hex()) for uid in uids))
    known = _known(db, kind)
    derived: dict[bytes, Derived | None] = dict(_undisputed(db, kind, known))
    for uid in uids:
        if uid not in derived:
            derived[uid] = decide(db, kind, uid, _heads(db, kind, uid), known)
    referred = _references(db, kind, derived.values())
    _store(db, kind, {uid: row for uid, row in derived.items() if row is not None})
    gone = [(uid.hex(),) for uid, row in derived.items() if row is None]
    db.executemany(f'DELETE FROM "{kind.name}" WHERE uid = ?', gone)  # noqa: S608
    return referred


_HEADS = (
    "rep_change c WHERE c.row_uid = {row} AND c.entity = ? AND NOT EXISTS"
    " (SELECT 1 FROM rep_edge e WHERE e.parent = c.uid AND e.role = 's')"
)
_HEADS_OF_ONE = (
    "SELECT c.uid, c.entity, c.row_uid, c.cell, c.payload, c.state, c.lamport"  # noqa: S608
    f" FROM {_HEADS.format(row='?')}"
)
_HEADS_AT_ONCE = (
    "SELECT t.uid, json_group_object(c.cell, json(c.payload)), count(*)"  # noqa: S608
    f" FROM touched t CROSS JOIN {_HEADS.format(row='t.uid')}"
    " GROUP BY t.uid HAVING min(c.state) = 1 AND max(c.state) = 1"
)


def _undisputed(
    db: sqlite3.Connection, kind: RecordKind, known: Known
) -> Iterator[tuple[bytes, Derived]]:
    """Work out the touched records that are alive and have one known value in every cell.

    Nearly all are, and `decide` would say the same of them, in twice the time.
    """
    for uid, text, heads in db.execute(_HEADS_AT_ONCE, (kind.name,)):
        cells = graph.unpack(text)
        if len(cells) == heads and cells.get(graph.LIFE) == 1 and uid not in known.erased:
            values = dict(DEFAULTS[kind.name])
            for cell in cells.keys() & kind.cells.keys():
                values |= _columns(kind, cell, cells[cell])
            yield uid, Derived(ALIVE, values)


def _heads(db: sqlite3.Connection, kind: RecordKind, uid: bytes) -> list[Change]:
    return [Change._make(values) for values in db.execute(_HEADS_OF_ONE, (uid, kind.name))]


_ERASED = "SELECT e.row_uid FROM touched t CROSS JOIN rep_erasure e ON e.row_uid = t.uid"


def _known(db: sqlite3.Connection, kind: RecordKind) -> Known:
    known = Known()
    known.erased.update(uid for (uid,) in db.execute(_ERASED))
    for other, column, reference in REFERRERS[kind.name]:
        among = f'touched t CROSS JOIN "{other.name}" k ON k."{column}" = t.hex'
        for uid, alive in db.execute(
            f"SELECT t.uid, max(k.state = 'alive') FROM {among} GROUP BY t.uid"  # noqa: S608
        ):
            known.referred_to.add(uid)
            if reference.required and alive:
                known.with_live_child.add(uid)
    return known


def _references(
    db: sqlite3.Connection, kind: RecordKind, derived: Iterable[Derived | None]
) -> dict[str, set[bytes]]:
    """Return what the touched records refer to, in their table and as derived, by kind."""
    references = list(kind.references())
    found: dict[str, set[str | None]] = {r.target: set() for _, r in references}
    if not references:
        return {}
    columns = ", ".join(f'k."{column}"' for column, _reference in references)
    before = db.execute(
        f'SELECT {columns} FROM touched t CROSS JOIN "{kind.name}" k ON k.uid = t.hex'  # noqa: S608
    )
    now = ([row.values[column] for column, _reference in references] for row in derived if row)
    for values in chain(before, now):
        for (_column, reference), uid in zip(references, values, strict=True):
            found[reference.target].add(uid)
    return {target: {bytes.fromhex(uid) for uid in uids if uid} for target, uids in found.items()}


def decide(
    db: sqlite3.Connection, kind: RecordKind, uid: bytes, heads: list[Change], known: Known
) -> Derived | None:
    """Return what the graph says about one record; None if nothing speaks of it.

    Parameters
    ----------
    heads : the changes of the record that nothing has replaced.
    """
    if uid in known.erased:
        return Derived(ERASED, dict.fromkeys(DEFAULTS[kind.name]))
    cells = graph.by_cell(heads)
    life = cells.pop(graph.LIFE, [])
    if not life:
        if not heads and uid not in known.referred_to:
            return None
        values = dict.fromkeys(DEFAULTS[kind.name]) | _values(kind, cells)
        return Derived(STUB, values, _value_conflicts(kind, cells))
    state, conflict = _life(db, life, cells, uid in known.with_live_child)
    conflicts = _value_conflicts(kind, cells) if state == ALIVE else ()
    if conflict:
        conflicts = (*conflicts, (graph.LIFE, conflict, _names(life)))
    return Derived(state, DEFAULTS[kind.name] | _values(kind, cells), conflicts)


def _life(
    db: sqlite3.Connection,
    life: list[Change],
    cells: dict[str, list[Change]],
    has_live_child: bool,
) -> tuple[str, str]:
    """Return the state of a record and the kind of conflict about its life, if any."""
    payloads = {head.payload for head in life}
    if graph.CREATED in payloads:
        return ALIVE, "delete/keep" if graph.DELETED in payloads else ""
    others = {head.uid for heads in cells.values() for head in heads}
    if not others <= graph.observed(db, life):
        return ALIVE, "delete/edit"
    if has_live_child:
        return ALIVE, "delete/child"
    return DEAD, ""


def _values(kind: RecordKind, cells: dict[str, list[Change]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for cell, heads in cells.items():
        columns = kind.cells.get(cell)
        if columns is not None:
            values.update(unpack(kind, cell, heads[0] if len(heads) == 1 else graph.shown(heads)))
    return values


def unpack(kind: RecordKind, cell: str, change: Change) -> dict[str, Any]:
    """Return the columns that one change of `cell` sets; None where it is withheld."""
    if change.payload is None:
        return dict.fromkeys(kind.cells[cell])
    return _columns(kind, cell, graph.unpack(change.payload))


def _columns(kind: RecordKind, cell: str, value: Any) -> dict[str, Any]:
    columns = kind.cells[cell]
    if columns == (cell,):
        return {cell: value}
    return {c: value.get(c, DEFAULTS[kind.name][c]) for c in columns}


def _value_conflicts(
    kind: RecordKind, cells: dict[str, list[Change]]
) -> tuple[tuple[str, str, str], ...]:
    several = [(cell, heads) for cell, heads in cells.items() if len(heads) > 1]
    return tuple(
        (cell, "value", _names(heads))
        for cell, heads in sorted(several)
        if cell in kind.cells
        and cell not in kind.quiet
        and len({h.payload for h in heads if h.state == graph.PRESENT}) > 1
    )


def _names(heads: list[Change]) -> str:
    return json.dumps(sorted(head.uid.hex() for head in heads))


def _store(db: sqlite3.Connection, kind: RecordKind, derived: Mapping[bytes, Derived]) -> None:
    names = list(DEFAULTS[kind.name])
    columns = ", ".join(f'"{name}"' for name in ["uid", "state", *names])
    marks = ", ".join("?" * (len(names) + 2))
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in ["state", *names])
    read = itemgetter(*names)
    as_json = [names.index(name) for name in kind.json_columns]

    def bound(uid: bytes, row: Derived) -> list[Any]:
        values = [uid.hex(), row.state, *read(row.values)]
        for place in as_json:
            if values[place + 2] is not None:
                values[place + 2] = graph.pack(values[place + 2])
        return values

    db.executemany(
        f'INSERT INTO "{kind.name}" ({columns}) VALUES ({marks})'  # noqa: S608
        f" ON CONFLICT(uid) DO UPDATE SET {sets}",
        (bound(uid, row) for uid, row in derived.items()),
    )
    db.execute("DELETE FROM rep_conflict WHERE row_uid IN (SELECT uid FROM touched)")
    db.executemany(
        "INSERT INTO rep_conflict(entity, row_uid, cell, kind, heads) VALUES (?,?,?,?,?)",
        (
            (kind.name, uid, cell, what, heads)
            for uid, row in derived.items()
            for cell, what, heads in row.conflicts
        ),
    )

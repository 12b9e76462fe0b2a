"""Undo: a step is taken back by new changes that say again what stood before."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.model.records import KINDS, RecordKind
from planner.store import graph
from planner.store.derive import DEFAULTS
from planner.store.edit import Edit
from planner.store.graph import Change


@dataclass(slots=True)
class Cell:
    """What a step did to one cell: the changes that stood before, and those to replace now."""

    before: list[Change] = field(default_factory=list)
    over: list[Change] = field(default_factory=list)


Rows = dict[tuple[str, bytes], dict[str, Cell]]


def revert(db: sqlite3.Connection, edit: Edit, tx: bytes) -> None:
    """Write back what the step `tx` replaced. A conflict that it settled is open again."""
    brought_in = db.execute("SELECT first_n FROM rep_import WHERE tx = ?", (tx,)).fetchone()
    rows = _brought_in(db, tx, brought_in[0]) if brought_in else _written(db, tx)
    erased = {uid for (uid,) in db.execute("SELECT row_uid FROM rep_erasure")}
    for (entity, row), cells in rows.items():
        if entity in KINDS and row not in erased:
            _say_again(db, edit, KINDS[entity], row, cells)


def _say_again(
    db: sqlite3.Connection, edit: Edit, kind: RecordKind, row: bytes, cells: dict[str, Cell]
) -> None:
    life = cells.pop(graph.LIFE, None)
    created = life is not None and not life.before
    again: dict[bytes, bytes] = {}
    for cell, found in cells.items():
        if cell in kind.cells and not created:
            again |= _value_again(edit, kind, row, cell, found)
    if created and life:
        edit.write_life(kind, row, graph.DELETED, _uids(life.over))
    else:
        _life_again(db, edit, kind, row, life, again)


def _value_again(
    edit: Edit, kind: RecordKind, row: bytes, cell: str, found: Cell
) -> dict[bytes, bytes]:
    """Write what stood before in one cell; return which new change stands for which old one.

    A value that is withheld here is left alone: nobody here has seen it.
    """
    again: dict[bytes, bytes] = {}
    over = _uids(change for change in found.over if change.state != graph.ABSENT)
    if not over:
        return again
    if not found.before:
        edit.write(kind, row, cell, _default(kind, cell), over)
    for payload in _in_order(found.before):
        uid = edit.write(kind, row, cell, payload, over)
        again |= {old.uid: uid for old in found.before if old.payload == payload}
    return again


def _in_order(changes: Iterable[Change]) -> list[str]:
    """Return the known payloads, the one that was shown last, so that it is shown again."""
    latest: dict[str, Change] = {}
    for change in changes:
        if change.payload is not None:
            latest[change.payload] = graph.shown([change, latest.get(change.payload, change)])
    return sorted(latest, key=lambda payload: (latest[payload].lamport, latest[payload].uid))


def _life_again(
    db: sqlite3.Connection,
    edit: Edit,
    kind: RecordKind,
    row: bytes,
    life: Cell | None,
    again: dict[bytes, bytes],
) -> None:
    """Give a record back the life it had; a removal observes again what it had observed."""
    if life is None:
        heads = [h for h in graph.heads(db, row, graph.revision(db)) if h.cell == graph.LIFE]
        deletes = [head for head in heads if head.payload == graph.DELETED]
        if not graph.observed(db, deletes) & again.keys():
            return
        life = Cell(deletes, deletes)
    for payload in _in_order(life.before):
        deletes = [old for old in life.before if old.payload == payload == graph.DELETED]
        observed = {again.get(uid, uid) for uid in graph.observed(db, deletes)}
        edit.write_life(kind, row, payload, _uids(life.over), sorted(observed))


def _default(kind: RecordKind, cell: str) -> str:
    columns, values = kind.cells[cell], DEFAULTS[kind.name]
    return graph.pack(values[cell] if columns == (cell,) else {c: values[c] for c in columns})


_LAST_WRITES = """
SELECT c.uid, c.entity, c.row_uid, c.cell, c.payload, c.state, c.lamport FROM rep_change c
WHERE c.tx = :tx AND NOT EXISTS (
    SELECT 1 FROM rep_edge e JOIN rep_change k ON k.uid = e.child
    WHERE e.parent = c.uid AND e.role = 's' AND k.tx = :tx)
ORDER BY c.n
"""

_REPLACED = """
SELECT DISTINCT p.uid, p.entity, p.row_uid, p.cell, p.payload, p.state, p.lamport
FROM rep_change c
JOIN rep_edge e ON e.child = c.uid AND e.role = 's'
JOIN rep_change p ON p.uid = e.parent
WHERE c.tx = :tx AND p.tx <> :tx
ORDER BY p.n
"""


def _written(db: sqlite3.Connection, tx: bytes) -> Rows:
    """Return what the step wrote, by record and cell, in the order of writing."""
    rows: Rows = {}
    for found in db.execute(_LAST_WRITES, {"tx": tx}).fetchall():
        _cell(rows, Change(*found)).over.append(Change(*found))
    for found in db.execute(_REPLACED, {"tx": tx}).fetchall():
        _cell(rows, Change(*found)).before.append(Change(*found))
    for cells in rows.values():
        for cell in cells.values():
            cell.over = [head for written in cell.over for head in _standing(db, written)]
    return rows


_FOLLOWING = """
WITH RECURSIVE after(uid) AS (
    SELECT child FROM rep_edge WHERE parent = ? AND role = 's'
    UNION SELECT e.child FROM after a JOIN rep_edge e ON e.parent = a.uid AND e.role = 's')
SELECT uid FROM after
"""


def _standing(db: sqlite3.Connection, written: Change) -> list[Change]:
    """Return what stands for a write now: itself, or what said the same again later.

    Taking back a later step has written the value of this one once more. What
    somebody else has put in its place since is left alone: it stays beside.
    """
    after = {uid for (uid,) in db.execute(_FOLLOWING, (written.uid,))}
    if not after:
        return [written]
    heads = graph.heads(db, written.row, graph.revision(db))
    same = [h for h in heads if h.uid in after and h.payload == written.payload]
    return same or [written]


_TOUCHED_BY_IMPORT = """
SELECT DISTINCT c.entity, c.row_uid FROM rep_change c
JOIN rep_import i ON c.n BETWEEN i.first_n AND i.last_n WHERE i.tx = ?
"""


def _brought_in(db: sqlite3.Connection, tx: bytes, first: int) -> Rows:
    """Return the cells that an import touched: what stood before it, and what stands now."""
    rows: Rows = {}
    now = graph.revision(db)
    for entity, row in db.execute(_TOUCHED_BY_IMPORT, (tx,)).fetchall():
        before = graph.by_cell(graph.heads(db, row, first - 1))
        after = graph.by_cell(graph.heads(db, row, now))
        rows[(entity, row)] = {
            cell: Cell(before.get(cell, []), heads)
            for cell, heads in after.items()
            if _uids(heads) != _uids(before.get(cell, []))
        }
    return rows


def _cell(rows: Rows, change: Change) -> Cell:
    cells = rows.setdefault((change.entity, change.row), {})
    return cells.setdefault(change.cell, Cell())


def _uids(changes: Iterable[Change]) -> list[bytes]:
    return sorted(change.uid for change in changes)

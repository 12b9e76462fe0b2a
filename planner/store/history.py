"""What was changed, by whom and when, read from the graph."""

import json
from dataclasses import dataclass
from typing import Any

from planner.errors import NotFoundError
from planner.model.everything import KINDS
from planner.store import graph
from planner.store.store import Store


@dataclass(frozen=True)
class Written:
    """One write of one cell, with the value that it took the place of.

    `value` and `before` are maps from field to value; None where there was
    nothing, or where the value has been erased or withheld.
    """

    n: int
    at_utc: str
    who: str
    step: str
    taken_back: bool
    kind: str
    row: str
    cell: str
    value: dict[str, Any] | None
    before: dict[str, Any] | None
    erased: bool

    @property
    def life(self) -> bool:
        """Whether this is about the record itself: made, removed, brought back."""
        return self.cell == graph.LIFE


_WRITTEN = """
SELECT c.n, c.wall_utc, coalesce(a.person_label, ''), coalesce(t.label, ''), t.undoes <> t.uid,
    c.entity, lower(hex(c.row_uid)), c.cell, c.payload, c.state,
    (SELECT p.payload FROM rep_edge e JOIN rep_change p ON p.uid = e.parent
     WHERE e.child = c.uid AND e.role = 's' ORDER BY p.lamport DESC, p.uid DESC LIMIT 1)
FROM rep_change c LEFT JOIN rep_actor a ON a.uid = c.actor LEFT JOIN rep_tx t ON t.uid = c.tx
"""


def newest(store: Store, limit: int) -> list[Written]:
    """Return the last changes, the newest first."""
    found = store.connection().execute(f"{_WRITTEN} ORDER BY c.n DESC LIMIT ?", (limit,))
    return [_written(*values) for values in found if values[5] in KINDS]


def of_record(store: Store, uid: str) -> list[Written]:
    """Return all changes of one record, the oldest first."""
    found = store.connection().execute(
        f"{_WRITTEN} WHERE c.row_uid = ? ORDER BY c.n", (bytes.fromhex(uid),)
    )
    return [_written(*values) for values in found if values[5] in KINDS]


def change(store: Store, n: int) -> Written:
    found = store.connection().execute(f"{_WRITTEN} WHERE c.n = ?", (n,)).fetchone()
    if found is None or found[5] not in KINDS:
        raise NotFoundError("change", str(n))
    return _written(*found)


def count(store: Store) -> int:
    """Return how many changes there are."""
    found: int = store.connection().execute("SELECT count(*) FROM rep_change").fetchone()[0]
    return found


def _written(*values: Any) -> Written:
    n, at_utc, who, step, undoes, kind, row, cell, payload, state, before = values
    return Written(
        n=n,
        at_utc=at_utc,
        who=who,
        step=step,
        taken_back=bool(undoes),
        kind=kind,
        row=row,
        cell=cell,
        value=_fields(kind, cell, payload),
        before=_fields(kind, cell, before),
        erased=state != graph.PRESENT,
    )


def _fields(kind: str, cell: str, payload: str | None) -> dict[str, Any] | None:
    if payload is None:
        return None
    value = json.loads(payload)
    columns = KINDS[kind].cells.get(cell, (cell,))
    return {cell: value} if columns == (cell,) else dict(value)

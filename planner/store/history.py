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


@dataclass(frozen=True)
class Wanted:
    """Which changes to look for; what is empty does not matter.

    Attributes
    ----------
    who : the author's name, "" for those who gave none.
    kind : the kind of record.
    since, until : times in UTC; the second is not included.
    """

    who: str | None = None
    kind: str = ""
    since: str = ""
    until: str = ""

    def condition(self) -> tuple[str, list[str]]:
        """Return an SQL condition and its values."""
        parts = {
            "coalesce(a.person_label, '') = ?": self.who,
            "c.entity = ?": self.kind or None,
            "c.wall_utc >= ?": self.since or None,
            "c.wall_utc < ?": self.until or None,
        }
        used = {part: value for part, value in parts.items() if value is not None}
        return " AND ".join(used) or "true", list(used.values())


ANYTHING = Wanted()


def newest(store: Store, limit: int, wanted: Wanted = ANYTHING) -> list[Written]:
    """Return the last changes, the newest first."""
    condition, values = wanted.condition()
    sql = f"{_WRITTEN} WHERE {condition} ORDER BY c.n DESC LIMIT ?"
    found = store.connection().execute(sql, (*values, limit))
    return [_written(*row) for row in found if row[5] in KINDS]


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


def count(store: Store, wanted: Wanted = ANYTHING) -> int:
    """Return how many changes there are."""
    condition, values = wanted.condition()
    sql = (
        "SELECT count(*) FROM rep_change c LEFT JOIN rep_actor a ON a.uid = c.actor"  # noqa: S608
        f" WHERE {condition}"
    )
    found: int = store.connection().execute(sql, values).fetchone()[0]
    return found


def authors(store: Store) -> list[str]:
    """Return the names of all who have changed anything, "" for those who gave none."""
    found = store.connection().execute(
        "SELECT DISTINCT coalesce(a.person_label, '') FROM rep_change c"
        " LEFT JOIN rep_actor a ON a.uid = c.actor ORDER BY 1"
    )
    return [name for (name,) in found]


def kinds(store: Store) -> list[str]:
    """Return the kinds of record that were ever changed."""
    found = store.connection().execute("SELECT DISTINCT entity FROM rep_change")
    return sorted({kind for (kind,) in found} & KINDS.keys())


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
        value=fields(kind, cell, payload),
        before=fields(kind, cell, before),
        erased=state != graph.PRESENT,
    )


def fields(kind: str, cell: str, payload: str | None) -> dict[str, Any] | None:
    if payload is None:
        return None
    value = json.loads(payload)
    columns = KINDS[kind].cells.get(cell, (cell,))
    return {cell: value} if columns == (cell,) else dict(value)

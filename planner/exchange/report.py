"""What bringing a copy in did, or would do, to the records here."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.model.everything import KINDS
from planner.model.records import ALIVE, DEAD, ERASED, RecordKind
from planner.store import graph

ADDED, CHANGED, DELETED, REVIVED = "added", "changed", "deleted", "revived"


@dataclass(frozen=True)
class Outcome:
    """What became of one record: added, changed, deleted, revived or erased."""

    what: str
    kind: str
    uid: str


@dataclass(frozen=True)
class NewConflict:
    """A disagreement that the copy brought to light."""

    kind: str
    uid: str
    cell: str
    about: str


@dataclass(frozen=True)
class Report:
    """The outcome of a merge, record by record.

    Attributes
    ----------
    changes : changes that were not known here.
    unknown : how many of these come from a newer version: kept, not shown.
    late : edits to erased records, which were dropped.
    scrubbed : values here that were emptied because the other side erased them.
    partial : whether values were withheld by the sender.
    """

    outcomes: tuple[Outcome, ...] = ()
    conflicts: tuple[NewConflict, ...] = ()
    changes: int = 0
    unknown: int = 0
    late: int = 0
    scrubbed: int = 0
    partial: bool = False
    kinds: frozenset[str] = field(default_factory=frozenset)

    def counts(self) -> Counter[str]:
        return Counter(outcome.what for outcome in self.outcomes)

    @property
    def empty(self) -> bool:
        """Whether the copy held nothing new."""
        return not (self.outcomes or self.conflicts or self.changes or self.scrubbed)


class Watch:
    """Remembers what the touched records and their conflicts were like, to compare afterwards."""

    def __init__(self, db: sqlite3.Connection, touched: Iterable[tuple[str, bytes]]) -> None:
        self._db = db
        self._kinds = [KINDS[name] for name in sorted({e for e, _uid in touched} & KINDS.keys())]
        for kind in self._kinds:
            db.execute(
                f"CREATE TEMP TABLE before_{kind.name} AS SELECT k.* FROM main.{kind.name} k"  # noqa: S608
                " WHERE k.uid IN (SELECT hex FROM taken WHERE entity = ?)",
                (kind.name,),
            )
        self._conflicts = set(self._conflicts_now())

    def report(self, *, new_from: int, scrubbed: int, late: int) -> Report:
        outcomes = [outcome for kind in self._kinds for outcome in self._outcomes(kind)]
        for kind in self._kinds:
            self._db.execute(f"DROP TABLE before_{kind.name}")
        conflicts = set(self._conflicts_now()) - self._conflicts
        changes, withheld = self._db.execute(
            "SELECT count(*), coalesce(max(state = 0), 0) FROM main.rep_change WHERE n >= ?",
            (new_from,),
        ).fetchone()
        return Report(
            tuple(outcomes),
            tuple(NewConflict(*one) for one in sorted(conflicts)),
            changes,
            self._unknown(new_from),
            late,
            scrubbed,
            bool(withheld),
            frozenset(kind.name for kind in self._kinds),
        )

    def _outcomes(self, kind: RecordKind) -> list[Outcome]:
        columns = [column.name for column in kind.table.columns]
        now, then = (", ".join(f'{t}."{name}"' for name in columns) for t in ("a", "b"))
        found = self._db.execute(
            f"SELECT a.uid, b.state, a.state FROM temp.taken t"  # noqa: S608  (names of ours)
            f" JOIN main.{kind.name} a ON a.uid = t.hex"
            f" LEFT JOIN before_{kind.name} b ON b.uid = t.hex"
            f" WHERE t.entity = ? AND ({now}) IS NOT ({then})",
            (kind.name,),
        )
        outcomes = {uid: _what(before, after) for uid, before, after in found}
        return [Outcome(what, kind.name, uid) for uid, what in outcomes.items() if what]

    def _conflicts_now(self) -> Iterable[tuple[str, str, str, str]]:
        return self._db.execute(
            "SELECT c.entity, lower(hex(c.row_uid)), c.cell, c.kind FROM main.rep_conflict c"
            " WHERE c.row_uid IN (SELECT row_uid FROM taken)"
        ).fetchall()

    def _unknown(self, new_from: int) -> int:
        known = {(k.name, c) for k in KINDS.values() for c in (*k.cells, graph.LIFE)}
        found = self._db.execute(
            "SELECT entity, cell, count(*) FROM main.rep_change WHERE n >= ? GROUP BY entity, cell",
            (new_from,),
        )
        return sum(n for entity, cell, n in found if (entity, cell) not in known)


def _what(before: str | None, after: str) -> str:
    """Name the passage from one state to another; a stub counts as not being there."""
    if after == ERASED:
        return ERASED if before != ERASED else ""
    if after == ALIVE:
        return {ALIVE: CHANGED, DEAD: REVIVED}.get(before or "", ADDED)
    return DELETED if before == ALIVE else ""

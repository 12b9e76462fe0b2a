"""What leaves: which records, closed over what they refer to, and which values stay behind."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from planner.model.everything import KINDS
from planner.model.kinds import Kind, Reference
from planner.model.records import RecordKind
from planner.store.derive import REFERRERS

Records = set[tuple[str, bytes]]


@dataclass(frozen=True)
class Scope:
    """What an export holds.

    Attributes
    ----------
    only : uids of the records to send, with all they refer to; empty means the whole project.
    withheld : (kind, field) pairs whose values stay behind; a field of "*" means all of them
        but those that say where the record belongs.
    history : whether earlier values go along.
    people : whether names of authors go along, and with the whole project the register of files.
    notices_only : nothing but the notices of what was erased.
    """

    only: frozenset[str] = frozenset()
    withheld: frozenset[tuple[str, str]] = frozenset()
    history: bool = False
    people: bool = True
    notices_only: bool = False

    def cells(self) -> list[tuple[str, str]]:
        """Return the withheld (kind, cell) pairs; a cell goes if one of its fields does."""
        found = set()
        for kind, field_name in self.withheld:
            record = KINDS[kind]
            if field_name == "*":
                found |= {(kind, cell) for cell in record.cells.keys() - places(record)}
            else:
                cell = field_name if field_name in record.cells else record.cell_of(field_name)
                found.add((kind, cell))
        return sorted(found)

    @property
    def steps(self) -> bool:
        """Whether the names of steps go along; they may say what a withheld field says."""
        return self.people and not self.withheld

    @property
    def register(self) -> bool:
        """Whether the list of files in and out goes along."""
        return self.steps and not (self.only or self.notices_only)


def places(kind: RecordKind) -> frozenset[str]:
    """Return the cells that say where a record belongs, as the question of an answer.

    Without them nobody could be told that something is withheld there.
    """
    needed = [name for name, reference in kind.references() if reference.required]
    codes = kind.key[1:2] if kind.key and kind.key[0] in needed else ()
    return frozenset(kind.cell_of(name) for name in (*needed, *codes))


def closure(db: sqlite3.Connection, chosen: Iterable[tuple[str, bytes]]) -> Records:
    """Return the chosen records, what belongs to them, and all that any of these refer to."""
    found: Records = set()
    for entity, row in chosen:
        found |= _with_children(db, KINDS[entity], row)
    found |= _about(db, found)
    waiting = list(found)
    while waiting:
        entity, row = waiting.pop()
        for target in _targets(db, KINDS[entity], row):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _with_children(db: sqlite3.Connection, kind: RecordKind, row: bytes) -> Records:
    found = {(kind.name, row)}
    for child, column, reference in REFERRERS[kind.name]:
        if reference.required:
            sql = f'SELECT uid FROM "{child.name}" WHERE "{column}" = ?'  # noqa: S608
            for (uid,) in db.execute(sql, (row.hex(),)).fetchall():
                found |= _with_children(db, child, bytes.fromhex(uid))
    return found


def _about(db: sqlite3.Connection, records: Records) -> Records:
    """Return notes and actions about the given records."""
    uids = {row.hex() for _entity, row in records}
    return {
        (kind.name, bytes.fromhex(uid))
        for kind in KINDS.values()
        for name, info in kind.fields.model_fields.items()
        if Kind("about") in info.metadata
        for uid, about in db.execute(f'SELECT uid, "{name}" FROM "{kind.name}"')  # noqa: S608
        if about in uids
    }


def _targets(db: sqlite3.Connection, kind: RecordKind, row: bytes) -> Iterator[tuple[str, bytes]]:
    """Return what a record refers to, now or in any value that was ever recorded."""
    references = dict(kind.references())
    for cell, payload in db.execute(
        "SELECT cell, payload FROM rep_change WHERE row_uid = ? AND state = 1", (row,)
    ):
        for name in kind.cells.get(cell, ()):
            if name in references:
                yield from _target(references[name], cell, name, json.loads(payload))


def _target(reference: Reference, cell: str, name: str, value: Any) -> Iterator[tuple[str, bytes]]:
    uid = value.get(name) if isinstance(value, dict) and name != cell else value
    if isinstance(uid, str) and uid:
        yield reference.target, bytes.fromhex(uid)

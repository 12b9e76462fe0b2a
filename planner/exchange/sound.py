"""Rules that the changes of one project keep, checked before a copy's changes are believed.

A change is never altered, and replaces only earlier writes of the same cell.
Without these rules a received file could hide a value, or make two copies
that hold the same changes show different records.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from planner.exchange.refusals import UnsoundFileError
from planner.exchange.types import refuse_wrong_types
from planner.texts import _, mark

DEEPEST = 64
MOST_BRACKETS = 50_000
_OTHERS = re.compile(r"[^][{}]+")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
LAMPORT_LEAP = 1 << 40
"""How far a copy may be ahead. No honest copy comes near; one that does would use the clock up."""

ALTERED = (
    (
        "SELECT 1 FROM temp.met WHERE altered",
        mark("A change in it has the identity of another change here."),
    ),
    (
        (
            "SELECT 1 FROM incoming.rep_erasure e JOIN main.rep_erasure m USING (row_uid)"
            " WHERE e.entity <> m.entity"
        ),
        mark("It erases a record of one kind that is of another kind here."),
    ),
)

_LINKS = (
    "SELECT 1 FROM {new} CROSS JOIN main.rep_change o ON o.uid = e.{far}"
    " WHERE {child}.row_uid <> {parent}.row_uid OR {child}.lamport <= {parent}.lamport"
    " OR iif(e.role = 's', {child}.cell <> {parent}.cell,"
    " {child}.cell <> '_life' OR {parent}.cell = '_life')"
)
_AS_CHILD = "temp.linked e CROSS JOIN main.rep_change c ON c.n = e.child"
_AS_PARENT = "main.rep_change c CROSS JOIN main.rep_edge e ON e.parent = c.uid AND c.n >= :first"
_MISLINKED = mark("A change in it replaces something that it cannot replace.")

UNSOUND = (
    (
        (
            "SELECT 1 FROM incoming.rep_edge e NOT INDEXED WHERE NOT EXISTS (SELECT 1 FROM"
            " main.rep_edge m WHERE m.child = e.child AND m.parent = e.parent AND m.role = e.role)"
        ),
        mark("It says of a change that it replaced more than is known here."),
    ),
    (_LINKS.format(new=_AS_CHILD, far="parent", child="c", parent="o"), _MISLINKED),
    (_LINKS.format(new=_AS_PARENT, far="child", child="o", parent="c"), _MISLINKED),
    (
        (
            "SELECT 1 FROM temp.taken t WHERE t.entity <> coalesce("
            "(SELECT o.entity FROM main.rep_change o WHERE o.row_uid = t.row_uid"
            " AND o.n < :first LIMIT 1), (SELECT entity FROM main.rep_erasure e"
            " WHERE e.row_uid = t.row_uid), t.entity)"
        ),
        mark("A record in it is of two kinds."),
    ),
    (
        "SELECT 1 FROM temp.taken GROUP BY row_uid HAVING min(entity) <> max(entity)",
        mark("A record in it is of two kinds."),
    ),
    (
        (
            "SELECT 1 FROM main.rep_change c WHERE c.n >= :first AND c.cell = '_life'"
            " AND iif(c.state = 1, c.payload NOT IN ('0', '1'),"
            " NOT EXISTS (SELECT 1 FROM main.rep_erasure e WHERE e.row_uid = c.row_uid))"
        ),
        mark("It says something impossible about the life of a record."),
    ),
    (
        "SELECT 1 FROM main.rep_change WHERE n >= :first AND state = 1 AND NOT json_valid(payload)",
        mark("A value in it is not readable."),
    ),
    (
        "SELECT 1 FROM main.rep_change WHERE n >= :first AND lamport > :leap + :lamport",
        mark("A change in it claims to come from a far future."),
    ),
)


def refuse_altered(db: sqlite3.Connection) -> None:
    """Refuse ``incoming`` where it contradicts what is known here."""
    _refuse(db, ALTERED, {})


@dataclass(frozen=True)
class Before:
    """How far this copy was before: the number that its next change gets, and its clock."""

    first: int
    lamport: int


def refuse_unsound(db: sqlite3.Connection, before: Before) -> None:
    """Refuse what was taken over from ``incoming``."""
    _refuse(db, UNSOUND, {**asdict(before), "leap": LAMPORT_LEAP})
    for payload, brackets in _suspicious(db, before.first):
        if brackets > MOST_BRACKETS or not harmless(payload):
            raise UnsoundFileError(_("A value in it is nested too deeply or is no text."))
    refuse_wrong_types(db, before.first)


def _refuse(
    db: sqlite3.Connection, rules: tuple[tuple[str, str], ...], values: dict[str, int]
) -> None:
    for sql, why in rules:
        if db.execute(f"{sql} LIMIT 1", values).fetchone():
            raise UnsoundFileError(_(why))


def _suspicious(db: sqlite3.Connection, first: int) -> Iterator[tuple[str, int]]:
    """Return the few new payloads that may be deep or hold half characters, with brackets."""
    return db.execute(
        "SELECT payload, length(payload) - length(replace(replace(payload, '[', ''), '{', ''))"
        " AS brackets FROM main.rep_change"
        " WHERE (n >= ? OR n IN (SELECT here FROM met)) AND state = 1"
        " AND (instr(payload, '\\u') OR brackets > ?)",
        (first, DEEPEST),
    )


def harmless(payload: str) -> bool:
    """Say whether a JSON text is at most `DEEPEST` deep and holds whole characters only."""
    import numpy as np

    brackets = np.frombuffer(_OTHERS.sub("", _STRINGS.sub("", payload)).encode(), np.uint8)
    steps = np.where(np.isin(brackets, (ord("["), ord("{"))), 1, -1)
    if steps.cumsum().max(initial=0) > DEEPEST:
        return False
    try:
        json.dumps(json.loads(payload), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True

"""Rules that the changes of one project keep, checked before a copy's changes are believed.

A change is never altered, and replaces only earlier writes of the same cell.
Without these rules a received file could hide a value, or make two copies
that hold the same changes show different records.
"""

import json
import re
import sqlite3
from collections.abc import Iterator

from planner.exchange.refusals import UnsoundFileError
from planner.exchange.types import refuse_wrong_types
from planner.texts import _, mark

DEEPEST = 64
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
    "SELECT 1 FROM main.rep_change c CROSS JOIN main.rep_edge e ON e.{near} = c.uid"
    " CROSS JOIN main.rep_change o ON o.uid = e.{far}"
    " WHERE c.n >= :first AND ({child}.row_uid <> {parent}.row_uid"
    " OR {child}.lamport <= {parent}.lamport"
    " OR iif(e.role = 's', {child}.cell <> {parent}.cell,"
    " {child}.cell <> '_life' OR {parent}.cell = '_life'))"
)
_MISLINKED = mark("A change in it replaces something that it cannot replace.")

UNSOUND = (
    (
        (
            "SELECT 1 FROM incoming.rep_edge e NOT INDEXED WHERE NOT EXISTS (SELECT 1 FROM"
            " main.rep_edge m WHERE m.child = e.child AND m.parent = e.parent AND m.role = e.role)"
        ),
        mark("It says of a change that it replaced more than is known here."),
    ),
    (_LINKS.format(near="child", far="parent", child="c", parent="o"), _MISLINKED),
    (_LINKS.format(near="parent", far="child", child="o", parent="c"), _MISLINKED),
    (
        (
            "SELECT 1 FROM (SELECT row_uid, min(entity) AS one, max(entity) AS two"
            " FROM main.rep_change WHERE n >= :first GROUP BY row_uid) t"
            " WHERE one <> two OR one <> (SELECT o.entity FROM main.rep_change o"
            " WHERE o.row_uid = t.row_uid AND o.n < :first LIMIT 1)"
        ),
        mark("A record in it is of two kinds."),
    ),
    (
        (
            "SELECT 1 FROM main.rep_erasure e CROSS JOIN main.rep_change c ON c.row_uid = e.row_uid"
            " WHERE c.entity <> e.entity"
        ),
        mark("It erases a record of one kind that is of another kind here."),
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
        (
            "SELECT 1 FROM main.rep_change WHERE n >= :first AND lamport >"
            " :leap + (SELECT coalesce(max(lamport), 0) FROM main.rep_change WHERE n < :first)"
        ),
        mark("A change in it claims to come from a far future."),
    ),
)


def refuse_altered(db: sqlite3.Connection) -> None:
    """Refuse ``incoming`` where it contradicts what is known here."""
    _refuse(db, ALTERED, {})


def refuse_unsound(db: sqlite3.Connection, first: int) -> None:
    """Refuse what was taken over from ``incoming``: all changes from number `first` on."""
    _refuse(db, UNSOUND, {"first": first, "leap": LAMPORT_LEAP})
    for payload in _suspicious(db, first):
        if not harmless(payload):
            raise UnsoundFileError(_("A value in it is nested too deeply or is no text."))
    refuse_wrong_types(db, first)


def _refuse(
    db: sqlite3.Connection, rules: tuple[tuple[str, str], ...], values: dict[str, int]
) -> None:
    for sql, why in rules:
        if db.execute(f"{sql} LIMIT 1", values).fetchone():
            raise UnsoundFileError(_(why))


def _suspicious(db: sqlite3.Connection, first: int) -> Iterator[str]:
    """Return the few new payloads that may be deep or hold half characters."""
    found = db.execute(
        "SELECT payload FROM main.rep_change"
        " WHERE (n >= ? OR n IN (SELECT here FROM met)) AND state = 1"
        " AND (instr(payload, '\\u') OR length(payload) -"
        " length(replace(replace(payload, '[', ''), '{', '')) > ?)",
        (first, DEEPEST),
    )
    return (payload for (payload,) in found)


def harmless(payload: str) -> bool:
    """Say whether a JSON text is at most `DEEPEST` deep and holds whole characters only."""
    depth = deepest = 0
    for letter in _STRINGS.sub("", payload):
        depth += (letter in "[{") - (letter in "]}")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        return False
    try:
        json.dumps(json.loads(payload), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True

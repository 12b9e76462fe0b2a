"""The register: which files came in and went out, when, to whom, and who was in them."""

import json
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from planner.store.store import Store

IN, OUT = "in", "out"


@dataclass(frozen=True)
class Exchange:
    """One file that came in or went out. `scope` is its name and what it held."""

    uid: str
    direction: str
    at_utc: str
    party: str
    scope: Mapping[str, Any]
    sha256: str
    counts: Mapping[str, int]
    persons: int


def keep(store: Store, label: str, new: Exchange, persons: Iterable[str] = ()) -> None:
    """Write one entry; nothing that undo would take back."""

    def work(db: sqlite3.Connection) -> set[str]:
        note(db, new, persons)
        return {"exchange"}

    store.take_in(label, work)


def note(db: sqlite3.Connection, new: Exchange, persons: Iterable[str] = ()) -> None:
    """Write one entry, within a transaction."""
    uid = bytes.fromhex(new.uid)
    db.execute(
        "INSERT INTO rep_exchange VALUES (?,?,?,?,?,?,?)",
        (
            uid,
            new.direction,
            new.at_utc,
            new.party,
            json.dumps(dict(new.scope), ensure_ascii=False, sort_keys=True),
            new.sha256,
            json.dumps(dict(new.counts), sort_keys=True),
        ),
    )
    db.executemany(
        "INSERT INTO rep_exchange_row VALUES (?,?)",
        ((uid, bytes.fromhex(person)) for person in persons),
    )


def entry(
    direction: str, party: str, scope: Mapping[str, Any], sha256: str, counts: Mapping[str, int]
) -> Exchange:
    now = datetime.now(UTC).isoformat(timespec="microseconds")  # two in a second keep their order
    return Exchange(secrets.token_hex(16), direction, now, party, scope, sha256, counts, 0)


_ENTRIES = """
SELECT lower(hex(x.uid)), x.direction, x.at_utc, x.party, x.scope, x.sha256, x.counts,
    (SELECT count(*) FROM rep_exchange_row r WHERE r.exchange_uid = x.uid)
FROM rep_exchange x
"""


def entries(store: Store, person: str = "") -> list[Exchange]:
    """Return the register, newest first; with a `person`, the files that this one was in."""
    sql, values = _ENTRIES, ()  # type: str, tuple[bytes, ...]
    if person:
        sql += " WHERE x.uid IN (SELECT exchange_uid FROM rep_exchange_row WHERE row_uid = ?)"
        values = (bytes.fromhex(person),)
    found = store.connection().execute(f"{sql} ORDER BY x.at_utc DESC, x.uid", values)
    return [
        Exchange(uid, way, at, party, _read(scope), sha, _read(counts), persons)
        for uid, way, at, party, scope, sha, counts, persons in found
    ]


def _read(text: str) -> dict[str, Any]:
    """Return a JSON object; what came from elsewhere may be anything."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}

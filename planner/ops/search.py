"""Find a record of any kind by its name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import select

from planner.model.everything import KINDS
from planner.store.store import Store
from planner.texts import mark

LONGEST = 120


@dataclass(frozen=True)
class Named:
    """How a kind is called, which field names a record, and where it is shown."""

    words: str
    field: str
    page: str
    shown_with: str = ""


NAMED = {
    "session": Named(mark("session"), "title", "sessions"),
    "series": Named(mark("series"), "title", "sessions"),
    "question": Named(mark("question"), "text", "sessions", shown_with="session"),
    "person": Named(mark("person"), "name", "contacts"),
    "organisation": Named(mark("organisation"), "name", "contacts"),
    "assessment": Named(mark("assessment"), "title", "assessments"),
    "action": Named(mark("action"), "text", "actions"),
    "dataset": Named(mark("incidents"), "name", "hotspots"),
    "area_set": Named(mark("areas"), "name", "hotspots"),
    "forecast": Named(mark("forecast"), "name", "hotspots"),
    "goal": Named(mark("goal"), "text", "hotspots", shown_with="dataset"),
    "look": Named(mark("look at the locked days"), "reason", "hotspots", shown_with="dataset"),
    "intervention": Named(mark("intervention"), "name", "hotspots", shown_with="dataset"),
}


@dataclass(frozen=True)
class Found:
    """A record by its name; `goes_to` is the record to show on `page`."""

    kind: str
    uid: str
    title: str
    words: str
    page: str
    goes_to: str


def titles(store: Store) -> Iterator[Found]:
    """Return every record that has a name, kind by kind."""
    for name, named in NAMED.items():
        kind = KINDS[name]
        for row in store.rows(kind.table.select(), kind.row):
            title = " ".join((getattr(row, named.field) or "").split())[:LONGEST]
            with_uid = getattr(row, named.shown_with) if named.shown_with else row.uid
            if title and with_uid:
                yield Found(name, row.uid, title, named.words, named.page, with_uid)


def titles_of(store: Store, kinds: Iterable[str]) -> dict[str, str]:
    """Return the names of all records of some kinds by uid, removed ones included."""
    found: dict[str, str] = {}
    for name in NAMED.keys() & set(kinds):
        kind, field = KINDS[name], NAMED[name].field
        query = select(kind.table.c.uid, kind.table.c[field])
        found |= {uid: (text or "").strip()[:LONGEST] for uid, text in store.pairs(query)}
    return found


def title_of(store: Store, kind: str, uid: str) -> str:
    """Return the name of one record, removed or not; nothing if it has none."""
    if kind not in NAMED:
        return ""
    row = store.row(KINDS[kind].row, uid)
    return (getattr(row, NAMED[kind].field, "") or "").strip()[:LONGEST] if row else ""

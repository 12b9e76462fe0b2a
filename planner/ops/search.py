"""Find a record of any kind by its name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import select

from planner.model.everything import KINDS
from planner.store.store import Store
from planner.texts import _, mark

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
    "factor": Named(mark("surroundings"), "name", "hotspots"),
    "forecast": Named(mark("forecast"), "name", "hotspots"),
    "goal": Named(mark("goal"), "text", "hotspots", shown_with="dataset"),
    "look": Named(mark("look at the locked days"), "reason", "hotspots", shown_with="dataset"),
    "intervention": Named(mark("intervention"), "name", "hotspots", shown_with="dataset"),
}


@dataclass(frozen=True)
class Part:
    """How a kind without a name of its own is called; `label` and `whole` are fields.

    Such a record is named by its label, as the code of an item, and by the
    record that it belongs to.
    """

    words: str
    whole: str = ""
    label: str = ""


PARTS = {
    "participation": Part(mark("part in a session"), "session", "placeholder"),
    "note": Part(mark("note"), "about"),
    "checklist": Part(mark("checklist"), "", "title"),
    "answer": Part(mark("answer"), "assessment", "item"),
    "risk_rating": Part(mark("rating of a risk"), "assessment", "risk"),
    "benefit_rating": Part(mark("rating of a benefit"), "assessment", "benefit"),
    "project": Part(mark("project"), "", "title"),
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


def words_of(kind: str) -> str:
    """Return how a kind is called."""
    known = NAMED.get(kind) or PARTS.get(kind)
    return _(known.words) if known else kind.replace("_", " ")


def titles_of(store: Store, kinds: Iterable[str]) -> dict[str, str]:
    """Return the titles of all records of some kinds by uid, removed ones included."""
    wanted = set(kinds)
    wholes = NAMED if wanted & PARTS.keys() else wanted & NAMED.keys()
    found: dict[str, str] = {}
    for name in wholes:
        found |= {uid: _short(text) for uid, text in _column(store, name, NAMED[name].field)}
    for name in wanted & PARTS.keys():
        part = PARTS[name]
        labels = dict(_column(store, name, part.label)) if part.label else {}
        belongs = dict(_column(store, name, part.whole)) if part.whole else {}
        for uid in labels or belongs:
            found[uid] = _joined(labels.get(uid), found.get(belongs.get(uid) or "", ""))
    return found


def _column(store: Store, kind: str, field: str) -> list[tuple[str, str | None]]:
    table = KINDS[kind].table
    return store.values(select(table.c.uid, table.c[field]))


def title_of(store: Store, kind: str, uid: str) -> str:
    """Return the title of one record, removed or not; nothing if it has none."""
    row = store.row(KINDS[kind].row, uid)
    if row is None:
        return ""
    if kind in NAMED:
        return _short(getattr(row, NAMED[kind].field, ""))
    part = PARTS[kind]
    label = getattr(row, part.label) if part.label else ""
    whole = getattr(row, part.whole) if part.whole else ""
    return _joined(label, any_title(store, whole) if whole else "")


def place_of(store: Store, kind: str, uid: str) -> tuple[str, str]:
    """Return the page that shows a record, and the record to show there; nothing for none."""
    row = store.row(KINDS[kind].row, uid)
    if row is None:
        return "", ""
    if kind in NAMED:
        named = NAMED[kind]
        return named.page, (getattr(row, named.shown_with) if named.shown_with else uid) or ""
    whole = getattr(row, PARTS[kind].whole) if PARTS[kind].whole else ""
    return next(
        (place_of(store, k, whole) for k in NAMED if store.row(KINDS[k].row, whole)), ("", "")
    )


def any_title(store: Store, uid: str) -> str:
    """Return the title of a record whatever its kind; nothing if there is none."""
    for kind, named in NAMED.items():
        if row := store.row(KINDS[kind].row, uid):
            return _short(getattr(row, named.field, ""))
    return ""


def _short(text: str | None) -> str:
    return (text or "").strip()[:LONGEST]


def _joined(label: str | None, whole: str) -> str:
    return " · ".join(word for word in (_short(label), whole) if word)

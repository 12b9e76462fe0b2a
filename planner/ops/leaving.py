"""What would leave: the choice of records and of values to withhold, and a look at the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import select

from planner.errors import UserError
from planner.exchange import send as sending
from planner.exchange.scope import Scope
from planner.model.contacts import Person, PersonRow
from planner.model.everything import KINDS
from planner.model.records import Copy, RecordKind
from planner.ops import history
from planner.ops.search import NAMED, title_of
from planner.store.store import Store
from planner.texts import _

REDACTIONS = {
    "people": [("person", "*"), ("participation", "who"), ("participation", "affiliation")],
    "notes": [("note", "*"), ("person", "notes"), ("organisation", "notes"), ("answer", "note")],
    "incidents": [("dataset", "data")],
}
"""Words for what is often withheld, as (kind, field or cell) pairs."""

SENDABLE = ("series", "session", "assessment", "dataset", "area_set", "forecast")


class BadRedactionError(UserError):
    """What is to be withheld is not known."""

    def __init__(self, word: str) -> None:
        super().__init__(
            _("Nothing was written."),
            _("{word} names no field of a record.").format(word=word),
            _("Write people, notes, incidents, a kind of record, or kind.field."),
        )


def scope(only: Sequence[str], redact: Sequence[str], *, history: bool = False) -> Scope:
    """Return a scope from uids and from words: those of `REDACTIONS`, a kind, or kind.field."""
    pairs = [pair for word in redact for pair in _withheld(word)]
    people = "people" not in redact
    return Scope(frozenset(only), frozenset(pairs), history=history, people=people)


def _withheld(word: str) -> list[tuple[str, str]]:
    if word in REDACTIONS:
        return REDACTIONS[word]
    name, _dot, field = word.partition(".")
    if name not in KINDS or (field and field not in KINDS[name].fields.model_fields):
        raise BadRedactionError(word)
    return [(name, field or "*")]


def sendable(store: Store) -> list[tuple[str, str]]:
    """Return what can be sent by itself, as (uid, words)."""
    return [
        (row.uid, f"{_(NAMED[name].words)}: {title_of(store, name, row.uid)}")
        for name in SENDABLE
        for row in store.rows(KINDS[name].table.select(), KINDS[name].row)
    ]


@dataclass(frozen=True)
class Leaving:
    """One value that an export would hold; `names` are names and addresses found in it."""

    uid: str
    kind: str
    title: str
    field: str
    text: str
    names: str


def leaving(store: Store, scope: Scope) -> list[Leaving]:
    """Return every value that an export of this scope would hold, for a look before sending."""
    uids = sending.rows_of(store.connection(), scope)
    people = [w for row in store.rows(select(Person), PersonRow) for w in _names_of(row)]
    withheld = set(scope.cells())
    found = []
    for kind in KINDS.values():
        for row in store.rows(kind.table.select(), kind.row):
            if bytes.fromhex(row.uid) in uids:
                found += _values_leaving(store, kind, row, withheld, people)
    return found


def _values_leaving(
    store: Store,
    kind: RecordKind,
    row: Copy,
    withheld: set[tuple[str, str]],
    people: list[str],
) -> list[Leaving]:
    named = NAMED.get(kind.name)
    words = _(named.words) if named else kind.name.replace("_", " ")
    title, found = title_of(store, kind.name, row.uid), []
    for name in kind.fields.model_fields:
        cell, value = kind.cell_of(name), getattr(row, name)
        if (kind.name, cell) in withheld or value in (None, "", [], {}):
            continue
        text = history.say(store, kind.name, {name: value})
        who = ", ".join(dict.fromkeys([*_EMAIL.findall(text), *(p for p in people if p in text)]))
        found.append(
            Leaving(
                f"{row.uid}.{name}", words, title, history.field_titles(kind.name, name), text, who
            )
        )
    return found


def _names_of(row: PersonRow) -> list[str]:
    return [word for word in (row.name, row.family_name) if word and len(word) > 2]  # noqa: PLR2004


_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.\w+")

"""What would leave: the choice of records and of values to withhold, and a look at the rest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import select

from planner.errors import UserError
from planner.exchange.chosen import Value, names_leaving, values_leaving
from planner.exchange.scope import Scope, places
from planner.features.organiser.mentions import Mentions, Span
from planner.model.contacts import Person, PersonRow
from planner.model.everything import KINDS
from planner.model.kinds import Kind
from planner.ops import history
from planner.ops.search import NAMED, titles_of, words_of
from planner.store.store import Store
from planner.texts import _

__all__ = ["Leaving", "Span", "field_words", "leaving", "places", "scope", "sendable", "without"]

REDACTIONS = {
    "people": [
        *(("person", "*"), ("participation", "who"), ("participation", "affiliation")),
        *(("action", "owner"), ("assessment", "acceptance"), ("risk_rating", "assessor")),
    ],
    "notes": [("note", "*"), ("person", "notes"), ("organisation", "notes"), ("answer", "note")],
    "incidents": [("dataset", "data")],
}
"""Words for what is often withheld, as (kind, field or cell) pairs."""

SENDABLE = ("series", "session", "assessment", "dataset", "area_set", "factor", "forecast")


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
    titles = titles_of(store, SENDABLE)
    return [
        (row.uid, f"{words_of(name)}: {titles[row.uid]}")
        for name in SENDABLE
        for row in store.rows(KINDS[name].table.select(), KINDS[name].row)
    ]


PERSONAL_FIRST = (
    *("person", "participation", "note", "session", "question", "series", "action"),
    *("organisation", "assessment", "answer", "risk_rating", "benefit_rating"),
)
"""The order of kinds in a look at what leaves: what says most about persons comes first."""

SHORTEST_TEXT = 100
"""Fields with room for so many characters are for text; shorter ones hold codes and the like."""

NAMES_ALONG = ""
"""The kind of what goes along with records: names of authors, steps and receivers."""


@dataclass(frozen=True)
class Leaving:
    """One value that a copy would hold.

    Attributes
    ----------
    uid : its place in the list, as a text.
    kind, cell : what it is, as a `Scope` names it.
    record, field : the same for people to read.
    text : the value in full.
    free : whether a person wrote it as text.
    named : where a free text names somebody.
    refers : the kind of the record whose title the text is.
    """

    uid: str
    kind: str
    cell: str
    record: str
    field: str
    text: str
    free: bool = False
    named: tuple[Span, ...] = ()
    refers: str = ""


def leaving(store: Store, scope: Scope) -> list[Leaving]:
    """Return every value that a copy of this scope holds; only what is empty is left out."""
    writer = _Writer(store)
    values = values_leaving(store, scope)
    values.sort(key=lambda value: (_place(value.kind), value.uid))
    found = [
        written
        for number, value in enumerate(values)
        if (written := writer.write(str(number), value)).text
    ]
    along = names_leaving(store, scope)
    found += [writer.name(str(n), name) for n, name in enumerate(along, len(values))]
    return without(found, scope)


def without(found: Sequence[Leaving], scope: Scope) -> list[Leaving]:
    """Return what is left of `found` when a scope withholds more: no other value changes.

    A title that stays here is no longer said where a record refers to it.
    """
    kept = {*scope.cells(), *([] if scope.people else [(NAMES_ALONG, "")])}
    unnamed = {
        kind: _("a {kind} whose name stays here").format(kind=words_of(kind))
        for kind, named in NAMED.items()
        if (kind, KINDS[kind].cell_of(named.field)) in kept
    }
    return [
        replace(one, text=unnamed[one.refers]) if one.refers in unnamed else one
        for one in found
        if (one.kind, one.cell) not in kept
    ]


def _place(kind: str) -> int:
    return PERSONAL_FIRST.index(kind) if kind in PERSONAL_FIRST else len(PERSONAL_FIRST)


class _Writer:
    """Writes values as people read them; knows the titles of all records and all names."""

    def __init__(self, store: Store) -> None:
        self._store = store
        persons = store.rows(select(Person), PersonRow, deleted=True)
        self._mentions = Mentions(
            (row.name or "", row.family_name or "", row.given_name or "") for row in persons
        )
        self._titles = titles_of(store, KINDS)
        self._kinds = {uid: kind for kind in NAMED for uid in titles_of(store, [kind])}
        self._cells: dict[tuple[str, str], _Cell] = {}

    def write(self, uid: str, value: Value) -> Leaving:
        """Return one value in words; one of a newer version as it is stored."""
        cell = self._cell(value.kind, value.cell)
        content = json.loads(value.payload) if cell.columns else value.payload
        if isinstance(content, str):
            text, free, refers = self._one(cell, content)
        else:
            text, free, refers = self._several(cell, content)
        title = self._titles.get(value.uid, "")
        return Leaving(
            uid,
            value.kind,
            value.cell,
            _("{title} (removed)").format(title=title) if value.removed else title,
            _("{field}, earlier").format(field=cell.words) if value.earlier else cell.words,
            text,
            free,
            self._mentions.find(text) if free else (),
            refers,
        )

    def name(self, uid: str, name: str) -> Leaving:
        """Return a name that goes along with the records."""
        found = self._mentions.find(name)
        return Leaving(uid, NAMES_ALONG, "", "", "", name, free=True, named=found)

    def _cell(self, kind: str, cell: str) -> "_Cell":
        if (kind, cell) not in self._cells:
            self._cells[kind, cell] = _Cell.of(kind, cell)
        return self._cells[kind, cell]

    def _one(self, cell: "_Cell", text: str) -> tuple[str, bool, str]:
        """Write a cell of one text: whether it is free, and the kind it refers to."""
        if text in self._kinds:
            return self._titles[text], False, self._kinds[text]
        if cell.plain:
            return text, bool(cell.free), ""
        return history.say(self._store, cell.kind, {cell.name: text}) if text else "", False, ""

    def _several(self, cell: "_Cell", content: Any) -> tuple[str, bool, str]:
        """Write a cell of several fields, or one that is no text."""
        fields = content if cell.columns != (cell.name,) else {cell.name: content}
        given = {name: part for name, part in fields.items() if part not in (None, "", [], {})}
        parts = [self._said(cell, name, part) for name, part in given.items()]
        refers = next((self._kinds[p] for p in given.values() if _in(p, self._kinds)), "")
        free = any(name in cell.free and not _in(p, self._kinds) for name, p in given.items())
        return " · ".join(parts), free, refers

    def _said(self, cell: "_Cell", name: str, part: Any) -> str:
        if _in(part, self._kinds):
            return self._titles[part]
        return history.say(self._store, cell.kind, {name: part})


def _in(value: Any, known: Mapping[str, str]) -> bool:
    return isinstance(value, str) and value in known


@dataclass(frozen=True)
class _Cell:
    """What is to be known of a cell to write its values.

    `columns` are its fields, none if it comes from a newer version; `free` are
    those that take text; `plain` says that a value stands for itself.
    """

    kind: str
    name: str
    words: str
    columns: tuple[str, ...]
    free: frozenset[str]
    plain: bool

    @classmethod
    def of(cls, kind: str, cell: str) -> "_Cell":
        if kind not in KINDS or cell not in KINDS[kind].cells:
            return cls(kind, cell, cell, (), frozenset([cell]), plain=True)
        columns, fields = KINDS[kind].cells[cell], KINDS[kind].fields.model_fields
        free = frozenset(name for name in columns if _takes_text(kind, name))
        marks = {m.name for name in columns for m in fields[name].metadata if isinstance(m, Kind)}
        words = history.field_titles(kind, cell)
        return cls(kind, cell, words, columns, free, plain=marks <= {"lines", "about"})


def _takes_text(kind: str, field: str) -> bool:
    """Say whether people write text of their own into a field."""
    info = KINDS[kind].fields.model_fields[field]
    marks = [m for m in info.metadata if isinstance(m, Kind)]
    if (kind, field) in NAMES_THEMSELVES or info.annotation is not str:
        return False
    room = next((m.max_length for m in info.metadata if hasattr(m, "max_length")), SHORTEST_TEXT)
    return marks == [Kind("lines")] or (not marks and room >= SHORTEST_TEXT)


NAMES_THEMSELVES = {("person", name) for name in ("name", "family_name", "given_name", "email")}
"""Everybody expects a name there."""


def field_words(kind: str, name: str) -> str:
    """Name a field or a cell as a form does; one of a newer version by its code."""
    if kind not in KINDS:
        return name
    cell = name if name in KINDS[kind].cells else KINDS[kind].cell_of(name)
    return history.field_titles(kind, cell) or name

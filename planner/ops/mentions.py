"""Where persons are still named in the texts of a project, now or in what was replaced."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.exchange import erase as erasing
from planner.features.organiser.mentions import Mentions
from planner.model.contacts import PersonRow
from planner.model.everything import KINDS
from planner.ops import history
from planner.ops.search import titles_of
from planner.store import graph
from planner.store.store import Store
from planner.texts import _

AROUND = 40
"""Characters shown on each side of a hit."""


@dataclass(frozen=True)
class Hit:
    """A place in free text that names somebody; `earlier` if something replaced the text."""

    kind: str
    uid: str
    field: str
    title: str
    passage: str
    earlier: bool = False


class Named:
    """What some persons are found by: their names, mail addresses and telephone numbers."""

    def __init__(self, rows: Iterable[PersonRow]) -> None:
        persons = list(rows)
        self._names = Mentions(
            (row.name or "", row.family_name or "", row.given_name or "") for row in persons
        )
        exact = (word.casefold() for row in persons for word in (row.email, row.phone) if word)
        self._exact = tuple(dict.fromkeys(exact))

    def passage(self, text: str) -> str:
        """Return the first place where `text` names one of them, with what stands around it."""
        folded = text.casefold()
        found = [(folded.find(word), len(word)) for word in self._exact if word in folded]
        found += [(start, end - start) for start, end in self._names.names(text)]
        if not found:
            return ""
        start, length = min(found)
        first, last = max(0, start - AROUND), start + length + AROUND
        before, after = "…" if first else "", "…" if last < len(text) else ""
        return f"{before}{text[first:last]}{after}"


def mentions(store: Store, named: Named) -> Iterator[Hit]:
    """Return every text of the project that names one of these persons."""
    titles = titles_of(store, KINDS)
    for kind in KINDS.values():
        texts = [n for n, i in kind.fields.model_fields.items() if i.annotation is str]
        for row in store.rows(kind.table.select(), kind.row):
            for name in texts:
                if passage := named.passage(getattr(row, name) or ""):
                    title = titles.get(row.uid, "")
                    yield Hit(kind.name, row.uid, name, title, passage)


def earlier_mentions(store: Store, named: Named) -> Iterator[Hit]:
    """Return every text that names one of them and was replaced, as when it was corrected."""
    titles = titles_of(store, KINDS)
    with store.turn():
        replaced = graph.replaced(store.connection())
    for entity, row, cell, payload in replaced:
        if entity in KINDS and cell in KINDS[entity].cells:
            for name, text in history.fields_of(entity, cell, payload).items():
                passage = named.passage(text) if isinstance(text, str) else ""
                if passage:
                    title = titles.get(row.hex(), "")
                    yield Hit(entity, row.hex(), name, title, passage, earlier=True)


def forget_earlier_values(store: Store, kind: str, uid: str) -> None:
    """Empty what a record said before; what it says now stays. For texts that were corrected."""
    label = _("forgetting of earlier values")
    erasing.forget_replaced_values(store, label, kind, uid)

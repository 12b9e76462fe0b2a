"""What is special about a value: people wrote different ones, or a sender kept it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.exchange import conflicts
from planner.model.everything import KINDS
from planner.model.records import Copy, RecordKind
from planner.ops import history
from planner.store.graph import LIFE
from planner.store.store import Store
from planner.texts import _


@dataclass(frozen=True)
class Marks:
    """What a form has to say about the fields of a record.

    `words` holds a sentence for each field that has something to be said;
    those of `withheld` have no value to show.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()


NO_MARKS = Marks()


def of_record(store: Store, kind: str, uid: str) -> Marks:
    """Return what is to be said about the fields of one record; nothing for no uid."""
    row = store.row(KINDS[kind].row, uid) if uid else None
    return of_records(store, kind, [row]).get(uid, NO_MARKS) if row else NO_MARKS


def of_records(store: Store, kind: str, rows: Sequence[Copy]) -> dict[str, Marks]:
    """Return the same for many records at once, of those that have anything to be said."""
    disputed = conflicts.disputed(store, kind)
    found = {}
    for row in rows:
        words: dict[str, str] = {}
        withheld: set[str] = set()
        for cell in disputed.get(row.uid, ()):
            words |= _disputed(KINDS[kind], cell)
        if _lacks_values(KINDS[kind], row):
            words |= _withheld(store, kind, row.uid, withheld)
        if words:
            found[row.uid] = Marks(words, frozenset(withheld))
    return found


def _lacks_values(kind: RecordKind, row: Copy) -> bool:
    """Say whether any field is without a value; only then can one have been withheld."""
    return any(getattr(row, name) is None for name in kind.fields.model_fields)


def _disputed(kind: RecordKind, cell: str) -> dict[str, str]:
    if cell == LIFE:
        return {}
    words = _("People wrote different values here: see Copies.")
    return dict.fromkeys(kind.cells.get(cell, ())[:1], words)


def _withheld(store: Store, kind: str, uid: str, withheld: set[str]) -> dict[str, str]:
    """Add the fields without a value to `withheld` and return what was last known of them."""
    words = {}
    for cell, known in conflicts.withheld(store, kind, uid).items():
        for name in KINDS[kind].cells[cell]:
            withheld.add(name)
            words[name] = _("Withheld by the sender.")
            if known is not None and known.get(name):
                last = history.say(store, kind, {name: known[name]})
                words[name] = _("Withheld by the sender. Last known: {value}").format(value=last)
    return words

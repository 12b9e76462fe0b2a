"""Forgetting what was replaced long ago: here for good, and in every copy that hears of it."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

from planner.errors import UserError
from planner.exchange.erase import scrub
from planner.model.everything import KINDS
from planner.ops import history
from planner.ops.search import titles_of, words_of
from planner.store import backups, graph
from planner.store.store import Store
from planner.texts import _


class NotPastError(UserError):
    """Values cannot be forgotten before they were replaced."""

    code = "not_past"

    def __init__(self, day: date) -> None:
        super().__init__(
            _("Nothing was forgotten."),
            _("{day} is not over yet.").format(day=day.isoformat()),
            _("Choose a day in the past, for example a year ago."),
        )


@dataclass(frozen=True)
class Old:
    """A value that something else took the place of; `uid` is its number in the file."""

    uid: str
    kind: str
    record: str
    field: str
    text: str
    replaced_utc: str


def old_values(store: Store, before: date) -> list[Old]:
    """Return the values that were replaced before a day: what forgetting would empty."""
    found = graph.replaced_before(store.connection(), history.begins_utc(before.isoformat()))
    titles = titles_of(store, {entity for _n, entity, *_rest in found} & KINDS.keys())
    return [
        Old(
            str(n),
            words_of(entity),
            titles.get(row.hex(), ""),
            history.field_titles(entity, cell) if entity in KINDS else cell,
            history.say_payload(store, entity, cell, payload),
            replaced,
        )
        for n, entity, row, cell, payload, replaced in found
    ]


def forget_before(store: Store, before: date) -> int:
    """Empty every value that was replaced before a day, after a backup; return how many.

    The day goes along with every copy: what is replaced before it is emptied
    there too, and an old copy cannot bring it back. It cannot be taken back.

    Raises
    ------
    NotPastError
        The day is not over.
    """
    if before > datetime.now().astimezone().date():
        raise NotPastError(before)
    if store.on_disk:
        backups.keep_state(store.connection(), store.project_uid)
    emptied: list[int] = []

    def work(db: sqlite3.Connection) -> frozenset[str]:
        graph.move_horizon(db, history.begins_utc(before.isoformat()))
        emptied.append(graph.forget_replaced(db))
        return frozenset(KINDS)

    store.take_in(_("forgetting of old values"), work)
    scrub(store)
    return emptied[0]

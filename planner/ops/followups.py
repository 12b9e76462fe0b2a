"""What one can do with actions and notes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from planner.model.followups import Action, ActionFields, ActionRow, Note, NoteFields, NoteRow
from planner.model.records import ALIVE, KINDS
from planner.store.store import Store
from planner.texts import _, or_withheld

UNDONE = ("open", "doing")
NAMED = ("session", "series", "person", "organisation", "assessment", "forecast", "dataset")
"""Kinds an action or a note can be about, in the order in which they are offered."""


def list_actions(store: Store, about: str = "") -> list[ActionRow]:
    """Return actions, all of them or those about one record: the next one due comes first."""
    query = select(Action).where(col(Action.about) == about) if about else select(Action)
    return sorted(store.rows(query, ActionRow), key=_urgency)


def _urgency(row: ActionRow) -> tuple[bool, bool, str, str]:
    return row.status not in UNDONE, not row.due, row.due, row.text.casefold()


def add_action(store: Store, fields: ActionFields) -> str:
    with store.edit(_("new action")) as edit:
        return edit.add(fields)


def change_action(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of action"), seen) as edit:
        edit.change(ActionRow, uid, **values)


def finish_action(store: Store, uid: str, *, done: bool = True) -> None:
    with store.edit(_("end of action") if done else _("reopening of action")) as edit:
        edit.change(ActionRow, uid, status="done" if done else "open")


def remove_action(store: Store, uid: str) -> None:
    with store.edit(_("removal of action")) as edit:
        edit.remove(ActionRow, uid)


def is_late(row: ActionFields, today: date) -> bool:
    """Return whether an action is still to be done though its day is over."""
    return row.status in UNDONE and bool(row.due) and date.fromisoformat(row.due) < today


@dataclass(frozen=True)
class ActionItem:
    """An action in a list, with the names of its owner and of what it is about."""

    uid: str
    row: ActionRow
    owner: str
    about: str
    about_kind: str
    late: bool

    @property
    def text(self) -> str:
        return self.row.text


def items(store: Store, today: date | None = None) -> list[ActionItem]:
    today = today or date.today()
    rows = list_actions(store)
    names = titles(store, {row.about for row in rows} | {row.owner for row in rows})
    return [
        ActionItem(
            row.uid,
            row,
            names[row.owner].title if row.owner in names else row.owner,
            names[row.about].title if row.about in names else "",
            names[row.about].kind if row.about in names else "",
            is_late(row, today),
        )
        for row in rows
    ]


def list_notes(store: Store, about: str) -> list[NoteRow]:
    query = select(Note).where(col(Note.about) == about).order_by(col(Note.uid))
    return store.rows(query, NoteRow)


def add_note(store: Store, fields: NoteFields) -> str:
    with store.edit(_("new note")) as edit:
        return edit.add(fields)


def change_note(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of note"), seen) as edit:
        edit.change(NoteRow, uid, **values)


def remove_note(store: Store, uid: str) -> None:
    with store.edit(_("removal of note")) as edit:
        edit.remove(NoteRow, uid)


@dataclass(frozen=True)
class Named:
    """A record of any kind by its name."""

    kind: str
    uid: str
    title: str


def titles(store: Store, uids: set[str] | None = None) -> dict[str, Named]:
    """Return records of any kind by uid with their names: those in `uids`, or all."""
    wanted = None if uids is None else {uid for uid in uids if len(uid) == 32}  # noqa: PLR2004
    found: dict[str, Named] = {}
    for name in NAMED:
        kind = KINDS.get(name)
        if kind is None or wanted == set():
            continue
        query = kind.table.select().where(kind.table.c.state == ALIVE)
        if wanted is not None:
            query = query.where(kind.table.c.uid.in_(wanted))
        for row in store.rows(query, kind.row):
            title = getattr(row, "title", "") or getattr(row, "name", None)
            found[row.uid] = Named(name, row.uid, or_withheld(title))
    return found

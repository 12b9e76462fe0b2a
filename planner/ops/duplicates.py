"""Contacts that may be one: suggested, compared side by side, and merged only by a person."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from planner.errors import UserError
from planner.features.organiser.duplicates import Entry, canonical, pairs, representatives
from planner.model.contacts import OrganisationRow, PersonRow
from planner.model.everything import KINDS
from planner.model.records import ALIVE
from planner.store.store import Store
from planner.texts import _

__all__ = ["Entry", "Suggestion", "merge_contacts", "merged_with", "part_contacts", "suggestions"]

CONTACTS: dict[str, type[PersonRow] | type[OrganisationRow]] = {
    "person": PersonRow,
    "organisation": OrganisationRow,
}


@dataclass(frozen=True)
class Suggestion:
    """Two contacts that may be one, and why: email, phone or name."""

    kind: str
    one: Entry
    two: Entry
    score: float
    why: str


class SameContactError(UserError):
    """A contact cannot be merged into itself."""

    code = "same_contact"

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was merged."),
            _("Both are the same contact already."),
            _("Choose two different contacts."),
        )


def suggestions(store: Store, among: Collection[str] | None = None) -> list[Suggestion]:
    """Return the pairs that are not yet merged, the likeliest first.

    With `among`, only pairs that one of these uids is part of.
    """
    found = []
    for kind in CONTACTS:
        redirects = representatives(merged(store, kind))
        entries = [e for e in _entries(store, kind) if redirects.get(e.uid, e.uid) == e.uid]
        found += [Suggestion(kind, p.one, p.two, p.score, p.why) for p in pairs(entries, among)]
    return found


def taken_over(store: Store, kind: str, lost: str, kept: str) -> dict[str, Any]:
    """Return the values of `lost` that fill an empty field of `kept`; notes are joined."""
    row_type = CONTACTS[kind]
    one, other = store.row(row_type, lost), store.row(row_type, kept)
    found: dict[str, Any] = {}
    for cell, columns in KINDS[kind].cells.items():
        theirs, ours = getattr(one, cell, None), getattr(other, cell, None)
        if columns != (cell,) or cell == "merged_into" or theirs in (None, "") or theirs == ours:
            continue
        if ours == "" or (ours is None and cell == "organisation"):
            found[cell] = theirs
        elif cell == "notes" and ours:
            found[cell] = f"{ours}\n\n{theirs}"
    return found


def merge_contacts(store: Store, kind: str, lost: str, kept: str, **values: Any) -> None:
    """Let `kept` stand for `lost` from now on; `values` are what `kept` takes over.

    Nothing is removed: what refers to `lost` is shown under `kept`, and undo
    makes two contacts of them again.
    """
    row_type, redirects = CONTACTS[kind], merged(store, kind)
    if canonical(lost, redirects) == canonical(kept, redirects):
        raise SameContactError
    with store.edit(_("merging of two contacts")) as edit:
        edit.change(row_type, lost, merged_into=kept)
        if values:
            edit.change(row_type, kept, **values)


def part_contacts(store: Store, kind: str, uid: str) -> None:
    """Make a merged contact one of its own again.

    Two people may have merged the same two in opposite directions; then both
    redirects go, or one of them would still stand for the other.
    """
    row_type, redirects = CONTACTS[kind], merged(store, kind)
    circle = [uid]
    while (following := redirects.get(circle[-1])) and following not in circle:
        circle.append(following)
    with store.edit(_("parting of two contacts")) as edit:
        edit.change(row_type, uid, merged_into=None)
        if following == uid:
            edit.change(row_type, circle[-1], merged_into=None)


def merged_with(store: Store, kind: str, uid: str) -> list[Entry]:
    """Return the contacts that are shown as one with the one that stands for them."""
    same = {one for one, other in stands_for(store, kind).items() if other == uid and one != uid}
    return [entry for entry in _entries(store, kind) if entry.uid in same]


def merged(store: Store, kind: str) -> dict[str, str | None]:
    """Return which contact was merged into which, of those that are there."""
    redirects = _redirects(store, kind)
    return {uid: target for uid, target in redirects.items() if target in redirects}


def stands_for(store: Store, kind: str) -> dict[str, str]:
    """Return for every contact the one that stands for it, itself if it was never merged."""
    found = representatives(merged(store, kind))
    return {uid: found.get(uid, uid) for uid in _redirects(store, kind)}


def same_as(store: Store, uid: str) -> list[str]:
    """Return all contacts that `uid` stands for, itself included."""
    found = [
        one for kind in CONTACTS for one, other in stands_for(store, kind).items() if other == uid
    ]
    return found or [uid]


def standing(store: Store, kind: str, uid: str) -> str:
    """Return the contact that stands for one; quick where nothing was merged."""
    row = store.row(CONTACTS[kind], uid)
    return uid if row is None or not row.merged_into else stands_for(store, kind).get(uid, uid)


def _redirects(store: Store, kind: str) -> dict[str, str | None]:
    """Return for every contact that is there the one it was merged into, or nothing."""
    columns = KINDS[kind].table.c
    query = select(columns.uid, columns.merged_into).where(columns.state == ALIVE)
    return dict(store.values(query))


def _entries(store: Store, kind: str) -> Iterator[Entry]:
    """Return what contacts that are there are compared by; organisations have names only."""
    columns = KINDS[kind].table.c
    shown = [columns[name] for name in ("uid", "name", "email", "phone") if name in columns]
    for values in store.values(select(*shown).where(columns.state == ALIVE)):
        yield Entry(*(value or "" for value in values))

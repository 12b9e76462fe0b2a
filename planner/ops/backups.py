"""Backups of the project: which there are, what differs, and the way back to one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from planner.exchange import foreign
from planner.exchange.merge import merge
from planner.model.everything import KINDS
from planner.model.records import ALIVE, DEAD, Copy, RecordKind
from planner.ops.protection import unlocked
from planner.ops.search import title_of
from planner.store import backups
from planner.store.derive import ORDER
from planner.store.edit import Edit
from planner.store.store import Store
from planner.texts import _


@dataclass(frozen=True)
class Backup:
    """A project file as it was at some time."""

    path: Path
    at_utc: str
    size: int


@dataclass(frozen=True)
class Difference:
    """What going back to a backup would do to one record: bring_back, change or remove."""

    what: str
    kind: str
    uid: str
    title: str
    fields: tuple[str, ...] = ()


def list_backups(store: Store) -> list[Backup]:
    """Return the backups of this project on this computer, newest first."""
    return [
        Backup(path, _time_of(path), path.stat().st_size)
        for path in backups.listed(store.project_uid)
    ]


def _time_of(path: Path) -> str:
    stamp = datetime.strptime(path.stem, backups.STAMP).replace(tzinfo=UTC)
    return stamp.isoformat(timespec="seconds")


def differences(store: Store, path: Path, passphrase: str = "") -> list[Difference]:
    """Return what going back to a backup would change; nothing is changed.

    Raises
    ------
    PassphraseNeededError
        It is protected by another passphrase than the project is now.
    FileUnusableError
        The file is not a sound copy of this project.
    """
    with unlocked(store, path, passphrase) as other, foreign.trial(store) as trial:
        merge(trial, other)
        with foreign.as_project(other) as past:
            return list(_differences(trial, past))


def go_back(store: Store, path: Path, passphrase: str = "") -> list[Difference]:
    """Bring all records back to what they were in a backup, as one step that undo takes back.

    Nothing is thrown away: what was written since stays in the history. Persons
    who were erased since then stay erased.
    """
    with unlocked(store, path, passphrase) as other:
        if store.on_disk:
            backups.keep_state(store.connection(), store.project_uid)
        merge(store, other)
        with foreign.as_project(other) as past:
            found = list(_differences(store, past))
            with store.edit(_("going back to a backup")) as edit:
                for one in found:
                    _apply(edit, past, one)
    return found


def _differences(store: Store, past: Store) -> Iterator[Difference]:
    """Compare the records that are there; parents come before their children."""
    for kind in reversed(ORDER):
        then = {row.uid: row for row in past.rows(kind.table.select(), kind.row)}
        now = {row.uid: row for row in store.rows(kind.table.select(), kind.row, deleted=True)}
        for uid, row in then.items():
            state = now[uid].state if uid in now else DEAD
            if state == DEAD:
                yield _named(past, kind, "bring_back", uid)
            elif state == ALIVE and (changed := _changed(kind, now[uid], row)):
                yield _named(past, kind, "change", uid, tuple(changed))
        for uid, row in now.items():
            if row.state == ALIVE and uid not in then:
                yield _named(store, kind, "remove", uid)


def _named(
    store: Store, kind: RecordKind, what: str, uid: str, fields: tuple[str, ...] = ()
) -> Difference:
    return Difference(what, kind.name, uid, title_of(store, kind.name, uid), fields)


def _changed(kind: RecordKind, now: Copy, then: Copy) -> dict[str, Any]:
    """Return the fields of the past that are known there and differ now."""
    return {
        name: getattr(then, name)
        for name in kind.fields.model_fields
        if getattr(then, name) != getattr(now, name) and getattr(now, name) is not None
    }


def _apply(edit: Edit, past: Store, one: Difference) -> None:
    kind = KINDS[one.kind]
    then = past.row(kind.row, one.uid)
    if one.what == "remove":
        if edit.state(kind, one.uid) == ALIVE:  # it may have gone with its parent
            edit.remove(kind.row, one.uid)
        return
    if one.what == "bring_back":
        edit.restore(kind.row, one.uid)
    values = then.model_dump(exclude={"uid", "state"}) if then else {}
    known = {n: v for n, v in values.items() if not one.fields or n in one.fields}
    edit.change(kind.row, one.uid, **known)

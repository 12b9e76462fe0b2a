"""Copies of the project: bring one in, send one out, settle what they disagree about."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlmodel import select

from planner.errors import NotFoundError, TargetChangedError
from planner.exchange import conflicts, foreign, register
from planner.exchange import send as sending
from planner.exchange.conflicts import Conflict, Side
from planner.exchange.merge import holds_news, merge
from planner.exchange.receive import Received, project_uid_of, received_in_memory
from planner.exchange.refusals import OtherProjectError, OwnFileError, UnsoundFileError
from planner.exchange.register import Exchange
from planner.exchange.report import Report
from planner.exchange.scope import Scope
from planner.exchange.seal import (
    PLAIN,
    STRENGTHS,
    Key,
    is_sealed,
    opened,
    seal,
    strength,
    unsealed,
    wants_passphrase,
)
from planner.exchange.send import Sent, leave_plain, plain_bytes, write_copy
from planner.exchange.wording import Piece, pieces
from planner.model.datasets import Dataset, DatasetFields, DatasetRow
from planner.model.everything import KINDS
from planner.ops import duplicates
from planner.ops.counts import CELL_M, LEAST, counted
from planner.ops.protection import unlocked
from planner.ops.search import NAMED, titles_of
from planner.store import backups
from planner.store.connect import is_there, looks_protected, salt_of
from planner.store.files import Fingerprint
from planner.store.graph import LIFE
from planner.store.room import room
from planner.store.store import Store
from planner.store.working_copy import WorkingCopy
from planner.texts import _, plural

__all__ = [
    "PLAIN",
    "STRENGTHS",
    "Conflict",
    "Exchange",
    "Key",
    "OtherProjectError",
    "Piece",
    "Scope",
    "Side",
    "is_sealed",
    "pieces",
    "strength",
    "wants_passphrase",
]


@dataclass(frozen=True)
class Happened:
    """What became of one record, with its title for people."""

    what: str
    kind: str
    uid: str
    title: str


@dataclass(frozen=True)
class Outcome:
    """What bringing a copy in did, or would do."""

    name: str
    records: tuple[Happened, ...]
    conflicts: tuple[Happened, ...]
    duplicates: tuple[Happened, ...]
    report: Report

    @property
    def counts(self) -> Counter[str]:
        return self.report.counts()


def is_copy(store: Store, path: Path) -> bool:
    """Say whether a file calls itself a copy of this project; nothing in it is believed yet."""
    return project_uid_of(path, store.key) == store.project_uid


def needs_key(store: Store, path: Path) -> bool:
    """Say whether a file is sealed, or protected by another passphrase than the project."""
    return is_sealed(path) or salt_of(path) not in (None, store.key and store.key.salt)


def preview(store: Store, path: Path, key: Key | None = None) -> Outcome:
    """Tell what bringing `path` in would do; nothing is changed.

    Raises
    ------
    OtherProjectError
        The file is a copy of another project; see `foreign_records`.
    FileUnusableError
        The file cannot be used.
    """
    with _received(store, path, key) as other, foreign.trial(store) as trial:
        before = titles_of(store, KINDS)
        return _told(trial, merge(trial, other), path.name, before)


def bring_in(store: Store, path: Path, key: Key | None = None) -> Outcome:
    """Merge a copy into the project, after a backup. One undo takes all of it back."""
    with _received(store, path, key) as other:
        return _bring_in(store, other)


def _bring_in(store: Store, other: Received) -> Outcome:
    if store.project_uid == other.project_uid and not holds_news(store, other):
        return Outcome(other.name, (), (), (), Report())
    if store.on_disk:
        backups.keep_state(store.connection(), store.project_uid)
    outcome = _told(store, merge(store, other), other.name)
    scope = {"file": other.name}
    entry = register.entry(register.IN, "", scope, other.sha256, outcome.counts)
    register.keep(store, _("note of a file brought in"), entry)
    return outcome


def merge_target(work: WorkingCopy, target: Path, passphrase: str = "") -> Fingerprint:
    """Bring in what somebody else saved to our file meanwhile; return what was read.

    Whoever protected it meanwhile meant it to stay so: the work here is
    protected by the same passphrase from now on.

    Raises
    ------
    PassphraseNeededError, WrongPassphraseError
        It is protected by another passphrase than the work here.
    TargetChangedError
        What is there now is no copy of this project.
    """
    try:
        with unlocked(work.store, target, passphrase) as other:
            work.brought_in = _bring_in(work.store, other)
            seen = Fingerprint(other.size, -1, other.sha256)
            theirs = other.protected_by
    except (OtherProjectError, UnsoundFileError) as error:
        raise TargetChangedError(target.name) from error
    if theirs not in (None, work.store.key):
        work.change_key(theirs)
    return seen


def foreign_records(store: Store, path: Path, key: Key | None = None) -> list[Happened]:
    """Return the records of a file of another project, to choose from."""
    with _received(store, path, key) as other, foreign.as_project(other) as source:
        titles = titles_of(source, NAMED)
        return [
            Happened("", name, row.uid, titles[row.uid])
            for name in NAMED
            for row in source.rows(KINDS[name].table.select(), KINDS[name].row)
            if titles[row.uid]
        ]


def copy_records(
    store: Store, path: Path, uids: Sequence[str], key: Key | None = None
) -> list[str]:
    """Copy records of another project with what they refer to; they get new identities."""
    label = _("copies from {name}").format(name=path.name)
    with _received(store, path, key) as other, foreign.as_project(other) as source:
        return foreign.copy_records(store, source, uids, label)


@dataclass(frozen=True)
class Counts:
    """Incidents leave as counts by cells of so many metres and by month, none below `least`."""

    cell_m: float = CELL_M
    least: int = LEAST


def export(
    store: Store,
    target: Path,
    scope: Scope,
    party: str = "",
    key: Key | None = None,
    counts_of: Counts | None = None,
) -> Sent:
    """Write a copy for somebody else and note it in the register.

    With a `key` it is sealed, without one it is protected as the project is;
    with `PLAIN` whoever has it can read it. With `counts_of` incidents are
    withheld and leave as data sets of their own that hold counts.
    """
    if store.file and is_there(store.file) and is_there(target) and store.file.samefile(target):
        raise OwnFileError(target.name)
    suppressed = 0
    if counts_of:
        pairs = frozenset([*scope.withheld, ("dataset", "data")])
        scope = replace(scope, withheld=pairs)

    def finish(part: Path) -> None:
        nonlocal suppressed
        if counts_of:
            suppressed = _add_counts(store, part, counts_of)
        if key == PLAIN:
            leave_plain(part, store.key)
        elif key:
            seal(part, key, plain_bytes(part, store.key) if store.key else None)

    sent = replace(write_copy(store, target, scope, finish), suppressed=suppressed)
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    held = {
        "file": target.name,
        "only": sorted(scope.only),
        "withheld": sorted(".".join(pair) for pair in scope.withheld),
        "history": scope.history,
        "sealed": key not in (None, PLAIN),
        "protected": key is None and store.key is not None,
    }
    counts = {"records": sent.records, "withheld": sent.withheld, "persons": len(sent.persons)}
    entry = register.entry(register.OUT, party, held, digest, counts)
    register.keep(store, _("note of a file sent out"), entry, sent.persons)
    return sent


def _add_counts(store: Store, part: Path, wanted: Counts) -> int:
    """Add a data set of counts for each one in an unfinished copy; return what is left out."""
    left_out = 0
    with sending.unfinished(part, store.key) as copy, copy.edit(_("incidents as counts")) as edit:
        for row in copy.rows(select(Dataset), DatasetRow):
            here = store.row(DatasetRow, row.uid)
            if here is None or not here.digest or not store.has_bulk(here.digest):
                continue
            coarse = counted(store.bulk(here.digest), wanted.cell_m, wanted.least)
            left_out += coarse.suppressed
            kept = {
                name: getattr(here, name)
                for name in ("offence_type", "discovered_by", "source", "licence", "crs")
            }
            edit.add(
                DatasetFields(
                    name=_("{name} (counts)").format(name=here.name)[:200],
                    notes=_("Counts by cells of {cell} m and months; none below {least}.").format(
                        cell=f"{wanted.cell_m:g}", least=wanted.least
                    ),
                    rows=coarse.rows,
                    first_day=coarse.first_day,
                    last_day=coarse.last_day,
                    digest=edit.keep_bulk(coarse.bulk),
                    **kept,
                )
            )
    return left_out


def list_exchanges(store: Store, person: str = "") -> list[Exchange]:
    """Return the register, newest first; with a `person`, the files that this one was in."""
    return register.entries(store, person)


def remarks(outcome: Outcome) -> list[str]:
    """Return what else is worth knowing about a copy, one sentence each."""
    report, found = outcome.report, []
    if report.unknown:
        found.append(
            plural(
                "{n} change comes from a newer version: kept, not shown.",
                "{n} changes come from a newer version: kept, not shown.",
                report.unknown,
            )
        )
    if report.late:
        found.append(
            plural(
                "{n} edit of an erased record is dropped.",
                "{n} edits of erased records are dropped.",
                report.late,
            )
        )
    if report.scrubbed:
        found.append(
            plural(
                "{n} value was erased or forgotten in it and goes here as well; undo does not"
                " bring it back.",
                "{n} values were erased or forgotten in it and go here as well; undo does not"
                " bring them back.",
                report.scrubbed,
            )
        )
    if report.partial:
        found.append(_("The sender withheld values; records may be incomplete."))
    return found


def list_conflicts(store: Store) -> list[Conflict]:
    return conflicts.listed(store)


def count_conflicts(store: Store) -> int:
    found: int = store.connection().execute("SELECT count(*) FROM rep_conflict").fetchone()[0]
    return found


def resolve(store: Store, kind: str, uid: str, cell: str, value: Any) -> None:
    """Settle a disagreement by one value for all sides.

    Parameters
    ----------
    value
        For a cell of several fields a map of them; for ``_life`` whether the
        record is kept.

    Raises
    ------
    NotFoundError
        Nobody disagrees there.
    """
    found = next(
        (c for c in conflicts.listed(store) if (c.kind, c.uid, c.cell) == (kind, uid, cell)), None
    )
    if found is None:
        raise NotFoundError(_("conflict"), f"{uid} {cell}")
    conflicts.settle(store, _("settling of a conflict"), found, **as_values(kind, cell, value))


def as_values(kind: str, cell: str, value: Any) -> dict[str, Any]:
    """Return what `Edit.settle` is given for `value`."""
    if cell == LIFE:
        return {"keep": value not in (False, 0, "0", "remove")}
    if KINDS[kind].cells.get(cell) == (cell,):
        return {cell: value}
    if not isinstance(value, dict):
        raise TypeError(_("the value has to be an object with the fields of the cell"))
    return value


def disagreements(store: Store, uid: str) -> list[str]:
    """Return the cells of a record in which sides disagree."""
    return conflicts.of_record(store, uid)


@contextmanager
def _received(store: Store, path: Path, key: Key | None) -> Iterator[Received]:
    words = key.passphrase if key else ""
    content = unsealed(path, key) if store.key and is_sealed(path) else None
    if content and store.key and not looks_protected(content):
        with room(), received_in_memory(content, path.name, store.key) as other:
            yield other
        return
    with room(), opened(path, key) as plain, unlocked(store, plain, words) as other:
        yield replace(other, name=path.name)


def _told(
    store: Store, report: Report, name: str, before: Mapping[str, str] | None = None
) -> Outcome:
    """Give the records of a report their titles; `before` has those of what would be erased."""
    now = titles_of(store, report.kinds)
    titles = dict(before or {}) | {uid: title for uid, title in now.items() if title}
    records = tuple(Happened(o.what, o.kind, o.uid, titles.get(o.uid, "")) for o in report.outcomes)
    found = tuple(Happened(c.about, c.kind, c.uid, titles.get(c.uid, "")) for c in report.conflicts)
    added = {h.uid for h in records if h.what == "added"}
    pairs = duplicates.suggestions(store, among=added)
    twins = tuple(Happened("duplicate", p.kind, p.one.uid, p.one.name) for p in pairs)
    return Outcome(name, records, found, twins, report)

"""The local copy that every edit is committed to, and what is left of it after a crash.

The project file itself is only read when it is opened and replaced whole when
it is saved. Between the two all work is in the working copy, in this user's
own folder; whoever opens the same file next finds it there.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from planner.errors import (
    DamagedFileError,
    InUseError,
    PassphraseNeededError,
    TargetChangedError,
)
from planner.model.everything import KINDS
from planner.store import backups, files, graph, lock, places, rot
from planner.store.connect import UNREADABLE, FileKey, connect, convert, is_there, salt_of
from planner.store.files import Fingerprint
from planner.store.migrate import LAYOUT, layout, layout_of, migrate
from planner.store.room import room
from planner.store.store import Author, Edited, Store

_TURNS = 3
"""How often saving gives way to somebody else who saves at the same moment."""


@dataclass(frozen=True)
class Unsaved:
    """Work that was never saved: found after a crash, or after closing without saving."""

    copy: Path
    target: Path | None
    title: str
    changed_utc: str
    protected: bool = False


class WorkingCopy:
    """An open project: its store, the file it stands for, and whether that is up to date.

    `rotted` says that the file changed without being written since it was seen here.
    """

    def __init__(self, store: Store, copy: Path, target: Path | None, held: IO[bytes]) -> None:
        self.store = store
        self.target = store.file = target
        self.resumed = False
        self.rotted = False
        self._copy = copy
        self._held = held
        self.merge_target: Callable[[WorkingCopy, Path, str], Fingerprint] | None = None
        self.brought_in: Any = None
        self._seen: Fingerprint | None = None
        self._saved_steps = 0
        self._noted_unsaved = False
        store.on_edit.append(self._note_work)

    @property
    def unsaved(self) -> bool:
        """Whether there is work that the project file does not have."""
        return self.store.steps != self._saved_steps

    def save(self, passphrase: str = "") -> None:
        """Write the project to its file; raises ``UserError`` and keeps all if it cannot.

        What somebody else has saved there meanwhile is brought in first, if
        `merge_target` knows how; `passphrase` opens it where it needs another.
        """
        if self.target is None:
            raise ValueError("choose a file first")
        for _turn in range(_TURNS):
            try:
                self._publish(self.target, self._seen)
            except TargetChangedError:
                if self.merge_target is None:
                    raise
                self._seen = self.merge_target(self, self.target, passphrase)
            else:
                return
        raise TargetChangedError(self.target.name)

    def save_as(self, target: Path) -> None:
        """Write the project to `target` and go on working on that file."""
        target = target if target.suffix == files.SUFFIX else target.with_suffix(files.SUFFIX)
        expected = Fingerprint.of(target) if is_there(target) else None
        self._publish(target.absolute(), expected)

    def protect(self, key: FileKey | None) -> None:
        """Protect the work and its file by `key`, or by nothing any more; this saves as well.

        If the file cannot be written, everything is as it was before.
        """
        before = self.store.key
        if self.target:
            self.save()
        self.change_key(key)
        if self.target is None:
            return
        try:
            seen = files.publish(self.store.connection(), self.target, self._seen, key)
        except BaseException:
            self.change_key(before)
            raise
        self.stands_for(seen, self.store.steps)
        rot.note(self.target, seen)

    @room()
    def change_key(self, key: FileKey | None) -> None:
        """Protect the working copy by `key`, or by nothing; its file follows when it is saved."""
        part, before = places.changing(self._copy), self.store.key
        db = self.store.connection()
        if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise InUseError(self._copy.name if self.target is None else self.target.name)
        self.store.close()
        try:
            convert(self._copy, before, part, key)
            files.put_in_place(part, self._copy)
            before = key
        finally:
            part.unlink(missing_ok=True)
            self.store.reconnect(files.connect(self._copy, before), before)
        self.note()

    def close(self) -> None:
        """Let go of the project. Unsaved work stays and is offered at the next start."""
        keep = self.unsaved
        self.store.close()
        if not keep:
            places.delete(self._copy)
        self._held.close()
        if not keep:
            places.lock_of(self._copy).unlink(missing_ok=True)

    def discard(self) -> None:
        """Let go of the project and of the work that was not saved."""
        self._saved_steps = self.store.steps
        self.close()

    def begin(self) -> None:
        """Take the project as it is now for the beginning: there is nothing to save yet."""
        self.stands_for(self._seen, self.store.steps)

    def note(self) -> None:
        """Write down what this copy stands for, so that it can be found again."""
        facts = {
            "target": str(self.target) if self.target else None,
            "seen": asdict(self._seen) if self._seen else None,
            "saved_steps": self._saved_steps,
            "unsaved": self.unsaved,
        }
        part = places.facts_of(self._copy).with_suffix(".part")
        part.write_text(json.dumps(facts), "utf-8")
        part.replace(places.facts_of(self._copy))
        self._noted_unsaved = self.unsaved

    def _note_work(self, _edited: Edited) -> None:
        """Note beside a protected copy that it holds work: without its key nobody can look."""
        if self.store.key and not self._noted_unsaved and self.unsaved:
            self.note()

    def stands_for(self, seen: Fingerprint | None, saved_steps: int) -> None:
        self._seen, self._saved_steps = seen, saved_steps
        self.note()

    @room()
    def _publish(self, target: Path, expected: Fingerprint | None) -> None:
        steps = self.store.steps
        db = self.store.connection()
        key = self.store.key
        if is_there(target) and files.replaceable(db, target, expected, key):
            backups.keep(target, self.store.project_uid)
        seen = files.publish(db, target, expected, key)
        self.target = self.store.file = target
        self.stands_for(seen, steps)
        rot.note(target, seen)


@room()
def create(title: str, author: Author | None = None) -> WorkingCopy:
    """Start a new project that has no file yet."""
    copy = places.folder() / f"new-{secrets.token_hex(8)}.db"
    held = places.take(copy, title)
    store = files.fill_new(files.connect(copy), title, copy, author)
    work = WorkingCopy(store, copy, None, held)
    work.begin()
    return work


def to_unlock(path: Path) -> Path | None:
    """Return the file whose passphrase opens `path`: its own, or that of unsaved work on it."""
    copy = places.folder() / places.name_for(path.absolute())
    facts = places.facts(copy)
    if facts and copy.exists() and facts.get("unsaved"):
        return copy if salt_of(copy) else None
    return path if salt_of(path) else None


@room()
def open_file(
    path: Path,
    author: Author | None = None,
    *,
    private: bool = False,
    key: FileKey | None = None,
) -> WorkingCopy:
    """Open a project file for work.

    Work on it that was never saved is taken up again (`resumed`), unless
    `private` asks for a copy of one's own, as commands do.

    Raises
    ------
    FileUnusableError
        The file cannot be used. It has not been touched.
    """
    path = path.absolute()
    if private:
        _sweep()
    copy = places.folder() / (
        f"own-{secrets.token_hex(8)}.db" if private else places.name_for(path)
    )
    if not copy.exists():
        files.check_header(path, key)
    held = places.take(copy, path.name)
    facts = places.facts(copy)
    try:
        if facts and _has_work(copy, facts, key):
            seen = Fingerprint(**facts["seen"]) if facts["seen"] else None
            work = _work_on(copy, path, author, held, key)
            work.resumed = True
            work.stands_for(seen, facts["saved_steps"])
        else:
            places.delete(copy)
            seen = files.copy_for_work(path, copy, key)
            work = _work_on(copy, path, author, held, key)
            work.stands_for(seen, work.store.steps)
            work.rotted = rot.has_rotted(path, seen)
            if not (private or work.rotted):
                rot.note(path, seen)
    except BaseException:
        held.close()
        if not (facts and _has_work(copy, facts, key)):
            places.delete(copy)
            places.lock_of(copy).unlink(missing_ok=True)
        raise
    return work


@room()
def recover(
    found: Unsaved, author: Author | None = None, key: FileKey | None = None
) -> WorkingCopy:
    """Open unsaved work again, whether or not its file is still there."""
    held = places.take(found.copy, found.title)
    facts = places.facts(found.copy) or {}
    try:
        work = _work_on(found.copy, found.target, author, held, key)
    except BaseException:
        held.close()
        raise
    work.resumed = True
    seen = Fingerprint(**facts["seen"]) if facts.get("seen") else None
    work.stands_for(seen, facts.get("saved_steps", 0))
    return work


def forget(found: Unsaved) -> None:
    """Throw unsaved work away, because a person said so."""
    held = places.take(found.copy, found.title)
    places.delete(found.copy)
    held.close()
    places.lock_of(found.copy).unlink(missing_ok=True)


def unsaved_work() -> Iterator[Unsaved]:
    """Return the work that nobody has open and no file has, newest first."""
    for copy in sorted(places.folder().glob("*.db"), key=lambda p: p.stat().st_mtime, reverse=True):
        held = lock.take(places.lock_of(copy))
        if held is None:
            continue
        try:
            facts = places.facts(copy)
            if facts and _has_work(copy, facts):
                yield _describe(copy, facts)
            elif salt_of(copy) is None:  # else its file decides, with the key
                places.delete(copy)
        finally:
            held.close()


def _work_on(
    copy: Path,
    target: Path | None,
    author: Author | None,
    held: IO[bytes],
    key: FileKey | None,
) -> WorkingCopy:
    name = target.name if target else copy.name
    key = _fitting(copy, key, name)
    try:
        with room():
            db = files.connect(copy, key)
    except UNREADABLE as error:
        raise DamagedFileError(name) from error
    try:
        try:
            with room():
                migrate(db)
                _refuse_gaps(db, name)
                min_writer = db.execute("SELECT min_writer FROM meta").fetchone()[0]
        except UNREADABLE as error:
            raise DamagedFileError(name) from error
        store = Store(db, copy, author, read_only=min_writer > LAYOUT, key=key)
    except BaseException:
        db.close()
        raise
    return WorkingCopy(store, copy, target, held)


def _refuse_gaps(db: sqlite3.Connection, name: str) -> None:
    """Refuse a project in which a table is missing, or is not made as this app makes it."""
    made = set(db.execute("SELECT name, sql FROM sqlite_schema"))
    same_layout = layout_of(db) == LAYOUT
    if not {table for table, _sql in made} >= KINDS.keys() or (
        same_layout and not made >= layout()
    ):
        raise DamagedFileError(name)


def _sweep() -> None:
    """Delete what commands left that were killed; nobody was promised that work."""
    for copy in places.folder().glob("own-*.db"):
        held = lock.take(places.lock_of(copy))
        if held is not None:
            places.delete(copy)
            held.close()
            places.lock_of(copy).unlink(missing_ok=True)


def _fitting(copy: Path, key: FileKey | None, name: str) -> FileKey | None:
    """Return `key` if the working copy is protected by it, nothing if it is not protected."""
    salt = salt_of(copy)
    if salt and (key is None or key.salt != salt):
        raise PassphraseNeededError(name)
    return key if salt else None


def _has_work(copy: Path, facts: dict[str, Any], key: FileKey | None = None) -> bool:
    """Say whether a working copy holds changes that its file does not.

    A copy that cannot be read is set aside, never thrown away. Of one that is
    protected, the facts beside it tell as long as its key is not known.
    """
    if not copy.exists():
        return False
    try:
        key = _fitting(copy, key, copy.name)
    except PassphraseNeededError:
        return bool(facts.get("unsaved"))
    try:
        with closing(connect(copy, key)) as db:
            return graph.steps(db) != int(facts["saved_steps"])
    except UNREADABLE:
        copy.replace(copy.with_suffix(".damaged"))
        return False


def _describe(copy: Path, facts: dict[str, Any]) -> Unsaved:
    target = Path(facts["target"]) if facts["target"] else None
    if salt_of(copy):
        at = datetime.fromtimestamp(places.facts_of(copy).stat().st_mtime, UTC)
        return Unsaved(copy, target, "", at.isoformat(timespec="seconds"), protected=True)
    with closing(connect(copy)) as db:
        title = db.execute("SELECT title FROM project").fetchone()
        changed = db.execute("SELECT max(wall_utc) FROM rep_change").fetchone()[0]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Unsaved(copy, target, (title and title[0]) or "", changed or now)

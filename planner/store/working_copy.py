"""The local copy that every edit is committed to, and what is left of it after a crash.

The project file itself is only read when it is opened and replaced whole when
it is saved. Between the two all work is in the working copy, in this user's
own folder; whoever opens the same file next finds it there.
"""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from planner.errors import AlreadyOpenError, DamagedFileError, TargetChangedError
from planner.model.everything import KINDS
from planner.paths import user_data
from planner.store import backups, files, graph, lock
from planner.store.files import Fingerprint
from planner.store.migrate import LAYOUT, migrate
from planner.store.store import Author, Store

_TURNS = 3
"""How often saving gives way to somebody else who saves at the same moment."""


@dataclass(frozen=True)
class Unsaved:
    """Work that was never saved: found after a crash, or after closing without saving."""

    copy: Path
    target: Path | None
    title: str
    changed_utc: str


class WorkingCopy:
    """An open project: its store, the file it stands for, and whether that is up to date."""

    def __init__(self, store: Store, copy: Path, target: Path | None, held: IO[bytes]) -> None:
        self.store = store
        self.target = target
        self.resumed = False
        self._copy = copy
        self._held = held
        self.merge_target: Callable[[WorkingCopy, Path], Fingerprint] | None = None
        self.brought_in: Any = None
        self._seen: Fingerprint | None = None
        self._saved_steps = 0

    @property
    def unsaved(self) -> bool:
        """Whether there is work that the project file does not have."""
        return self.store.steps != self._saved_steps

    def save(self) -> None:
        """Write the project to its file; raises ``UserError`` and keeps all if it cannot.

        What somebody else has saved there meanwhile is brought in first, if
        `merge_target` knows how.
        """
        if self.target is None:
            raise ValueError("choose a file first")
        for _turn in range(_TURNS):
            try:
                self._publish(self.target, self._seen)
            except TargetChangedError:
                if self.merge_target is None:
                    raise
                self._seen = self.merge_target(self, self.target)
            else:
                return
        raise TargetChangedError(self.target.name)

    def save_as(self, target: Path) -> None:
        """Write the project to `target` and go on working on that file."""
        target = target if target.suffix == files.SUFFIX else target.with_suffix(files.SUFFIX)
        expected = Fingerprint.of(target) if target.exists() else None
        self._publish(target.absolute(), expected)

    def close(self) -> None:
        """Let go of the project. Unsaved work stays and is offered at the next start."""
        keep = self.unsaved
        self.store.close()
        if not keep:
            _delete(self._copy)
        self._held.close()
        if not keep:
            _lock_of(self._copy).unlink(missing_ok=True)

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
        }
        part = _facts_of(self._copy).with_suffix(".part")
        part.write_text(json.dumps(facts), "utf-8")
        part.replace(_facts_of(self._copy))

    def stands_for(self, seen: Fingerprint | None, saved_steps: int) -> None:
        self._seen, self._saved_steps = seen, saved_steps
        self.note()

    def _publish(self, target: Path, expected: Fingerprint | None) -> None:
        steps = self.store.steps
        db = self.store.connection()
        if target.exists() and files.replaceable(db, target, expected):
            backups.keep(target, self.store.project_uid)
        seen = files.publish(db, target, expected)
        self.target = target
        self.stands_for(seen, steps)


def create(title: str, author: Author | None = None) -> WorkingCopy:
    """Start a new project that has no file yet."""
    copy = _folder() / f"new-{secrets.token_hex(8)}.db"
    held = _take(copy, title)
    store = files.fill_new(files.connect(copy), title, copy, author)
    work = WorkingCopy(store, copy, None, held)
    work.begin()
    return work


def open_file(path: Path, author: Author | None = None, *, private: bool = False) -> WorkingCopy:
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
    copy = _folder() / (f"own-{secrets.token_hex(8)}.db" if private else _name_for(path))
    if not copy.exists():
        files.check_header(path)
    held = _take(copy, path.name)
    facts = _facts(copy)
    try:
        if facts and _has_work(copy, facts):
            seen = Fingerprint(**facts["seen"]) if facts["seen"] else None
            work = _work_on(copy, path, author, held)
            work.resumed = True
            work.stands_for(seen, facts["saved_steps"])
        else:
            _delete(copy)
            seen = files.copy_for_work(path, copy)
            work = _work_on(copy, path, author, held)
            work.stands_for(seen, work.store.steps)
    except BaseException:
        held.close()
        if not (facts and _has_work(copy, facts)):
            _delete(copy)
            _lock_of(copy).unlink(missing_ok=True)
        raise
    return work


def recover(found: Unsaved, author: Author | None = None) -> WorkingCopy:
    """Open unsaved work again, whether or not its file is still there."""
    held = _take(found.copy, found.title)
    facts = _facts(found.copy) or {}
    work = _work_on(found.copy, found.target, author, held)
    work.resumed = True
    seen = Fingerprint(**facts["seen"]) if facts.get("seen") else None
    work.stands_for(seen, facts.get("saved_steps", 0))
    return work


def forget(found: Unsaved) -> None:
    """Throw unsaved work away, because a person said so."""
    held = _take(found.copy, found.title)
    _delete(found.copy)
    held.close()
    _lock_of(found.copy).unlink(missing_ok=True)


def unsaved_work() -> Iterator[Unsaved]:
    """Return the work that nobody has open and no file has, newest first."""
    for copy in sorted(_folder().glob("*.db"), key=lambda p: p.stat().st_mtime, reverse=True):
        held = lock.take(_lock_of(copy))
        if held is None:
            continue
        try:
            facts = _facts(copy)
            if facts and _has_work(copy, facts):
                yield _describe(copy, facts)
            else:
                _delete(copy)
        finally:
            held.close()


def _work_on(
    copy: Path, target: Path | None, author: Author | None, held: IO[bytes]
) -> WorkingCopy:
    name = target.name if target else copy.name
    try:
        db = files.connect(copy)
    except sqlite3.DatabaseError as error:
        raise DamagedFileError(name) from error
    try:
        migrate(db)
        _refuse_gaps(db, name)
        min_writer = db.execute("SELECT min_writer FROM meta").fetchone()[0]
        store = Store(db, copy, author, read_only=min_writer > LAYOUT)
    except BaseException:
        db.close()
        raise
    return WorkingCopy(store, copy, target, held)


def _refuse_gaps(db: sqlite3.Connection, name: str) -> None:
    """Refuse a project in which a table is missing."""
    tables = {one for (one,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables >= KINDS.keys():
        raise DamagedFileError(name)


def _sweep() -> None:
    """Delete what commands left that were killed; nobody was promised that work."""
    for copy in _folder().glob("own-*.db"):
        held = lock.take(_lock_of(copy))
        if held is not None:
            _delete(copy)
            held.close()
            _lock_of(copy).unlink(missing_ok=True)


def _has_work(copy: Path, facts: dict[str, Any]) -> bool:
    """Say whether a working copy holds changes that its file does not.

    A copy that cannot be read is set aside, never thrown away.
    """
    if not copy.exists():
        return False
    try:
        with closing(sqlite3.connect(copy, timeout=5)) as db:
            return graph.steps(db) != int(facts["saved_steps"])
    except sqlite3.DatabaseError:
        copy.replace(copy.with_suffix(".damaged"))
        return False


def _describe(copy: Path, facts: dict[str, Any]) -> Unsaved:
    with closing(sqlite3.connect(copy, timeout=5)) as db:
        title = db.execute("SELECT title FROM project").fetchone()
        changed = db.execute("SELECT max(wall_utc) FROM rep_change").fetchone()[0]
    target = Path(facts["target"]) if facts["target"] else None
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Unsaved(copy, target, (title and title[0]) or "", changed or now)


def _folder() -> Path:
    folder = user_data() / "work"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _name_for(path: Path) -> str:
    return f"{path.stem[:40]}-{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.db"


def _facts_of(copy: Path) -> Path:
    return copy.with_suffix(".json")


def _lock_of(copy: Path) -> Path:
    return copy.with_suffix(".lock")


def _take(copy: Path, name: str) -> IO[bytes]:
    held = lock.take(_lock_of(copy))
    if held is None:
        raise AlreadyOpenError(name)
    return held


def _facts(copy: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(_facts_of(copy).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _delete(copy: Path) -> None:
    for path in (copy, copy.with_name(copy.name + "-wal"), copy.with_name(copy.name + "-shm")):
        path.unlink(missing_ok=True)
    _facts_of(copy).unlink(missing_ok=True)

"""What one can do with a project as a whole: new, open, save, check, tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from planner.errors import DamagedFileError, NothingLeftError
from planner.model.project import Project, ProjectRow
from planner.model.records import ALIVE, KINDS
from planner.ops.checklists import add_shipped
from planner.store import check as checks
from planner.store import rot, working_copy
from planner.store.connect import FileKey
from planner.store.files import Fingerprint, app_version, check_header
from planner.store.identity import natural_uid
from planner.store.salvage import Salvaged, salvage
from planner.store.store import Author, Store
from planner.store.working_copy import Unsaved, WorkingCopy
from planner.texts import _

__all__ = ["Unsaved", "WorkingCopy"]


@dataclass(frozen=True)
class ProjectInfo:
    """A project in a few figures."""

    project_uid: str
    title: str
    format: int
    app_version: str
    counts: dict[str, int]
    conflicts: int
    protected: bool


def new_project(path: Path | None, title: str, author: Author | None = None) -> WorkingCopy:
    """Start a project with the shipped checklists; with a `path` it is saved there at once."""
    work = working_copy.create(title, author)
    add_shipped(work.store)
    work.store.begin_here()
    work.begin()
    if path:
        try:
            work.save_as(path)
        except BaseException:
            work.discard()
            raise
    return work


def open_project(
    path: Path,
    author: Author | None = None,
    *,
    private: bool = False,
    key: FileKey | None = None,
) -> WorkingCopy:
    return _merging(working_copy.open_file(path, author, private=private, key=key))


def unsaved_work() -> Iterator[Unsaved]:
    return working_copy.unsaved_work()


def recover(
    found: Unsaved, author: Author | None = None, key: FileKey | None = None
) -> WorkingCopy:
    return _merging(working_copy.recover(found, author, key))


def _merging(work: WorkingCopy) -> WorkingCopy:
    """Let saving bring in first what somebody else has saved to the same file."""

    def merge_target(work: WorkingCopy, target: Path, passphrase: str) -> Fingerprint:
        from planner.ops import exchange

        return exchange.merge_target(work, target, passphrase)

    work.merge_target = merge_target
    return work


def forget(found: Unsaved) -> None:
    working_copy.forget(found)


def project(store: Store) -> ProjectRow:
    """Return the project's own record; a copy that lacks it gets the defaults."""
    found = store.rows(select(Project), ProjectRow)
    uid = natural_uid(store.project_uid, "project")
    return next((row for row in found if row.uid == uid), ProjectRow(uid=uid))


def change_project(store: Store, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of project settings"), seen) as edit:
        edit.change(ProjectRow, project(store).uid, **values)


def info(store: Store) -> ProjectInfo:
    counts = {name: count(store, name) for name in KINDS if name != "project"}
    return ProjectInfo(
        store.project_uid,
        project(store).title or "",
        checks.layout(store),
        app_version(),
        counts,
        checks.conflicts(store),
        store.key is not None,
    )


def count(store: Store, kind: str) -> int:
    """Return how many records of `kind` there are."""
    table = KINDS[kind].table
    return store.number(select(func.count()).select_from(table).where(col(table.c.state) == ALIVE))


def check(store: Store) -> list[str]:
    """Return what is wrong with the project, in words; nothing if all is well."""
    return checks.problems(store)


def has_rotted(path: Path) -> bool:
    """Say whether a file changed since it was seen on this computer, though nobody wrote it."""
    return rot.has_rotted(path, Fingerprint.of(path))


def rot_words(name: str) -> str:
    return _(
        "The content of {name} changed while its date did not, as a failing disk or stick does it."
        " Compare it with a backup before you rely on it, and copy it to another disk."
    ).format(name=name)


def repair(path: Path, key: FileKey | None = None) -> Salvaged:
    """Save what can be read of a damaged file into a new one beside it.

    Raises
    ------
    NothingLeftError
        Not one value of it can be read.
    """
    try:
        check_header(path, key)
    except DamagedFileError as error:
        raise NothingLeftError(path.name, path.stat().st_size) from error
    return salvage(path, key)

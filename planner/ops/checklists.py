"""What one can do with checklists: those that came with the app and those from files."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from planner.errors import NoFileError, NotFoundError
from planner.features.assessments.checklist import Checklist, read_checklist
from planner.features.assessments.safe_yaml import LARGEST
from planner.features.assessments.shipped import Shipped, shipped
from planner.model.assessments import Checklist as ChecklistTable
from planner.model.assessments import ChecklistFields, ChecklistRow
from planner.store.bulk import Bulk
from planner.store.edit import Edit
from planner.store.store import Store
from planner.texts import _

TEXT = "text"

_read: dict[str, Checklist] = {}
"""Checklists by the address of their text: the same text is the same in every project."""


@dataclass(frozen=True)
class Imported:
    """What an import did: `added` is false if the project has this very text already."""

    uid: str
    title: str
    added: bool


def list_checklists(store: Store) -> list[ChecklistRow]:
    """Return the project's checklists by title, the newest version of each first."""
    rows = store.rows(select(ChecklistTable), ChecklistRow)
    newest = sorted(rows, key=lambda row: version_order(row.version), reverse=True)
    return sorted(newest, key=lambda row: row.title.casefold())


def version_order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def import_checklist(store: Store, path: Path) -> Imported:
    """Take in a checklist file; a damaged one is refused with its line and changes nothing."""
    if not path.is_file():
        raise NoFileError(path)
    with path.open("rb") as file:
        return take_in(store, file.read(LARGEST + 1))


def take_in(store: Store, raw: bytes) -> Imported:
    """Keep the text of a checklist, once."""
    checklist = read_checklist(raw)
    before = {row.uid for row in list_checklists(store)}
    with store.edit(_("import of checklist “{title}”").format(title=checklist.title)) as edit:
        fields = _fields(checklist, _keep(edit, raw))
        uid = edit.add(fields)
    return Imported(uid, checklist.title, uid not in before)


def add_shipped(store: Store) -> None:
    """Give a new project the checklists that come with the app."""
    with store.edit(_("shipped checklists")) as edit:
        for one in shipped():
            edit.add(_fields(one, _keep(edit, one.raw())))


def checklist_named(store: Store, name: str) -> ChecklistRow:
    """Return the checklist with this uid, digest or identity; of several, the newest."""
    for row in list_checklists(store):
        if name and name in (row.uid, row.digest, row.checklist):
            return row
    raise NotFoundError("checklist", name)


def read(store: Store, digest: str) -> Checklist:
    """Return the checklist whose text is kept under `digest`."""
    if digest not in _read:
        _read[digest] = read_checklist(store.bulk(digest).data(TEXT))
    return _read[digest]


def _keep(edit: Edit, raw: bytes) -> str:
    return edit.keep_bulk(Bulk({"holds": "checklist"}, {TEXT: raw}))


def _fields(named: Checklist | Shipped, digest: str) -> ChecklistFields:
    return ChecklistFields(
        checklist=named.id,
        version=named.version,
        title=named.title,
        language=named.language,
        digest=digest,
    )

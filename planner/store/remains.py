"""What is left of a damaged project file: the rows of our tables, and where some are missing.

A row that the list of tables leads to belongs where that says. A row on a page
that nothing leads to any more belongs to the one table whose rows look like
it; a row that could be of two tables is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from planner.errors import InUseError, NothingLeftError
from planner.model.everything import KINDS
from planner.store.connect import FileKey
from planner.store.decipher import decipher
from planner.store.loose_ends import EVERYTHING, Between
from planner.store.pages import INDEX, TABLE, Gap, Pages, Row, Values

SHAPES = {
    "rep_change": (TABLE, "nbitbbitbt[nt]i"),
    "rep_edge": (INDEX, "bbt"),
    "rep_actor": (INDEX, "bttt"),
    "rep_tx": (INDEX, "bt[nb]"),
    "rep_import": (INDEX, "bii"),
    "rep_erasure": (INDEX, "bttt"),
    "rep_horizon": (TABLE, "nt"),
    "rep_exchange": (INDEX, "btttttt"),
    "rep_exchange_row": (INDEX, "bb"),
    "bulk": (TABLE, "dt"),
    "bulk_chunk": (INDEX, "dix"),
    "meta": (TABLE, "ntiitii"),
    "rep_edge_parent": (INDEX, "btb"),
}
"""How the rows of each table are kept, and the letters of their values; see `_letters`."""

_UID = 16
_SCHEMA = 5  # columns of the list of tables
TABLES = tuple(table for table in SHAPES if table not in ("meta", "rep_edge_parent"))
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass
class Remains:
    """Rows by table, and what is known of those that are missing."""

    pages: int
    expected: int
    rows: dict[str, list[Values]] = field(default_factory=lambda: {table: [] for table in SHAPES})
    damaged: list[str] = field(default_factory=list)
    edge_gaps: list[Between] = field(default_factory=list)
    last_change: int = 0
    end_lost: bool = False
    project_uid: str = ""


def read(path: Path, key: FileKey | None = None) -> Remains:
    """Read what is left of a project file.

    Raises
    ------
    NothingLeftError
        It has no first page, or one that is of no database.
    """
    try:
        content: bytes | bytearray = path.read_bytes()
    except OSError as error:
        raise InUseError(path.name) from error
    lost: frozenset[int] = frozenset()
    if key:
        content, lost = decipher(bytes(content), key)
    try:
        pages = Pages(content, lost)
    except (ValueError, IndexError) as error:
        raise NothingLeftError(path.name, len(content)) from error
    found = Remains(pages.there - len(lost), max(pages.expected, pages.there))
    _read_trees(pages, _roots(pages), found)
    for table, values in _strays(pages):
        found.rows[table].append(values)
    known = dict.fromkeys(found.rows["rep_edge"])
    known |= {(child, parent, role): None for parent, role, child in found.rows["rep_edge_parent"]}
    found.rows["rep_edge"] = list(known)
    found.project_uid = next((str(row[1]) for row in found.rows["meta"]), "")
    return found


def _roots(pages: Pages) -> dict[str, int]:
    """Return the first page of each of our tables, as far as the list of tables is there."""
    entries = [row.values for row in pages.tree(1, TABLE) if isinstance(row, Row)]
    return {
        str(values[1]): values[3]
        for values in entries
        if len(values) == _SCHEMA and values[1] in SHAPES and isinstance(values[3], int)
    }


def _read_trees(pages: Pages, roots: dict[str, int], found: Remains) -> None:
    for table, (family, _letters) in SHAPES.items():
        tree = list(pages.tree(roots.get(table, 0), family))
        found.rows[table] = [_filled(table, row) for row in tree if isinstance(row, Row)]
        gaps = [gap.number for gap in tree if isinstance(gap, Gap)]
        if gaps:
            found.damaged.append(table)
        if table == "rep_change":
            found.last_change = max(gaps, default=0)
            found.end_lost = bool(tree) and isinstance(tree[-1], Gap)
        if table == "rep_edge":
            found.edge_gaps = list(_between(tree))
    if found.edge_gaps and "rep_edge_parent" not in found.damaged:  # the index has them all
        found.damaged.remove("rep_edge")
        found.edge_gaps = []
    found.damaged = [table for table in found.damaged if table != "rep_edge_parent"]


def _between(tree: list[Row | Gap]) -> Iterator[Between]:
    """Return the identities before and after each gap among edges."""
    low, open_gap = EVERYTHING[0], False
    for row in tree:
        if isinstance(row, Gap):
            open_gap = True
        elif isinstance(first := row.values[0] if row.values else None, bytes):
            if open_gap:
                yield low, first
            low, open_gap = first, False
    if open_gap:
        yield low, EVERYTHING[1]


def _filled(table: str, row: Row) -> Values:
    """Return a row with its number, which is kept apart from its values."""
    if row.values and SHAPES[table][1].startswith("n"):
        return (row.number, *row.values[1:])
    return row.values


def _strays(pages: Pages) -> Iterator[tuple[str, Values]]:
    for family, row in pages.strays():
        letters = _letters(row.values)
        tables = [
            table
            for table, (kept, shape) in SHAPES.items()
            if kept == family and re.fullmatch(shape, letters)
        ]
        tables = [table for table in tables if len(tables) == 1 or _fits(table, row.values)]
        if len(tables) == 1:
            yield tables[0], _filled(tables[0], row)


def _letters(values: Values) -> str:
    """Return a letter a value: n none, i number, b identity, x other bytes, d digest, t text."""
    return "".join(map(_letter, values))


def _letter(value: object) -> str:
    if value is None:
        return "n"
    if isinstance(value, bytes):
        return "b" if len(value) == _UID else "x"
    if isinstance(value, str):
        return "d" if re.fullmatch("[0-9a-f]{64}", value) else "t"
    return "i" if isinstance(value, int) else "f"


def _fits(table: str, values: Values) -> bool:
    """Tell tables apart whose rows are of the same types."""
    if table in ("rep_edge_parent", "rep_tx"):
        return (values[1] in ("s", "o") and values[2] is not None) == (table == "rep_edge_parent")
    erasure = str(values[1]) in KINDS and bool(_TIME.match(str(values[2])))
    return erasure == (table == "rep_erasure")

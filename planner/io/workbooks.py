"""Sheets of an Excel workbook as tables."""

import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from planner.io import texts
from planner.io.recognise import UnreadableFileError, damaged
from planner.io.suggestions import Suggestion
from planner.io.tables import PIECE, PREVIEW, Piece, Wanted, Writing, position, squared
from planner.progress import Progress, Silent
from planner.texts import _

MOST_CELL = 32_767


@dataclass(frozen=True)
class Sheet:
    """One sheet; numbers and dates are taken as the cells hold them."""

    path: Path
    sheet: str
    header: int
    columns: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    taken: Mapping[str, Suggestion] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    decimal: str = "."
    place: tuple[str, str] | None = None
    crs: str = ""

    def read(self, wanted: Wanted, progress: Progress | None = None) -> Iterator[Piece]:
        import pandas as pd

        progress = progress or Silent()
        at = {name: position(self.columns, name) for name in wanted.names}
        with _sheets(self.path) as sheets:
            rows = islice(_rows(sheets[self.sheet]), self.header + 1, None)
            first = self.header + 2
            while piece := list(islice(rows, PIECE // 16)):
                columns = {
                    name: pd.Series([_cell(row, place) for row in piece], dtype=object)
                    for name, place in at.items()
                }
                yield Piece(
                    first, {n: _typed(c, n not in wanted.numbers) for n, c in columns.items()}
                )
                first += len(piece)
                progress.step(first, max(first, sheets[self.sheet].max_row or first))


def open_workbook(path: Path, writing: Writing, notes: tuple[str, ...]) -> Sheet:
    """Look at the chosen sheet, or at the one that looks most like a table."""
    with _sheets(path) as sheets:
        heads = {name: _head(sheet) for name, sheet in sheets.items()}
    tables = [name for name, rows in heads.items() if _cells(rows)]
    if not tables:
        raise UnreadableFileError(path, _("Its sheets are empty."), _("Choose another file."))
    best = max(tables, key=lambda name: _cells(heads[name]))
    name = writing.sheet or best
    if name not in heads:
        raise UnreadableFileError(
            path,
            _("It has no sheet {name}.").format(name=name),
            _("Choose one of: {known}.").format(known=", ".join(heads)),
        )
    others = tuple(other for other in tables if other != name)
    sure = writing.sheet or not any(_is_table(heads[other]) for other in others)
    why = _("It holds the largest table.") if others else ""
    taken = {"sheet": Suggestion(name, "sure" if sure else "likely", why, others)}
    rows = heads[name]
    header = texts.suggest_header(rows[:50]) if writing.header is None else writing.header
    width = len(rows[header]) if 0 <= header < len(rows) else max(map(len, rows), default=0)
    names = texts.column_names(rows[header] if header >= 0 else [], width)
    return Sheet(path, name, header, names, squared(rows[header + 1 :], width), taken, notes)


@contextmanager
def _sheets(path: Path) -> Iterator[dict[str, Any]]:
    """Open the sheets of a workbook for reading; say so where it is damaged."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            try:
                yield {sheet.title: sheet for sheet in book.worksheets}
            finally:
                book.close()
    except (BadZipFile, zlib.error, InvalidFileException, OSError, EOFError) as error:
        raise damaged(path) from error
    except (LookupError, ValueError, TypeError, AttributeError, SyntaxError) as error:
        raise damaged(path) from error


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return rows


def _head(sheet: Any) -> list[list[str]]:
    """Return the first rows as text, without the empty columns to the right."""
    rows = [
        [_text(cell) for cell in row[: texts.MOST_COLUMNS]]
        for row in islice(_rows(sheet), PREVIEW + 50)
    ]
    width = max((n + 1 for row in rows for n, cell in enumerate(row) if cell), default=0)
    return [row[:width] for row in rows]


def _cells(rows: list[list[str]]) -> int:
    return sum(bool(cell) for row in rows for cell in row)


def _is_table(rows: list[list[str]]) -> bool:
    """Two columns and three rows at least; a page of notes is no table."""
    return sum(sum(map(bool, row)) >= 2 for row in rows) >= 3


def _cell(row: tuple[Any, ...], place: int) -> Any:
    return row[place] if place < len(row) else None


def _typed(column: Any, words: bool) -> Any:
    if words:
        return column.map(_text).replace("", None)
    numbers = column.map(lambda v: isinstance(v, int | float) and not isinstance(v, bool))
    if (numbers | column.isna()).all():
        return column.astype(float)
    return column.map(lambda v: v if v is None else _text(v))


def _text(value: Any) -> str:
    """Write a cell as a person would type it, dates as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()[:MOST_CELL]

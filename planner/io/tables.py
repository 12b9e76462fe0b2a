"""Tables of any writing, CSV and XLSX, as columns; read in pieces, never as a whole.

`open_table` looks at the beginning, says how it took the file and how sure it
is, and reads nothing more. `Table.read` then hands out chosen columns piece
by piece, so a million rows need little memory and can be stopped.
"""

import zlib
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from planner.errors import UserError
from planner.io import texts
from planner.io.recognise import UnreadableFileError, recognise
from planner.io.suggestions import Suggestion
from planner.progress import Progress, Silent
from planner.texts import _

if TYPE_CHECKING:
    import pandas as pd

PREVIEW = 200
PIECE = 131_072


@dataclass(frozen=True)
class Writing:
    """How a table is to be taken; None means: work it out."""

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    layer: str | None = None
    header: int | None = None


AS_FOUND = Writing()


@dataclass(frozen=True)
class Wanted:
    """The columns to read: numbers, words, and dates with their forms for ``strptime``."""

    numbers: Collection[str] = ()
    words: Collection[str] = ()
    dates: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.numbers, *self.words, *self.dates)))


@dataclass(frozen=True)
class Piece:
    """Some rows of the chosen columns; `first` is the number of the first row in the file.

    Columns asked for as numbers are floats where all of them are numbers, those
    asked for as dates are moments where all have the form; all else is text.
    `long` marks rows with more fields than the header.
    """

    first: int
    columns: "Mapping[str, pd.Series[Any]]"
    long: "pd.Series[Any] | None" = None


class Table(Protocol):
    """What every reader of rows offers, whether from a text, a workbook or a layer."""

    @property
    def path(self) -> Path: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def preview(self) -> tuple[tuple[str, ...], ...]: ...
    @property
    def decimal(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    @property
    def place(self) -> tuple[str, str] | None: ...
    @property
    def crs(self) -> str: ...
    @property
    def taken(self) -> Mapping[str, Suggestion]: ...

    def read(self, wanted: "Wanted", progress: Progress = ...) -> Iterator[Piece]: ...


class NoSuchColumnError(UserError):
    """A column was named that the table does not have."""

    code = "no_column"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            _("Nothing was imported."),
            _("The table has no column {name}.").format(name=name),
            _("Its columns are: {known}.").format(known=", ".join(known)),
        )


@dataclass(frozen=True)
class TextTable:
    """A table written as text, with what was worked out about its writing."""

    path: Path
    packed: bool
    encoding: str
    delimiter: str
    decimal: str
    header: int
    columns: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    taken: Mapping[str, Suggestion] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    place: tuple[str, str] | None = None
    crs: str = ""

    def read(self, wanted: Wanted, progress: Progress | None = None) -> Iterator[Piece]:
        import pandas as pd

        progress = progress or Silent()
        total = max(1, self.path.stat().st_size)
        at = {name: position(self.columns, name) for name in wanted.names}
        overflow = len(self.columns)
        first = self.header + 2
        # A line as wide as the table and one field more, so that longer rows are noticed.
        ruler = self.delimiter * overflow + "\n"
        try:
            with texts.CleanText(self.path, self.packed, self.encoding, ruler) as text:
                for number, read in enumerate(self._frames(text, at, wanted)):
                    frame = read.iloc[1:] if number == 0 else read
                    yield Piece(
                        first,
                        {name: frame[f"column {place}"] for name, place in at.items()},
                        long if (long := frame[f"column {overflow}"].notna()).any() else None,
                    )
                    first += len(frame)
                    progress.step(min(text.done(), total), total)
        except pd.errors.EmptyDataError:
            return
        except pd.errors.ParserError as error:
            raise _unparsable(self.path, error) from error
        except (UnicodeError, OSError, EOFError, zlib.error) as error:
            raise texts.badly_encoded(self.path, self.encoding) from error

    def _frames(
        self, text: texts.CleanText, at: Mapping[str, int], wanted: Wanted
    ) -> "Iterator[pd.DataFrame]":
        import pandas as pd

        names = [f"column {n}" for n in range(len(self.columns) + 1)]  # a number would be a place
        dates: dict[Hashable, str] = {names[at[n]]: form for n, form in wanted.dates.items()}
        words = {names[at[name]] for name in wanted.words} | {names[-1]}
        with pd.read_csv(
            text,
            sep=self.delimiter,
            header=None,
            names=names,
            usecols=[*dict.fromkeys(names[place] for place in at.values()), names[-1]],
            index_col=False,
            skiprows=range(1, self.header + 2),
            skip_blank_lines=False,
            decimal=self.decimal,
            dtype=dict.fromkeys(words, object),
            parse_dates=[*map(str, dates)],
            date_format=dates or None,
            low_memory=False,
            chunksize=PIECE,
        ) as frames:
            yield from frames


def open_table(path: Path, writing: Writing = AS_FOUND) -> Table:
    """Look at `path` and say how it was taken; a workbook and a layer are tables too.

    Raises
    ------
    UnreadableFileError
        It is empty, damaged, or nothing that holds rows.
    """
    kind = recognise(path)
    notes: tuple[str, ...] = ()
    suffixes = {"workbook": {".xlsx", ".xlsm"}, "layer": {".geojson", ".json", ".gpkg", ".shp"}}
    if path.suffix.lower() in set().union(*suffixes.values()) - suffixes.get(kind, set()):
        notes = (
            _("The name ends in {ending}, but the content is {kind}; it was read as that.").format(
                ending=path.suffix, kind=KIND_WORDS[kind]()
            ),
        )
    if kind == "workbook":
        from planner.io.workbooks import open_workbook

        return open_workbook(path, writing, notes)
    if kind == "layer":
        from planner.io.layers import open_points

        return open_points(path, writing, notes)
    return _open_text(path, kind == "gzip", writing, notes)


KIND_WORDS = {
    "text": lambda: _("a text table"),
    "gzip": lambda: _("a packed text table"),
    "workbook": lambda: _("a workbook"),
    "layer": lambda: _("a map layer"),
}


def _open_text(path: Path, packed: bool, writing: Writing, notes: tuple[str, ...]) -> TextTable:
    taken = {"encoding": chosen(writing.encoding) or texts.suggest_encoding(path, packed)}
    encoding = taken["encoding"].value
    head = texts.head_of(path, packed, encoding)
    taken["delimiter"] = chosen(writing.delimiter) or texts.suggest_delimiter(
        path, head.text, head.whole
    )
    delimiter = taken["delimiter"].value
    rows = texts.records(head.text, delimiter, PREVIEW + 50, head.whole)
    if head.removed:
        notes += (_("The file holds NUL characters, as damaged files do; they were left out."),)
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise UnreadableFileError(
            path, _("No row could be made out in it."), _("Open it in a text editor and look.")
        )
    header = texts.suggest_header(rows[:50]) if writing.header is None else writing.header
    body = rows[header + 1 :]
    taken["decimal"] = chosen(writing.decimal) or texts.suggest_decimal(body)
    width = len(rows[header]) if header >= 0 else max(map(len, rows))
    return TextTable(
        path,
        packed,
        encoding,
        delimiter,
        taken["decimal"].value,
        header,
        texts.column_names(rows[header] if header >= 0 else [], width),
        squared(body, width),
        taken,
        notes,
    )


def chosen(value: str | None) -> Suggestion | None:
    """Return what a person chose as a suggestion that needs no question."""
    return None if value is None else Suggestion(value, "sure", _("Chosen."))


def squared(rows: Sequence[Sequence[str]], width: int) -> tuple[tuple[str, ...], ...]:
    """Return the preview: every row with exactly `width` short cells."""
    return tuple(
        tuple(cell[:200] for cell in (*row[:width], *[""] * (width - len(row))))
        for row in rows[:PREVIEW]
        if any(row)
    )


def position(columns: Sequence[str], name: str) -> int:
    """Return where the column `name` stands; letter case counts only if it must."""
    if name in columns:
        return columns.index(name)
    folded = [column.casefold() for column in columns]
    if folded.count(name.casefold()) == 1:
        return folded.index(name.casefold())
    raise NoSuchColumnError(name, columns)


def _unparsable(path: Path, error: Exception) -> UnreadableFileError:
    """Say which row could not be read; pandas names it in its message."""
    row = "".join(c for c in str(error).rpartition("row ")[2] if c.isdigit())
    why = (
        _("From row {row} on, a quotation mark is opened and never closed.").format(row=row)
        if "EOF inside string" in str(error)
        else _("Its rows could not be told apart.")
    )
    return UnreadableFileError(path, why, _("Correct that row, or export the table again."))

"""How a text table is written: encoding, delimiter, decimal mark, first row."""

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from planner.io.recognise import UnreadableFileError, damaged
from planner.io.suggestions import Suggestion
from planner.texts import _

HEAD_BYTES = 512 << 10
LOOK_BYTES = 256 << 20
PIECE = 1 << 20
DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16", "cp1250", "cp1251", "cp850", "mac_roman")
MOST_COLUMNS = 1000

NUMBER = re.compile(r"[-+]?[\d.,'\s]*\d[\d.,]*([eE][-+]?\d+)?")
DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([T ].*)?")


def open_bytes(path: Path, packed: bool) -> BinaryIO:
    """Open the raw bytes of a text file, unpacking gzip on the way."""
    return cast("BinaryIO", gzip.open(path)) if packed else path.open("rb")


def suggest_encoding(path: Path, packed: bool) -> Suggestion:
    """Say which encoding `path` is written in; reads it all, because one byte decides."""
    try:
        return _looked_through(path, packed)
    except (OSError, EOFError, zlib.error) as error:
        raise damaged(path) from error


def _looked_through(path: Path, packed: bool) -> Suggestion:
    with open_bytes(path, packed) as file:
        head = file.read(4096)
        if marked := _marked(head):
            return Suggestion(marked, "sure", _("The file begins with a byte order mark."))
        utf8 = codecs.getincrementaldecoder("utf-8")()
        high: Counter[int] = Counter()
        seen = 0
        piece, valid = head, True
        while piece and seen < LOOK_BYTES and (valid or seen < HEAD_BYTES):
            try:
                utf8.decode(piece)
            except UnicodeDecodeError:
                valid = False
            high.update(byte for byte in piece if byte > 127) if not valid else None
            seen += len(piece)
            piece = file.read(PIECE)
    if valid:
        return Suggestion("utf-8", "sure", _("Every byte fits UTF-8."))
    return _western(high)


def _marked(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 4 and min(even, odd) < len(head) // 20:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _western(high: Counter[int]) -> Suggestion:
    """Choose between the encodings of western Europe by the bytes only one of them has."""
    undefined = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    others = tuple(name for name in ENCODINGS if name not in ("utf-8", "cp1252"))
    if undefined & set(high):
        return Suggestion("latin-1", "guess", _("The file is not UTF-8."), ("cp1252", *others[1:]))
    return Suggestion("cp1252", "likely", _("The file is not UTF-8; this is usual."), others)


class CleanText(io.TextIOBase):
    """Decoded text without NUL characters, which no table means to hold.

    `before` is handed out first, as if it stood in the file.
    """

    def __init__(self, path: Path, packed: bool, encoding: str, before: str = "") -> None:
        self._before = before
        self._bytes = open_bytes(path, packed)
        self._text = io.TextIOWrapper(self._bytes, encoding=encoding, newline="")
        self.removed = 0

    def read(self, size: int | None = -1, /) -> str:
        if self._before:
            text, self._before = self._before, ""
            return text
        while text := self._text.read(-1 if size is None else size):
            if "\0" not in text:
                return text
            clean = text.replace("\0", "")
            self.removed += len(text) - len(clean)
            if clean:
                return clean
        return ""

    def readable(self) -> bool:
        return True

    def done(self) -> int:
        """How many bytes of the (unpacked) file have been read."""
        return self._bytes.tell() if not self.closed else 0

    def close(self) -> None:
        self._text.close()
        super().close()


@dataclass(frozen=True)
class Head:
    """The beginning of a text, whether that is all of it, and how many NULs it held."""

    text: str
    whole: bool
    removed: int


def head_of(path: Path, packed: bool, encoding: str) -> Head:
    """Read the beginning of a text."""
    try:
        codecs.lookup(encoding)
        with CleanText(path, packed, encoding) as text:
            head = text.read(HEAD_BYTES)
            return Head(head, not text.read(1), text.removed)
    except LookupError:
        why = _("The encoding {name} is not known.").format(name=encoding)
        raise UnreadableFileError(
            path, why, _("Choose one of: {known}.").format(known=", ".join(ENCODINGS))
        ) from None
    except (UnicodeError, OSError, EOFError, zlib.error) as error:
        raise badly_encoded(path, encoding) from error


def badly_encoded(path: Path, encoding: str) -> UnreadableFileError:
    return UnreadableFileError(
        path,
        _("It is damaged, or not written in the encoding {name}.").format(name=encoding),
        _("Choose another encoding, or export it again as UTF-8."),
    )


def records(text: str, delimiter: str, most: int, whole: bool = True) -> list[list[str]]:
    """Return the first records of `text`; a record may hold quoted line ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = []
    try:
        for record in reader:
            found.append(record)
            if len(found) > most:
                return found[:most]
    except csv.Error:
        whole = False
    return found if whole else found[:-1]


def suggest_delimiter(path: Path, text: str, whole: bool) -> Suggestion:
    """Say what separates the fields: what gives the most even table."""
    scores = {}
    for delimiter in DELIMITERS:
        rows = [row for row in records(text, delimiter, 200, whole) if any(row)]
        widths = Counter(map(len, rows))
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        even = count / len(rows)
        scores[delimiter] = (even if width > 1 else 0, width)
    best = sorted(scores, key=lambda d: scores[d], reverse=True)
    if not best or scores[best[0]][0] == 0:
        return Suggestion(",", "guess", _("The file seems to have one column only."), tuple(";\t|"))
    if scores[best[0]][1] > MOST_COLUMNS:
        raise UnreadableFileError(
            path,
            _("It has {n} columns; at most {most} can be read.").format(
                n=scores[best[0]][1], most=MOST_COLUMNS
            ),
            _("Export only the columns with place, date and type."),
        )
    good = scores[best[0]][0] > 0.9 and scores[best[0]] > scores.get(best[1], (0, 0))
    return Suggestion(
        best[0],
        "sure" if good else "likely",
        _("It divides the rows most evenly."),
        tuple(d for d in best[1:] if scores[d][0] > 0.5),
    )


def suggest_decimal(rows: Sequence[Sequence[str]]) -> Suggestion:
    """Say whether fractions are written with a comma or a point."""
    cells = Counter(
        mark for row in rows for cell in row for mark in _decimal_mark(cell.strip()) if mark
    )
    if cells[","] > cells["."]:
        others = (".",) if cells["."] else ()
        return Suggestion(",", "likely" if others else "sure", "", others)
    return Suggestion(".", "sure" if not cells[","] else "likely", "", (",",) if cells[","] else ())


def _decimal_mark(cell: str) -> Iterator[str]:
    if re.fullmatch(r"[-+]?\d+([.,])\d+", cell):
        yield "," if "," in cell else "."


def suggest_header(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the row with the column names, -1 where there is none."""
    widths = Counter(sum(bool(cell.strip()) for cell in row) for row in rows if any(row))
    if not widths:
        return -1
    usual = max(widths, key=lambda width: (widths[width], width))
    for index, row in enumerate(rows):
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(filled) >= max(1, 0.6 * usual):
            return -1 if any(is_value(cell) for cell in filled) else index
    return -1


def is_value(cell: str) -> bool:
    """Whether a cell is a number or a date, not a name."""
    short = cell[:64]
    return bool(NUMBER.fullmatch(short) or DATE.fullmatch(short))


def column_names(row: Sequence[str], width: int) -> tuple[str, ...]:
    """Return `width` different, non-empty names from a header row."""
    names: list[str] = []
    for number in range(width):
        name = " ".join(row[number].split())[:200] if number < len(row) else ""
        name = name or _("Column {n}").format(n=number + 1)
        if name in names:
            name = f"{name} ({number + 1})"
        names.append(name)
    return tuple(names)

"""What a file really is, by its content; an ending is only a claim."""

import zipfile
from pathlib import Path
from typing import Literal

from planner.errors import NoFileError, UserError
from planner.texts import _

FileKind = Literal["text", "gzip", "workbook", "layer"]

HEAD = 4096
MOST_BYTES = 8 << 30
MOST_UNPACKED = 1 << 30
MOST_RATIO = 300

LAYERS = (b"SQLite format 3\x00", b"\x00\x00\x27\x0a")
STRANGERS = {
    b"\xd0\xcf\x11\xe0": "xls",
    b"%PDF": "pdf",
    b"PAR1": "parquet",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
}


class UnreadableFileError(UserError):
    """A file to be imported is not what it should be; nothing was changed."""

    code = "unreadable_file"

    def __init__(self, path: Path, why: str, fix: str) -> None:
        what = _("{name} was not imported.").format(name=path.name)
        super().__init__(what, why, fix)


def recognise(path: Path) -> FileKind:
    """Return what `path` holds, whatever its ending says.

    Raises
    ------
    UnreadableFileError
        It is empty, too large, or of a kind that cannot be imported.
    """
    head = _head(path)
    if head.startswith(LAYERS):
        return "layer"
    if head.startswith(b"PK"):
        return _packed(path)
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    for mark, kind in STRANGERS.items():
        if head.startswith(mark):
            raise UnreadableFileError(
                path,
                _("Its content is of the kind {kind}, not a table or a layer.").format(kind=kind),
                _("Open it in the program it comes from and save it as CSV or XLSX."),
            )
    return _written(path, head)


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise NoFileError(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise UnreadableFileError(
            path,
            _("The system cannot read it: {reason}.").format(reason=error.strerror),
            _("Copy it to this computer and try again."),
        ) from error
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFileError(
            path, _("It is empty."), _("Export it again from the program it comes from.")
        )
    if size > MOST_BYTES:
        raise UnreadableFileError(
            path,
            _("It holds {size} gigabytes; at most {most} can be read.").format(
                size=size >> 30, most=MOST_BYTES >> 30
            ),
            _("Export a shorter period."),
        )
    return head


def _written(path: Path, head: bytes) -> FileKind:
    """Tell text, web pages and JSON apart; refuse what is none of them."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith(b"{") or (start.startswith(b"[") and path.suffix.lower() != ".csv"):
        return "layer"
    if start.startswith(b"<"):
        raise UnreadableFileError(
            path,
            _("It is a web page or XML, not a table."),
            _("Download the data themselves, or save the page's table as CSV."),
        )
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_like_utf16(head)
    control = sum(byte < 32 and byte not in b"\t\r\n\x0c\x00" for byte in head)
    if not wide and (control > len(head) // 50 or head.count(0) > len(head) // 4):
        raise UnreadableFileError(
            path,
            _("Its content is neither text nor a layer that is known here."),
            _("Export it as CSV, XLSX, GeoPackage, GeoJSON or Shapefile."),
        )
    return "text"


def _looks_like_utf16(head: bytes) -> bool:
    """Text of western languages in UTF-16 has a zero in every other byte."""
    return max(head[0::2].count(0), head[1::2].count(0)) > len(head) // 4 and head.count(
        0
    ) < 0.6 * len(head)


def _packed(path: Path) -> FileKind:
    """Accept a sound workbook and nothing else that is packed."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" in names:
                _check_size(path, sum(part.file_size for part in parts))
                _check_entities(path, packed, parts)
                return "workbook"
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise damaged(path) from error
    if any(name.endswith((".shp", ".gpkg", ".geojson", ".csv")) for name in names):
        why = _("It is a packed folder.")
        fix = _("Unpack it and choose the file inside.")
    else:
        why = _("It is packed data, but not an Excel workbook.")
        fix = _("Open it in the program it comes from and save it as XLSX or CSV.")
    raise UnreadableFileError(path, why, fix)


def _check_size(path: Path, unpacked: int) -> None:
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(path.stat().st_size, 100_000):
        raise UnreadableFileError(
            path,
            _("It would unpack to {size} megabytes, far more than a table needs.").format(
                size=unpacked >> 20
            ),
            _("Ask the sender for the table as CSV."),
        )


def _check_entities(path: Path, packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse XML that declares its own entities; no office program writes it."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with packed.open(part) as file:
                if b"<!DOCTYPE" in file.read(1024):
                    raise UnreadableFileError(
                        path,
                        _("A part of it holds declarations that no office program writes."),
                        _("Open it in a spreadsheet program and save it again."),
                    )


def damaged(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        path,
        _("It is damaged or cut off."),
        _("Copy or export it again and compare the file sizes."),
    )

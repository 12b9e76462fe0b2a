"""The rows of a database file read page by page, whatever else of the file is gone.

SQLite reaches a row only through all pages above it, and none of a file that is
shorter than its head says. Here a page that is missing or noise costs the rows
it held, and rows that nothing leads to any more are found by their shape. The
format is SQLite's own (sqlite.org/fileformat2.html).
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Value = None | int | float | str | bytes
Values = tuple[Value, ...]
Bytes = bytes | memoryview

TABLE, INDEX = "table", "index"
_FAMILY = {0x05: TABLE, 0x0D: TABLE, 0x02: INDEX, 0x0A: INDEX}
_INNER = (0x05, 0x02)
_FLOAT, _RESERVED = 7, (10, 11)
_WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, _FLOAT: 8}
_HEAD = 100
_SMALLEST, _LEAST_USABLE = 512, 480
_MORE = 0x80  # the bit of a byte that says that the number goes on
_DEEPEST = 20  # a tree of this height holds more rows than any file


class Row(NamedTuple):
    """What a row holds; `number` is its place in a table that is kept by numbers."""

    number: int
    values: Values


class Gap(NamedTuple):
    """A place where rows are missing; their last number where it is known, else 0."""

    number: int


@dataclass
class Pages:
    """A file as far as it is there; `lost` are the numbers of pages that are not to be read."""

    content: Bytes | bytearray
    lost: frozenset[int] = frozenset()
    _seen: set[int] = field(default_factory=set)
    _left: int = 0

    def __post_init__(self) -> None:
        self._bytes = memoryview(self.content)
        self.size = int.from_bytes(self.content[16:18], "big")
        self.usable = self.size - self.content[20]
        sound = self.size >= _SMALLEST and not self.size & (self.size - 1)
        if not sound or self.usable < _LEAST_USABLE:
            raise ValueError(self.size)
        self.there = len(self.content) // self.size
        self.expected = int.from_bytes(self.content[28:32], "big")
        self.with_free_pages = self.content[36:40] != bytes(4)

    def tree(self, root: int, family: str, last: int = 0, depth: int = 0) -> Iterator[Row | Gap]:
        """Return the rows below a page in their order, and gaps where some are missing."""
        page = self._page(root)
        if _FAMILY.get(self._kind(root)) != family or depth > _DEEPEST or page is None:
            yield Gap(last)
            return
        inner = self._kind(root) in _INNER
        cells, right = self._layout(root, page)
        if cells is None:
            yield Gap(last)
            return
        for child, number, row in self._cells(page, cells, family, inner=inner):
            if inner:
                yield from self.tree(child, family, number, depth + 1)
            if row is not None or not (inner and family == TABLE):
                yield row or Gap(number)
        if inner:
            yield from self.tree(right, family, last, depth + 1)

    def strays(self) -> Iterator[tuple[str, Row]]:
        """Return the rows of pages that no tree led to, each with the family of its page.

        None where a file keeps pages of rows that were deleted. A project file
        that was saved by this app never does.
        """
        for number in range(2, self.there + 1):
            family = _FAMILY.get(self._kind(number))
            if self.with_free_pages or family is None or number in self._seen:
                continue
            page = self._page(number)
            inner = self._kind(number) in _INNER
            if page is None or (inner and family == TABLE):
                continue
            cells = self._layout(number, page)[0] or ()
            for _child, _number, row in self._cells(page, cells, family, inner=inner):
                if row is not None:
                    yield family, row

    def _kind(self, number: int) -> int:
        if not 1 <= number <= self.there or number in self.lost:
            return 0
        return self.content[(number - 1) * self.size + (_HEAD if number == 1 else 0)]

    def _page(self, number: int) -> memoryview | None:
        """Return a page, once only: a page that two places claim is of neither's making."""
        if not 1 <= number <= self.there or number in self.lost or number in self._seen:
            return None
        self._seen.add(number)
        return self._bytes[(number - 1) * self.size :][: self.size]

    def _layout(self, number: int, page: memoryview) -> tuple[Sequence[int] | None, int]:
        """Return where the cells of a page are, None if that is noise, and its last child."""
        start = _HEAD if number == 1 else 0
        inner = page[start] in _INNER
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        first = start + (12 if inner else 8)
        if first + 2 * count > self.usable:
            return None, 0
        right = int.from_bytes(page[start + 8 : start + 12], "big") if inner else 0
        return struct.unpack_from(f">{count}H", page, first), right

    def _cells(
        self, page: memoryview, places: Sequence[int], family: str, *, inner: bool
    ) -> list[tuple[int, int, Row | None]]:
        """Return the cells of a page; all together hold no more than fits on it."""
        self._left = self.usable
        return [self._cell(page, at, family, inner=inner) for at in places]

    def _cell(
        self, page: memoryview, at: int, family: str, *, inner: bool
    ) -> tuple[int, int, Row | None]:
        """Return the child, the number and the row of a cell; no row where it is not readable."""
        child = number = 0
        try:
            if inner:
                child, at = int.from_bytes(page[at : at + 4], "big"), at + 4
                if family == TABLE:
                    return child, _varint(page, at)[0], None
            size, at = _varint(page, at)
            if family == TABLE:
                number, at = _varint(page, at)
            return child, number, Row(number, _record(self._payload(page, at, size, family)))
        except (ValueError, IndexError, struct.error):
            return child, number, None

    def _payload(self, page: memoryview, at: int, size: int, family: str) -> Bytes:
        """Return the whole content of a cell, with what was put onto pages of its own."""
        most = self.usable - 35 if family == TABLE else (self.usable - 12) * 64 // 255 - 23
        least = (self.usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (self.usable - 4)
        local = size if size <= most else local if local <= most else least
        self._left -= local
        if self._left < 0 or size > len(self.content):
            raise ValueError(size)
        if size <= most:
            return _exactly(page[at : min(at + size, self.usable)], size)
        parts: list[memoryview] = [page[at : at + local]]
        following, missing = int.from_bytes(page[at + local : at + local + 4], "big"), size - local
        while missing > 0:
            part = self._page(following)
            if part is None:
                raise ValueError(following)
            following = int.from_bytes(part[:4], "big")
            parts.append(part[4 : min(self.usable, 4 + missing)])
            missing -= len(parts[-1])
        return _exactly(b"".join(parts), size)


def _exactly(content: Bytes, size: int) -> Bytes:
    if len(content) != size:
        raise ValueError(size)
    return content


def _varint(page: Bytes, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes and where it ends."""
    value = 0
    for place in range(8):
        byte = page[at + place]
        value = value << 7 | byte & ~_MORE
        if byte < _MORE:
            return value, at + place + 1
    value = value << 8 | page[at + 8]
    return (value if value < 1 << 63 else value - (1 << 64)), at + 9


def _record(content: Bytes) -> Values:
    head, at = _varint(content, 0)
    if not 1 <= head <= len(content):
        raise ValueError(head)
    kinds = []
    while at < head:
        kind, at = _varint(content, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(content, at, kind)
        values.append(value)
    return tuple(values)


def _value(content: Bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in (0, 8, 9):
        return {0: None, 8: 0, 9: 1}[kind], at
    width = _WIDTHS.get(kind, (kind - 12) // 2)
    if kind in _RESERVED or kind < 0:
        raise ValueError(kind)
    raw = bytes(_exactly(content[at : at + width], width))
    if kind == _FLOAT:
        return struct.unpack(">d", raw)[0], at + width
    if kind in _WIDTHS:
        return int.from_bytes(raw, "big", signed=True), at + width
    return (str(raw, "utf-8") if kind % 2 else raw), at + width

"""Columns of numbers as compressed chunks, addressed by what they hold.

The layout is written down in ``docs/format/bulk.md``. Whole numbers and times
are kept as multiples of their greatest common step above their smallest value,
in the narrowest type that fits, so a million days take two bytes each. The
address is the SHA-256 of a manifest that holds the SHA-256 of every chunk
before compression: equal data have equal addresses whatever compressed them.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileUnusableError
from planner.texts import _

Array = NDArray[Any]
Columns = Mapping[str, Array | bytes]

LAYOUT = 1
CHUNK = 65_536
MOST_BYTES = 4 << 30
NOT_A_TIME = np.iinfo(np.int64).min
PLAIN = {"?": "|b1", "f": "<f4", "d": "<f8"}


class BulkDamagedError(FileUnusableError):
    """Stored bulk data are not what their address says."""

    def __init__(self) -> None:
        super().__init__(
            _("The data of this project could not be read."),
            _("A stored block is damaged: its checksum does not match its content."),
            _("Open a backup of the project, or import the data again."),
        )


@dataclass(frozen=True)
class Packed:
    """What is kept: an address, a manifest as JSON text, and compressed chunks in order."""

    digest: str
    manifest: str
    chunks: tuple[bytes, ...]


def pack(header: Mapping[str, Any], columns: Columns) -> Packed:
    """Return `header` and `columns` ready to be kept. Text columns are bytes or codes."""
    chunks: list[bytes] = []
    specs = []
    for name, column in columns.items():
        spec, values = _narrow(column)
        hashes = []
        for start in range(0, len(values), CHUNK):
            raw = np.ascontiguousarray(values[start : start + CHUNK])
            hashes.append(hashlib.sha256(raw.data).hexdigest())
            chunks.append(zlib.compress(_shuffle(raw), level=1))
        specs.append({"name": name, **spec, "length": len(values), "chunks": hashes})
    manifest = json.dumps(
        {"layout": LAYOUT, "header": dict(header), "columns": specs},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return Packed(hashlib.sha256(manifest.encode()).hexdigest(), manifest, tuple(chunks))


def unpack(
    digest: str, manifest: str, chunks: Iterable[bytes]
) -> tuple[dict[str, Any], dict[str, Array | bytes]]:
    """Return header and columns of kept data; refuse anything that is not what was kept."""
    if hashlib.sha256(manifest.encode()).hexdigest() != digest:
        raise BulkDamagedError
    parts = iter(chunks)
    columns: dict[str, Array | bytes] = {}
    try:
        content = json.loads(manifest)
        if content["layout"] != LAYOUT:
            raise BulkDamagedError
        for spec in content["columns"]:
            columns[spec["name"]] = _widen(spec, _joined(spec, parts))
    except (KeyError, TypeError, ValueError, AttributeError, zlib.error):
        raise BulkDamagedError from None
    return content["header"], columns


def _narrow(column: Array | bytes) -> tuple[dict[str, Any], Array]:
    """Return how `column` is described and its values as they are stored."""
    if isinstance(column, bytes):
        return {"type": "bytes", "store": "|u1"}, np.frombuffer(column, np.uint8)
    if column.ndim != 1:
        raise TypeError(f"a column has one dimension, not {column.ndim}")
    if column.dtype.char in PLAIN:
        stored = PLAIN[column.dtype.char]
        return {"type": stored, "store": stored}, column.astype(stored)
    if column.dtype.kind not in "iuM" or column.dtype == np.uint64:
        raise TypeError(f"a column cannot be kept as {column.dtype}")
    whole = column.astype("M8[s]") if column.dtype.kind == "M" else column
    kind = "time" if column.dtype.kind == "M" else column.dtype.newbyteorder("<").str
    spec, stored_values = _stepped(whole.astype(np.int64), empty=kind == "time")
    return {"type": kind, **spec}, stored_values


def _stepped(values: NDArray[np.int64], empty: bool) -> tuple[dict[str, Any], Array]:
    """Return whole numbers as multiples of a step above the smallest; 0 stands for no time."""
    known = values[values != NOT_A_TIME] if empty else values
    if not len(known):
        return {"store": "|u1", "least": 0, "step": 1}, np.zeros(len(values), np.uint8)
    least, most = int(known.min()), int(known.max())
    if most - least > np.iinfo(np.int64).max - 1:
        return {"store": "<i8", "least": 0, "step": 1}, values.astype("<i8")
    step = int(np.gcd.reduce(known - least)) or 1
    steps = (values - least) // step
    if empty:
        steps = np.where(values == NOT_A_TIME, 0, steps + 1)
    width = np.min_scalar_type((most - least) // step + int(empty)).newbyteorder("<")
    return {"store": width.str, "least": least, "step": step}, steps.astype(width)


def _joined(spec: Mapping[str, Any], parts: Iterator[bytes]) -> Array:
    """Return the stored values of one column, each chunk checked."""
    stored = np.dtype(spec["store"])
    length = int(spec["length"])
    if stored.kind not in "buif" or not 0 <= length * stored.itemsize <= MOST_BYTES:
        raise BulkDamagedError
    values = np.empty(length, stored)
    for number, part in enumerate(_checked_chunks(spec, stored, length, parts)):
        values[number * CHUNK : (number + 1) * CHUNK] = part
    return values


def _checked_chunks(
    spec: Mapping[str, Any], stored: np.dtype[Any], length: int, parts: Iterator[bytes]
) -> Iterator[Array]:
    """Return the values of one column chunk by chunk, refusing what is not what was kept."""
    if len(spec["chunks"]) != -(-length // CHUNK):
        raise BulkDamagedError
    for number, expected in enumerate(spec["chunks"]):
        values = np.empty(min(CHUNK, length - number * CHUNK), stored)
        raw = _inflated(next(parts, b""), values.nbytes)
        lanes = np.frombuffer(raw, np.uint8).reshape(stored.itemsize, -1)
        values.view(np.uint8).reshape(-1, stored.itemsize)[:] = lanes.T
        if hashlib.sha256(values.data).hexdigest() != expected:
            raise BulkDamagedError
        yield values


def check(digest: str, manifest: str, chunks: Iterable[bytes], most: int) -> int:
    """Check kept data without holding more than a chunk of them; return their size in bytes.

    Raises
    ------
    BulkDamagedError
        They are not what their address says, or have more than `most` bytes.
    """
    if hashlib.sha256(manifest.encode()).hexdigest() != digest:
        raise BulkDamagedError
    parts, size = iter(chunks), 0
    try:
        content = json.loads(manifest)
        specs = [(s, np.dtype(s["store"]), int(s["length"])) for s in content["columns"]]
        size = sum(stored.itemsize * length for _spec, stored, length in specs)
        sane = all(s.kind in "buif" and n >= 0 for _spec, s, n in specs) and size <= most
        if not sane or content["layout"] != LAYOUT:
            raise BulkDamagedError
        for spec, stored, length in specs:
            for _part in _checked_chunks(spec, stored, length, parts):
                pass
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, zlib.error):
        raise BulkDamagedError from None
    if next(parts, None) is not None:
        raise BulkDamagedError
    return size


def _inflated(chunk: bytes, size: int) -> bytes:
    """Decompress to exactly `size` bytes and never to more."""
    opened = zlib.decompressobj()
    raw = opened.decompress(chunk, size) if chunk else b""
    if len(raw) != size or opened.unconsumed_tail:
        raise BulkDamagedError
    return raw


def _widen(spec: Mapping[str, Any], values: Array) -> Array | bytes:
    """Return stored values as they were given to `pack`."""
    kind = spec["type"]
    if kind == "bytes":
        return values.tobytes()
    if kind not in ("time", *PLAIN.values()):
        wide = values.astype(np.int64)
        wide *= int(spec["step"])
        wide += int(spec["least"])
        return wide.astype(np.dtype(kind), copy=False)
    if kind != "time":
        return values
    if spec["store"] == "<i8" and spec["least"] == 0:
        return values.astype("M8[s]")
    steps = values.astype(np.int64)
    empty = steps == 0
    steps -= 1
    steps *= int(spec["step"])
    steps += int(spec["least"])
    steps[empty] = NOT_A_TIME
    return steps.view("M8[s]")


def _shuffle(values: Array) -> bytes:
    """Return all first bytes, then all second bytes, …: equal bytes side by side."""
    return values.view(np.uint8).reshape(len(values), -1).T.tobytes()

"""Which line says when a session is, and what else it says."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from planner.features.organiser.reading.dates import (
    DayFound,
    TimeFound,
    find_days,
    find_times,
    without_days,
)
from planner.features.organiser.reading.lines import Piece
from planner.features.organiser.reading.words import DATES, MONTHS, TBC, any_of, fold
from planner.features.organiser.reading.zones import Said, find_zones

_LABEL = re.compile(rf"{DATES}\s*[:：]\s*")
_FILLER = re.compile(
    rf"\b(?:{DATES}|at|from|to|a|las|de|du|um|van|von|bis|om|uur|uhr|h|hrs|hours|horas|the|of|and"
    r"|local|time|heure|hora|zeit|tijd|in|d)\b"
)
LONGEST = 200  # a longer line is a paragraph


@dataclass(frozen=True)
class When:
    """What a line says of a time. `rest` is what is left of it: mostly a title."""

    piece: Piece
    day: DayFound | None = None
    time: TimeFound | None = None
    zones: list[Said] = field(default_factory=list)
    rest: Piece = field(default_factory=lambda: Piece("", ()))
    tbc: bool = False

    @property
    def pure(self) -> bool:
        """Return whether the line says nothing else."""
        return not self.rest


def read_when(piece: Piece) -> When | None:
    """Return what a short line says of day, time and zone; None if it says neither day nor time."""
    said = _read(piece.text) if len(piece.text) <= LONGEST else None
    if said is None:
        return None
    rest = _rest(piece, list(said.spans))
    return When(piece, said.day, said.time, list(said.zones), rest, said.tbc)


@dataclass(frozen=True)
class _Said:
    """What a text says of a time, and where; the rest of it is something else."""

    day: DayFound | None
    time: TimeFound | None
    zones: tuple[Said, ...]
    tbc: bool
    spans: tuple[tuple[int, int], ...]


@lru_cache(maxsize=8192)
def _read(text: str) -> _Said | None:
    label = _LABEL.match(fold(text))
    days = find_days(text, short=True)
    times = find_times(without_days(text, days))
    if not label and not times:
        days = find_days(text)
    if not days and not times:
        return None
    zones = find_zones(text)
    tbc = re.search(TBC, fold(text))
    spans = [(d.start, d.end) for d in days] + [(t.start, t.end) for t in times]
    spans += [(z.start, z.end) for z in zones]
    spans += [found.span() for found in (label, tbc) if found]
    day, time = next(iter(days), None), next(iter(times), None)
    return _Said(day, time, tuple(zones), bool(tbc), tuple(spans))


def _rest(piece: Piece, spans: list[tuple[int, int]]) -> Piece:
    """Return the longest stretch that the spans leave, unless it is only filling words."""
    gaps, place = [], 0
    for start, end in sorted(spans):
        gaps.append((place, start))
        place = max(place, end)
    gaps.append((place, len(piece.text)))
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    if start >= end:
        return Piece("", ())
    rest = _trimmed(piece.part(start, end))
    words = _FILLER.sub("", fold(rest.text))
    return rest if len(re.findall(r"[^\W\d_]", words)) > 2 else Piece("", ())  # noqa: PLR2004


def _trimmed(piece: Piece) -> Piece:
    text = piece.text
    left = len(text) - len(re.sub(r"^[\s.:;|/)\]–—-]+", "", text))
    right = len(re.sub(r"[\s:;|/(\[@–—-]+$", "", text))
    return piece.part(left, right)


def is_when_line(piece: Piece) -> bool:
    """Return whether the line is there to say when: a day with a time, or nothing but a day."""
    found = read_when(piece)
    if not found or not found.day:
        return False
    return found.pure or (found.time is not None and not _sentence(piece, found))


def is_time_line(piece: Piece) -> bool:
    """Return whether the line says a time of day and nothing else."""
    found = read_when(piece)
    return bool(found and not found.day and found.pure)


def _sentence(piece: Piece, found: When) -> bool:
    """Return whether the day stands inside running text rather than at an end of the line."""
    day = found.day
    if day is None:
        return True
    before, after = piece.text[: day.start], piece.text[day.end :]
    words = min(len(re.findall(r"[^\W\d_]{2,}", part)) for part in (before, after))
    return words > 5 or (piece.text.endswith(".") and len(piece.text.split()) > 12)  # noqa: PLR2004


_MONTH_YEAR = re.compile(rf"\b{any_of('|'.join(MONTHS))}\b\.?\s(?:de\s)?(?:19|20)\d\d\b")


def names_month(text: str) -> bool:
    """Return whether a text names a month and a year, as in "TBC, June 2026"."""
    return bool(_MONTH_YEAR.search(fold(text)))

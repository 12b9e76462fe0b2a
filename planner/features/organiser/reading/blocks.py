"""Where one session ends and the next begins, and what belongs to no session."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.features.organiser.reading.dates import find_days, find_times, without_days
from planner.features.organiser.reading.lines import Line, Piece
from planner.features.organiser.reading.people import is_person_line
from planner.features.organiser.reading.when import is_time_line, is_when_line, read_when
from planner.features.organiser.reading.words import (
    CONTACTS,
    DATES,
    LINKS,
    MODERATORS,
    NUMBER,
    ORDINAL,
    PARTS,
    PLACES,
    QUESTIONS,
    SESSION,
    SPEAKERS,
    TITLES,
    fold,
)
from planner.features.organiser.reading.zones import find_zones

_NUMBERED = re.compile(
    rf"(?:(?P<word>{SESSION})\s?(?:no?\.?\s?|nr\.?\s?|n°\s?|#\s?)?(?P<number>{NUMBER})(?![\w/])(?!\s?(?:of|/)\s?\d+\s\w)"
    rf"|(?P<ordinal>{ORDINAL}|\d{{1,2}}(?:st|nd|rd|th|e|er|re|eme|a|o|ª|º|\.)?)\s(?P<word2>{SESSION})\b)"
    r"\s*(?P<sep>[.:)|–—-]|\s-\s)?\s*"
)
_LABELS = {
    "questions": QUESTIONS,
    "speakers": SPEAKERS,
    "moderators": MODERATORS,
    "contacts": CONTACTS,
    "dates": DATES,
    "links": LINKS,
    "details": PLACES,
    "title": TITLES,
}
_LABEL = {
    name: re.compile(
        rf"(?:(?:our|the|nos|les|unsere|nuestros|los|onze|de|die)\s)?{words}\s*(?P<colon>:|$)\s*"
    )
    for name, words in _LABELS.items()
}
HEADING = 180


@dataclass
class Block:
    """The lines of one session; `heading` is what stands beside "Session 1"."""

    lines: list[Line] = field(default_factory=list)
    heading: Piece = field(default_factory=lambda: Piece("", ()))
    number: str = ""


def label_of(line: Line) -> tuple[str, Piece]:
    """Return the section a line such as ``Speakers: Ada Ek`` opens, and what follows."""
    folded = fold(line.text).rstrip(",")
    for name, pattern in _LABEL.items():
        found = pattern.match(folded)
        if found and (found["colon"] or found.end() == len(folded)):
            return name, line.piece.part(found.end())
    return "", line.piece


def is_heading(line: Line) -> bool:
    """Return whether a line may be a title: short, no bullet, not a finished sentence."""
    if line.bulleted or line.mark == ">" or len(line.text) > HEADING:
        return False
    if line.mark == "#":
        return label_of(line)[0] in ("", "title")
    if is_table_head(line) or any(t.start == 0 for t in find_times(line.text)):
        return False
    return not line.text.endswith((".", ";", ":", ",")) and label_of(line)[0] in ("", "title")


def is_signpost(line: Line) -> bool:
    """Return whether a line only says what comes next: "Session 1", "Speakers:"."""
    if line.text.endswith(":") or is_table_head(line):
        return True
    return bool(_numbered(line) or label_of(line)[0])


def is_table_head(line: Line) -> bool:
    """Return whether a line is the head of a table: "Date | Title | Speaker"."""
    cells = [cell.strip() for cell in fold(line.text).strip("| ").split("|")]
    return len(cells) > 1 and all(any(p.match(c) for p in _LABEL.values()) for c in cells)


def split(lines: list[Line]) -> tuple[list[Line], list[Block]]:
    """Return the lines before the first session, and a block for each session."""
    starts = _numbered_starts(lines)
    if starts:
        blocks = [_numbered_block(lines[a:b]) for a, b in _pairs(starts, len(lines))]
        return lines[: starts[0]], _without_contents(blocks)
    starts = _dated(lines)
    if not starts:
        return _invitation(lines)
    return lines[: starts[0]], [Block(lines[a:b]) for a, b in _pairs(starts, len(lines))]


def _invitation(lines: list[Line]) -> tuple[list[Line], list[Block]]:
    """Return the one session of a letter that says day and time within a sentence."""
    for n, line in enumerate(lines):
        days = find_days(line.text)
        times = find_times(without_days(line.text, days))
        if not (days and times):
            continue
        zones = find_zones(line.text)
        starts = [days[0].start, times[0].start, *(zone.start for zone in zones)]
        ends = [days[0].end, times[0].end, *(zone.end for zone in zones)]
        when = line.piece.part(min(starts), max(ends))
        if is_when_line(when):
            quoted = re.search(r"[\"“„«]\s?(?P<title>[^\"“”„«»]{3,150}?)\s?[\"”“»]", line.text)
            title = line.piece.part(*quoted.span("title")) if quoted else Piece("", ())
            return lines[:n], [Block([Line(when), *lines[n:]], title)]
    return lines, []


def _numbered_starts(lines: list[Line]) -> list[int]:
    """Return the lines that begin a session.

    The word of the first one counts ("Webinar 1"); others ("Part 1") divide a
    session, unless they go on counting where it ends.
    """
    found = [(n, match) for n, line in enumerate(lines) if (match := _numbered(line))]
    words = [match["word"] or match["word2"] for _n, match in found]
    strong = next((word for word in words if not re.fullmatch(PARTS, word)), None)
    first = strong or next(iter(words), "")
    known = {
        _number(match) for (_n, match), word in zip(found, words, strict=True) if word == first
    }
    return [
        n
        for (n, match), word in zip(found, words, strict=True)
        if word == first or (_number(match) not in known and not re.fullmatch(PARTS, word))
    ]


def _number(match: re.Match[str]) -> str:
    return str(match["number"] or match["ordinal"])


def _pairs(starts: list[int], end: int) -> Iterable[tuple[int, int]]:
    return zip(starts, [*starts[1:], end], strict=False)


def _numbered(line: Line) -> re.Match[str] | None:
    """Return the match of ``Session 1`` at the start of a line that is no sentence."""
    text = line.text[_clock_end(line) :]
    if line.mark.isdigit():
        text = f"{line.mark}. {text}"
    found = _NUMBERED.match(fold(text))
    if not found or len(text) > HEADING:
        return None
    rest = text[found.end() :]
    if not rest or found["sep"]:
        return found
    return found if not rest.endswith(".") and not rest[:1].islower() else None


def _numbered_block(lines: list[Line]) -> Block:
    first = lines[0]
    found = _numbered(first)
    if found is None:  # pragma: no cover  (callers pass numbered blocks)
        return Block(lines)
    clock = _clock_end(first)
    taken = clock + found.end() - (len(first.mark) + 2 if first.mark.isdigit() else 0)
    when = [Line(first.piece.part(0, clock))] if clock else []
    return Block([*when, *lines[1:]], first.piece.part(max(0, taken)), _number(found))


def _clock_end(line: Line) -> int:
    """Return where the text begins in a line of an agenda: ``10:00 – 11:00 Session 1``."""
    times = [time for time in find_times(line.text[:40]) if time.start == 0]
    if not times:
        return 0
    between = re.match(r"\s?(?:uhr|uur|h)?[\s:|–-]*", fold(line.text[times[0].end :]))
    return times[0].end + (between.end() if between else 0)


def _without_contents(blocks: list[Block]) -> list[Block]:
    """Drop a table of contents: blocks that only name a session which follows in full."""
    full = {block.number for block in blocks if len(block.lines) > 1}
    named = {block.number: block.heading for block in blocks if block.heading}
    kept = [block for block in blocks if len(block.lines) > 1 or block.number not in full]
    for block in kept:
        if not any(is_heading(line) for line in block.lines[:2]):
            block.heading = block.heading or named.get(block.number, block.heading)
    return kept


def _dated(lines: list[Line]) -> list[int]:
    """Return where sessions start when nothing but their dates tells them apart."""
    dated = [n for n, line in enumerate(lines) if is_when_line(line.piece)]
    if not dated:
        return []
    before = not _titles_follow(lines, dated)
    return [_title_start(lines, n) if before else n for n in dated]


def _titles_follow(lines: list[Line], dated: list[int]) -> bool:
    """Return whether a title stands below its date, judged by the last date of the text."""
    last = dated[-1]
    found = read_when(lines[last].piece)
    if found and found.rest:
        return True
    above = lines[last - 1] if last else None
    if above is None or not is_heading(above) or last - 1 in dated or _other(above):
        return True
    below = lines[last + 1] if last + 1 < len(lines) else None
    follows = below is not None and is_heading(below) and not _other(below)
    return follows and lines[last].gap and not (below and below.gap)


def _other(line: Line) -> bool:
    asks = line.bulleted and line.text.endswith("?")
    return asks or is_person_line(line.piece) or is_time_line(line.piece)


def _title_start(lines: list[Line], dated: int) -> int:
    """Return the line where the title above a date begins: one line, or two that touch."""
    start = dated
    while start and is_heading(lines[start - 1]) and not _other(lines[start - 1]):
        start -= 1
        if lines[start].gap or dated - start == 2:  # noqa: PLR2004  (title and subtitle)
            break
    return start

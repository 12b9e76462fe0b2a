"""A text as clean lines that know where each of their characters came from."""

import re
from dataclasses import dataclass

from planner.features.organiser.reading.dates import find_days, find_times
from planner.features.organiser.reading.words import START
from planner.model.drafts import Certainty, Found

_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f\u202a\u202c")
_BULLETS = ">»⇒•‣▪▫◦●○■□◆◇►▸▶➢➤✓✔→·∙*+–—‐-\uf0b7\uf0a7\uf0d8§¤"
_MARK = re.compile(
    rf"(?P<bullet>[{re.escape(_BULLETS)}])(?=\s|[^\W\d_])\s*(?:\[[ xX]?\]\s)?"
    r"|(?P<foot>>{2,3})\s+|(?P<hash>#{1,6})\s+"
    r"|(?P<bullet2>\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)]|[A-Z]\)|[\U0001f300-\U0001faff☎✉⏰⌚➡🕚])\s+"
)
_FILE = re.compile(
    r"(?:[\w%+-]+\.(?:svg|png|jpe?g|gif|webp|bmp|tiff?)"  # a file name
    r"|(?=[\w.-]*[_\d])[A-Za-z][A-Za-z0-9.]*"  # photo-1024x486
    r"(?:[-_][A-Za-z0-9.]+)*?[-_]\d{3,}(?:x\d+)?"
    r"|(?=[\w.-]*_)[A-Za-z]+(?:[_-][A-Za-z0-9]+)*?_[A-Za-z0-9]*\d)"
    r"(?=[A-ZÀ-Þ]|$)"
)
LONGEST_NAME = 100
_EMPHASIS = re.compile(
    r"\*\*|__(?=\w)|(?<=\w)__|(?<![\w*])\*(?=[^\s*][^*\n]*\*)|(?<=[^\s*])\*(?![\w*])"
)
_SENTENCE_END = (".", "?", "!", ":", ";", "”", "»", '"', "…")


@dataclass(frozen=True)
class Piece:
    """Clean text of which character n came from place ``at[n]`` of the original."""

    text: str
    at: tuple[int, ...]

    def part(self, start: int, end: int | None = None) -> "Piece":
        """Return a slice without the white space and the loose marks around it."""
        text = self.text[start:end]
        left = len(text) - len(text.lstrip(" ,;|\t"))
        right = len(text.rstrip(" ,;|\t"))
        return Piece(text[left:right], self.at[start:end][left:right])

    def found(self, certainty: Certainty = "certain", note: str = "") -> Found:
        if not self.text:
            return Found()
        return Found(self.text, self.at[0], self.at[-1] + 1, certainty, note)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __add__(self, other: "Piece") -> "Piece":
        if not (self and other):
            return self or other
        return Piece(f"{self.text} {other.text}", (*self.at, self.at[-1] + 1, *other.at))


@dataclass(frozen=True)
class Line:
    """One line: `mark` is its bullet ("" if none), `gap` tells of an empty line before it."""

    piece: Piece
    mark: str = ""
    gap: bool = False
    indent: int = 0

    @property
    def text(self) -> str:
        return self.piece.text

    @property
    def bulleted(self) -> bool:
        return self.mark not in ("", "#", ">")


def typed(text: str) -> Piece:
    """Return a text that a person typed as one piece."""
    return _clean(text, 0)


def normalise(text: str) -> str:
    """Return `text` with one kind of line end and no byte order mark."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\u2028\u2029\x0b\x0c\x85]", "\n", text).replace("\x00", " ")


def read_lines(text: str) -> list[Line]:
    """Return the lines of `text` that say something; wrapped ones are put together."""
    lines: list[Line] = []
    gap = False
    for raw in re.finditer(r"[^\n]+", text):
        line = _line(raw, gap=gap or text.startswith("\n\n", max(0, raw.start() - 2)))
        gap = line is None
        if line:
            lines.append(line)
    return _unwrap(lines)


def _line(raw: re.Match[str], *, gap: bool) -> Line | None:
    piece = _clean(re.sub(r"^(\s*)o(?=\t|\s{2})", r"\1•", raw.group()), raw.start())
    indent = len(raw.group()) - len(raw.group().lstrip())
    mark = ""
    found = _MARK.match(piece.text)
    if found and not _is_day(piece.text):
        mark = _sort_of_mark(found)
        piece = piece.part(found.end())
    piece = _without_alt_text(piece)
    return Line(piece, mark, gap, indent) if re.search(r"\w", piece.text) else None


def _sort_of_mark(found: re.Match[str]) -> str:
    if found["hash"] or found["foot"]:
        return "#" if found["hash"] else ">"
    number = (found["bullet2"] or "").strip("().")
    return number if number.isdigit() else "•"


def _is_day(text: str) -> bool:
    """Return whether ``25. Juni`` only looks like item 25 of a list."""
    return any(day.start == 0 for day in find_days(text))


def _clean(raw: str, start: int) -> Piece:
    """Drop what cannot be seen and markup for bold; make every run of white space one space."""
    chars: list[str] = []
    places: list[int] = []
    skip = {n for found in _EMPHASIS.finditer(raw) for n in range(*found.span())}
    for place, char in enumerate(raw):
        if char in _INVISIBLE or place in skip:
            continue
        plain = " " if char.isspace() or not char.isprintable() else char
        if plain == " " and chars[-1:] in ([], [" "]):
            continue
        chars.append(plain)
        places.append(start + place)
    if chars[-1:] == [" "]:
        chars.pop()
        places.pop()
    return Piece("".join(chars), tuple(places))


def _without_alt_text(piece: Piece) -> Piece:
    """Drop the name of a picture that a page saved as text leaves before a word.

    ``logo_colors-1024x486At a time`` and ``light bulbIn 2018`` become ``At a
    time`` and ``In 2018``. Words count as a picture's name only before a small
    word with a capital, so that ``openData`` stays.
    """
    found = _FILE.match(piece.text, 0, LONGEST_NAME)
    if not found and piece.text[:1].islower():
        found = re.match(
            rf"(?:[a-z]{{2,}} ){{0,4}}[a-z]{{3,}}(?=[A-Z])(?=(?i:{START})\b)", piece.text
        )
    return piece.part(found.end()) if found else piece


def _unwrap(lines: list[Line]) -> list[Line]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not line.mark and not line.gap and _continues(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_joined(group) for group in groups]


def _joined(group: list[Line]) -> Line:
    if len(group) == 1:
        return group[0]
    text = " ".join(line.text for line in group)
    places: list[int] = []
    for line in group:
        if places:
            places.append(places[-1] + 1)
        places.extend(line.piece.at)
    first = group[0]
    return Line(Piece(text, tuple(places)), first.mark, first.gap, first.indent)


WRAPPED = 55  # shorter lines are not broken by a margin


def _continues(group: list[Line], line: Line) -> bool:
    """Return whether `line` carries on the sentence of the lines before it.

    A line that starts in lower case does, unless the one before is complete;
    so does any line of a paragraph whose last line reached the margin in the
    middle of a sentence.
    """
    first, last = group[0], group[-1].text
    if last.endswith(_SENTENCE_END) or (first.bulleted and line.indent <= first.indent):
        return False
    if line.text[:1].islower():
        own = re.match(r"(?:https?:|www\.|[\w.+-]+@)", line.text)
        return not (own or find_days(line.text[:40]) or find_times(line.text[:20]))
    inside = len(group) > 1 or last.endswith((",", " and", " of", " the"))
    return len(last) >= WRAPPED and (inside or first.bulleted)

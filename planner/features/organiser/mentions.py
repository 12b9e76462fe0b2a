"""Where a text names somebody: known names, mail addresses and telephone numbers."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from planner.features.organiser.reading.people import looks_like_person, sortable

Span = tuple[int, int]

SHORTEST = 3
"""Letters of a name that is looked for by itself; shorter ones stand in too many words."""

BETWEEN = 3
"""Most characters between two parts of a name, as in "Ash, Zoe"."""

_WORD = re.compile(r"[^\W\d_]+")
_EMAIL = re.compile(r"[^\s@<>,;:()]+@[^\s@<>,;:()]+\.\w+")
_NUMBER = re.compile(r"[+(0][\d\s()/.-]{6,}\d(?!\w)")
_DATE = re.compile(r"\b\d{1,2}([-/.])\d{1,2}\1\d{4}\b|\b\d{4}-\d\d-\d\d\b")
_JOINS = tuple("+./-")
LEAST_DIGITS = 7


class Mentions:
    """Finds the persons it was told of. It is quick where a text names nobody.

    A full name is found however it is spelt in capitals; a part of one only
    where it begins with a capital letter, so that Ms Young is found and the
    young are not. What is no name of a person ("Head of Unit") counts as a whole.
    """

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        """Take names as (display name, family name, given name), each of which may be empty."""
        self._whole: dict[str, set[tuple[str, ...]]] = {}
        self._parts: set[str] = set()
        for shown, family, given in names:
            plain = sortable(shown)
            for name in {plain, f"{given} {family}", f"{family} {given}"}:
                self._add(_words(name))
            parts = [*_words(family), *_words(given)]
            if looks_like_person(shown) and not parts:
                parts = [*_words(plain)[:1], *_words(plain)[-1:]]
            self._parts |= {part for part in parts if len(part) >= SHORTEST}
        self._first = self._parts | self._whole.keys()

    def _add(self, words: list[str]) -> None:
        if len(words) > 1:
            self._whole.setdefault(words[0], set()).add(tuple(words))
        elif words and len(words[0]) >= SHORTEST:
            self._parts.add(words[0])

    def find(self, text: str) -> tuple[Span, ...]:
        """Return where `text` names somebody, in order and without overlaps."""
        found = self.names(text)
        if "@" in text:
            found += [match.span() for match in _EMAIL.finditer(text)]
        found += [match.span() for match in _NUMBER.finditer(text) if _is_number(match)]
        return tuple(_joined(sorted(found)))

    def names(self, text: str) -> list[Span]:
        """Return where `text` has one of the names; they may overlap."""
        return [] if self._first.isdisjoint(_words(text)) else list(self._names(text))

    def _names(self, text: str) -> Iterator[Span]:
        words = [(m[0].casefold(), *m.span()) for m in _WORD.finditer(text)]
        for place, (word, start, end) in enumerate(words):
            for name in self._whole.get(word, ()):
                seen = words[place : place + len(name)]
                if tuple(w for w, _start, _end in seen) == name and _close(seen):
                    yield start, seen[-1][2]
            if word in self._parts and text[start].isupper():
                yield start, end


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _close(words: list[tuple[str, int, int]]) -> bool:
    return all(two[1] - one[2] <= BETWEEN for one, two in pairwise(words))


def _is_number(match: re.Match[str]) -> bool:
    before, text = match.string[: match.start()][-1:], match[0]
    digits = sum(c.isdigit() for c in text)
    return digits >= LEAST_DIGITS and not (
        before.isalnum() or before in _JOINS or _DATE.search(text)
    )


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Make one of spans that touch or overlap."""
    if not spans:
        return
    start, end = spans[0]
    for begins, ends in spans[1:]:
        if begins > end:
            yield start, end
            start, end = begins, ends
        end = max(end, ends)
    yield start, end

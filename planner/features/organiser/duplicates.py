"""Which two contacts may be one. Only ever a suggestion: people share names."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.features.organiser.reading.people import sortable
from planner.features.organiser.reading.words import fold

ALIKE = 90.0
"""Least likeness of two names, 0 to 100, by token-sorted Levenshtein ratio (rapidfuzz)."""

MOST_COMPARED = 20_000_000
"""Names are left alone where there would be more pairs to compare; these take half a second."""

SHORTEST_PHONE = 7
SAME_DIGITS = 8


@dataclass(frozen=True)
class Entry:
    """What two contacts are compared by."""

    uid: str
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Pair:
    """Two contacts that may be one, how alike they are (0 to 100) and why they were noticed."""

    one: Entry
    two: Entry
    score: float
    why: str


def pairs(entries: Sequence[Entry], among: Collection[str] | None = None) -> list[Pair]:
    """Return the pairs that share an address or a number, or have names alike, best first.

    With `among`, only pairs that one of these uids is part of.
    """
    found: dict[tuple[str, str], Pair] = {}
    for why, key in (("email", _email), ("phone", _phone)):
        for group in _groups(entries, key).values():
            for one, two in _twos(group):
                found.setdefault((one.uid, two.uid), Pair(one, two, 100.0, why))
    for pair in _names_alike(entries, among):
        found.setdefault((pair.one.uid, pair.two.uid), pair)
    wanted = [
        p for p in found.values() if among is None or p.one.uid in among or p.two.uid in among
    ]
    return sorted(wanted, key=lambda p: (-p.score, fold(p.one.name), p.one.uid, p.two.uid))


def _names_alike(entries: Sequence[Entry], among: Collection[str] | None) -> Iterable[Pair]:
    import numpy as np
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import cdist

    known = sorted((e for e in entries if e.name.strip()), key=lambda e: e.uid)
    names = [" ".join(sorted(fold(sortable(entry.name)).split())) for entry in known]
    chosen = [n for n, entry in enumerate(known) if among is None or entry.uid in among]
    if not 0 < len(chosen) * len(known) <= MOST_COMPARED:
        return
    scores = cdist(
        [names[n] for n in chosen], names, scorer=ratio, score_cutoff=ALIKE, dtype=np.uint8
    )
    for row, other in zip(*np.nonzero(scores), strict=True):
        one, two = sorted((chosen[row], int(other)))
        if one != two:
            yield Pair(known[one], known[two], float(scores[row, other]), "name")


def _groups(entries: Iterable[Entry], key: Callable[[Entry], str]) -> Mapping[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: e.uid):
        if value := key(entry):
            groups.setdefault(value, []).append(entry)
    return groups


def _twos(group: Sequence[Entry]) -> Iterable[tuple[Entry, Entry]]:
    """Return each entry with the first of its group: enough to find them all."""
    return ((group[0], other) for other in group[1:])


def _email(entry: Entry) -> str:
    return entry.email.strip().casefold()


def _phone(entry: Entry) -> str:
    """Return the digits without the prefixes that only some people write."""
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", entry.phone)).lstrip("0")
    return digits[-SAME_DIGITS:] if len(digits) >= SHORTEST_PHONE else ""


def canonical(uid: str, merged_into: Mapping[str, str | None]) -> str:
    """Return the contact that stands for `uid`.

    Two people may have merged two contacts in opposite directions: then the
    smallest uid of the circle stands for all in it, and nobody is lost.
    """
    path: dict[str, int] = {}
    while uid not in path:
        path[uid] = len(path)
        following = merged_into.get(uid)
        if not following:
            return uid
        uid = following
    return min(list(path)[path[uid] :])


def representatives(merged_into: Mapping[str, str | None]) -> dict[str, str]:
    """Return for every contact the one that stands for it, each step taken only once."""
    found: dict[str, str] = {}
    for start in merged_into:
        path: dict[str, None] = {}
        uid, following = start, merged_into.get(start)
        while following and uid not in path and uid not in found:
            path[uid] = None
            uid, following = following, merged_into.get(following)
        end = canonical(uid, merged_into) if uid in path else found.get(uid, uid)
        found |= dict.fromkeys(path, end)
    return found

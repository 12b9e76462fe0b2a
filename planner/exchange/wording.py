"""What differs between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
MOST_WORDS = 4000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """Part of a text: the same in both, gone from the first, or new in the second."""

    what: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Return `after` with what became of `before`, in reading order.

    Very long texts are given whole: old and then new.
    """
    if before == after:
        return [Piece(SAME, after)] if after else []
    one, two = _WORDS.findall(before), _WORDS.findall(after)
    if len(one) + len(two) > MOST_WORDS:
        return [Piece(GONE, before), Piece(NEW, after)]
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(SAME, "".join(one[a:b])))
            continue
        found += [Piece(what, text) for what, text in _changed(one[a:b], two[c:d])]
    return found


def _changed(gone: list[str], new: list[str]) -> list[tuple[str, str]]:
    return [(what, "".join(words)) for what, words in ((GONE, gone), (NEW, new)) if words]

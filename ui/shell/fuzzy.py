"""How well a text answers to a few typed letters."""

FIRST, AT_WORD, INSIDE = 24, 20, 8
IN_ROW = 4


def score(typed: str, text: str) -> int | None:
    """Return how well `text` fits, higher is better; None if it does not.

    Every typed word must be found in `text`, its letters in order. Letters at
    the start of words and in a row count more; shorter texts win ties.
    """
    low, total = text.casefold(), 0
    for word in typed.casefold().split():
        found = _word(word, low)
        if found is None:
            return None
        total += found
    return total * 100 - len(low)


def _word(word: str, text: str) -> int | None:
    """Return the score of one word: as a part of the text, or else letter by letter."""
    starts = [i for i in range(len(text)) if text.startswith(word, i)]
    if starts:
        at_word = any(i == 0 or not text[i - 1].isalnum() for i in starts)
        place = FIRST if starts[0] == 0 else AT_WORD if at_word else INSIDE
        return IN_ROW * len(word) + place
    at, total = -1, 0
    for letter in word:
        after = text.find(letter, at + 1)
        if after < 0:
            return None
        if after == at + 1 and at >= 0:
            total += 2
        if after == 0 or not text[after - 1].isalnum():
            total += 2
        at = after
    return total if total >= len(word) else None

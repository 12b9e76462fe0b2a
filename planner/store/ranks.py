"""Order of a list that two people may change apart: keys between keys.

Source: fractional indexing as described by David Greenspan (2020), with a
random tail, so that two inserts at one place get different keys.
"""

import secrets

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TAIL = 3


def between(low: str, high: str) -> str:
    """Return a key after `low` and before `high`; empty means no bound.

    Equal or reversed bounds give a key after `low`: lists are ordered by key
    and then by uid, so nothing is lost, and the next move settles the order.
    """
    stem = _middle(low, high if low < high else "")
    return stem + "".join(secrets.choice(DIGITS) for _ in range(_TAIL)) + DIGITS[30]


def _middle(low: str, high: str) -> str:
    """Return the shortest key strictly between `low` and `high` as digit fractions."""
    key = ""
    bounded = bool(high)
    for place in range(max(len(low), len(high)) + 1):
        down = DIGITS.index(low[place]) if place < len(low) else 0
        up = DIGITS.index(high[place]) if bounded and place < len(high) else len(DIGITS)
        if up - down > 1:
            return key + DIGITS[(down + up) // 2]
        key += DIGITS[down]
        bounded = bounded and up == down
    return key + DIGITS[len(DIGITS) // 2]

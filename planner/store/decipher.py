"""The pages of a protected file deciphered one by one, as far as each is whole.

SQLCipher refuses a file from its first damaged page on, and does not hand out
pages. Each page has its own seal, so the others are still what they were. Only
repair reads this way: nothing is ever enciphered here, and no page is believed
whose seal is broken. Format: SQLCipher 4 (zetetic.net/sqlcipher/design);
cipher: AES-256 (FIPS 197), decryption only, over many blocks at once.
"""

import hmac
from functools import cache
from hashlib import pbkdf2_hmac
from typing import TYPE_CHECKING

from planner.store.connect import MAGIC, SALT, FileKey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Words = NDArray[np.uint32]

PAGE = 4096
_SEAL, _START = 64, 16
RESERVED = _SEAL + _START
_AT_ONCE = 512
_ROUNDS = 14


def decipher(content: bytes, key: FileKey) -> tuple[bytearray, frozenset[int]]:
    """Return a protected file as a plain one, and the numbers of pages that are not whole."""
    sealing = pbkdf2_hmac("sha512", key.secret, bytes(b ^ 0x3A for b in key.salt), 2, 32)
    plain, lost = bytearray(len(content)), set()
    numbers = range(1, len(content) // PAGE + 1)
    for first in numbers[::_AT_ONCE]:
        whole = []
        for number in range(first, min(first + _AT_ONCE, numbers.stop)):
            page = content[(number - 1) * PAGE : number * PAGE]
            if _is_whole(page, number, sealing):
                whole.append(number)
            else:
                lost.add(number)
        for number, page in zip(whole, _opened(content, whole, key.secret), strict=True):
            plain[(number - 1) * PAGE : number * PAGE - RESERVED] = page
    plain[:SALT] = MAGIC
    return plain, frozenset(lost)


def _is_whole(page: bytes, number: int, sealing: bytes) -> bool:
    start = SALT if number == 1 else 0
    seal = hmac.digest(sealing, page[start : PAGE - _SEAL] + number.to_bytes(4, "little"), "sha512")
    return hmac.compare_digest(seal, page[PAGE - _SEAL :])


def _opened(content: bytes, numbers: list[int], secret: bytes) -> "list[bytes]":
    """Return these pages without what is reserved at their ends; the salt is left as it is."""
    import numpy as np

    pages = np.frombuffer(
        b"".join(content[(n - 1) * PAGE : n * PAGE] for n in numbers), np.uint8
    ).reshape(len(numbers), PAGE)
    sealed = pages[:, : PAGE - RESERVED]
    before = np.concatenate([pages[:, PAGE - RESERVED : PAGE - _SEAL], sealed[:, :-16]], axis=1)
    if numbers and numbers[0] == 1:
        before = before.copy()
        before[0, SALT : SALT + 16] = pages[0, PAGE - RESERVED : PAGE - _SEAL]
    blocks = _decrypted(sealed.reshape(-1, 16), secret).reshape(sealed.shape)
    return [page.tobytes() for page in blocks ^ before]


def _decrypted(blocks: "Bytes", secret: bytes) -> "Bytes":
    """Decrypt blocks of 16 bytes each for itself, by FIPS 197's equivalent inverse cipher."""
    import numpy as np

    inverse, tables = _tables()
    keys = _round_keys(secret)
    moved = np.array([[0, 4, 8, 12], [13, 1, 5, 9], [10, 14, 2, 6], [7, 11, 15, 3]])
    state = (blocks ^ keys[_ROUNDS]).astype(np.uint8)
    for turn in range(_ROUNDS - 1, 0, -1):
        mixed = _unmixed(keys[turn][None, :], tables)
        words = tables[0].take(state.take(moved[0], axis=1))
        for row in (1, 2, 3):
            words ^= tables[row].take(state.take(moved[row], axis=1))
        state = words.view(np.uint8).reshape(-1, 16) ^ mixed
    ended: Bytes = inverse.take(state.take(moved.T.ravel(), axis=1)) ^ keys[0]
    return ended


def _unmixed(key: "Bytes", tables: "list[Words]") -> "Bytes":
    """Return a round key as the equivalent inverse cipher needs it."""
    import numpy as np

    forward = _substitutes()[0]
    words = np.zeros((len(key), 4), np.uint32)
    for row in range(4):
        words ^= tables[row][forward[key[:, row::4]]]
    return words.view(np.uint8).reshape(-1, 16)


@cache
def _substitutes() -> "tuple[Bytes, Bytes]":
    """Return the S-box and its inverse, from the field's inverses."""
    import numpy as np

    forward, power, quotient = np.zeros(256, np.uint8), 1, 1
    while True:
        power = power ^ _double(power)  # times 3, which reaches every number
        quotient ^= quotient << 1
        quotient ^= quotient << 2
        quotient ^= quotient << 4
        quotient &= 0xFF
        quotient ^= 0x09 if quotient & 0x80 else 0
        turned = quotient
        for turn in (1, 2, 3, 4):
            turned ^= (quotient << turn | quotient >> (8 - turn)) & 0xFF
        forward[power] = turned ^ 0x63
        if power == 1:
            break
    forward[0] = 0x63
    return forward, np.argsort(forward).astype(np.uint8)


def _double(value: int) -> int:
    return (value << 1 ^ (0x11B if value & 0x80 else 0)) & 0xFF


def _times(value: int, factor: int) -> int:
    found = 0
    while factor:
        found ^= value if factor & 1 else 0
        value, factor = _double(value), factor >> 1
    return found


@cache
def _tables() -> "tuple[Bytes, list[Words]]":
    """Return the inverse S-box, and it with the inverse mixing of columns, by row of a block."""
    import numpy as np

    inverse = _substitutes()[1]
    column = np.array(
        [[_times(int(value), factor) for factor in (14, 9, 13, 11)] for value in inverse], np.uint8
    )
    rows = [np.ascontiguousarray(np.roll(column, row, axis=1)) for row in range(4)]
    return inverse, [row.view(np.uint32).ravel() for row in rows]


def _round_keys(secret: bytes) -> "Bytes":
    import numpy as np

    forward = _substitutes()[0].tobytes()
    words, constant = [secret[n : n + 4] for n in range(0, 32, 4)], 1
    for number in range(8, 4 * (_ROUNDS + 1)):
        word = words[-1]
        if number % 8 == 0:
            word = (word[1:] + word[:1]).translate(forward)
            word, constant = bytes([word[0] ^ constant]) + word[1:], _double(constant)
        elif number % 4 == 0:
            word = word.translate(forward)
        words.append(bytes(a ^ b for a, b in zip(words[-8], word, strict=True)))
    return np.frombuffer(b"".join(words), np.uint8).reshape(_ROUNDS + 1, 16)

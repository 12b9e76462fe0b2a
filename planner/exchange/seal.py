"""Sealed files in the age format: opened by a passphrase or by a recipient's own key.

The standard ``age`` program opens them too. Whoever lacks the key, or changes
one bit, gets a refusal and no content.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from planner.errors import FileUnusableError, InUseError, NoFileError, NoRoomError
from planner.exchange.receive import MOST_BYTES, private_folder
from planner.exchange.refusals import TooLargeError
from planner.store.connect import is_there
from planner.store.room import is_full
from planner.texts import _, mark

_HEAD = b"age-encryption.org/v1\n"
_BY_PASSPHRASE = b"-> scrypt "
_MOST_BYTES_IN_MEMORY = 128 << 20
"""What is sealed by passphrase, or goes into a protected project, is opened in memory whole."""
_MOST_WORK = 20  # scrypt's exponent: a gigabyte of memory; what is beyond it, nobody waits for
SHORTEST_PASSPHRASE = 8


@dataclass(frozen=True)
class Key:
    """What seals or opens a file: a passphrase, recipients' public keys, or one's secret key."""

    passphrase: str = field(default="", repr=False)
    recipients: tuple[str, ...] = ()
    identity: str = field(default="", repr=False)


PLAIN = Key()
"""No key at all, said on purpose."""


class KeyNeededError(FileUnusableError):
    """The file is sealed and nothing that opens it was given."""

    code = "key_needed"

    def __init__(self, name: str, *, passphrase: bool) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("It is sealed with a passphrase.")
            if passphrase
            else _("It is sealed for the holders of certain keys."),
            _("Give the passphrase.") if passphrase else _("Give your secret key."),
        )


class WrongKeyError(FileUnusableError):
    """The seal did not open."""

    code = "wrong_key"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("The passphrase or key is not the right one, or the file is damaged."),
            _("Try again, or ask the sender for the file once more."),
        )


class TooMuchWorkError(FileUnusableError):
    """The seal asks for more memory and time than any sender needs."""

    code = "too_much_work"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("Its seal would take gigabytes of memory to open."),
            _("Ask the sender to seal it once more, with this app or with age."),
        )


class BadRecipientError(FileUnusableError):
    """A public key is not one."""

    code = "bad_recipient"
    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was sealed."),
            _("A recipient's key is not an age public key."),
            _("Public keys begin with age1 and are 62 characters long."),
        )


class WeakPassphraseError(FileUnusableError):
    """The passphrase would not protect anything."""

    code = "weak_passphrase"
    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was sealed."),
            _("The passphrase has fewer than {n} characters.").format(n=SHORTEST_PASSPHRASE),
            _("Take four or more words that nobody would guess."),
        )


def is_sealed(path: Path) -> bool:
    return _head(path).startswith(_HEAD)


def wants_passphrase(path: Path) -> bool:
    """Say whether a sealed file is opened by a passphrase rather than by a key."""
    return _head(path)[len(_HEAD) :].startswith(_BY_PASSPHRASE)


def _work_factor(path: Path) -> int:
    """Return the exponent of scrypt's work that the head of a sealed file asks for."""
    words = _head(path)[len(_HEAD) :].split(b"\n", 1)[0].split(b" ")
    return int(words[-1]) if words[-1].isdigit() else _MOST_WORK + 1


def seal(path: Path, key: Key, content: bytes | None = None) -> None:
    """Replace the plain file `path` by its sealed form, or by that of `content`."""
    import pyrage  # type: ignore[import-untyped]

    if not key.recipients and len(key.passphrase) < SHORTEST_PASSPHRASE:
        raise WeakPassphraseError
    sealed = path.with_name(f"{path.name}.age")
    try:
        if key.recipients:
            known = [pyrage.x25519.Recipient.from_str(one.strip()) for one in key.recipients]
            if content is None:
                pyrage.encrypt_file(str(path), str(sealed), known)
            else:
                sealed.write_bytes(pyrage.encrypt(content, known))
        else:
            content = path.read_bytes() if content is None else content
            sealed.write_bytes(pyrage.passphrase.encrypt(content, key.passphrase))
        sealed.replace(path)
    except pyrage.RecipientError:
        raise BadRecipientError from None
    finally:
        sealed.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, key: Key | None) -> Iterator[Path]:
    """Return `path`, or an opened private copy of it if it is sealed.

    Raises
    ------
    KeyNeededError, WrongKeyError
        It is sealed, and `key` does not open it.
    """
    if not is_sealed(path):
        yield path
        return
    most = _MOST_BYTES_IN_MEMORY if wants_passphrase(path) else MOST_BYTES
    known = _fitting(path, key, most)
    with private_folder() as own:
        plain = own / path.name
        if wants_passphrase(path):
            plain.write_bytes(_by_passphrase(path, known))
        else:
            with plain.open("wb") as file:
                _by_identity(path, known, file)
        yield plain


def unsealed(path: Path, key: Key | None) -> memoryview:
    """Return what is in a sealed file; nothing of it is written to a disk.

    Raises
    ------
    KeyNeededError, WrongKeyError
        `key` does not open it.
    TooLargeError
        It does not fit in memory.
    """
    known = _fitting(path, key, _MOST_BYTES_IN_MEMORY)
    if wants_passphrase(path):
        return memoryview(_by_passphrase(path, known))
    content = io.BytesIO()
    _by_identity(path, known, content)
    return content.getbuffer()


def _fitting(path: Path, key: Key | None, most: int) -> Key:
    """Return `key` if it is of the kind that the seal wants, and the seal asks for no wonders."""
    by_passphrase = wants_passphrase(path)
    if key is None or not (key.passphrase if by_passphrase else key.identity):
        raise KeyNeededError(path.name, passphrase=by_passphrase)
    if path.stat().st_size > most:
        raise TooLargeError(path.stat().st_size, most)
    if by_passphrase and _work_factor(path) > _MOST_WORK:
        raise TooMuchWorkError(path.name)
    return key


def _by_passphrase(path: Path, key: Key) -> bytes:
    import pyrage

    with _refusing(path):
        opened: bytes = pyrage.passphrase.decrypt(path.read_bytes(), key.passphrase)
    return opened


def _by_identity(path: Path, key: Key, plain: BinaryIO) -> None:
    import pyrage

    with _refusing(path), path.open("rb") as sealed:
        identity = pyrage.x25519.Identity.from_str(key.identity.strip())
        pyrage.decrypt_io(sealed, plain, [identity])


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turn what goes wrong at opening a seal into words."""
    import pyrage

    try:
        yield
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise WrongKeyError(path.name) from None
    except OSError as error:
        if error.errno is None:  # the end of the sealed content is missing
            raise WrongKeyError(path.name) from None
        raise (NoRoomError if is_full(error) else InUseError(path.name)) from error


def _head(path: Path) -> bytes:
    if not is_there(path):
        raise NoFileError(path)
    try:
        with path.open("rb") as file:
            return file.read(200)
    except OSError as error:
        raise InUseError(path.name) from error


_ENOUGH = (18, 28)  # points for fair and for strong
STRENGTHS = (mark("too short"), mark("weak"), mark("fair"), mark("strong"))


def strength(passphrase: str) -> int:
    """Return how hard a passphrase is to guess, 0 to 3; see `STRENGTHS` for the words.

    A rough count of what it is made of: length, words, and kinds of character.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return 0
    kinds = sum(
        any(test(c) for c in passphrase)
        for test in (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    )
    points = len(set(passphrase)) + 2 * kinds + 3 * len(passphrase.split())
    return 1 + sum(points >= enough for enough in _ENOUGH)


def new_identity() -> tuple[str, str]:
    """Return a new secret key and the public key that belongs to it."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())

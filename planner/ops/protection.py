"""Protect a project with a passphrase, change it, take it away; open what is protected."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.errors import (
    FileUnusableError,
    PassphraseNeededError,
    ReadOnlyError,
    UserError,
)
from planner.exchange.receive import Received, received
from planner.exchange.seal import SHORTEST_PASSPHRASE, STRENGTHS, strength
from planner.progress import Progress, Silent
from planner.store import backups
from planner.store.connect import FileKey, key_of, salt_of
from planner.store.store import Store
from planner.store.working_copy import WorkingCopy, to_unlock
from planner.texts import _

__all__ = ["STRENGTHS", "key_of", "strength"]


class TooShortError(UserError):
    """The passphrase would not protect anything."""

    code = "weak_passphrase"

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was protected."),
            _("The passphrase has fewer than {n} characters.").format(n=SHORTEST_PASSPHRASE),
            _("Take four or more words that nobody would guess."),
        )


def locked(path: Path, key: FileKey | None = None) -> Path | None:
    """Return the file whose passphrase opens `path`, unless nothing is needed or `key` fits."""
    try:
        found = to_unlock(path)
        fits = found is None or (key is not None and key.salt == salt_of(found))
    except UserError:  # opening it says why it cannot be read
        return None
    return None if fits else found


def is_protected(store: Store) -> bool:
    return store.key is not None


def protect(work: WorkingCopy, passphrase: str) -> None:
    """Protect the project and its file from now on, or change the passphrase; this saves.

    Backups are left as they are: see `other_backups`.
    """
    if strength(passphrase) == 0:
        raise TooShortError
    if work.store.read_only:
        raise ReadOnlyError
    work.protect(FileKey.new(passphrase))


def unprotect(work: WorkingCopy) -> None:
    """Take the passphrase away; this saves."""
    if work.store.read_only:
        raise ReadOnlyError
    if work.store.key:
        work.protect(None)


def other_backups(store: Store) -> list[Path]:
    """Return the backups that do not open with the passphrase that the project has now."""
    return backups.otherwise_protected(store.project_uid, store.key)


def plain_backups(store: Store) -> list[Path]:
    """Return the backups of a protected project that anybody can read."""
    found = other_backups(store) if store.key else []
    return [path for path in found if salt_of(path) is None]


def protect_backups(
    found: list[Path], known: FileKey | None, new: FileKey | None, progress: Progress | None = None
) -> list[Path]:
    """Write backups anew under the key `new`, or none; return those that could not be read.

    Each was plain, or protected by the key `known`; it is whole at any moment.
    """
    progress, left = progress or Silent(), []
    for number, path in enumerate(found):
        progress.step(number, len(found))
        salt = salt_of(path)
        try:
            if salt and (known is None or known.salt != salt):
                raise PassphraseNeededError(path.name)
            backups.protect(path, known if salt else None, new)
        except FileUnusableError:
            left.append(path)
    return left


def delete_backups(found: list[Path]) -> None:
    for path in found:
        path.unlink(missing_ok=True)


def key_for(store: Store, path: Path, passphrase: str = "") -> FileKey | None:
    """Return what opens `path`: the project's own key if it fits, else from `passphrase`.

    Raises
    ------
    PassphraseNeededError, WrongPassphraseError
        It is protected, and neither opens it.
    """
    salt = salt_of(path)
    if salt is None or (store.key and store.key.salt == salt):
        return store.key if salt else None
    if not passphrase:
        raise PassphraseNeededError(path.name)
    return key_of(path, passphrase)


@contextmanager
def unlocked(store: Store, path: Path, passphrase: str = "") -> Iterator[Received]:
    """Copy and check a file from elsewhere for this project; see `received`."""
    key = key_for(store, path, passphrase)
    with received(path, key, plain=store.key is None) as other:
        yield other

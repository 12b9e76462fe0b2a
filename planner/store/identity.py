"""Identities of records: random, or the same for everyone who means the same thing."""

import secrets
import uuid


def new_uid() -> str:
    """Return a random identity, 32 hexadecimal digits."""
    return secrets.token_hex(16)


def natural_uid(project_uid: str, kind: str, *key: str) -> str:
    """Return the identity of what `key` names, equal in every copy of the project.

    Two people who answer the same item of the same assessment apart from each
    other write to one record, and meet in a conflict instead of a double.
    """
    return uuid.uuid5(uuid.UUID(project_uid), "\x1f".join((kind, *key))).hex

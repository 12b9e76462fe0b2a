"""Commands that protect a project with a passphrase, change it, or take it away."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.output import Json, ProjectFile, TextProgress, opened, say
from planner.cli.passphrases import new_passphrase
from planner.ops import protection as ops
from planner.store.working_copy import WorkingCopy
from planner.texts import _


def register(app: typer.Typer) -> None:
    app.command()(protect)
    app.command()(unprotect)


def protect(
    file: ProjectFile,
    new_passphrase_file: Annotated[
        Path | None,
        typer.Option(help="A file whose first line is the new passphrase."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Protect a project and its backups with a passphrase, or change it."""
    with opened(file) as work:
        words = new_passphrase(new_passphrase_file)
        document, left = _changed(work, lambda: ops.protect(work, words))
    text = _("{name} is protected. Without its passphrase nobody can open it, nor can we.").format(
        name=file.name
    )
    say(document, "\n".join([text, *left]), as_json=as_json)


def unprotect(file: ProjectFile, as_json: Json = False) -> None:
    """Take the passphrase from a project and its backups."""
    with opened(file) as work:
        document, left = _changed(work, lambda: ops.unprotect(work))
    text = _("{name} is not protected any more.").format(name=file.name)
    say(document, "\n".join([text, *left]), as_json=as_json)


def _changed(work: WorkingCopy, change: Callable[[], None]) -> tuple[dict[str, object], list[str]]:
    """Carry out a change, for the backups too, and tell of those that could not be read."""
    before = work.store.key
    change()
    found = ops.other_backups(work.store)
    left = ops.protect_backups(found, before, work.store.key, TextProgress())
    document: dict[str, object] = {
        "protected": ops.is_protected(work.store),
        "backups": len(found) - len(left),
        "backups_left": [str(path) for path in left],
    }
    words = _("This backup could not be read and is as it was: {path}")
    return document, [words.format(path=path) for path in left]

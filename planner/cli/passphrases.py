"""Where a command gets the passphrase of its project from: a file, the environment, or a person."""

import inspect
import os
import sys
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from getpass import getpass
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.errors import NoFileError, PassphraseNeededError, UserError
from planner.ops import protection
from planner.store.connect import FileKey, salt_of
from planner.texts import _

OWN = "--project-passphrase-file"
SHORT = "--passphrase-file"
VARIABLE, NEW_VARIABLE = "USP_PASSPHRASE", "USP_NEW_PASSPHRASE"
MAKE_FILES = ("new", "sample")

_given: ContextVar[Path | None] = ContextVar("passphrase_file", default=None)


class NoPassphraseError(PassphraseNeededError):
    """The project is protected and nobody is there to be asked."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.fix = _("Use {option} or the variable {variable}.").format(
            option=OWN, variable=VARIABLE
        )


class NoNewPassphraseError(UserError):
    """The passphrase to protect the project with was not given."""

    def __init__(self, why: str) -> None:
        super().__init__(
            _("Nothing was protected."),
            why,
            _("Use {option} or the variable {variable}.").format(
                option="--new-passphrase-file", variable=NEW_VARIABLE
            ),
        )


def offer(app: typer.Typer) -> None:
    """Let every command that works on a project take its passphrase from a file.

    Where `SHORT` means the passphrase of another file, there is only `OWN`.
    """
    for group in app.registered_groups:
        if group.typer_instance:
            offer(group.typer_instance)
    for command in app.registered_commands:
        if command.callback:
            command.callback = _taking_a_passphrase(command.callback)


def _taking_a_passphrase(function: Callable[..., Any]) -> Callable[..., Any]:
    given = inspect.signature(function)
    if "file" not in given.parameters or function.__name__ in MAKE_FILES:
        return function
    names = [OWN] if "passphrase_file" in given.parameters else [SHORT, OWN]
    option = typer.Option(*names, help="Its first line is the passphrase of the project.")
    parameter = inspect.Parameter(
        "own_passphrase_file",
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[Path | None, option],
    )

    @wraps(function)
    def call(*args: Any, own_passphrase_file: Path | None = None, **options: Any) -> Any:
        _given.set(own_passphrase_file)
        return function(*args, **options)

    call.__annotations__ = function.__annotations__ | {parameter.name: parameter.annotation}
    vars(call)["__signature__"] = given.replace(parameters=[*given.parameters.values(), parameter])
    return call


def key_of(file: Path) -> FileKey | None:
    """Return what opens a project file; nothing for one that needs nothing, or is no file.

    Raises
    ------
    PassphraseNeededError, WrongPassphraseError
        It is protected and stays closed.
    """
    if not file.is_file() or salt_of(file) is None:
        return None
    return protection.key_of(file, _passphrase(file.name))


def _passphrase(name: str) -> str:
    if path := _given.get():
        return first_line(path)
    if words := os.environ.get(VARIABLE):
        return words
    if not sys.stdin.isatty():
        raise NoPassphraseError(name)
    return getpass(_("The passphrase of {name}:").format(name=name) + " ")


def new_passphrase(path: Path | None) -> str:
    """Return the passphrase to protect a project with; a person types it twice."""
    if path:
        return first_line(path)
    if words := os.environ.get(NEW_VARIABLE):
        return words
    if not sys.stdin.isatty():
        raise NoNewPassphraseError(_("No new passphrase was given."))
    words = getpass(_("The new passphrase:") + " ")
    if getpass(_("The same again:") + " ") != words:
        raise NoNewPassphraseError(_("The two were not the same."))
    return words


def first_line(path: Path | None) -> str:
    """Return the first line that is no comment."""
    if path is None:
        return ""
    if not path.is_file():
        raise NoFileError(path)
    lines = path.read_text("utf-8-sig", errors="replace").splitlines()
    return next((line for line in lines if line.strip() and not line.startswith("#")), "")

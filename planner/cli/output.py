"""How commands speak: one JSON document or readable text, and exit codes that mean something."""

import csv
import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from pydantic import ValidationError

from planner import paths
from planner.cli.passphrases import key_of
from planner.cli.values import BadOptionError
from planner.errors import UserError
from planner.log import where
from planner.ops.project import WorkingCopy, open_project
from planner.progress import Cancelled
from planner.store.room import room
from planner.store.store import Store
from planner.texts import _

log = logging.getLogger(__name__)

OURS, WRONG, CANCELLED = 1, 2, 130

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Also write the table to this CSV file.")]
ProjectFile = Annotated[Path, typer.Argument(metavar="FILE", help="The project file (.usp).")]


class TextProgress:
    """A line on stderr that says how far the work is; silent unless a terminal reads it."""

    def __init__(self) -> None:
        self._shown = -1

    def step(self, done: int, total: int, note: str = "") -> None:
        percent = 100 * done // max(total, 1)
        if percent == self._shown or not sys.stderr.isatty():
            return
        self._shown = percent
        sys.stderr.write(f"\r{percent:3d} % {note:60.60}")
        if done >= total:
            sys.stderr.write("\r\033[K")
        sys.stderr.flush()


def say(document: Any, text: str, *, as_json: bool) -> None:
    """Print `document` as JSON, or `text` for a person."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else text)


@contextmanager
def written(path: Path, option: str) -> Iterator[TextIO]:
    """Open a file for text to be written to."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            yield file
    except OSError as error:
        wanted = _("Choose a file in a folder that can be written to.")
        raise BadOptionError(option, str(path), wanted) from error


def write_csv(path: Path | None, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of equal keys as a table, if a file was named."""
    if path is None:
        return
    with written(path, "--csv") as file:
        table = csv.DictWriter(file, list(rows[0]) if rows else [])
        table.writeheader()
        table.writerows(rows)


@contextmanager
def opened(file: Path) -> Iterator[WorkingCopy]:
    """Open a project in a copy of its own, with its passphrase where it needs one."""
    work = open_project(file, private=True, key=key_of(file))
    try:
        yield work
    finally:
        work.discard()


@contextmanager
def reading(file: Path) -> Iterator[Store]:
    """Open a project to look at it; the file stays as it is."""
    with opened(file) as work:
        yield work.store


@contextmanager
def writing(file: Path) -> Iterator[Store]:
    """Open a project, and save what was changed if all of it went well."""
    with opened(file) as work:
        yield work.store
        if work.unsaved:
            work.save()


def report(error: UserError, *, as_json: bool) -> int:
    """Say what was refused and return the exit code."""
    if as_json:
        message = f"{error.what} {error.why}"
        typer.echo(json.dumps({"error": _error(error.code, message, error.fix)}, indent=2))
    else:
        typer.echo(str(error), err=True)
    return error.exit_code


def invalid(error: ValidationError, *, as_json: bool) -> int:
    """Say which value was not allowed and return the exit code."""
    found = error.errors(include_url=False, include_context=False)
    message = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in found)
    if as_json:
        typer.echo(json.dumps({"error": _error("bad_input", message, "")}, indent=2))
    else:
        typer.echo(message, err=True)
    return WRONG


def mistake(error: BaseException, *, as_json: bool) -> int:
    """Log a mistake of ours, name the log file, and return the exit code."""
    path = paths.log_file()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(where(error))
    message = f"The app made a mistake. Details are in {path}."
    if as_json:
        typer.echo(json.dumps({"error": _error("internal", message, "")}, indent=2))
    else:
        typer.echo(message, err=True)
    return OURS


def stopped(*, as_json: bool) -> int:
    """Say that a person stopped the work and return the exit code."""
    message = "Stopped. Nothing was changed."
    if as_json:
        typer.echo(json.dumps({"error": _error("cancelled", message, "")}, indent=2))
    else:
        typer.echo(message, err=True)
    return CANCELLED


def guarded(work: Callable[[], int | None], *, as_json: bool) -> int:
    """Run `work` and turn whatever it raises into words and an exit code."""
    try:
        with room():
            return work() or 0
    except UserError as error:
        return report(error, as_json=as_json)
    except ValidationError as error:
        return invalid(error, as_json=as_json)
    except (Cancelled, KeyboardInterrupt):
        return stopped(as_json=as_json)
    except Exception as error:  # noqa: BLE001  (the outermost frame of the command line)
        return mistake(error, as_json=as_json)


def _error(code: str, message: str, hint: str) -> dict[str, str]:
    return {"code": code, "message": message, "hint": hint}

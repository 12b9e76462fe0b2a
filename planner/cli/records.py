"""Commands for records of any kind: list, batches of edits, remove, undo."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.exchange import LISTS
from planner.cli.output import Json, ProjectFile, reading, say, writing
from planner.errors import NoFileError, NothingToUndoError
from planner.ops import records as ops

KindName = Annotated[str, typer.Argument(metavar="KIND", help="For example session or person.")]


def register(app: typer.Typer) -> None:
    app.command("list")(list_records)
    app.command()(apply)
    app.command()(remove)
    app.command()(undo)


def list_records(
    file: ProjectFile,
    kind: KindName,
    deleted: Annotated[bool, typer.Option(help="Removed records as well.")] = False,
    as_json: Json = False,
) -> None:
    """List all records of a kind."""
    with reading(file) as store:
        listed = LISTS.get(kind)
        found = listed(store) if listed else ops.list_records(store, kind, deleted=deleted)
    text = "\n".join(f"{values['uid']}  {_title(values)}" for values in found)
    say(found, text or f"There is no {kind}.", as_json=as_json)


def _title(values: ops.Values) -> str:
    return next((str(values[n]) for n in ("title", "name", "text", "item") if values.get(n)), "")


def apply(
    file: ProjectFile,
    batch: Annotated[Path, typer.Argument(metavar="OPS", help="JSON Lines; - reads stdin.")],
    as_json: Json = False,
) -> None:
    """Carry out a batch of edits as one step."""
    lines = _lines(batch)
    with writing(file) as store:
        done = ops.apply(store, lines)
    document = {"applied": done.applied, "uids": done.uids}
    say(document, f"{done.applied} edits were made.", as_json=as_json)


def _lines(batch: Path) -> list[str]:
    if str(batch) == "-":
        return ops.lines(sys.stdin.buffer.read())
    if not batch.is_file():
        raise NoFileError(batch)
    return ops.lines(batch.read_bytes())


def remove(
    file: ProjectFile,
    kind: KindName,
    uid: Annotated[str, typer.Argument(metavar="UID")],
    as_json: Json = False,
) -> None:
    """Remove a record and what belongs to it; undo brings it back."""
    with writing(file) as store:
        ops.remove(store, kind, uid)
    say({"removed": 1}, "1 record was removed.", as_json=as_json)


def undo(file: ProjectFile, as_json: Json = False) -> None:
    """Take back the last step that has not been taken back."""
    with writing(file) as store:
        label = store.undo_last_step()
    if label is None:
        raise NothingToUndoError
    say({"undone": label}, f"Taken back: {label}.", as_json=as_json)

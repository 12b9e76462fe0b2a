"""Commands that test on the locked last days: refused without a reason, written down with one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.output import reading, writing
from planner.model.datasets import DatasetRow
from planner.ops import looks
from planner.store.store import Store

Look = Annotated[
    str, typer.Option("--look", help="Why the locked last days are looked at; it is kept.")
]


@contextmanager
def looking(file: Path, reason: str) -> Iterator[Store]:
    """Open a project to look at it, or to write a look down."""
    with (writing if reason else reading)(file) as store:
        yield store


def looked(
    store: Store, row: DatasetRow, period: looks.Period, reason: str
) -> dict[str, dict[str, Any]]:
    """Write a look down where the period reaches into the locked days, and return it."""
    taken = looks.take_look(store, row, period, reason)
    return {"look": taken.document()} if taken else {}


def with_look(document: dict[str, Any], text: str) -> str:
    """Return the text below a line about the look, if one was taken."""
    return "\n".join(filter(None, [looks.told(document.get("look")), text]))

"""Values as they are typed on the command line: days, lists of numbers, settings."""

from datetime import datetime
from typing import Annotated

import numpy as np
import typer

from planner.errors import UserError
from planner.texts import _

Data = Annotated[str, typer.Option("--data", metavar="NAME", help="The incidents, by name or uid.")]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="First day, such as 2026-01-01.")]
To = Annotated[str, typer.Option("--to", metavar="DATE", help="The day after the last.")]


class BadOptionError(UserError):
    """An option cannot be read."""

    code = "bad_option"

    def __init__(self, option: str, given: str, wanted: str) -> None:
        super().__init__(
            _("Nothing was done."),
            _("{option} cannot be read: {given}.").format(option=option, given=given),
            wanted,
        )


def moment(option: str, text: str) -> np.datetime64:
    """Read a day or a moment."""
    try:
        return np.datetime64(datetime.fromisoformat(text).replace(tzinfo=None), "s")
    except ValueError:
        wanted = _("Write it as year-month-day, such as 2026-06-25.")
        raise BadOptionError(option, text, wanted) from None


def numbers(option: str, text: str) -> tuple[float, ...]:
    """Read numbers with commas between; the last may be inf."""
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = (float("nan"),)
    if any(np.isnan(found)):
        raise BadOptionError(option, text, _("Write numbers with commas between, such as 0,7,14."))
    return found


def words(text: str) -> tuple[str, ...]:
    """Read words with commas between; none from an empty text."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def one_of(option: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise BadOptionError(
            option, text, _("Choose one of: {known}.").format(known=", ".join(known))
        )
    return text

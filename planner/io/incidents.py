"""Rows with a place and a time become incidents in metres; every other row is listed.

`suggest` says what each column means, how dates are written and where the
points are; a person confirms it as a `Choice`; ``reading.read_incidents`` does
the work, piece by piece, and tells of every row it did not take.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.errors import UserError
from planner.io.columns import Columns, suggest_columns
from planner.io.dates import suggest_form
from planner.io.numbers import numbers
from planner.io.persons import refuse_persons
from planner.io.projections import Bounds, suggest_crs
from planner.io.report import Report
from planner.io.suggestions import NOTHING, Suggestion
from planner.io.tables import Table, Wanted, position
from planner.texts import _

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]
Codes = NDArray[np.int32]

SAMPLE = 20_000


@dataclass(frozen=True)
class Choice:
    """What a person confirmed: the meaning of columns, the form of dates, the projection."""

    columns: Columns
    form: str = ""
    crs: str = ""


@dataclass(frozen=True)
class Suggested:
    """What would be chosen; `open_questions` names what a person must decide."""

    columns: Mapping[str, Suggestion]
    form: Suggestion = NOTHING
    crs: Suggestion = NOTHING

    def choice(self) -> Choice:
        columns = Columns(**{name: s.value for name, s in self.columns.items()})
        return Choice(columns, self.form.value, self.crs.value)

    def open_questions(self) -> dict[str, Suggestion]:
        """Return what is not sure and matters: place, date, form and projection."""
        asked = {n: self.columns[n] for n in ("x", "y", "date") if self.columns[n].value}
        asked |= {"form": self.form} if self.columns["date"].value else {}
        asked |= {"crs": self.crs} if self.columns["x"].value else {}
        return {name: s for name, s in asked.items() if not s.sure}


@dataclass(frozen=True, eq=False)
class ReadIncidents:
    """Incidents from a file, in metres of `crs`; those with an area code only have no x, y.

    `row` is where each stands in the file. `category` and `area` index
    `categories` and `areas`, -1 where there is none. With `by_area`, x and y
    are those of a point inside the area.
    """

    t: Times
    row: Codes
    x: Floats | None = None
    y: Floats | None = None
    t_end: Times | None = None
    recorded: Times | None = None
    category: Codes | None = None
    categories: tuple[str, ...] = ()
    area: Codes | None = None
    areas: tuple[str, ...] = ()
    by_area: bool = False
    crs: str = ""
    source_crs: str = ""
    report: Report = field(default_factory=Report)

    def __len__(self) -> int:
        return len(self.t)


class ColumnsMissingError(UserError):
    """A table gives no place or no date."""

    code = "columns_missing"

    def __init__(self, missing: str, known: Iterable[str]) -> None:
        super().__init__(
            _("No incident was imported."),
            _("It is not known which column holds {missing}.").format(missing=missing),
            _("Choose it among: {known}.").format(known=", ".join(known)),
        )


class NothingLeftError(UserError):
    """No row of a table could be taken."""

    code = "no_rows"

    def __init__(self, report: Report) -> None:
        first = report.rejected[0] if report.rejected else None
        why = (
            _("Every row was rejected; the first, row {row}, because: {reason}").format(
                row=first.row, reason=first.reason
            )
            if first
            else _("The table holds no rows below its header.")
        )
        fix = _("Check the choices for columns.") if first else _("Export it again, with its rows.")
        super().__init__(_("No incident was imported."), why, fix)


def suggest(
    table: Table, fixed: Mapping[str, str] | None = None, near: Iterable[Bounds] = ()
) -> Suggested:
    """Say what the columns of `table` mean. `fixed` holds what a person has chosen already.

    Parameters
    ----------
    fixed
        Names of columns by meaning, and ``form`` and ``crs``; an empty name
        says that no column has this meaning.
    near : degrees
        Boxes around areas the project knows, which tell projections apart.

    Raises
    ------
    PersonColumnsError
        The table speaks of persons.
    NothingLeftError
        It has no rows.
    """
    refuse_persons(table.columns, table.preview)
    if not table.preview:
        raise NothingLeftError(Report())
    fixed = fixed or {}
    said = _("Chosen.")
    columns = suggest_columns(table)
    if not fixed.keys().isdisjoint(("x", "y", "area")):
        columns |= dict.fromkeys(("x", "y", "area"), NOTHING)
    columns |= {n: Suggestion(v, "sure", said) for n, v in fixed.items() if n in columns}
    form = Suggestion(fixed["form"], "sure", said) if fixed.get("form") else NOTHING
    if columns["date"].value and not form.value:
        form = _form_of(table, columns["date"].value)
    crs = Suggestion(fixed["crs"], "sure", said) if fixed.get("crs") else NOTHING
    if columns["x"].value and not crs.value:
        crs = _crs_of(table, columns["x"].value, columns["y"].value, near)
    return Suggested(columns, form, crs)


def _form_of(table: Table, date: str) -> Suggestion:
    """Look at the beginning, and at the whole column where that leaves a doubt."""
    found = suggest_form(_previewed(table, date))
    words: list[str] = []
    if not found.sure:
        for piece in table.read(Wanted(words=[date])):
            words += [str(v) for v in piece.columns[date].dropna().drop_duplicates()]
            words = list(dict.fromkeys(words))[:SAMPLE]
            found = suggest_form(words)
            if found.sure:
                break
    return found


def _crs_of(table: Table, x: str, y: str, near: Iterable[Bounds]) -> Suggestion:
    """Look at the beginning, and further where it has no coordinates."""
    import pandas as pd

    if table.crs:
        return Suggestion(table.crs, "sure", _("The file says so."))
    across, up = (
        numbers(pd.Series(_previewed(table, name), dtype=object), table.decimal) for name in (x, y)
    )
    if not (np.isfinite(across) & np.isfinite(up)).any():
        for piece in table.read(Wanted(numbers=[x, y])):
            across, up = (numbers(piece.columns[name], table.decimal) for name in (x, y))
            break
    return suggest_crs(across, up, (x, y), near)


def _previewed(table: Table, name: str) -> list[str]:
    place = position(table.columns, name)
    return [row[place].strip() for row in table.preview]

"""Reads a whole table into incidents as a person chose, piece by piece."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planner.io.dates import (
    clock_seconds,
    exact_form,
    from_parts,
    month_ends,
    parse,
    parse_texts,
    suggest_form,
)
from planner.io.incidents import (
    Choice,
    Codes,
    ColumnsMissingError,
    Floats,
    NothingLeftError,
    ReadIncidents,
    Times,
)
from planner.io.numbers import numbers
from planner.io.persons import refuse_persons
from planner.io.projections import known_crs, plane_for, transformed
from planner.io.report import Rejects, judged, month_only
from planner.io.tables import Piece, Table, Wanted, position
from planner.progress import Progress, Silent
from planner.texts import _

if TYPE_CHECKING:
    import pandas as pd

MOST_CATEGORIES = 10_000
FAR_M = 50_000.0


def read_incidents(table: Table, choice: Choice, progress: Progress | None = None) -> ReadIncidents:
    """Read the whole table as `choice` says. It may run in any thread and be stopped.

    Raises
    ------
    PersonColumnsError
        The table speaks of persons.
    ColumnsMissingError, NothingLeftError
        There is no place or date, or no row has them.
    """
    refuse_persons(table.columns, table.preview)
    _check(table, choice)
    reading = _Reading(table, choice)
    for piece in table.read(reading.wanted, progress or Silent()):
        reading.take(piece)
    return reading.result()


def _check(table: Table, choice: Choice) -> None:
    named = choice.columns
    if not ((named.x and named.y) or named.area):
        raise ColumnsMissingError(_("the place"), table.columns)
    if not (named.date or (named.year and named.month)):
        raise ColumnsMissingError(_("the date"), table.columns)
    if named.date and not choice.form:
        raise ColumnsMissingError(_("dates of a known form"), table.columns)
    if named.x:
        known_crs(choice.crs)


class _Reading:
    """What has been read so far, piece by piece; rejected rows never enter it."""

    def __init__(self, table: Table, choice: Choice) -> None:
        self.table, self.choice, self.named = table, choice, choice.columns
        named = self.named
        place = (named.x, named.y) if named.x else ()
        parts = () if named.date else (named.year, named.month, named.day)
        numeric = [name for name in dict.fromkeys((*place, *parts)) if name]
        self.forms = self._forms()
        words = (named.time, named.time_to, named.type, named.area, *self.forms)
        dates = {name: exact for name, (_form, exact) in self.forms.items() if exact}
        rest = [n for n in dict.fromkeys(words) if n and n not in dates and n not in numeric]
        self.wanted = Wanted(numeric, rest, dates)
        self.rejects = Rejects()
        self.kept: dict[str, list[NDArray[Any]]] = {}
        self.labels: dict[str, dict[str, int]] = {"category": {}, "area": {}}
        self.rows = self.no_clock = 0

    def _forms(self) -> dict[str, tuple[str, str]]:
        """Return for each column of dates its form, and that form as pandas can use it."""
        forms = {}
        for name in (self.named.date, self.named.date_to, self.named.recorded):
            if name:
                at = position(self.table.columns, name)
                words = [text for row in self.table.preview if (text := row[at].strip())]
                form = _form_like(words, self.choice.form)
                forms[name] = (form, exact_form(words, form))
        return forms

    def take(self, piece: Piece) -> None:
        """Add the good rows of `piece` and note the bad ones."""
        length = len(next(iter(piece.columns.values())))
        self.rows += length
        rows = np.arange(piece.first, piece.first + length, dtype=np.int32)
        bad = self.rejects.start(rows)
        if piece.long is not None:
            bad.note(piece.long.to_numpy(), "", _("has more fields than the header"))
        values = {"row": rows, **self._place(piece, bad), **self._moments(piece, bad)}
        for name, column in (("category", self.named.type), ("area", self.named.area)):
            if column:
                values[name] = self._codes(name, piece.columns[column])
        if self.named.area and not self.named.x:
            bad.note(values["area"] < 0, self.named.area, _("is empty"))
        for name, value in values.items():
            self.kept.setdefault(name, []).append(value[~bad.marked])

    def _place(self, piece: Piece, bad: Rejects) -> dict[str, NDArray[Any]]:
        if not self.named.x:
            return {}
        place = {}
        for axis, name in (("x", self.named.x), ("y", self.named.y)):
            column = piece.columns[name]
            place[axis] = numbers(column, self.table.decimal)
            bad.note(column.isna().to_numpy(), name, _("is empty"))
            bad.note(~np.isfinite(place[axis]), name, _("is not a number"))
        nowhere = (place["x"] == 0) & (place["y"] == 0)
        bad.note(nowhere, self.named.x, _("is 0, like the other coordinate: no place is meant"))
        if known_crs(self.choice.crs).is_geographic:
            bad.note(np.abs(place["x"]) > 180, self.named.x, _("is not a longitude"))
            bad.note(np.abs(place["y"]) > 90, self.named.y, _("is not a latitude"))
        return place

    def _moments(self, piece: Piece, bad: Rejects) -> dict[str, NDArray[Any]]:
        named = self.named
        if named.date:
            start = self._dates(piece, named.date, bad)
        else:
            year, month = (numbers(piece.columns[n], ".") for n in (named.year, named.month))
            day = numbers(piece.columns[named.day], ".") if named.day else None
            start = from_parts(year, month, day)
            bad.note(np.isnat(start), named.month, _("is not a month and year"))
        times: dict[str, NDArray[Any]] = {"t": start}
        if named.time and (named.date or named.day):
            times["t"] = self._on_the_clock(start, piece.columns[named.time])
        if named.date_to:
            end = self._dates(piece, named.date_to, bad, needed=False)
            if named.time_to:
                end = self._on_the_clock(end, piece.columns[named.time_to])
            begun = times["t"] if named.time_to else times["t"].astype("M8[D]")
            bad.note(end < begun, named.date_to, _("is earlier than the start"))
            times["t_end"] = end
        if named.recorded:
            times["recorded"] = self._dates(piece, named.recorded, bad, needed=False)
        return times

    def _dates(self, piece: Piece, name: str, bad: Rejects, needed: bool = True) -> Times:
        column = piece.columns[name]
        empty = column.isna().to_numpy()
        form = self.forms[name][0]
        moments = parse(column, form)
        if needed:
            bad.note(empty, name, _("is empty"))
        bad.note(
            np.isnat(moments) & ~empty,
            name,
            _("is not a date of the form {form}").format(form=form),
        )
        return moments

    def _on_the_clock(self, day: Times, column: "pd.Series[Any]") -> Times:
        """Add the time of day; a time that cannot be read leaves the day."""
        seconds = clock_seconds(column)
        unknown = np.isnan(seconds)
        self.no_clock += int(unknown.sum())
        midnight = day.astype("M8[D]").astype("M8[s]")
        return np.asarray(midnight + np.where(unknown, 0, seconds).astype("m8[s]"))

    def _codes(self, name: str, column: "pd.Series[Any]") -> Codes:
        """Number the texts of a column in the order in which they first appear in the file."""
        import pandas as pd

        labels = self.labels[name]
        codes, found = pd.factorize(column)
        texts = [str(text).strip()[:200] for text in found]
        for text in texts:
            if text:
                labels.setdefault(text, len(labels))
        if name == "category" and len(labels) > MOST_CATEGORIES:
            raise ColumnsMissingError(_("the offence type"), self.table.columns)
        return np.array([*(labels.get(text, -1) for text in texts), -1], np.int32)[codes]

    def result(self) -> ReadIncidents:
        columns: dict[str, Any] = {name: np.concatenate(parts) for name, parts in self.kept.items()}
        self.kept.clear()
        if not columns or not len(columns["t"]):
            raise NothingLeftError(self.rejects.report(self.rows))
        plane = self._project(columns) if self.named.x else ""
        for name, clock in (("t_end", self.named.time_to), ("recorded", "")):
            if name in columns and not clock:
                columns[name] = _whole_days(columns[name])
        if "t_end" in columns:
            columns["t_end"] = np.maximum(columns["t_end"], columns["t"])
        if "t_end" not in columns and month_only(columns["t"], self.named, self.choice.form):
            columns["t_end"] = month_ends(columns["t"])
        read = ReadIncidents(
            **columns,
            categories=tuple(self.labels["category"]),
            areas=tuple(self.labels["area"]),
            crs=plane,
            source_crs=self.choice.crs if plane else "",
            report=self.rejects.report(self.rows),
        )
        return judged(read, (*self.table.notes, *self._remarks()))

    def _project(self, columns: dict[str, Any]) -> str:
        """Turn source coordinates into metres, in place; return the plane they are in."""
        source = self.choice.crs
        plane = plane_for(columns["x"], columns["y"], source)
        columns["x"], columns["y"] = transformed(columns["x"], columns["y"], source, plane)
        bad = self.rejects.start(columns["row"])
        lost = ~(np.isfinite(columns["x"]) & np.isfinite(columns["y"]))
        bad.note(lost, self.named.x, _("lies where the projection cannot be used"))
        stray = strays(columns["x"], columns["y"], ~lost)
        bad.note(stray, self.named.x, _("lies far away from all other incidents"))
        if bad.marked.any():
            for name in columns:
                columns[name] = columns[name][~bad.marked]
        return plane

    def _remarks(self) -> Iterator[str]:
        if self.no_clock:
            yield _("{n} rows have no time of day that can be read; the day is kept.").format(
                n=self.no_clock
            )
        if "|" in self.choice.form:
            yield _("The dates are written in several forms; each was read by its own.")


def _whole_days(moments: Times) -> Times:
    """Let days without a time of day last until their end, so that nothing looks ahead."""
    known = moments[~np.isnat(moments)]
    if (known.astype("M8[D]") != known).any():
        return moments
    return np.asarray(moments + np.timedelta64(86_399, "s"))


def strays(x: Floats, y: Floats, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which points are so far from the middle that they must be mistakes.

    Exchanged coordinates, a shifted field or a default value end up in another
    country: 50 km away, and 20 times as far as nearly all others.
    """
    if not known.any():
        return ~known
    middle = np.median(x[known]), np.median(y[known])
    far = np.hypot(x - middle[0], y - middle[1])
    if far[known].max() <= FAR_M:
        return np.zeros(len(x), bool)
    usual = float(np.quantile(far[known], 0.95))
    return np.asarray(far > max(FAR_M, 20 * usual))


def _form_like(words: list[str], form: str) -> str:
    """Return `form` if it fits another column of dates, else what fits better."""
    if not words or (form and np.mean(~np.isnat(parse_texts(words, form))) > 0.5):
        return form
    return suggest_form(words).value or form

"""Forecasts of others, from layers of areas or tables of square cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import UserError
from planner.io.areas import AreaColumns, Outlines, matched, open_areas, read_areas
from planner.io.dates import parse_texts, suggest_form
from planner.io.layers import open_layer
from planner.io.projections import plane_for, transformed
from planner.io.suggestions import Suggestion
from planner.io.tables import AS_FOUND, Table, Wanted, Writing, open_table, position
from planner.texts import _

RISK_NAMES = ("risk", "score", "probability", "expected", "value")
LAYERS = (".geojson", ".json", ".gpkg", ".shp", ".zip")


@dataclass(frozen=True)
class ClaimColumns:
    """Which column holds what: risk, the day a row's forecast begins, the code of an area."""

    risk: str = ""
    date: str = ""
    area: str = ""


@dataclass(frozen=True, eq=False)
class ReadClaim:
    """Outlines in metres of `crs`, the risk of each, and how many rows were left out.

    `days` says of each row on which day its forecast begins, where the file does.
    """

    polygons: tuple[Any, ...]
    risk: NDArray[np.float64]
    crs: str
    source_crs: str
    left_out: int
    days: NDArray[np.datetime64] | None = None

    def by_day(self) -> Iterator[tuple[np.datetime64 | None, "ReadClaim"]]:
        """Yield each day with the rows whose forecast begins on it; None where no day is known."""
        if self.days is None:
            yield None, self
            return
        for day in np.unique(self.days):
            here = np.flatnonzero(self.days == day)
            polygons = tuple(self.polygons[i] for i in here)
            yield day, replace(self, polygons=polygons, risk=self.risk[here], days=None)


class BadClaimError(UserError):
    """A forecast has no place or no risk that can be used."""

    code = "bad_forecast"

    def __init__(self, path: Path, why: str, fix: str) -> None:
        super().__init__(_("No forecast was imported."), f"{path.name}: {why}", fix)


def read_claim(
    path: Path,
    columns: ClaimColumns = ClaimColumns(),
    crs: str = "",
    writing: Writing = AS_FOUND,
    areas: Outlines | None = None,
) -> ReadClaim:
    """Read areas, square cells or codes of `areas` with their risk.

    Without a column of risk every area counts alike: all of them were named.
    A table needs columns x and y, the centres of squares, and the projection;
    or the codes of areas that the project knows.
    """
    if path.suffix.lower() in LAYERS:
        return _from_layer(path, columns, crs, writing)
    table = open_table(path, writing)
    if columns.area:
        return _from_codes(table, columns, areas)
    return _from_squares(table, columns, crs)


def taken_of(path: Path, writing: Writing = AS_FOUND) -> Mapping[str, Suggestion]:
    """Return how a file would be taken, with what else may be: layer, sheet, encoding."""
    if path.suffix.lower() in LAYERS:
        return open_layer(path, writing, "polygon").taken
    return open_table(path, writing).taken


def _from_layer(path: Path, columns: ClaimColumns, crs: str, writing: Writing) -> ReadClaim:
    opened = open_areas(path, writing)
    found = read_areas(opened, AreaColumns(), crs)
    named = opened.layer.columns
    risk = _risk_column(named, columns.risk)
    values = [_number(a["columns"].get(risk)) if risk else 1.0 for a in found.attributes]
    days = None
    if columns.date:
        date = named[position(named, columns.date)]
        days = _days(path, [str(a["columns"].get(date) or "") for a in found.attributes])
    read = ReadClaim(
        found.polygons,
        np.array(values, float),
        found.crs,
        found.source_crs,
        found.report.rejected_rows,
        days,
    )
    return _usable(path, read, np.ones(len(values), bool))


def _from_squares(table: Table, columns: ClaimColumns, crs: str) -> ReadClaim:
    import shapely

    path = table.path
    if not crs:
        raise BadClaimError(
            path,
            _("the projection of x and y is not known."),
            _("Name it with --crs, for example EPSG:25833."),
        )
    known = {name.casefold(): name for name in table.columns}
    if not {"x", "y"} <= known.keys():
        raise BadClaimError(
            path,
            _("it has no columns x and y."),
            _("Give the centres of cells as x and y, or name the column of areas."),
        )
    x, y = _values(table, known["x"]), _values(table, known["y"])
    risk, days = _risk_and_days(table, columns)
    placed = np.isfinite(x) & np.isfinite(y)
    if not placed.any():
        raise BadClaimError(path, _("no row has a place."), _("Check the columns x and y."))
    half = _side(x[placed], y[placed]) / 2
    squares = shapely.box(x - half, y - half, x + half, y + half)
    plane = plane_for(x[placed], y[placed], crs)
    moved = shapely.transform(
        squares, lambda c: np.column_stack(transformed(c[:, 0], c[:, 1], crs, plane))
    )
    return _usable(path, ReadClaim(tuple(moved), risk, plane, crs, 0, days), placed)


def _from_codes(table: Table, columns: ClaimColumns, areas: Outlines | None) -> ReadClaim:
    if areas is None:
        raise BadClaimError(
            table.path,
            _("it has codes of areas, but no areas are named."),
            _("Import the areas first and name them with --areas."),
        )
    codes = _texts(table, columns.area)
    at = matched(codes, areas.ids)
    if not (at >= 0).any():
        raise BadClaimError(
            table.path,
            _("none of its codes is one of these areas."),
            _("Check the column and the areas."),
        )
    risk, days = _risk_and_days(table, columns)
    polygons = tuple(areas.polygons[i] for i in at)
    return _usable(table.path, ReadClaim(polygons, risk, areas.crs, areas.crs, 0, days), at >= 0)


def _usable(path: Path, read: ReadClaim, good: NDArray[np.bool_]) -> ReadClaim:
    """Return the rows that are `good` and have a risk and, where days are given, a day."""
    good = good & np.isfinite(read.risk)
    if read.days is not None:
        good &= ~np.isnat(read.days)
    if not good.any():
        raise BadClaimError(
            path, _("no row has a number for its risk."), _("Name the column with --risk.")
        )
    return replace(
        read,
        polygons=tuple(p for p, ok in zip(read.polygons, good, strict=True) if ok),
        risk=read.risk[good],
        left_out=read.left_out + int((~good).sum()),
        days=None if read.days is None else read.days[good],
    )


def _risk_and_days(
    table: Table, columns: ClaimColumns
) -> tuple[NDArray[np.float64], NDArray[np.datetime64] | None]:
    days = _days(table.path, _texts(table, columns.date)) if columns.date else None
    column = _risk_column(table.columns, columns.risk)
    if column:
        return _values(table, column), days
    first = table.columns[0]
    return np.ones(len(_texts(table, first))), days


def _days(path: Path, texts: Sequence[str]) -> NDArray[np.datetime64]:
    """Return the day each text names; refuse where day and month cannot be told apart."""
    form = suggest_form(texts)
    if not form.sure:
        raise BadClaimError(
            path, _("the form of its dates is not certain."), _("Write them as year-month-day.")
        )
    return parse_texts(texts, form.value).astype("M8[D]").astype("M8[s]")


def _side(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return the side of squares with these centres: the least step between columns or rows."""
    steps = [np.diff(np.unique(v.round(6))) for v in (x, y)]
    apart = np.concatenate(steps)
    return float(apart.min()) if len(apart) else 1.0


def _risk_column(columns: tuple[str, ...], risk: str) -> str:
    if risk:
        return columns[position(columns, risk)]
    known = {name.casefold(): name for name in columns}
    return next((known[name] for name in RISK_NAMES if name in known), "")


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _values(table: Table, name: str) -> NDArray[np.float64]:
    pieces = [piece.columns[name] for piece in table.read(Wanted(numbers=[name]))]
    return np.array([_number(value) for piece in pieces for value in piece], float)


def _texts(table: Table, name: str) -> list[str]:
    column = table.columns[position(table.columns, name)]
    pieces = [piece.columns[column] for piece in table.read(Wanted(words=[column]))]
    return ["" if value is None else str(value) for piece in pieces for value in piece]

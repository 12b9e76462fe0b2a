"""Forecasts of others, from layers of areas or tables of square cells."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import UserError
from planner.io.areas import AreaColumns, open_areas, read_areas
from planner.io.projections import plane_for, transformed
from planner.io.tables import AS_FOUND, Wanted, Writing, open_table, position
from planner.texts import _

RISK_NAMES = ("risk", "score", "probability", "expected", "value")
LAYERS = (".geojson", ".json", ".gpkg", ".shp", ".zip")


@dataclass(frozen=True, eq=False)
class ReadClaim:
    """Outlines in metres of `crs`, the risk of each, and how many rows were left out."""

    polygons: tuple[Any, ...]
    risk: NDArray[np.float64]
    crs: str
    source_crs: str
    left_out: int


class BadClaimError(UserError):
    """A forecast has no place or no risk that can be used."""

    code = "bad_forecast"

    def __init__(self, path: Path, why: str, fix: str) -> None:
        super().__init__(_("No forecast was imported."), f"{path.name}: {why}", fix)


def read_claim(path: Path, risk: str = "", crs: str = "", writing: Writing = AS_FOUND) -> ReadClaim:
    """Read areas or square cells with their risk.

    Without a column of risk every area counts alike: all of them were named.
    A table needs columns x and y, the centres of squares, and the projection.
    """
    if path.suffix.lower() in LAYERS:
        return _from_layer(path, risk, crs, writing)
    return _from_table(path, risk, crs, writing)


def _from_layer(path: Path, risk: str, crs: str, writing: Writing) -> ReadClaim:
    opened = open_areas(path, writing)
    found = read_areas(opened, AreaColumns(), crs)
    column = _risk_column(opened.layer.columns, risk)
    values = [_number(a["columns"].get(column)) if column else 1.0 for a in found.attributes]
    good = np.isfinite(values)
    if not good.any():
        raise BadClaimError(
            path, _("no area has a number for its risk."), _("Name the column with --risk.")
        )
    return ReadClaim(
        tuple(p for p, ok in zip(found.polygons, good, strict=True) if ok),
        np.array(values, float)[good],
        found.crs,
        found.source_crs,
        int((~good).sum()) + found.report.rejected_rows,
    )


def _from_table(path: Path, risk: str, crs: str, writing: Writing) -> ReadClaim:
    import shapely

    table = open_table(path, writing)
    if not crs:
        raise BadClaimError(
            path,
            _("the projection of x and y is not known."),
            _("Name it with --crs, for example EPSG:25833."),
        )
    known = {name.casefold(): name for name in table.columns}
    if not {"x", "y"} <= known.keys():
        raise BadClaimError(
            path, _("it has no columns x and y."), _("Give the centres of cells as x and y.")
        )
    column = _risk_column(table.columns, risk)
    names = [known["x"], known["y"], *([column] if column else [])]
    pieces = [piece.columns for piece in table.read(Wanted(numbers=names))]
    read = [_numbers([piece[name] for piece in pieces]) for name in names]
    x, y = read[0], read[1]
    values = read[2] if column else np.ones(len(x))
    good = np.isfinite(x) & np.isfinite(y) & np.isfinite(values)
    if not good.any():
        raise BadClaimError(
            path, _("no row has a place and a risk."), _("Check the columns x, y and --risk.")
        )
    half = _side(x[good], y[good]) / 2
    squares = shapely.box(x[good] - half, y[good] - half, x[good] + half, y[good] + half)
    plane = plane_for(x[good], y[good], crs)
    moved = shapely.transform(
        squares, lambda c: np.column_stack(transformed(c[:, 0], c[:, 1], crs, plane))
    )
    return ReadClaim(tuple(moved), values[good], plane, crs, int((~good).sum()))


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


def _numbers(parts: list[Any]) -> NDArray[np.float64]:
    return np.array([_number(value) for part in parts for value in part], float)

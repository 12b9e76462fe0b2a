"""Map layers and tables out: GeoPackage, GeoJSON, Shapefile, CSV."""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import UserError
from planner.io.projections import transformed
from planner.texts import _

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON", ".shp": "ESRI Shapefile"}
ENDINGS = (".csv", *DRIVERS)
DEGREES = "EPSG:4326"


class CannotWriteError(UserError):
    """A layer cannot be written under the given name."""

    code = "not_written"

    def __init__(self, path: Path, why: str, fix: str) -> None:
        super().__init__(_("Nothing was written."), f"{path.name}: {why}", fix)


@dataclass(frozen=True, eq=False)
class Sheet:
    """Shapes in metres of `crs`, with one column of values for each name."""

    shapes: NDArray[Any]
    columns: Mapping[str, NDArray[Any]]
    crs: str

    def __len__(self) -> int:
        return len(self.shapes)


def write_sheet(path: Path, sheet: Sheet, about: str) -> None:
    """Write a sheet in the format of the ending; `about` is kept with it where the format can.

    The file is there whole or not at all. GeoJSON is in degrees, as its
    standard says; a CSV has the middle of each shape as x and y.

    Raises
    ------
    CannotWriteError
        The ending is not known or the folder cannot be written to.
    """
    if path.suffix.lower() not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise CannotWriteError(
            path, _("this ending is not known."), _("Use one of: {known}.").format(known=known)
        )
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            _write(Path(folder) / path.name, sheet, about)
            for part in sorted(Path(folder).iterdir()):
                part.replace(path.parent / part.name)
    except OSError as error:
        raise CannotWriteError(
            path, str(error.strerror or error), _("Choose a folder that can be written to.")
        ) from error


def _write(path: Path, sheet: Sheet, about: str) -> None:
    if path.suffix.lower() == ".csv":
        _write_table(path, sheet)
    else:
        _write_layer(path, sheet, about)


def _write_table(path: Path, sheet: Sheet) -> None:
    import shapely

    middles = shapely.get_coordinates(shapely.centroid(sheet.shapes)).round(2)
    columns = {"x": middles[:, 0], "y": middles[:, 1], **sheet.columns}
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows(zip(*(_texts(column) for column in columns.values()), strict=True))


def _texts(column: NDArray[Any]) -> Sequence[Any]:
    """Return values as a table holds them; what is not known is empty."""
    if column.dtype.kind == "M":
        return ["" if np.isnat(t) else str(t) for t in column]
    if column.dtype.kind == "f":
        return ["" if np.isnan(v) else f"{v:.12g}" for v in column.tolist()]
    return list(column.tolist())


def _write_layer(path: Path, sheet: Sheet, about: str) -> None:
    import pyogrio.raw  # type: ignore[import-untyped]
    import shapely

    driver, shapes, crs = DRIVERS[path.suffix.lower()], sheet.shapes, sheet.crs
    if driver == "GeoJSON":
        shapes, crs = _in_degrees(shapes, crs), DEGREES
    said: dict[str, Any] = {
        "GPKG": {"layer_metadata": {"DESCRIPTION": about}},
        "GeoJSON": {"layer_options": {"DESCRIPTION": about}},
    }.get(driver, {})
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        [_plain(column, driver) for column in sheet.columns.values()],
        list(sheet.columns),
        layer=path.stem,
        driver=driver,
        geometry_type=_kind(shapes),
        promote_to_multi=_kind(shapes) == "MultiPolygon",
        crs=crs,
        encoding="utf-8",
        **said,
    )


def _plain(column: NDArray[Any], driver: str) -> NDArray[Any]:
    """Return a column as the driver can hold it; a Shapefile has no clock."""
    if column.dtype.kind == "M":
        text = driver == "ESRI Shapefile"
        return np.array(_texts(column), object) if text else column.astype("M8[ms]")
    return column.astype(object) if column.dtype.kind in "US" else column


def _kind(shapes: NDArray[Any]) -> str:
    import shapely

    points = len(shapes) and (shapely.get_dimensions(shapes) == 0).all()
    return "Point" if points else "MultiPolygon"


def _in_degrees(shapes: NDArray[Any], crs: str) -> NDArray[Any]:
    import shapely

    def move(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformed(places[:, 0], places[:, 1], crs, DEGREES))

    return np.asarray(shapely.transform(shapes, move))

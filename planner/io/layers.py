"""Map layers in: GeoPackage, GeoJSON, Shapefile; points as incidents, outlines as areas."""

import codecs
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.io.projections import UnknownProjectionError, short_name
from planner.io.recognise import UnreadableFileError, damaged, recognise
from planner.io.suggestions import Certainty, Suggestion
from planner.io.tables import PIECE, PREVIEW, Piece, Wanted, Writing, position
from planner.io.texts import ENCODINGS
from planner.progress import Progress, Silent
from planner.texts import _

MOST_FEATURES = 5_000_000
SHAPEFILE = (".shp",)
ENDINGS = {
    b"SQLite": (".gpkg",),
    b"{": (".geojson", ".json"),
    b"[": (".geojson", ".json"),
    b"\x00\x00\x27\x0a": SHAPEFILE,
}
GEOPACKAGE = (b"GPKG", b"GP10", b"GP11")


@dataclass(frozen=True)
class Layer:
    """One layer of a file: its name, its shapes, its reference system, its columns."""

    path: Path
    name: str
    shapes: str
    crs: str
    columns: tuple[str, ...]
    encoding: str | None
    others: tuple[str, ...]
    written_in: str = ""

    @property
    def taken(self) -> dict[str, Suggestion]:
        """Which layer of the file it is and how its texts are written, with what else may be.

        Only a Shapefile may be written in any encoding; the others say theirs.
        """
        certainty: Certainty = "likely" if self.others else "sure"
        found = {"layer": Suggestion(self.name, certainty, "", self.others)}
        if self.path.suffix.lower() in SHAPEFILE:
            others = tuple(name for name in ENCODINGS if not _same(name, self.written_in))
            found["encoding"] = Suggestion(self.written_in, "sure", "", others)
        return found

    def read(self, most: int | None = None) -> tuple[NDArray[Any], dict[str, NDArray[Any]]]:
        """Return outlines or points as shapely geometries, and the columns."""
        import pyogrio.raw  # type: ignore[import-untyped]
        import shapely

        with _readable(self.path):
            meta, _ids, wkb, values = pyogrio.raw.read(
                self.path, layer=self.name, max_features=most, encoding=self.encoding
            )
            names = [str(name) for name in meta["fields"]]
            shapes = np.array([] if wkb is None else shapely.from_wkb(wkb), dtype=object)
        return shapes, dict(zip(names, values, strict=True))


def open_layer(path: Path, writing: Writing, wanted: str) -> Layer:
    """Return the layer of `path` named in `writing`, or the one whose shapes are `wanted`.

    `wanted` is ``point`` or ``polygon``.
    """
    import pyogrio

    _check_kind(path)
    with _readable(path):
        layers = {str(name): str(kind or "") for name, kind in pyogrio.list_layers(path)}
        if writing.layer is not None and writing.layer not in layers:
            raise UnreadableFileError(
                path,
                _("It has no layer {name}.").format(name=writing.layer),
                _("Choose one of: {known}.").format(known=", ".join(layers)),
            )
        fit = [n for n, kind in layers.items() if wanted in kind.lower() or kind == "Unknown"]
        name = writing.layer or (fit or list(layers) or [""])[0]
        if not name or name not in (fit or [name]):
            raise _no_shapes(path, wanted)
        about = pyogrio.read_info(
            path, layer=name, encoding=writing.encoding, force_total_bounds=True
        )
    if wanted not in layers[name].lower() and layers[name] != "Unknown":
        raise _no_shapes(path, wanted)
    if about["features"] > MOST_FEATURES:
        raise UnreadableFileError(
            path,
            _("It holds {n} features; at most {most} can be read.").format(
                n=about["features"], most=MOST_FEATURES
            ),
            _("Export a smaller area or a shorter period."),
        )
    others = tuple(other for other in fit if other != name)
    columns = tuple(map(str, about["fields"]))
    crs = _crs(about["crs"], about["total_bounds"])
    encoding, written_in = writing.encoding, writing.encoding or str(about["encoding"] or "")
    return Layer(path, name, layers[name], crs, columns, encoding, others, written_in)


def _check_kind(path: Path) -> None:
    if recognise(path) != "layer":
        raise UnreadableFileError(
            path,
            _("It is no map layer."),
            _("Choose a GeoPackage, GeoJSON or Shapefile (.shp)."),
        )
    with path.open("rb") as file:
        head = file.read(100)
    if head.startswith(b"SQLite") and head[68:72] not in GEOPACKAGE:
        raise UnreadableFileError(
            path, _("It is a database, but no GeoPackage."), _("Choose another file.")
        )
    kind = next((kind for mark, kind in ENDINGS.items() if head.lstrip().startswith(mark)), ())
    if kind and path.suffix.lower() not in kind:
        raise UnreadableFileError(
            path,
            _("It holds a map layer, but its name does not end in {ending}.").format(
                ending=kind[0]
            ),
            _("Rename it and try again."),
        )
    if kind == SHAPEFILE:
        missing = [end for end in (".shx", ".dbf") if not _beside(path, end)]
        if missing:
            raise UnreadableFileError(
                path,
                _("The part {missing} of the shapefile is not beside it.").format(
                    missing=", ".join(path.stem + end for end in missing)
                ),
                _("Copy all parts of the shapefile (.shp, .shx, .dbf, .prj) into one folder."),
            )


def _same(one: str, other: str) -> bool:
    """Say whether two names mean one encoding."""
    try:
        return codecs.lookup(one) == codecs.lookup(other)
    except LookupError:
        return False


def _beside(path: Path, end: str) -> bool:
    return path.with_suffix(end).is_file() or path.with_suffix(end.upper()).is_file()


def _no_shapes(path: Path, wanted: str) -> UnreadableFileError:
    if wanted == "point":
        why, fix = _("It holds no layer of points."), _("Import its outlines as areas.")
    else:
        why, fix = _("It holds no layer of outlines."), _("Import its points as incidents.")
    return UnreadableFileError(path, why, fix)


def _crs(text: str | None, bounds: Any) -> str:
    """Return the reference system of a layer; empty where it has none or cannot be right."""
    if not text:
        return ""
    try:
        name = short_name(text)
    except UnknownProjectionError:
        return ""
    widest = np.abs(np.asarray(bounds, float)) if bounds is not None else np.zeros(4)
    degrees = name == "EPSG:4326" or name.startswith("GEOG")
    return "" if degrees and (widest > 360).any() else name


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say in our words that a layer is damaged."""
    from pyogrio.errors import (  # type: ignore[import-untyped]
        CRSError,
        DataLayerError,
        DataSourceError,
        FeatureError,
        FieldError,
        GeometryError,
    )
    from shapely.errors import ShapelyError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (DataSourceError, DataLayerError, FeatureError, FieldError) as error:
            raise damaged(path) from error
        except (GeometryError, ShapelyError, CRSError, UnicodeError) as error:
            raise damaged(path) from error


@dataclass(frozen=True)
class PointLayer:
    """A layer of points, offered as a table with two more columns for the place."""

    layer: Layer
    columns: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    place: tuple[str, str]
    taken: Mapping[str, Suggestion] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    decimal: str = "."

    @property
    def path(self) -> Path:
        return self.layer.path

    @property
    def crs(self) -> str:
        return self.layer.crs

    def read(self, wanted: Wanted, progress: Progress | None = None) -> Iterator[Piece]:
        import pandas as pd

        progress = progress or Silent()
        names = {name: self.columns[position(self.columns, name)] for name in wanted.names}
        progress.step(0, 2, _("reading the layer"))
        shapes, values = self.layer.read()
        progress.step(1, 2)
        values |= dict(zip(self.place, _points(shapes), strict=True))
        for start in range(0, len(shapes), PIECE):
            part = slice(start, start + PIECE)
            yield Piece(
                start + 1,
                {
                    name: pd.Series(values[column][part])
                    if values[column].dtype.kind in "fiu" and name in wanted.numbers
                    else pd.Series(_written(values[column][part]), dtype=object)
                    for name, column in names.items()
                },
            )
            progress.step(start + len(shapes), 2 * len(shapes))


def open_points(path: Path, writing: Writing, notes: tuple[str, ...]) -> PointLayer:
    """Look at a layer of points."""
    layer = open_layer(path, writing, "point")
    shapes, values = layer.read(PREVIEW)
    place = (_("x of the point"), _("y of the point"))
    values |= dict(zip(place, _points(shapes), strict=True))
    rows = zip(*(_written(column) for column in values.values()), strict=True)
    taken = {
        "layer": Suggestion(
            layer.name, "sure" if writing.layer or not layer.others else "likely", "", layer.others
        )
    }
    preview = tuple(tuple(str(cell or "")[:200] for cell in row) for row in rows)
    return PointLayer(layer, (*layer.columns, *place), preview, place, taken, notes)


def _points(shapes: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the coordinates of points; NaT-like NaN where a feature has none."""
    import shapely

    many = shapely.get_type_id(shapes) == 4
    if many.any():
        shapes = shapes.copy()
        shapes[many] = shapely.get_geometry(shapes[many], 0)
    return shapely.get_x(shapes), shapely.get_y(shapes)


def _written(column: NDArray[Any]) -> list[str | None]:
    """Return values of a column as text, None where there is none."""
    if column.dtype.kind == "M":
        midnight = column.astype("M8[D]") == column
        unit = "D" if midnight[~np.isnat(column)].all() else "s"
        return [None if np.isnat(v) else str(v) for v in column.astype(f"M8[{unit}]")]
    if column.dtype.kind == "f":
        return [None if np.isnan(v) else f"{v:.10g}" for v in column]
    return [None if v is None or v == "" else str(v) for v in column]

"""Areas such as wards: outlines in metres, with id, label, residents and what else there is."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from planner.errors import UserError
from planner.io.incidents import NothingLeftError, ReadIncidents
from planner.io.layers import Layer, open_layer
from planner.io.persons import folded
from planner.io.projections import inside, plane_for, suggest_crs, transformed
from planner.io.report import Rejects, Report
from planner.io.suggestions import NOTHING, Suggestion
from planner.io.tables import AS_FOUND, Writing, position
from planner.progress import Progress, Silent
from planner.texts import _

SAMPLE = 200
IDS = r"(.* )?(id|code|nr|no|number|nummer|key|schluessel|schlussel|gid|cd)( .*)?|lor|plr|ags|insee"
LABELS = r"(.* )?(name|label|title|bezeichnung|nom|nombre|naam|nome|community|ward|nm)( .*)?"
LABELS += r"|district|quartier|stadtteil|bezirk|neighbou?rhood"
RESIDENTS = (
    r"(.* )?(residents?|pop(ulation)?( ?\d{4})?|einwohner.*|ew|inhabitants?|habitants?|inwoners?"
    r"|poblacion|popolazione|bevolkerung|bevoelkerung|total population|gesamt)"
)


@dataclass(frozen=True)
class AreaColumns:
    """Which column holds what; empty where none does."""

    id: str = ""
    label: str = ""
    residents: str = ""


@dataclass(frozen=True)
class AreaLayer:
    """A layer of outlines, with what was worked out about it."""

    layer: Layer
    suggested: Mapping[str, Suggestion]
    crs: Suggestion
    preview: tuple[Mapping[str, Any], ...]

    def choice(self) -> AreaColumns:
        return AreaColumns(**{name: s.value for name, s in self.suggested.items()})


@dataclass(frozen=True, eq=False)
class ReadAreas:
    """Areas as valid polygons in metres of `crs`; each has `id`, `label`, `residents` and more."""

    polygons: tuple[Any, ...]
    attributes: tuple[Mapping[str, Any], ...]
    crs: str
    source_crs: str
    report: Report = field(default_factory=Report)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(str(a["id"]) for a in self.attributes)


class NoAreasError(UserError):
    """A layer holds no usable outline."""

    code = "no_areas"

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("No area was imported."),
            _("{name} holds no outline that can be used.").format(name=path.name),
            _("Choose a layer of polygons."),
        )


def open_areas(
    path: Path, writing: Writing = AS_FOUND, near: Sequence[tuple[float, ...]] = ()
) -> AreaLayer:
    """Look at a layer of outlines and say what its columns mean."""
    import shapely

    layer = open_layer(path, writing, "polygon")
    shapes, values = layer.read(SAMPLE)
    rows = tuple(
        {name: plain(column[n]) for name, column in values.items()} for n in range(len(shapes))
    )
    if layer.crs:
        crs = Suggestion(layer.crs, "sure", _("The file says so."))
    else:
        there = shapely.get_coordinates(shapely.centroid(shapes))
        crs = suggest_crs(there[:, 0], there[:, 1], (), [_box(b) for b in near])
    return AreaLayer(layer, _suggest(rows, layer.columns), crs, rows)


def _box(box: Sequence[float]) -> tuple[float, float, float, float]:
    west, south, east, north = box
    return west, south, east, north


def _suggest(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Suggestion]:
    different = [n for n in names if len({str(row[n]) for row in rows}) == len(rows)]
    texts = [n for n in names if any(isinstance(row[n], str) for row in rows)]
    counts = [n for n in names if rows and all(_count(row[n]) for row in rows)]
    own = [name for name in different if not re.search(r"object|fid|shape", name.lower())]
    ids = [name for name in own if re.fullmatch(IDS, folded(name))]
    labels = [n for n in texts if re.fullmatch(LABELS, folded(n)) and n not in ids[:1]]
    labels.sort(key=lambda name: name not in different)
    residents = [name for name in counts if re.fullmatch(RESIDENTS, folded(name))]
    residents.sort(key=lambda name: re.findall(r"\d{4}", name)[-1:] or ["0"], reverse=True)
    whole = [n for n in own if all(isinstance(row[n], int | str) for row in rows)]
    plain_ids = ids or [name for name in labels if name in own] or whole or different
    return {
        "id": _first(plain_ids),
        "label": _first(labels),
        "residents": _first(residents),
    }


def _count(value: Any) -> bool:
    return isinstance(value, int | float) and value >= 0 and float(value).is_integer()


def _first(names: list[str]) -> Suggestion:
    if not names:
        return NOTHING
    return Suggestion(names[0], "sure" if len(names) == 1 else "likely", "", tuple(names[1:]))


def read_areas(
    opened: AreaLayer, columns: AreaColumns, crs: str = "", progress: Progress | None = None
) -> ReadAreas:
    """Read all outlines into metres. Broken outlines are mended, others are listed.

    Raises
    ------
    NoAreasError
        Nothing usable is left.
    """
    import shapely

    progress = progress or Silent()
    progress.step(0, 3, _("reading the layer"))
    shapes, values = opened.layer.read()
    source = crs or opened.crs.value
    chosen = {
        meaning: opened.layer.columns[position(opened.layer.columns, name)]
        for meaning, name in vars(columns).items()
        if name
    }
    progress.step(1, 3, _("mending outlines"))
    good, report = _mended(shapes)
    if not len(good):
        raise NoAreasError(opened.layer.path)
    outlines = shapes[good]
    middles = shapely.get_coordinates(shapely.point_on_surface(outlines))
    plane = plane_for(middles[:, 0], middles[:, 1], source)
    progress.step(2, 3, _("projecting"))
    polygons = moved(outlines, source, plane)
    attributes = [_attributes(values, chosen, int(n)) for n in good]
    warnings = [*report.warnings, *_warnings(attributes, middles, source)]
    progress.step(3, 3)
    return ReadAreas(
        tuple(polygons), tuple(attributes), plane, source, replace(report, warnings=tuple(warnings))
    )


def _mended(shapes: NDArray[Any]) -> tuple[NDArray[np.intp], Report]:
    """Mend outlines in place; return which are usable."""
    import shapely

    rejects = Rejects()
    bad = rejects.start(np.arange(1, len(shapes) + 1))
    bad.note(shapely.is_missing(shapes) | shapely.is_empty(shapes), "", _("has no outline"))
    flat = shapely.get_dimensions(shapes) < 2
    bad.note(flat, "", _("is a point or a line, not an area"))
    broken = ~shapely.is_valid(shapes) & ~bad.marked
    shapes[broken] = [_surface(shape) for shape in shapely.make_valid(shapes[broken])]
    bad.note(~np.isfinite(shapely.bounds(shapes)).all(axis=1), "", _("has no finite coordinates"))
    bad.note(~(shapely.area(shapes) > 0), "", _("has no area"))
    report = rejects.report(len(shapes))
    if broken.any():
        said = _("{n} outlines crossed themselves and were mended.").format(n=int(broken.sum()))
        report = replace(report, warnings=(said,))
    return np.flatnonzero(~bad.marked), report


def _surface(shape: Any) -> Any:
    """Return only the polygons of a mended outline."""
    import shapely

    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 2]
    return shapely.union_all(parts)


def moved(shapes: Any, source: str, target: str) -> NDArray[Any]:
    """Return outlines of one plane in another, mended where moving crossed them."""
    import shapely

    def move(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformed(places[:, 0], places[:, 1], source, target))

    return np.asarray(shapely.make_valid(shapely.transform(np.array(shapes), move)))


def _attributes(
    values: Mapping[str, NDArray[Any]], chosen: Mapping[str, str], number: int
) -> dict[str, Any]:
    row = {name: plain(column[number]) for name, column in values.items()}
    found = row.get(chosen.get("id", ""))
    label = row.get(chosen.get("label", ""))
    residents = row.get(chosen.get("residents", ""))
    name = str(found) if found not in (None, "") else str(number + 1)
    return {
        "id": name,
        "label": str(label) if label not in (None, "") else name,
        "residents": int(str(residents).partition(".")[0]) if _count(residents) else None,
        "columns": row,
    }


def plain(value: Any) -> Any:
    """Return a value of a layer as JSON can hold it."""
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _warnings(
    attributes: list[dict[str, Any]], middles: NDArray[np.float64], source: str
) -> list[str]:
    found = []
    ids = [a["id"] for a in attributes]
    if len(set(ids)) < len(ids):
        found.append(_("Several areas have the same id."))
    outside = int((~inside(middles[:, 0], middles[:, 1], source)).sum())
    if outside:
        found.append(
            _("{n} areas lie outside the area that the projection is meant for.").format(n=outside)
        )
    return found


class Outlines(Protocol):
    """Areas by id, as read from a file or from the project."""

    @property
    def polygons(self) -> tuple[Any, ...]: ...
    @property
    def ids(self) -> tuple[str, ...]: ...
    @property
    def crs(self) -> str: ...


def placed(read: ReadIncidents, areas: Outlines) -> ReadIncidents:
    """Give incidents that have an area code only a point inside their area.

    Rows whose code is no area are rejected. The codes may be longer than the
    ids (the first digits count) or have lost their leading zeros.
    """
    import shapely

    if read.area is None:
        raise ValueError("these incidents have no area codes")
    at = matched(read.areas, areas.ids)
    place = np.where(read.area < 0, -1, at[read.area])
    good = place >= 0
    bad = Rejects(list(read.report.rejected), read.report.rejected_rows).start(read.row)
    bad.note(~good, _("area code"), _("is no area of this set"))
    if not good.any():
        raise NothingLeftError(bad.report(read.report.rows))
    points = shapely.get_coordinates(shapely.point_on_surface(np.array(areas.polygons)))[place]
    names = ("row", "t", "t_end", "recorded", "category", "area")
    columns = {name: getattr(read, name) for name in names}
    kept: dict[str, Any] = {n: column[good] for n, column in columns.items() if column is not None}
    report = replace(bad.report(read.report.rows), warnings=read.report.warnings)
    x, y = points[good, 0], points[good, 1]
    return replace(read, **kept, x=x, y=y, by_area=True, crs=areas.crs, report=report)


def matched(codes: Sequence[str], ids: Sequence[str]) -> NDArray[np.int64]:
    """Return for each code the number of its area, -1 where there is none.

    >>> matched(["03701658", "3701658", "99"], ["0370", "0110"])
    array([ 0,  0, -1])
    """
    known = {name.casefold().strip(): n for n, name in enumerate(ids)}
    widths = {len(name) for name in known}
    longest = max(map(len, codes), default=0)
    width = widths.pop() if len(widths) == 1 else 0
    best = np.full(len(codes), -1)
    for padded in (0, width, longest):
        for first in (None, width or None):
            tried = [
                known.get(code.casefold().strip().rjust(padded, "0")[:first], -1) for code in codes
            ]
            if sum(n >= 0 for n in tried) > int((best >= 0).sum()):
                best = np.array(tried)
    return best.astype(np.int64)


def packed(
    polygons: Sequence[Any], attributes: Sequence[Mapping[str, Any]]
) -> tuple[bytes, NDArray[np.int64], bytes]:
    """Return outlines as joined WKB, where each ends, and what is known of them as JSON."""
    import shapely

    parts = shapely.to_wkb(np.array(polygons), byte_order=1)
    text = json.dumps(list(attributes), ensure_ascii=False, separators=(",", ":"))
    return b"".join(parts), np.cumsum([len(part) for part in parts]), text.encode()


def unpacked(
    wkb: bytes, ends: NDArray[Any], attributes: bytes
) -> tuple[NDArray[Any], list[dict[str, Any]]]:
    """Return what `packed` was given."""
    import shapely

    starts = [0, *ends[:-1].tolist()]
    parts = [wkb[start:end] for start, end in zip(starts, ends.tolist(), strict=True)]
    return shapely.from_wkb(np.array(parts, object)), json.loads(attributes)

"""Which map projection coordinates are in, and the plane in metres they are kept in.

Coordinates tell little by themselves: 350,000 / 570,000 fits a dozen national
grids. So candidates are the usual grids in which the points fall inside the
grid's own area of use, and only the file itself, a column's name, degrees or a
place known from the project make one of them sure.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import UserError
from planner.io.suggestions import Suggestion
from planner.texts import _

if TYPE_CHECKING:
    import pyproj

Floats = NDArray[np.float64]
Bounds = tuple[float, float, float, float]

DEGREES = "EPSG:4326"
# National and state grids in use by offices, the usual one of each place first.
EUROPE = (
    *(27700, 2154, 28992, 31370, 3812, 2056, 21781, 25832, 25833, 25831, 25830, 25829, 3006),
    *(31466, 31467, 31468, 31469, 31256, 31254, 31255, 31287, 2180, 5514, 3067, 29902, 2157),
    *(3003, 3004, 6707, 3763, 3844, 23700, 3765, 3794, 2100, 3301, 3346, 3059, 3035, 2169),
    *(25834, 25835, 3008, 3912, 28991),
)
WORLD = (2193, 7855, 7856, 28355, 28356, 2039)
FEET = (*range(2225, 2290), 2913, 2914, 3435, 3436, 2868, 6543, 6539)
METRES_US = (*range(26929, 26999), 32104, 32118, 32126, 32136, 32146)
SAMPLE = 2000
LON_LAT = (r"(.*\W)?(lon|lng|long|longitud.*|l(ä|ae|a)nge.*)", r"(.*\W)?(lat|latitud.*|breite.*)")
WHOLE_WORLD = (3347, 5070, 3857)
SHORTLIST = tuple(dict.fromkeys(EUROPE + WORLD + FEET + METRES_US + WHOLE_WORLD))


class UnknownProjectionError(UserError):
    """A map projection is not known, or cannot be used for points on the ground."""

    code = "unknown_crs"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("Nothing was imported."),
            _("{text} is not a map projection that is known here.").format(text=text[:80]),
            _("Write it as EPSG and a number, for example EPSG:25832."),
        )


def known_crs(text: str) -> "pyproj.CRS":
    """Return the reference system named by an EPSG code or written as WKT."""
    import pyproj
    from pyproj.exceptions import CRSError

    short = text.strip()
    code = re.fullmatch(r"(?:epsg[:\s]*)?(\d{4,6})", short, re.IGNORECASE)
    try:
        crs = pyproj.CRS.from_user_input(f"EPSG:{code[1]}" if code else short)
    except CRSError:
        raise UnknownProjectionError(text) from None
    if not (crs.is_projected or crs.is_geographic):
        raise UnknownProjectionError(text)
    return crs


@lru_cache(maxsize=64)
def short_name(text: str) -> str:
    """Return ``EPSG:n`` where the system has a code, else its WKT."""
    crs = known_crs(text)
    code = crs.to_epsg(min_confidence=70) or crs.to_epsg(min_confidence=25)
    if code is None and crs.is_geographic and "WGS" in crs.name.upper():
        code = 4326
    return f"EPSG:{code}" if code else crs.to_wkt()


@lru_cache(maxsize=256)
def title(text: str) -> str:
    """Return how a person may recognise a reference system: its name and unit."""
    crs = known_crs(text)
    unit = crs.axis_info[0].unit_name if crs.axis_info else ""
    return f"{crs.name} ({unit})" if unit not in ("metre", "degree", "") else crs.name


def transformed(x: Floats, y: Floats, source: str, target: str) -> tuple[Floats, Floats]:
    """Return coordinates of `source` in `target`, x before y; infinite where there is none."""
    if source == target:
        return x, y
    moved = _between(source, target).transform(x, y)
    return np.asarray(moved[0]), np.asarray(moved[1])


@lru_cache(maxsize=32)
def _between(source: str, target: str) -> "pyproj.Transformer":
    import pyproj

    return pyproj.Transformer.from_crs(known_crs(source), known_crs(target), always_xy=True)


def plane_for(x: Floats, y: Floats, source: str) -> str:
    """Return the plane in metres for these points: their own grid, or their UTM zone.

    A grid in metres made for the place is kept as it is. Degrees, feet, grids
    of the whole world or a continent and those of a place elsewhere, which
    distort distances, become the UTM zone of the middle point.
    """
    crs = known_crs(source)
    unit = crs.axis_info[0].unit_conversion_factor if crs.is_projected else 0
    worldwide = crs.area_of_use is None or crs.area_of_use.east - crs.area_of_use.west > 40
    in_metres = crs.is_projected and unit == 1 and not worldwide
    if in_metres and inside(x[:SAMPLE], y[:SAMPLE], source).mean() > 0.5:
        return short_name(source)
    lon, lat = middle(x, y, source)
    zone = int(np.clip((lon + 180) // 6 + 1, 1, 60))
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def middle(x: Floats, y: Floats, source: str) -> tuple[float, float]:
    """Return longitude and latitude of the middle point."""
    lon, lat = transformed(np.array([np.median(x)]), np.array([np.median(y)]), source, DEGREES)
    return float(lon[0]), float(lat[0])


def degrees_box(box: Bounds, source: str) -> Bounds:
    """Return a box of a plane as west, south, east, north in degrees."""
    west, south, east, north = box
    corners = np.array([west, east, west, east]), np.array([south, south, north, north])
    lon, lat = transformed(*corners, source, DEGREES)
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def inside(x: Floats, y: Floats, source: str) -> NDArray[np.bool_]:
    """Return which points lie where the reference system is meant to be used."""
    use = known_crs(source).area_of_use
    lon, lat = transformed(x, y, source, DEGREES)
    if use is None:
        return np.isfinite(lon) & np.isfinite(lat)
    return _within(lon, lat, (use.west, use.south, use.east, use.north))


def _within(lon: Floats, lat: Floats, box: Bounds, margin: float = 0.0) -> NDArray[np.bool_]:
    west, south, east, north = box
    across = (lon >= west - margin) & (lon <= east + margin)
    if west > east:  # over the date line
        across = (lon >= west - margin) | (lon <= east + margin)
    return np.asarray(across & (lat >= south - margin) & (lat <= north + margin))


def suggest_crs(
    x: Floats, y: Floats, names: Sequence[str] = (), near: Iterable[Bounds] = ()
) -> Suggestion:
    """Say which reference system the points are in.

    Parameters
    ----------
    names
        The names of the columns; ``UTM32_E`` or ``lon`` say much.
    near : degrees, west, south, east, north
        Boxes around places the project knows already.
    """
    good = np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))
    x, y = x[good][:SAMPLE], y[good][:SAMPLE]
    degrees = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    called = len(names) == 2 and all(map(re.fullmatch, LON_LAT, map(str.lower, names)))
    if called and (not len(x) or degrees.mean() > 0.5):
        return Suggestion(DEGREES, "sure", _("The names of the columns say so."))
    if not len(x):
        return Suggestion("", "guess", _("There are no coordinates."))
    if named := _named(" ".join(names), x, y):
        return named
    if degrees.mean() > 0.95:
        broad = np.ptp(x) < 0.001 or (x == np.round(x)).all()
        return Suggestion(DEGREES, "likely" if broad else "sure", _("The numbers are degrees."))
    return _by_place(x, y, list(near))


def _named(names: str, x: Floats, y: Floats) -> Suggestion | None:
    """Return what the column names say, if the numbers agree."""
    code = re.search(r"epsg[\s:_]*(\d{4,5})", names, re.IGNORECASE)
    zone = re.search(r"(?:utm|etrs89)[\s_]*(?:zone)?[\s_]*(\d{1,2})", names, re.IGNORECASE)
    if code:
        tries = [int(code[1])]
    elif zone and 1 <= int(zone[1]) <= 60:
        europe = range(28, 39)
        tries = [25800 + int(zone[1])] if int(zone[1]) in europe else []
        tries += [32600 + int(zone[1]), 32700 + int(zone[1])]
    else:
        words = {"lambert93": 2154, "l93": 2154, "lv95": 2056, "rijksdriehoek": 28992}
        words |= {"rd": 28992, "gk2": 31466, "gk3": 31467, "gk4": 31468, "gk5": 31469}
        words |= {"mercator": 3857, "bng": 27700, "osgb": 27700, "itm": 2157, "lv03": 21781}
        found = re.findall(r"[a-z]+\d*", names.lower())
        tries = [code for word, code in words.items() if word in found]
    for number in tries:
        if inside(x, y, f"EPSG:{number}").mean() > 0.95 or (zone and _beside(x, y, number)):
            others = tuple(f"EPSG:{other}" for other in tries if other != number)
            return Suggestion(
                f"EPSG:{number}", "sure", _("The names of the columns say so."), others
            )
    return None


def _beside(x: Floats, y: Floats, number: int) -> bool:
    """Whether points lie in a zone or the next: offices use one zone for a whole country."""
    box = known_crs(f"EPSG:{number}").area_of_use
    if box is None:
        return False
    lon, lat = transformed(x, y, f"EPSG:{number}", DEGREES)
    return bool(_within(lon, lat, (box.west, box.south, box.east, box.north), 6).mean() > 0.95)


def _by_place(x: Floats, y: Floats, near: list[Bounds]) -> Suggestion:
    """Return the grids in which the points fall where the grid is used."""
    if near and (there := _grids_at(x, y, near)):
        why = _("In this projection the points lie where areas of the project are.")
        return Suggestion(there[0], "sure" if len(there) == 1 else "likely", why, tuple(there[1:]))
    fits = [code for code in SHORTLIST if _fits(x, y, code)]
    if not fits:
        return Suggestion("", "guess", _("The numbers fit no usual map projection."))
    why = _("The numbers fit several projections.") if len(fits) > 1 else ""
    found = [f"EPSG:{code}" for code in fits]
    return Suggestion(found[0], "likely" if len(fits) == 1 else "guess", why, tuple(found[1:]))


def _fits(x: Floats, y: Floats, code: int) -> bool:
    crs = _crs_or_none(code)
    if crs is None or crs.area_of_use is None:
        return False
    lon, lat = _degrees(x, y, crs)
    use = crs.area_of_use
    return bool(_within(lon, lat, (use.west, use.south, use.east, use.north)).mean() > 0.95)


def _degrees(x: Floats, y: Floats, crs: Any) -> tuple[Floats, Floats]:
    """Return rough longitudes and latitudes without a change of datum: fast, good to 200 m."""
    import pyproj
    from pyproj.exceptions import CRSError

    try:
        lon, lat = pyproj.Proj(crs)(x[:200], y[:200], inverse=True)
    except CRSError:
        lon = lat = np.full(len(x[:200]), np.inf)
    return lon, lat


@lru_cache(maxsize=512)
def _crs_or_none(code: int) -> Any:
    import pyproj
    from pyproj.exceptions import CRSError

    try:
        return pyproj.CRS.from_epsg(code)
    except CRSError:
        return None


def _grids_at(x: Floats, y: Floats, near: list[Bounds]) -> list[str]:
    """Return the different grids that put the points near a known place, the usual ones first."""
    from pyproj.aoi import AreaOfInterest
    from pyproj.database import query_crs_info
    from pyproj.enums import PJType

    found: dict[tuple[float, float], str] = {}
    for box in near:
        there = AreaOfInterest(*box)
        infos = query_crs_info("EPSG", PJType.PROJECTED_CRS, there, contains=False)
        codes = [code for code in (int(info.code) for info in infos) if _crs_or_none(code)]
        rank = {code: place for place, code in enumerate(SHORTLIST)}
        for code in sorted(codes, key=lambda code: (rank.get(code, 9999), code)):
            place = _place_in(x, y, code, box)
            if place and place not in found:
                found[place] = f"EPSG:{code}"
    return list(found.values())


def _place_in(x: Floats, y: Floats, code: int, box: Bounds) -> tuple[float, float] | None:
    """Return the middle point to about a kilometre if the points lie in `box`."""
    lon, lat = _degrees(x, y, _crs_or_none(code))
    if _within(lon, lat, box, 0.02).mean() < 0.9:
        return None
    return round(float(np.median(lon)), 2), round(float(np.median(lat)), 2)

"""`blend` beside counts of all history on many sets that differ, by hand.

Run with ``python -m tests.benchmarks.blend_sets [words]``: only the sets whose name
holds one of the words are played, all of them otherwise. One line a set, with the
paired 95 % interval of the difference in hit rate; an exclamation mark follows an
interval that lies below 0, a star one that lies above.
"""

import csv
import gzip
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import chain

import numpy as np

from planner.features.hotspots.backtest import Backtest
from planner.model.grids import area_cells, hex_cells, square_cells
from planner.model.incidents import Incidents
from tests.benchmarks.case import COVERAGES, Case
from tests.benchmarks.city import DATA, burglaries
from tests.benchmarks.simulated import simulated

SHARED = DATA.parent


def between(incidents: Incidents, start: str, end: str) -> Incidents:
    return incidents.between(np.datetime64(start, "s"), np.datetime64(end, "s"))


def thinned(incidents: Incidents, share: float, seed: int = 1) -> Incidents:
    return incidents.take(np.random.default_rng(seed).uniform(size=len(incidents)) < share)


@cache
def projected(path: str, crs: str, given: str | None = None):
    """The union of the shapes of a file, and each of them, in metres."""
    import pyogrio
    import pyproj
    import shapely

    meta, _fid, wkb, fields = pyogrio.raw.read(SHARED / path)
    turn = pyproj.Transformer.from_crs(given or meta["crs"], crs, always_xy=True)
    shapes = shapely.transform(
        shapely.from_wkb(wkb), lambda c: np.column_stack(turn.transform(*c.T))
    )
    return shapely.union_all(shapely.make_valid(shapes)), shapes, fields


def chicago(size: float = 250, year: int = 2017, **more) -> Case:
    return Case(
        burglaries()[0], square_cells(burglaries()[1], size), f"{year}-01-01", f"{year}-12-22",
        **{"step": 5.0, **more},
    )  # fmt: skip


def hexagons() -> Case:
    every, boundary = burglaries()
    return Case(every, hex_cells(boundary, 270), "2017-01-01", "2017-12-22")


def areas() -> Case:
    shapes = projected("chicago/ComArea_ACS14_f.shp", "EPSG:26971")[1]
    return Case(burglaries()[0], area_cells(list(shapes)), "2017-01-01", "2017-12-22")


def district(number: int) -> Case:
    _city, areas, _fields = projected("chicago/ComArea_ACS14_f.shp", "EPSG:26971")
    return Case(burglaries()[0], square_cells(areas[number], 250), "2017-01-01", "2017-12-22")


def side(share: int) -> Case:
    """A fifth of the city, from south to north."""
    every, boundary = burglaries()
    cells = square_cells(boundary, 250)
    edges = np.quantile(cells.y, [share / 5, (share + 1) / 5])
    return Case(every, cells.only((cells.y >= edges[0]) & (cells.y <= edges[1])),
                "2017-01-01", "2017-12-22")  # fmt: skip


def changed(change: Callable[[Incidents], Incidents], **more) -> Case:
    case = chicago(step=7.0, **more)
    return Case(change(case.incidents), case.cells, case.first, case.last, 7.0, case.horizon)


def without(incidents: Incidents, start: str, end: str, share: float) -> Incidents:
    """Most or all incidents of some weeks were never recorded."""
    inside = (incidents.t >= np.datetime64(start)) & (incidents.t < np.datetime64(end))
    kept = np.random.default_rng(4).uniform(size=len(incidents)) >= share
    return incidents.take(~inside | kept)


def twice(incidents: Incidents, share: float = 0.3) -> Incidents:
    """Some incidents were entered twice."""
    again = np.flatnonzero(np.random.default_rng(3).uniform(size=len(incidents)) < share)
    return incidents.take(np.concatenate([np.arange(len(incidents)), again]))


@cache
def portland_burglaries() -> Incidents:
    import pyproj

    with (SHARED / "portland" / "burglary_2012_2017.csv").open() as file:
        rows = list(csv.DictReader(file))
    x, y = (np.array([float(r[name]) for r in rows]) for name in ("x_coordina", "y_coordina"))
    x, y = pyproj.Transformer.from_crs(2913, 32610, always_xy=True).transform(x, y)
    t = np.array([row["occ_date"] for row in rows], "M8[s]")
    order = np.argsort(t, kind="stable")
    return Incidents(x[order], y[order], t[order])


def portland(year: int = 2016, size: float = 250, last: str = "12-21", **more) -> Case:
    city = projected("portland/Portland_Police_Districts.shp", "EPSG:32610", "EPSG:2913")[0]
    return Case(portland_burglaries(), square_cells(city, size), f"{year}-01-01", f"{year}-{last}",
                **{"step": 5.0, **more})  # fmt: skip


def berlin(**more) -> Case:
    """Bicycle thefts, known only by area, from a moment to a moment."""
    _city, shapes, fields = projected("berlin/lor_prognoseraeume_2021.geojson", "EPSG:25833")
    cells = area_cells(list(shapes), list(fields[0]))
    with (SHARED / "berlin" / "bicycle_thefts_2022_2023.csv").open(encoding="latin-1") as file:
        rows = [r for r in csv.DictReader(file) if r["LOR"][:4] in cells.ids]
    at = np.array([cells.ids.index(row["LOR"][:4]) for row in rows])
    start, end, told = (
        np.array(["-".join(reversed(row[name].split("."))) for row in rows], "M8[s]")
        for name in ("TATZEIT_ANFANG_DATUM", "TATZEIT_ENDE_DATUM", "ANGELEGT_AM")
    )
    import shapely

    points = [shapely.point_on_surface(shape) for shape in shapes]
    x, y = (np.array([getattr(point, axis) for point in points])[at] for axis in "xy")
    incidents = Incidents(x, y, start, t_end=end, recorded=told)
    kept = incidents.take((start >= np.datetime64("2022-01-01")) & (start <= told))
    return Case(kept, cells, "2022-07-01", "2023-02-01", **more)


def nottingham(kind: str, cells: str = "squares") -> Case:
    import pyproj

    path = SHARED / "nottingham" / f"nottingham_{kind}.csv.gz"
    with gzip.open(path, "rt") as file:
        rows = list(csv.DictReader(file))
    x, y = (np.array([float(row[name]) for row in rows]) for name in ("longitude", "latitude"))
    x, y = pyproj.Transformer.from_crs(4326, 27700, always_xy=True).transform(x, y)
    t = np.array([row["month"] for row in rows], "M8[s]")
    city, wards, _fields = projected("nottingham/nottingham_wards.gpkg", "EPSG:27700")
    made = area_cells(list(wards)) if cells == "wards" else square_cells(city, 250)
    return Case(Incidents(x, y, t), made, "2022-05-01", "2022-12-01", 30.5, 31.0)


def chicagos() -> Iterator[tuple[str, Callable[[], Case]]]:
    yield "Chicago 2017", chicago
    yield "Chicago 2017, 1 day", partial(chicago, horizon=1.0)
    yield "Chicago 2017, 14 days", partial(chicago, horizon=14.0, step=14.0)
    yield "Chicago 2017, 30 days", partial(chicago, horizon=30.0, step=15.0)
    yield "Chicago 2016", partial(chicago, year=2016)
    yield "Chicago 2016, 1 day", partial(chicago, year=2016, horizon=1.0)
    yield "Chicago 2015", partial(chicago, year=2015)
    for size in (150, 500, 1000):
        yield f"Chicago 2017, {size} m", partial(chicago, size=size, step=7.0)
    yield "Chicago 2017, hexagons", hexagons
    yield "Chicago 2017, 77 areas", areas
    for number in range(5):
        yield f"Chicago 2017, side {number}", partial(side, number)
    for number in (5, 21, 24, 42, 65):
        yield f"Chicago 2017, district {number}", partial(district, number)


def changed_chicagos() -> Iterator[tuple[str, Callable[[], Case]]]:
    for share in (0.5, 0.2, 0.05, 0.01):
        yield f"Chicago 2017, {share:.0%} of it", partial(changed, partial(thinned, share=share))
    for year in (2016, 2015):
        few = partial(thinned, share=0.05)
        yield f"Chicago {year}, 5% of it", partial(changed, few, year=year)
    for start in ("2016-11-01", "2016-07-01", "2016-01-01"):
        since = partial(between, start=start, end="2018-01-01")
        yield f"Chicago 2017, from {start}", partial(changed, since)
    gap = partial(without, start="2016-09-01", end="2016-12-01", share=1.0)
    yield "Chicago 2017, autumn 2016 not recorded", partial(changed, gap)
    fewer = partial(without, start="2017-05-01", end="2018-01-01", share=0.75)
    yield "Chicago 2017, a quarter from May on", partial(changed, fewer)
    yield "Chicago 2017, a third entered twice", partial(changed, twice)


def others() -> Iterator[tuple[str, Callable[[], Case]]]:
    for year in (2013, 2014, 2015, 2016):
        yield f"Portland {year}", partial(portland, year)
    yield "Portland 2017", partial(portland, 2017, last="05-21")
    for horizon in (1.0, 14.0, 30.0):
        step = max(5.0, horizon / 2)
        yield f"Portland 2016, {horizon:g} days", partial(portland, horizon=horizon, step=step)
    for size in (150, 500):
        yield f"Portland 2016, {size} m", partial(portland, size=size)
    yield "Berlin, areas", berlin
    yield "Berlin, areas, 1 day", partial(berlin, horizon=1.0, step=3.0)
    for kind in ("burglary", "robbery"):
        yield f"Nottingham {kind}", partial(nottingham, kind)
        yield f"Nottingham {kind}, wards", partial(nottingham, kind, "wards")


def compared(done: Backtest) -> str:
    """Return hit rates of counts and blend in per cent, and the interval in points."""
    pairs = {c.coverage: c for c in done.comparisons() if c.a == "blend"}
    parts = []
    for coverage in COVERAGES:
        low, high = 100 * pairs[coverage].low, 100 * pairs[coverage].high
        sign = "!" if high < 0 else "*" if low > 0 else " "
        counts, ours = (100 * done.score(n, coverage).hit_rate for n in ("count", "blend"))
        parts.append(f"{counts:5.1f} {ours:5.1f} [{low:+5.1f}, {high:+5.1f}]{sign}")
    return " | ".join(parts)


def main(words: list[str]) -> None:
    for name, make in chain(chicagos(), changed_chicagos(), others(), simulated()):
        if words and not any(word in name for word in words):
            continue
        done = make().played()
        tested = sum(len(came) for came in done.tested)
        sys.stdout.write(f"{name:40} {tested:6} | {compared(done)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

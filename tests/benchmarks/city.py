"""A real city at any size, and how peers are timed beside us."""

import csv
import os
from datetime import datetime
from functools import cache
from pathlib import Path
from time import process_time

import numpy as np
import pytest

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.model.grids import square_cells
from planner.model.incidents import Incidents

HERE = Path(__file__).parents[2]
DATA = Path(os.environ.get("USP_SHARED_DATA", HERE.parent / "shared" / "data")) / "chicago"
NEXT_YEAR = np.datetime64("2018-01-01", "s")


@cache
def burglaries():
    """All incidents of the city in order of time, and its boundary; skips where they are absent."""
    import pyogrio
    import pyproj
    import shapely

    if not DATA.is_dir():
        pytest.skip("the real data sets are not beside this checkout")
    with (DATA / "burglary_2014_2017.csv").open() as file:
        rows = list(csv.DictReader(file))
    t = np.array([datetime.strptime(row["date_single"], "%d/%m/%Y") for row in rows], "M8[s]")
    x, y = (np.array([float(row[name]) for row in rows]) for name in "xy")
    meta, _, city, _ = pyogrio.raw.read(DATA / "ChicagoBoundary.shp")
    turn = pyproj.Transformer.from_crs(meta["crs"], "EPSG:26971", always_xy=True)
    boundary = shapely.transform(
        shapely.union_all(shapely.from_wkb(city)), lambda c: np.column_stack(turn.transform(*c.T))
    )
    order = np.argsort(t, kind="stable")
    return Incidents(x[order], y[order], t[order]), boundary


def last(n):
    """The latest `n` real incidents."""
    every = burglaries()[0]
    return every.take(np.arange(len(every) - n, len(every)))


@cache
def drawn(n):
    """As many as one likes: real ones drawn again and again, each moved a little."""
    every = burglaries()[0]
    rng = np.random.default_rng(1)
    which = rng.integers(0, len(every), n)
    east, north = every.x[which] + rng.normal(0, 30, n), every.y[which] + rng.normal(0, 30, n)
    return Incidents(east, north, every.t[which])


@cache
def crowded(n):
    """The same with half of them at one address, and the others moved to the first of a month."""
    every = drawn(n)
    one = np.arange(n) % 2 == 0
    east, north = (np.where(one, v[0], v) for v in (every.x, every.y))
    month = every.t.astype("M8[M]").astype("M8[s]")
    return Incidents(east, north, np.where(one, every.t, month))


@cache
def cells(size):
    return square_cells(burglaries()[1], size)


def cpu(work, times=3):
    """Return the least processor seconds that `work` took; waiting for others does not count."""
    spent = []
    for _time in range(times):
        begun = process_time()
        work()
        spent.append(process_time() - begun)
    return min(spent)

"""Small towns that the hotspot tests happen in."""

import numpy as np
import shapely
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planner.model.grids import area_cells, hex_cells, square_cells
from planner.model.incidents import DAY, Incidents

ORIGIN = np.datetime64("2026-03-01T00:00:00", "s")
WHEN = (ORIGIN, 7.0)
SECOND = np.timedelta64(1, "s")

SQUARES = square_cells((0, 0, 700, 500), 100)
HEXAGONS = hex_cells((0, 0, 700, 500), 120)
AREAS = area_cells([shapely.box(0, 0, 300, 500), shapely.box(300, 0, 700, 500)], ["west", "east"])
CELLS = {cells.shape: cells for cells in (SQUARES, HEXAGONS, AREAS)}


@st.composite
def incidents(draw, youngest=0.0, oldest=400.0):
    """Incidents of an age in days; a negative age lies in the future. The first is in the town."""
    n = draw(st.integers(1, 30))
    east = draw(arrays(float, n, elements=st.floats(-200, 900)))
    north = draw(arrays(float, n, elements=st.floats(-200, 700)))
    age = draw(arrays(float, n, elements=st.floats(youngest, oldest)))
    east[0], north[0] = 350, 250
    return Incidents(east, north, ORIGIN - SECOND - (age * DAY).astype("m8[s]"))


def joined(*sets):
    return Incidents(*(np.concatenate([getattr(s, c) for s in sets]) for c in ("x", "y", "t")))


def poisson_town(n, days=500, seed=1, cells=SQUARES):
    """Incidents that follow no pattern at all."""
    rng = np.random.default_rng(seed)
    west, south, east, north = cells.bounds
    t = ORIGIN - (rng.uniform(0, days, n) * DAY).astype("m8[s]")
    return Incidents(rng.uniform(west, east, n), rng.uniform(south, north, n), t)

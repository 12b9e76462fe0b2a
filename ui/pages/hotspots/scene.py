"""What lies under a forecast: incidents, areas and cells, read and laid out in a job."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.cells import Areas, Cells, Factor, with_factors
from planner.model.datasets import AreaSetRow, DatasetRow
from planner.model.factors import FactorRow
from planner.model.incidents import Incidents
from planner.ops import backtests, datasets, factors, forecasts, looks
from planner.progress import Progress
from planner.texts import _
from ui.map.outlines import Outlines
from ui.pages.hotspots.wish import Wish
from ui.plots.week_strip import Weeks

DAY = np.timedelta64(1, "D")
FEWEST = 26  # below so many origins no figure is given
MOST = 0.5  # of the incidents lie in areas that go with them


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything a forecast and its map need, for one choice of data and cells.

    The map of incidents does not wait for the cells: they are laid out when a
    forecast first asks for them, in its job.
    """

    dataset: DatasetRow
    area_set: AreaSetRow | None
    incidents: Incidents
    areas: Areas | None
    shape: str
    size: float
    factors: tuple[Factor, ...] = ()

    @cached_property
    def cells(self) -> Cells:
        cells = forecasts.study_cells(self.shape, self.size, self.areas, self.incidents)
        return with_factors(cells, self.factors) if self.factors else cells

    @cached_property
    def weeks(self) -> Weeks:
        return Weeks.of(self.incidents.t)

    @cached_property
    def outlines(self) -> Outlines | None:
        return outlines_of(self.areas) if self.areas else None

    @property
    def first(self) -> np.datetime64:
        day: np.datetime64 = self.incidents.t.min().astype("M8[D]")
        return day

    @property
    def end(self) -> np.datetime64:
        """The day after the last incident."""
        last: np.datetime64 = self.incidents.t.max().astype("M8[D]")
        return last + DAY

    @property
    def open_end(self) -> np.datetime64:
        """The day up to which the past may be played: the end, or the first locked day."""
        since = looks.locked_from(self.dataset)
        return min(self.end, np.datetime64(since)) if since else self.end

    def area_at(self, x: float, y: float) -> str:
        """Return the name of the area at a place."""
        if self.areas is None:
            return ""
        found = int(self.areas.locate([x], [y])[0])
        return self.areas.names[found] if found >= 0 else ""


def load(
    store: Any,
    dataset: DatasetRow,
    area_sets: Sequence[AreaSetRow],
    around: Sequence[FactorRow],
    wish: Wish,
    progress: Progress,
) -> Scene:
    """Read incidents, and of the areas the first in which most incidents lie."""
    progress.step(0, 2, _("reading incidents"))
    incidents = datasets.incidents(store, dataset)
    progress.step(1, 2, _("reading areas"))
    area_set, areas = None, None
    for row in area_sets:
        found = datasets.areas(store, row, dataset.crs)
        if len(area_sets) == 1 or _share_within(incidents, found) >= MOST:
            area_set, areas = row, found
            break
    places = tuple(factors.places(store, row, dataset.crs) for row in around)
    scene = Scene(dataset, area_set, incidents, areas, wish.shape, wish.size, places)
    for part in ("weeks", "outlines"):
        getattr(scene, part)  # worked out here, once, so that the window need not
    progress.step(2, 2)
    return scene


def _share_within(incidents: Incidents, areas: Areas) -> float:
    """Return the share of the incidents in the rectangle around `areas`."""
    west, south, east, north = areas.bounds
    x, y = incidents.x, incidents.y
    return float(((x >= west) & (x <= east) & (y >= south) & (y <= north)).mean())


def outlines_of(areas: Areas) -> Outlines:
    """Return the rings of all areas as arrays."""
    import shapely

    parts, owner = shapely.get_parts(list(areas.polygons), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.flatnonzero(np.diff(ring, prepend=-1))
    return Outlines(points, starts, owner[part])


def trial_origins(scene: Scene, wish: Wish) -> NDArray[np.datetime64]:
    """Return weekly origins whose horizons end by the origin and by the end of the open data."""
    until = min(wish.moment, scene.open_end.astype("M8[s]"))
    return backtests.weeks_before(scene.incidents, until, wish.horizon)

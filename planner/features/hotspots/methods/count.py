"""Counts per cell: the yardstick every other method must beat."""

import numpy as np
from pydantic import Field

from planner.features.hotspots.kernels import sums
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.model.kinds import Days
from planner.progress import Progress
from planner.texts import mark


@method
class Count(Method):
    """The number of incidents in each cell during the last `window` days.

    Parameters
    ----------
    window : float, days
        Incidents of this age or older do not count; 0 takes all there are.

    Source
    ------
    Wheeler & Steenbeek (2021), "Mapping the risk terrain for crime using
    machine learning", Journal of Quantitative Criminology 37, 445-480,
    doi:10.1007/s10940-020-09457-7, where such a count is the one to beat.

    Examples
    --------
    >>> from planner.features.hotspots.method import run
    >>> from planner.model.incidents import Incidents
    >>> from planner.model.grids import square_cells
    >>> day = np.array(["2026-01-01", "2026-01-03"], "M8[s]")
    >>> two = Incidents(np.array([50.0, 150.0]), np.array([50.0, 50.0]), day)
    >>> row = square_cells((0, 0, 300, 100), 100)
    >>> run(Count(), two, row, (np.datetime64("2026-01-02"), 7.0)).risk
    array([1., 0., 0.])
    """

    name = "count"
    title = mark("Counts per cell")
    source = "doi:10.1007/s10940-020-09457-7"

    window: Days = Field(
        1461.0,
        ge=0,
        title=mark("Window"),
        description=mark("Incidents of this age or older do not count. 0 takes all there are."),
    )

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 1)
        fresh = seen.since(self.window).past
        counts = sums(fresh.cells, fresh.weight, len(seen.cells))
        return Surface(counts, counts * seen.horizon / seen.days(self.window))

    def explain(self, seen: Seen, cell: int) -> Reasons:
        inside = seen.past.cells == cell
        if self.window:
            inside &= seen.ages < self.window
        carrying = np.flatnonzero(inside)
        return Reasons(carrying, seen.past.weights[carrying])

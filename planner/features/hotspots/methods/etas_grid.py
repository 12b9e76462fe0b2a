"""Self-exciting process on a grid: a background, and repeats in the same cell."""

import numpy as np
from pydantic import Field

from planner.features.hotspots.kernels import sums
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.features.hotspots.repeats import estimate_on_grid, start_of
from planner.model.kinds import Days
from planner.progress import Progress, Silent
from planner.texts import mark


@method
class EtasGrid(Method):
    """The expected incidents of a cell: its background, and repeats of what happened in it.

    Parameters
    ----------
    window : float, days
        Incidents of this age or older do not count; 0 takes all there are.

    Notes
    -----
    Where only the day of an incident is known, pairs of one day say nothing
    and the share of repeats is estimated too low: 0.30 comes out as 0.22 to
    0.24, and 0 as 0.

    The estimate from the start of the quarter is brought up to the origin in
    a few rounds.

    Source
    ------
    Mohler et al. (2015), "Randomized controlled field trials of predictive
    policing", JASA 110, 1399-1411, doi:10.1080/01621459.2015.1077710.
    """

    name = "etas_grid"
    title = mark("Repeats on a grid (ETAS)")
    source = "doi:10.1080/01621459.2015.1077710"
    needs = 10
    spreads = False

    window: Days = Field(
        730.0,
        ge=0,
        title=mark("Window"),
        description=mark("Incidents of this age or older do not count. 0 takes all there are."),
    )

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        found = estimate_on_grid(seen, self.window, progress, start_of(seen, self.window))
        fresh = seen.since(self.window)
        echo = fresh.past.weights * found.repeated(fresh.ages, seen.horizon)
        expected = found.background * seen.horizon + sums(fresh.past.cells, echo, len(seen.cells))
        return Surface(expected, expected, found.figures(), (found.words(),))

    def explain(self, seen: Seen, cell: int) -> Reasons:
        found = estimate_on_grid(seen, self.window, Silent(), start_of(seen, self.window))
        inside = seen.past.cells == cell
        if self.window:
            inside &= seen.ages < self.window
        carrying = np.flatnonzero(inside)
        echo = found.repeated(seen.ages[carrying], seen.horizon)
        ground = float(found.background[cell]) * seen.horizon
        total = ground + float(echo.sum()) or 1.0
        parts = {"background": ground / total, "repeats": float(echo.sum()) / total}
        return Reasons(carrying, echo + ground / max(1, len(carrying)), parts)

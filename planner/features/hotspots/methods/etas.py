"""Self-exciting process in the plane: a background density, and repeats near by."""

import numpy as np
from pydantic import Field

from planner.features.hotspots.close_pairs import crowded
from planner.features.hotspots.kernels import gaussian
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.features.hotspots.repeats import (
    MANY,
    Repeats,
    estimate_in_plane,
    estimate_of_many,
    start_of,
)
from planner.features.hotspots.smoothing import spread_closely
from planner.model.kinds import Days, Metres
from planner.progress import Progress, Silent
from planner.texts import mark

LEAST_ECHO = 1e-6


@method
class Etas(Method):
    """Like `etas_grid`, but repeats may lie in neighbouring cells.

    Parameters
    ----------
    window : float, days
        Incidents of this age or older do not count; 0 takes all there are.
    bandwidth : float, metres
        Of the background density (standard deviation of a Gaussian).

    Notes
    -----
    The estimate from the start of the quarter is brought up to the origin in
    a few rounds. Of more than 200,000 incidents the latest 50,000 are used for
    the shape of repeats, and all for the background; likewise fewer where very
    many share one address.

    Source
    ------
    Mohler et al. (2011), "Self-exciting point process modeling of crime",
    JASA 106, 100-108, doi:10.1198/jasa.2011.ap09546.
    """

    name = "etas"
    title = mark("Repeats near by (ETAS)")
    source = "doi:10.1198/jasa.2011.ap09546"
    needs = 10
    spreads = False
    shapes = frozenset({"square", "hex"})

    window: Days = Field(
        0.0,
        ge=0,
        title=mark("Window"),
        description=mark("Incidents of this age or older do not count. 0 takes all there are."),
    )
    bandwidth: Metres = Field(
        150.0,
        gt=0,
        le=5000,
        title=mark("Bandwidth of the background"),
        description=mark("How smooth the background is: the standard deviation of a Gaussian."),
    )

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        found = self._estimated(seen, progress)
        expected = found.background * seen.horizon
        fresh = seen.since(self.window)
        echo = fresh.past.weights * found.repeated(fresh.ages, seen.horizon)
        loud = echo > LEAST_ECHO
        if loud.any():
            recent = fresh.past.take(loud)
            expected = expected + spread_closely(recent, seen.cells, found.width, echo[loud])
        return Surface(expected, expected, found.figures(), (found.words(),))

    def explain(self, seen: Seen, cell: int) -> Reasons:
        found = self._estimated(seen, Silent())
        past, cells = seen.past, seen.cells
        away = np.hypot(past.x - cells.x[cell], past.y - cells.y[cell])
        area = float(cells.area_m2[cell])
        echo = (
            found.repeated(seen.ages, seen.horizon) * gaussian(away, max(found.width, 1.0)) * area
        )
        ground = gaussian(away, self.bandwidth) * area * seen.horizon / seen.days(self.window)
        weight = echo + ground
        if self.window:
            weight = np.where(seen.ages < self.window, weight, 0)
        total = float(weight.sum()) or 1.0
        carrying = np.flatnonzero(weight > weight.max(initial=0) / 1000)
        parts = {"background": float(ground.sum()) / total, "repeats": float(echo.sum()) / total}
        return Reasons(carrying, weight[carrying], parts)

    def _estimated(self, seen: Seen, progress: Progress) -> Repeats:
        scales = self.window, self.bandwidth
        if len(seen.past) > MANY or crowded(seen.past):
            return estimate_of_many(seen, scales)
        return estimate_in_plane(seen, scales, progress, start_of(seen, *scales))

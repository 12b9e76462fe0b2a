"""Kernel density: a smooth surface over past incidents."""

from typing import Annotated

import numpy as np
from pydantic import Field

from planner.features.hotspots.kernels import KERNELS
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.features.hotspots.smoothing import smoother
from planner.model.kinds import Choice, Days, Metres
from planner.progress import Progress
from planner.texts import mark

FORMS = {"quartic": mark("Quartic"), "gaussian": mark("Gaussian")}


@method
class Kde(Method):
    """Incidents of the last `window` days, each spread over its surroundings.

    Parameters
    ----------
    bandwidth : float, metres
        Where a quartic kernel ends, or the standard deviation of a Gaussian one.
    window : float, days
        Incidents of this age or older do not count; 0 takes all there are.
    kernel : {"quartic", "gaussian"}

    Notes
    -----
    The density is summed over the area of each cell, not read at its centre,
    and each incident is divided by the part of its kernel inside the study
    area: nothing is lost at the edge, and a large cell is worth more than a
    small one.

    Source
    ------
    Chainey, Tompson & Uhlig (2008), "The utility of hotspot mapping for
    predicting spatial patterns of crime", Security Journal 21, 4-28,
    doi:10.1057/palgrave.sj.8350066.
    """

    name = "kde"
    title = mark("Kernel density")
    source = "doi:10.1057/palgrave.sj.8350066"

    bandwidth: Metres = Field(
        200.0,
        gt=0,
        le=20_000,
        title=mark("Bandwidth"),
        description=mark(
            "Where a quartic kernel ends, or the standard deviation of a Gaussian one."
        ),
    )
    window: Days = Field(
        365.0,
        ge=0,
        title=mark("Window"),
        description=mark("Incidents of this age or older do not count. 0 takes all there are."),
    )
    kernel: Annotated[str, Choice(titles=FORMS)] = Field(
        "quartic", title=mark("Kernel"), description=mark("How an incident fades with distance.")
    )

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 1)
        fresh = seen.since(self.window).past
        smooth = smoother(seen.cells, self.bandwidth, self.kernel)
        risk = smooth(fresh, fresh.weight)
        return Surface(risk, risk * seen.horizon / seen.days(self.window))

    def explain(self, seen: Seen, cell: int) -> Reasons:
        cells, past = seen.cells, seen.past
        distance = np.hypot(past.x - cells.x[cell], past.y - cells.y[cell])
        weight = past.weights * KERNELS[self.kernel](distance, self.bandwidth)
        if self.window:
            weight = np.where(seen.ages < self.window, weight, 0)
        carrying = np.flatnonzero(weight > weight.max(initial=0) / 1000)
        return Reasons(carrying, weight[carrying] * cells.area_m2[cell])

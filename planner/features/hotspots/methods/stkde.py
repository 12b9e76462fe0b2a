"""Space-time kernel density: a smooth surface in which recent incidents weigh more."""

import numpy as np
from pydantic import Field

from planner.features.hotspots.kernels import gaussian
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.features.hotspots.smoothing import smoother
from planner.model.kinds import Days, Metres
from planner.progress import Progress
from planner.texts import mark


@method
class StKde(Method):
    """Incidents spread by a Gaussian, each weighing exp(-age / `memory`).

    Parameters
    ----------
    bandwidth : float, metres
        Standard deviation of the Gaussian.
    memory : float, days
        The age at which an incident weighs 37 % of a fresh one.

    Source
    ------
    Brunsdon, Corcoran & Higgs (2007), "Visualising space and time in crime
    patterns: a comparison of methods", Computers, Environment and Urban
    Systems 31, 52-75, doi:10.1016/j.compenvurbsys.2005.07.009.
    """

    name = "stkde"
    title = mark("Space-time kernel density")
    source = "doi:10.1016/j.compenvurbsys.2005.07.009"

    bandwidth: Metres = Field(
        150.0,
        gt=0,
        le=20_000,
        title=mark("Bandwidth"),
        description=mark("How far an incident reaches: the standard deviation of a Gaussian."),
    )
    memory: Days = Field(
        60.0,
        gt=0,
        title=mark("Memory"),
        description=mark("The age at which an incident weighs 37 % of a fresh one."),
    )

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 1)
        weights = np.asarray(seen.past.weights * np.exp(-seen.ages / self.memory))
        risk = smoother(seen.cells, self.bandwidth, "gaussian")(seen.past, weights)
        days = self.memory * -np.expm1(-seen.days() / self.memory)
        return Surface(risk, risk * seen.horizon / days)

    def explain(self, seen: Seen, cell: int) -> Reasons:
        cells, past = seen.cells, seen.past
        distance = np.hypot(past.x - cells.x[cell], past.y - cells.y[cell])
        weight = (
            past.weights * gaussian(distance, self.bandwidth) * np.exp(-seen.ages / self.memory)
        )
        carrying = np.flatnonzero(weight > weight.max(initial=0) / 1000)
        return Reasons(carrying, weight[carrying] * cells.area_m2[cell])

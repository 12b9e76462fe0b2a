"""Counts per cell in which recent incidents weigh more."""

import numpy as np
from pydantic import Field

from planner.features.hotspots.kernels import sums
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.model.incidents import Floats
from planner.model.kinds import Days
from planner.progress import Progress
from planner.texts import mark


@method
class EwCount(Method):
    """The sum over the incidents of a cell of exp(-age / `memory`).

    Parameters
    ----------
    memory : float, days
        The age at which an incident weighs 37 % of a fresh one.

    Notes
    -----
    The expected count divides by the weight that one incident a day over the
    whole history would have, so a steady cell is expected to go on as it did.

    Source
    ------
    Exponential smoothing; Gorr & Lee (2015), "Early warning system for
    temporary crime hot spots", Journal of Quantitative Criminology 31, 25-47,
    doi:10.1007/s10940-014-9223-8, use it per cell.
    """

    name = "ewcount"
    title = mark("Counts, recent ones weigh more")
    source = "doi:10.1007/s10940-014-9223-8"

    memory: Days = Field(
        180.0,
        gt=0,
        title=mark("Memory"),
        description=mark("The age at which an incident weighs 37 % of a fresh one."),
    )

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 1)
        risk = sums(seen.past.cells, self._weights(seen), len(seen.cells))
        days = self.memory * -np.expm1(-seen.days() / self.memory)
        return Surface(risk, risk * seen.horizon / days)

    def explain(self, seen: Seen, cell: int) -> Reasons:
        inside = np.flatnonzero(seen.past.cells == cell)
        return Reasons(inside, self._weights(seen)[inside])

    def _weights(self, seen: Seen) -> Floats:
        return np.asarray(seen.past.weights * np.exp(-seen.ages / self.memory))

"""A set of incidents and the part of it that is foretold."""

from dataclasses import dataclass

import numpy as np

from planner.features.hotspots.backtest import Backtest, backtest, origins, plan
from planner.features.hotspots.method import configured
from planner.model.cells import Cells
from planner.model.incidents import Incidents

COVERAGES = (0.01, 0.05, 0.1)


@dataclass(frozen=True)
class Case:
    """Incidents in cells; origins from `first` to `last` every `step` days are played."""

    incidents: Incidents
    cells: Cells
    first: str
    last: str
    step: float = 7.0
    horizon: float = 7.0

    def played(self) -> Backtest:
        """Play `blend` and counts of all history."""
        when = origins(np.datetime64(self.first), np.datetime64(self.last), self.step)
        methods = [
            ("blend", configured("blend", {})),
            ("count:window=0", configured("count", {"window": 0})),
        ]
        return backtest(plan(methods, when, self.horizon, COVERAGES), self.incidents, self.cells)

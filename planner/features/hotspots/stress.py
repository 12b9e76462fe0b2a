"""How far a result hangs on where the grid lies and on how late incidents are reported."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.features.hotspots.backtest import Backtest, Plan, backtest
from planner.model.cells import Cells, Factor, with_factors
from planner.model.grids import Study, square_cells
from planner.model.incidents import Incidents
from planner.progress import Progress, Silent

SIDES = 3


@dataclass(frozen=True)
class Swing:
    """The hit rate of one method under each choice."""

    method: str
    coverage: float
    choices: tuple[str, ...]
    hit_rates: tuple[float, ...]

    @property
    def low(self) -> float:
        return min(self.hit_rates)

    @property
    def high(self) -> float:
        return max(self.hit_rates)


@dataclass(frozen=True, eq=False)
class Ground:
    """Where square cells of `size` metres are laid, and what is around them."""

    study: Study
    size: float
    factors: Sequence[Factor] = ()

    def cells(self, offset: tuple[float, float] = (0.0, 0.0)) -> Cells:
        return with_factors(square_cells(self.study, self.size, offset), self.factors)


def grid_offsets(
    chosen: Plan, incidents: Incidents, ground: Ground, progress: Progress | None = None
) -> list[Swing]:
    """Play the same plan on nine grids, each moved by thirds of a cell."""
    told = progress or Silent()
    size = ground.size
    moves = [(a / SIDES * size, b / SIDES * size) for a in range(SIDES) for b in range(SIDES)]
    names = [f"{x:g} m east, {y:g} m north" for x, y in moves]
    played = []
    for number, (x, y) in enumerate(moves):
        told.step(number, len(moves))
        offset = (x - size, y - size) if x or y else (0.0, 0.0)
        played.append(backtest(chosen, incidents, ground.cells(offset)))
    told.step(len(moves), len(moves))
    return _swings(chosen, names, played)


def delays(
    chosen: Plan,
    incidents: Incidents,
    ground: Ground,
    days: Sequence[float] = (0, 1, 3, 7, 14),
    progress: Progress | None = None,
) -> list[Swing]:
    """Play the same plan as if incidents became known later than they did."""
    told, cells = progress or Silent(), ground.cells()
    played = []
    for number, more in enumerate(days):
        told.step(number, len(days))
        later = incidents.known + np.timedelta64(round(more * 86_400), "s")
        played.append(backtest(chosen, replace(incidents, recorded=later), cells))
    told.step(len(days), len(days))
    return _swings(chosen, [f"{more:g} days" for more in days], played)


def _swings(chosen: Plan, names: Sequence[str], played: Sequence[Backtest]) -> list[Swing]:
    return [
        Swing(
            method,
            coverage,
            tuple(names),
            tuple(one.score(method, coverage).hit_rate for one in played),
        )
        for method in chosen.methods
        for coverage in chosen.coverages
    ]

"""How far a result hangs on where the grid lies and on how late incidents are reported."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.features.hotspots.backtest import Backtest, Plan, backtest
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


def grid_offsets(
    chosen: Plan, incidents: Incidents, study: Study, size: float, progress: Progress | None = None
) -> list[Swing]:
    """Play the same plan on nine grids, each moved by thirds of a cell."""
    told = progress or Silent()
    moves = [(a / SIDES * size, b / SIDES * size) for a in range(SIDES) for b in range(SIDES)]
    names = [f"{x:g} m east, {y:g} m north" for x, y in moves]
    played = []
    for number, (x, y) in enumerate(moves):
        told.step(number, len(moves))
        cells = square_cells(study, size, (x - size, y - size) if x or y else (0.0, 0.0))
        played.append(backtest(chosen, incidents, cells))
    told.step(len(moves), len(moves))
    return _swings(chosen, names, played)


def delays(
    chosen: Plan,
    incidents: Incidents,
    study: Study,
    size: float,
    days: Sequence[float] = (0, 1, 3, 7, 14),
) -> list[Swing]:
    """Play the same plan as if incidents became known later than they did."""
    cells = square_cells(study, size)
    played = []
    for more in days:
        later = incidents.known + np.timedelta64(round(more * 86_400), "s")
        played.append(backtest(chosen, replace(incidents, recorded=later), cells))
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

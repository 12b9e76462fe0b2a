"""What one can ask about near repeats: the test, and alerts against chance."""

from dataclasses import dataclass

import numpy as np

from planner.features.hotspots import alerts as game
from planner.features.hotspots.alerts import AlertRecord, Rules
from planner.features.hotspots.interaction import Interaction, jacquez, mantel
from planner.features.hotspots.knox import Bands, Knox, LocalKnox, band_names, local_knox
from planner.features.hotspots.knox import knox as tested
from planner.model.grids import square_cells
from planner.model.incidents import Incidents
from planner.progress import Progress

__all__ = [
    "AlertRecord", "Bands", "Interaction", "Knox", "KnoxChoice", "LocalKnox", "Rules",
    "alerts", "band_names", "jacquez", "knox", "local_knox", "mantel",
]  # fmt: skip

LEARNING_CELL = 250.0


@dataclass(frozen=True)
class KnoxChoice:
    """How to test: bands, the metric, how many exchanges of dates, and their seed."""

    bands: Bands
    metric: str = "manhattan"
    permutations: int = 999
    seed: int = 1


def knox(found: Incidents, choice: KnoxChoice, progress: Progress) -> Knox:
    """Test whether incidents close in space come close in time more often than by chance."""
    return tested(found, choice.bands, choice.permutations, choice.seed, choice.metric, progress)


def alerts(
    found: Incidents,
    period: tuple[np.datetime64, np.datetime64],
    rules: Rules,
    permutations: int,
    progress: Progress,
) -> AlertRecord:
    """Raise near-repeat alerts over `period` as they would have been raised, beside chance."""
    west, east = float(found.x.min()), float(found.x.max())
    south, north = float(found.y.min()), float(found.y.max())
    cells = square_cells((west, south, east + LEARNING_CELL, north + LEARNING_CELL), LEARNING_CELL)
    return game.play(found, cells, period, rules, permutations, progress)

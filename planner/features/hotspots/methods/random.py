"""Chance: the floor under every method."""

import numpy as np
from pydantic import Field

from planner.features.hotspots.method import Method, Seen, Surface, method
from planner.progress import Progress
from planner.texts import mark


@method
class Random(Method):
    """Cells in random order, another one for each origin.

    Whatever a method finds beyond this, it has learnt. The expected count is
    the same everywhere: the mean of the past.

    Source
    ------
    None: the floor.
    """

    name = "random"
    title = mark("Random order")
    source = mark("no source: the floor")
    needs = 0

    seed: int = Field(
        1, ge=0, title=mark("Seed"), description=mark("The same seed gives the same order.")
    )

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 1)
        minute = int(seen.origin.astype("M8[m]").astype(np.int64)) % 2**32
        chance = np.random.default_rng([self.seed, minute]).random(len(seen.cells))
        share = seen.cells.area_m2 / seen.cells.area_m2.sum()
        total = float(seen.past.weights.sum()) * seen.horizon / seen.days()
        return Surface(chance * seen.cells.area_m2, share * total)

"""Prospective mapping: near and recent incidents count more."""

from typing import Annotated

import numpy as np
from pydantic import Field

from planner.features.hotspots.kernels import near, sums
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.model.cells import Cells
from planner.model.incidents import Floats, Incidents
from planner.model.kinds import Choice, Days, Metres
from planner.progress import Progress
from planner.texts import mark

STEPS = {"half": mark("Half-cell widths"), "whole": mark("Whole cell widths")}
METRICS = {"euclidean": mark("As the crow flies"), "manhattan": mark("City blocks")}
COMBINES = {"sum": mark("Sum"), "max": mark("Largest")}


@method
class ProMap(Method):
    """Sum over incidents near a cell of 1/(1+d) · 1/(1+w).

    `d` is the distance from the incident to the cell's centre in whole steps,
    `w` the whole weeks since it happened.

    Parameters
    ----------
    reach : float, metres
        Incidents farther from a cell's centre do not count.
    window : float, days
        Older incidents do not count.
    step : {"half", "whole"}
        What distances are counted in. The paper says half-cell widths; other
        texts count whole cells, so the choice is printed with every map.
    metric : {"euclidean", "manhattan"}
    combine : {"sum", "max"}

    Source
    ------
    Bowers, Johnson & Pease (2004), "Prospective hot-spotting: the future of
    crime mapping?", British Journal of Criminology 44, 641-658,
    doi:10.1093/bjc/azh036.

    Examples
    --------
    >>> from planner.features.hotspots.method import run
    >>> from planner.model.incidents import Incidents
    >>> from planner.model.grids import square_cells
    >>> day = np.array(["2026-01-01"], "M8[s]")
    >>> one = Incidents(np.array([50.0]), np.array([50.0]), day)
    >>> row = square_cells((0, 0, 300, 100), 100)
    >>> run(ProMap(), one, row, (np.datetime64("2026-01-02"), 7.0)).risk.round(3)
    array([0.652, 0.217, 0.13 ])
    """

    name = "promap"
    title = mark("Prospective hotspots (ProMap)")
    source = "doi:10.1093/bjc/azh036"
    shapes = frozenset({"square", "hex"})

    reach: Metres = Field(
        400.0,
        gt=0,
        le=5000,
        title=mark("Reach"),
        description=mark("Incidents farther from a cell's centre do not count."),
    )
    window: Days = Field(
        56.0, gt=0, title=mark("Window"), description=mark("Older incidents do not count.")
    )
    step: Annotated[str, Choice(titles=STEPS)] = Field(
        "half",
        title=mark("Distances are counted in"),
        description=mark("The paper says half a cell; other texts say a whole one."),
    )
    metric: Annotated[str, Choice(titles=METRICS)] = Field(
        "euclidean", title=mark("Metric"), description=mark("How distance is measured.")
    )
    combine: Annotated[str, Choice(titles=COMBINES)] = Field(
        "sum",
        title=mark("Several incidents make the"),
        description=mark("Add up all incidents near by, or take the one that counts most."),
    )

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 1)
        fresh = seen.past.take(seen.ages <= self.window)
        of_age = self._of_age(fresh, seen.origin)
        unit = self._unit(seen.cells)
        risk = np.zeros(len(seen.cells))
        city_block = self.metric == "manhattan"
        for i, cell, distance in near(fresh, seen.cells, self.reach, city_block, progress):
            weight = of_age[i] / (1 + np.floor(distance / unit))
            if self.combine == "max":
                np.maximum.at(risk, cell, weight)
            else:
                risk += sums(cell, weight, len(seen.cells))
        return Surface(risk)

    def explain(self, seen: Seen, cell: int) -> Reasons:
        past, cells = seen.past, seen.cells
        dx, dy = np.abs(past.x - cells.x[cell]), np.abs(past.y - cells.y[cell])
        distance = dx + dy if self.metric == "manhattan" else np.hypot(dx, dy)
        carrying = np.flatnonzero((distance <= self.reach) & (seen.ages <= self.window))
        of_distance = 1 / (1 + np.floor(distance / self._unit(cells)))
        weight = (self._of_age(past, seen.origin) * of_distance)[carrying]
        if self.combine == "max" and len(carrying):
            best = [int(np.argmax(weight))]
            carrying, weight = carrying[best], weight[best]
        return Reasons(carrying, weight)

    def _unit(self, cells: Cells) -> float:
        return cells.size / 2 if self.step == "half" else cells.size

    def _of_age(self, past: Incidents, origin: np.datetime64) -> Floats:
        return np.asarray(past.weights / (1 + np.floor(past.ages(origin) / 7)))

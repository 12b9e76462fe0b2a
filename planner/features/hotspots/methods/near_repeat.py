"""Near-repeat alerts as a map: what lies inside live alerts comes first."""

from functools import lru_cache

import numpy as np
from pydantic import Field

from planner.features.hotspots.alerts import FIVE_YEARS, Mask, Rules, learn_areas
from planner.features.hotspots.kernels import near, sums
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.features.hotspots.past import PastUntil, quarter_of
from planner.model.cells import Cells
from planner.model.grids import square_cells
from planner.model.incidents import Floats, Incidents
from planner.model.kinds import Days, Metres, Share
from planner.progress import Progress, Silent
from planner.texts import _, mark

LEARNING_CELL = 250.0


@method
class NearRepeat(Method):
    """Cells within reach of recent incidents that lie in a near-repeat area.

    Parameters
    ----------
    reach : float, metres
        Radius of an alert, and what counts as near.
    days : float
        How long an alert lasts, and how soon a follow-up must come.
    history : float, days
        What near-repeat areas are learnt from, anew each quarter.
    least_triggers, least_rate
        An area needs that many incidents within reach of a cell, and that
        share of them followed up.

    Notes
    -----
    A fresh incident counts 1, one at the end of its alert almost 0. Cells
    under no alert follow in the order of their counts, so that maps of equal
    area can be compared. The rule is that of several German systems; see
    `planner alerts` for alerts against chance.

    Source
    ------
    Schweer (2015), "Vor dem Täter am Tatort: Musterbasierte Tatortvorhersagen
    am Beispiel des Wohnungseinbruchs", Die Kriminalpolizei, issue of March 2015.
    """

    name = "near_repeat"
    title = mark("Near-repeat alerts")
    source = "Schweer 2015, Die Kriminalpolizei, March 2015"
    needs = 10
    spreads = False
    shapes = frozenset({"square", "hex"})

    reach: Metres = Field(
        500.0,
        gt=0,
        le=5000,
        title=mark("Reach"),
        description=mark("Radius of an alert, and what counts as near."),
    )
    days: Days = Field(
        7.0,
        gt=0,
        le=90,
        title=mark("Days an alert lasts"),
        description=mark("How long an alert lasts, and how soon a follow-up must come."),
    )
    history: Days = Field(
        FIVE_YEARS,
        gt=30,
        title=mark("History to learn from"),
        description=mark("The time from which near-repeat areas are learnt, anew each quarter."),
    )
    least_triggers: int = Field(
        5,
        ge=1,
        title=mark("Least incidents near a cell"),
        description=mark("So many incidents within reach make a cell part of a near-repeat area."),
    )
    least_rate: Share = Field(
        0.3,
        ge=0,
        le=1,
        title=mark("Least share followed up"),
        description=mark("This share of them must have been followed up."),
    )

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 1)
        alarming, left = self._live(seen)
        alerts = np.zeros(len(seen.cells))
        fresh = seen.past.take(alarming)
        for i, cell, _distance in near(
            fresh, seen.cells, self.reach, city_block=False, progress=Silent()
        ):
            alerts += sums(cell, left[i], len(seen.cells))
        counts = sums(seen.past.cells, None, len(seen.cells))
        under = alerts > 0
        figures = {"alerts": float(len(alarming)), "cells_under_alert": float(under.sum())}
        says = _("{n} incidents of the last {days:g} days raise an alert now.").format(
            n=len(alarming), days=self.days
        )
        return Surface(
            np.where(under, 1 + alerts, counts / (1 + counts.max())), None, figures, (says,)
        )

    def explain(self, seen: Seen, cell: int) -> Reasons:
        alarming, left = self._live(seen)
        away = np.hypot(
            seen.past.x[alarming] - seen.cells.x[cell], seen.past.y[alarming] - seen.cells.y[cell]
        )
        close = away <= self.reach
        return Reasons(alarming[close], left[close])

    def _live(self, seen: Seen) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats]:
        """Return the incidents that raise an alert now, and the share of its life that is left."""
        rules = Rules(self.reach, self.days, self.history, self.least_triggers, self.least_rate)
        where, areas = learnt(PastUntil.of(seen, quarter_of(seen)), rules)
        recent = np.flatnonzero(seen.ages <= self.days)
        cell = where.locate(seen.past.x[recent], seen.past.y[recent])
        alarming = recent[(cell >= 0) & areas[cell]]
        return alarming.astype(np.int64), 1 - seen.ages[alarming] / (self.days + 1)


@lru_cache(maxsize=8)
def learnt(past: PastUntil, rules: Rules) -> tuple[Cells, Mask]:
    """Return a grid and which of its cells are near-repeat areas."""
    west, south, east, north = past.cells.bounds
    where = square_cells((west, south, east, north), LEARNING_CELL)
    plain = Incidents(past.past.x, past.past.y, past.past.t)
    return where, learn_areas(plain, where, past.end, rules, Silent())

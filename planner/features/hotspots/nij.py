"""The rules of the NIJ forecasting challenge of 2017, as a ready protocol.

Source
------
National Institute of Justice (2016), "Real-Time Crime Forecasting Challenge":
cells of 62,500 to 360,000 square feet, 0.25 to 0.75 square miles flagged, one
week, two weeks, one, two and three months ahead, scored by PAI and PEI*.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.errors import UserError
from planner.features.hotspots.backtest import Backtest, Plan, backtest
from planner.model.cells import Cells
from planner.model.incidents import Incidents
from planner.progress import Progress
from planner.texts import _, filled, grouped

SQUARE_FOOT = 0.3048**2
SQUARE_MILE = 1609.344**2
CELL = (62_500 * SQUARE_FOOT, 360_000 * SQUARE_FOOT)
FLAGGED = (0.25 * SQUARE_MILE, 0.75 * SQUARE_MILE)
HORIZONS = {"1 week": 7.0, "2 weeks": 14.0, "1 month": 31.0, "2 months": 61.0, "3 months": 92.0}
"""Months as in the challenge, which began on 1 March."""
LARGEST_SIDE = 182.88  # metres, 600 feet
ROUNDING = 1e-9


class OutsideRulesError(UserError):
    """Cells or study area do not fit the rules."""

    code = "outside_rules"

    def __init__(self, why: str) -> None:
        super().__init__(
            _("No back-test was made."),
            why,
            _("Use square cells of 76.2 to 182.88 m in a study area of 0.75 square miles or more."),
        )


@dataclass(frozen=True)
class Line:
    """One method at one horizon, with the least or the most area that may be flagged."""

    horizon: str
    method: str
    square_miles: float
    origins: int
    hits: int
    incidents: int
    pai: float
    pei_star: float | None


def under_rules(chosen: Plan, cells: Cells) -> Plan:
    """Return the plan with the shortest horizon and the least and the most area of the rules.

    Raises
    ------
    OutsideRulesError
        The cells are too small, too large or unequal, or the study area is too small.
    """
    size, all_cells = float(cells.area_m2[0]), len(cells)
    if not cells.equal or not CELL[0] * (1 - ROUNDING) <= size <= CELL[1] * (1 + ROUNDING):
        raise OutsideRulesError(
            _("The cells have {size} square feet; the rules ask for equal ones of "
              "62,500 to 360,000.").format(size=grouped(round(size / SQUARE_FOOT)))
        )  # fmt: skip
    least, most = int(np.ceil(FLAGGED[0] / size)), int(np.floor(FLAGGED[1] / size))
    if most > all_cells:
        raise OutsideRulesError(
            filled(
                _("The study area has {area:.2f} square miles, less than may be flagged."),
                area=size * all_cells / SQUARE_MILE,
            )
        )
    return replace(
        chosen, horizon=min(HORIZONS.values()), coverages=(least / all_cells, most / all_cells)
    )


def plans(chosen: Plan, end: np.datetime64) -> Iterator[tuple[str, Plan]]:
    """Yield each horizon with the origins whose horizon ends by `end`, where there are any."""
    for name, days in HORIZONS.items():
        whole = chosen.origins + np.timedelta64(round(days * 86_400), "s") <= end
        if whole.any():
            yield name, replace(chosen, horizon=days, origins=chosen.origins[whole])


def lines(
    chosen: Plan, incidents: Incidents, cells: Cells, end: np.datetime64, progress: Progress
) -> list[Line]:
    """Play all horizons and return PAI and PEI* of every method."""
    found = []
    for name, one in plans(chosen, end):
        found += _lines(name, backtest(one, incidents, cells, progress))
    return found


def _lines(horizon: str, played: Backtest) -> list[Line]:
    study = float(played.cells.area_m2.sum())
    scores = [
        (name, played.score(name, coverage))
        for name in played.plan.methods
        for coverage in played.plan.coverages
    ]
    return [
        Line(
            horizon,
            name,
            score.coverage * study / SQUARE_MILE,
            len(played.plan.origins),
            score.hits,
            score.incidents,
            score.pai,
            score.pei_star,
        )
        for name, score in scores
    ]

"""Logistic regression on each cell's recent history and surroundings."""

from functools import lru_cache
from typing import Any

import numpy as np
from pydantic import Field

from planner.features.hotspots.layers import all_on_one_core
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.features.hotspots.panel import FAMILIES, NAMES, features_at, panel
from planner.features.hotspots.past import PastUntil, quarter_of
from planner.model.incidents import Floats
from planner.model.kinds import Days
from planner.progress import Progress
from planner.texts import _, mark

LEAST_ROWS = 50


@method
class AreaLogit(Method):
    """The chance of any incident in the next days, from a logistic regression.

    One row for each cell and fortnight of the last three years; features are
    counts in the cell, in the ring around it and in the next ring over 2, 4
    and 6 weeks, 6 months, 1 and 3 years, the days since the last incident and
    the month. There are no features about persons, and there is no place for
    them.

    Parameters
    ----------
    days : float
        How far ahead the model is taught to look.
    penalty : float
        Strength of the L2 penalty on standardised features.

    Notes
    -----
    The model is taught anew each quarter. The expected count is -log(1 - p),
    in proportion to the horizon.

    Source
    ------
    Modelled on the Dutch Crime Anticipation System; Willems & Doeleman
    (2014), "Predictive policing: wens of werkelijkheid?", Tijdschrift voor de
    Politie 76(4/5), 39-42.
    """

    name = "area_logit"
    title = mark("Logistic regression on recent history")
    source = "Willems & Doeleman 2014, Tijdschrift voor de Politie 76(4/5)"
    needs = 30

    days: Days = Field(14.0, ge=1, le=91, title=mark("Days to look ahead"))
    penalty: float = Field(1.0, gt=0, le=1e6, title=mark("Penalty"))

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 2)
        model = self._model(seen)
        progress.step(1, 2)
        here = features_at(seen.past, seen.cells, seen.origin)
        score = here @ model[:-1] + model[-1]
        expected = np.logaddexp(0, score) * seen.horizon / self.days  # -log(1 - p)
        return Surface(expected, expected, says=(_words(),))

    def explain(self, seen: Seen, cell: int) -> Reasons:
        here = features_at(seen.past, seen.cells, seen.origin)
        pull = np.maximum((here[cell] - here.mean(axis=0)) * self._model(seen)[:-1], 0)
        inside = np.flatnonzero(seen.past.cells == cell)
        return Reasons(inside, seen.past.weights[inside], shares_of(pull))

    def _model(self, seen: Seen) -> Floats:
        return taught(PastUntil.of(seen, quarter_of(seen)), self.days, self.penalty)


@lru_cache(maxsize=8)
def taught(until: PastUntil, days: float, penalty: float) -> Floats:
    """Return the slopes on raw features, and last the intercept."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    rows = panel(until, days)
    came = rows.came > 0
    flat = np.append(np.eye(len(NAMES))[NAMES.index("cell_1095")], -5.0)  # counts of three years
    if len(rows) < LEAST_ROWS or came.all() or not came.any():
        return flat
    centre, scale = rows.features.mean(axis=0), rows.features.std(axis=0)
    scale[scale == 0] = 1
    model: Any = LogisticRegression(C=1 / penalty, max_iter=500)
    with all_on_one_core():
        model.fit((rows.features - centre) / scale, came, sample_weight=rows.weights)
    slopes = model.coef_[0] / scale
    return np.append(slopes, model.intercept_[0] - centre @ slopes)


def shares_of(pull: Floats) -> dict[str, float]:
    """Add up what features contribute by family, as shares of the whole."""
    total = float(pull.sum()) or 1.0
    return {
        family: float(sum(p for p, n in zip(pull, NAMES, strict=True) if n.startswith(family)))
        / total
        for family in FAMILIES
    }


def _words() -> str:
    return _("The model knows places and days, and nothing about persons.")

"""Logistic regression on each cell's recent history and surroundings."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from planner.features.hotspots.layers import all_on_one_core
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.features.hotspots.panel import FAMILIES, NAMES, Panel, features_at, names_of, panel
from planner.features.hotspots.past import PastUntil, quarter_of
from planner.features.hotspots.surroundings import times_as_likely
from planner.model.cells import Cells
from planner.model.incidents import Floats
from planner.model.kinds import Days
from planner.progress import Progress
from planner.texts import _, filled, mark

LEAST_ROWS = 50
FAINT = -20.0  # a score so low that what is expected is in proportion to the count
PARTS = {"context": mark("Surroundings")}

DaysAhead = Annotated[
    Days,
    Field(
        ge=1,
        le=91,
        title=mark("Days to look ahead"),
        description=mark("How far ahead the model is taught to look."),
    ),
]
UseSurroundings = Annotated[
    bool,
    Field(
        title=mark("Use surroundings"),
        description=mark("Back-test with and without them; leave them off unless they add."),
    ),
]


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
    context : bool
        Whether layers of surroundings are features too: metres to the nearest
        place and places within 500 m. Off until a back-test shows that it adds.

    Notes
    -----
    The model is taught anew each quarter. The expected count is -log(1 - p),
    in proportion to the horizon, and to what came in the rows it was taught
    from: where one incident brings others, a chance alone says too few.

    Source
    ------
    Modelled on the Dutch Crime Anticipation System; Willems & Doeleman
    (2014), "Predictive policing: wens of werkelijkheid?", Tijdschrift voor de
    Politie 76(4/5), 39-42 (as others cite it; not verified).
    """

    name = "area_logit"
    title = mark("Logistic regression on recent history")
    source = "Willems & Doeleman 2014, Tijdschrift voor de Politie 76(4/5)"
    needs = 30
    part_titles = PARTS

    days: DaysAhead = 14.0
    penalty: float = Field(
        1.0,
        gt=0,
        le=1e6,
        title=mark("Penalty"),
        description=mark("How strongly slopes are held back; more makes a calmer model."),
    )
    context: UseSurroundings = False

    def without(self) -> dict[str, Method]:
        return {"context": self.model_copy(update={"context": False})} if self.context else {}

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 2)
        model = self._model(seen)
        progress.step(1, 2)
        here = self._here(seen)
        if model is None:
            return Surface(counted(here), says=(_words(),))
        expected = model.expected(here) * seen.horizon / self.days
        near = values_of(seen.cells, model.slopes[len(NAMES) : -1]) if self.context else {}
        figures = {f"{name}, near": value for name, value in near.items()}
        return Surface(expected, expected, figures, (_words(), *map(_word, near.items())))

    def explain(self, seen: Seen, cell: int) -> Reasons:
        here, model = self._here(seen), self._model(seen)
        inside = np.flatnonzero(seen.past.cells == cell)
        if model is None:
            return Reasons(inside, seen.past.weights[inside])
        pull = np.maximum((here[cell] - here.mean(axis=0)) * model.slopes[:-1], 0)
        names = names_of(seen.cells, context=self.context)
        return Reasons(inside, seen.past.weights[inside], shares_of(pull, names))

    def _here(self, seen: Seen) -> Floats:
        return features_at(seen.past, seen.cells, seen.origin, context=self.context)

    def _model(self, seen: Seen) -> "Taught | None":
        return taught(PastUntil.of(seen, quarter_of(seen)), self)


@dataclass(frozen=True, eq=False)
class Taught:
    """The slopes on raw features, last the intercept, and how incidents gather.

    `gather` is how many came in all rows, for each that would have come if
    they did not follow each other into the same cell.
    """

    slopes: Floats
    gather: float = 1.0

    def expected(self, features: Floats) -> Floats:
        """Return the incidents to come in the days that were looked ahead when teaching."""
        score = features @ self.slopes[:-1] + self.slopes[-1]
        return np.asarray(self.gather * np.logaddexp(0, score))  # -log(1 - p)


@lru_cache(maxsize=8)
def taught(until: PastUntil, chosen: AreaLogit) -> Taught | None:
    """Return the model, or None where too little is known.

    Where every cell had incidents in every fortnight there is no chance to
    learn, and what is expected is in proportion to the last half year.
    """
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    rows = panel(until, chosen.days, context=chosen.context)
    came = rows.came > 0
    if len(rows) < LEAST_ROWS or not came.any():
        return None
    if came.all():
        slopes = np.zeros(rows.features.shape[1] + 1)
        slopes[NAMES.index("cell_182")], slopes[-1] = 1, FAINT
    else:
        fitted = LogisticRegression(C=1 / chosen.penalty, max_iter=500)
        slopes = slopes_of(fitted, rows, came)
    alone = Taught(slopes).expected(rows.features)
    return Taught(slopes, float(rows.weights @ rows.came / (rows.weights @ alone)))


def counted(features: Floats) -> Floats:
    """Return the incidents of three years in each cell."""
    return np.asarray(np.expm1(features[:, NAMES.index("cell_1095")]))


def slopes_of(model: Any, rows: Panel, came: Floats | NDArray[np.bool_]) -> Floats:
    """Fit a linear model; return the slopes on raw features, and last the intercept."""
    centre, scale = rows.features.mean(axis=0), rows.features.std(axis=0)
    scale[scale == 0] = 1
    with all_on_one_core():
        model.fit((rows.features - centre) / scale, came, sample_weight=rows.weights)
    slopes = np.ravel(model.coef_) / scale
    return np.append(slopes, np.ravel(model.intercept_) - centre @ slopes)


def values_of(cells: Cells, slopes: Floats) -> dict[str, float]:
    """Return for each factor what being near makes of the chance."""
    near = slopes[::2].tolist()
    return {f.name: times_as_likely(s) for f, s in zip(cells.factors, near, strict=True)}


def shares_of(pull: Floats, names: Sequence[str]) -> dict[str, float]:
    """Add up what features contribute by family, as shares of the whole."""
    total = float(pull.sum()) or 1.0
    found = {
        family: float(sum(p for p, n in zip(pull, names, strict=True) if n.startswith(family)))
        / total
        for family in FAMILIES
    }
    return found if len(names) > len(NAMES) else {n: v for n, v in found.items() if n != "around"}


def _words() -> str:
    return _("The model knows places and days, and nothing about persons.")


def _word(near: tuple[str, float]) -> str:
    name, value = near
    says = _(
        "100 m from the nearest of {factor} the chance is {value:.1f} times that at 1,000 m, "
        "all else equal."
    )
    return filled(says, factor=name, value=value)

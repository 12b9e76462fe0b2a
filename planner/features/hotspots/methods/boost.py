"""Gradient boosting on the same features, to see whether complexity is worth it."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from pydantic import Field

from planner.features.hotspots.layers import all_on_one_core
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.features.hotspots.methods.area_logit import (
    LEAST_ROWS,
    PARTS,
    DaysAhead,
    UseSurroundings,
    counted,
    shares_of,
    slopes_of,
)
from planner.features.hotspots.panel import (
    COUNTS,
    features_at,
    names_of,
    panel,
    usual_of,
)
from planner.features.hotspots.past import PastUntil, quarter_of
from planner.model.incidents import Floats
from planner.progress import Progress
from planner.texts import mark

SEED = 3
PENALTY = 10.0  # of slopes on standardised features: few incidents make no steep ones
STEPS, LONGEST_STEP = 3.0, 0.3  # of all trees together, and of one at most
STEADY = 20.0  # second derivatives added to each leaf, so that few rows move it little
PARTS_OF_ONE = 16  # a logarithm in sixteenths has fewer values than the trees have bins


@method
class Boost(Method):
    """Expected incidents from a log-linear model of counts, times boosted trees on what it leaves.

    The features and the sample are those of `area_logit`, so the difference
    between the two is what non-linear rules add. Both steps have Poisson loss.

    Parameters
    ----------
    days : float
        How far ahead the model is taught to look.
    trees : int
        How many trees are added up; the more there are, the less each may change.
    leaves : int
        How many leaves a tree may have.
    context : bool
        Whether layers of surroundings are features too; see `area_logit`.

    Source
    ------
    Friedman (2001), "Greedy function approximation: a gradient boosting
    machine", Annals of Statistics 29, 1189-1232, doi:10.1214/aos/1013203451.
    """

    name = "boost"
    title = mark("Gradient boosting on recent history")
    source = "doi:10.1214/aos/1013203451"
    needs = 30
    part_titles = PARTS

    days: DaysAhead = 14.0
    trees: int = Field(
        15,
        ge=1,
        le=2000,
        title=mark("Trees"),
        description=mark("How many small trees are added up."),
    )
    leaves: int = Field(
        15,
        ge=2,
        le=255,
        title=mark("Leaves of a tree"),
        description=mark("How many cases a tree may tell apart."),
    )
    context: UseSurroundings = False

    def without(self) -> dict[str, Method]:
        return {"context": self.model_copy(update={"context": False})} if self.context else {}

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 2)
        model = taught(PastUntil.of(seen, quarter_of(seen)), self)
        progress.step(1, 2)
        here = self._here(seen)
        if model is None:
            return Surface(counted(here))
        expected = model.expected(here, usual_of(here)) * seen.horizon / self.days
        return Surface(expected, expected)

    def explain(self, seen: Seen, cell: int) -> Reasons:
        model = taught(PastUntil.of(seen, quarter_of(seen)), self)
        here = self._here(seen)
        inside = np.flatnonzero(seen.past.cells == cell)
        if model is None:
            return Reasons(inside, seen.past.weights[inside])
        names = names_of(seen.cells, context=self.context)
        without = np.tile(here[cell], (len(names), 1))
        np.fill_diagonal(without, np.median(here, axis=0))
        usual = usual_of(here)
        whole, less = (model.expected(some, usual) for some in (here[[cell]], without))
        pull = np.maximum(whole - less, 0)
        return Reasons(inside, seen.past.weights[inside], shares_of(pull, names))

    def _here(self, seen: Seen) -> Floats:
        return features_at(seen.past, seen.cells, seen.origin, context=self.context)


@dataclass(frozen=True, eq=False)
class Taught:
    """A log-linear model of counts, its intercept last, and the trees on what it leaves."""

    slopes: Floats
    trees: Any

    def expected(self, features: Floats, usual: Floats) -> Floats:
        """Return the incidents to come in the days that were looked ahead when teaching.

        `usual` is what is usual in all cells at the moment of these `features`.
        """
        with all_on_one_core():
            begun = _along(self.slopes, features[:, :COUNTS] - usual)
            return np.asarray(begun * self.trees.predict(features))


def _along(slopes: Floats, unusual: Floats) -> Floats:
    return np.asarray(np.exp(unusual @ slopes[:-1] + slopes[-1]))


@lru_cache(maxsize=8)
def taught(until: PastUntil, chosen: Boost) -> Taught | None:
    """Return the model, or None where too little is known.

    Trees that begin at what is log-linear need be few. The line looks at what
    sets a cell apart from the others at that moment: all counts grow while a
    history is short, and a line would take that for a trend and go on with it.
    Trees are grown on rounded features, and that moves no edge between two
    that differ by more.
    """
    from sklearn.ensemble import (  # type: ignore[import-untyped]
        HistGradientBoostingRegressor,
    )
    from sklearn.linear_model import PoissonRegressor  # type: ignore[import-untyped]

    rows = panel(until, chosen.days, context=chosen.context)
    if len(rows) < LEAST_ROWS or not rows.came.any():
        return None
    alpha = PENALTY / float(rows.weights.sum())
    linear = PoissonRegressor(alpha=alpha, solver="newton-cholesky")
    unusual = rows.unusual()
    slopes = slopes_of(linear, replace(rows, features=unusual), rows.came)
    trees = HistGradientBoostingRegressor(
        loss="poisson",
        max_iter=chosen.trees,
        max_leaf_nodes=chosen.leaves,
        learning_rate=min(LONGEST_STEP, STEPS / chosen.trees),
        min_samples_leaf=50,
        l2_regularization=STEADY,
        early_stopping=False,
        random_state=SEED,
    )
    rounded = np.rint(rows.features * PARTS_OF_ONE) / PARTS_OF_ONE
    begun = _along(slopes, unusual)
    with all_on_one_core():
        trees.fit(rounded, rows.came / begun, sample_weight=rows.weights * begun)
    return Taught(slopes, trees)

"""Gradient boosting on the same features, to see whether complexity is worth it."""

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
    shares_of,
)
from planner.features.hotspots.panel import NAMES, features_at, names_of, panel
from planner.features.hotspots.past import PastUntil, quarter_of
from planner.model.incidents import Floats
from planner.progress import Progress
from planner.texts import mark

SEED = 3


@method
class Boost(Method):
    """Expected incidents from gradient-boosted trees with Poisson loss.

    The features and the sample are those of `area_logit`, so the difference
    between the two is what non-linear rules add.

    Parameters
    ----------
    days : float
        How far ahead the model is taught to look.
    trees : int
        How many trees are added up.
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
        100,
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
            return Surface(np.expm1(here[:, NAMES.index("cell_1095")]))
        expected = np.maximum(predicted(model, here), 0) * seen.horizon / self.days
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
        pull = np.maximum(predicted(model, here[[cell]])[0] - predicted(model, without), 0)
        return Reasons(inside, seen.past.weights[inside], shares_of(pull, names))

    def _here(self, seen: Seen) -> Floats:
        return features_at(seen.past, seen.cells, seen.origin, context=self.context)


@lru_cache(maxsize=8)
def taught(until: PastUntil, chosen: Boost) -> Any:
    """Return the trees, or None where too little is known."""
    from sklearn.ensemble import (  # type: ignore[import-untyped]
        HistGradientBoostingRegressor,
    )

    rows = panel(until, chosen.days, context=chosen.context)
    if len(rows) < LEAST_ROWS or not rows.came.any():
        return None
    model = HistGradientBoostingRegressor(
        loss="poisson",
        max_iter=chosen.trees,
        max_leaf_nodes=chosen.leaves,
        learning_rate=0.06,
        min_samples_leaf=50,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=SEED,
    )
    with all_on_one_core():
        return model.fit(rows.features, rows.came, sample_weight=rows.weights)


def predicted(model: Any, features: Floats) -> Floats:
    with all_on_one_core():
        return np.asarray(model.predict(features))

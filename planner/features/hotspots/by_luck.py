"""What luck alone makes of the errors of chances that are right.

Even where every chance is exactly right, the shares seen differ from those
foretold, the more the fewer cells there are. An error says something only
beside this.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.chances import TENTHS, Probabilities, tenths
from planner.model.incidents import Floats

DRAWS = 2_000
SEED = 1
ENDS = (0.025, 0.975)

Between = tuple[float, float]


@dataclass(frozen=True)
class ByLuck:
    """Where 95 % of the errors lie that luck alone makes, each from and to."""

    ece: Between
    miss: Between


def by_luck(found: Probabilities) -> ByLuck:
    """Let each cell have an incident with just the chance foretold, many times over.

    A parametric bootstrap with a fixed seed (as in Bröcker & Smith 2007,
    Weather and Forecasting 22, 651-661): cells are drawn independently of each
    other, and cells of one rung, whose chances differ by a tenth at most, with
    their mean chance.
    """
    bins = found.bins[:, found.bins[0] > 0]
    cells, foretold = bins[0], bins[1]
    chance = np.clip(foretold / cells, 0, 1)
    rng = np.random.default_rng(SEED)
    seen = rng.binomial(cells.astype(np.int64), chance, (DRAWS, len(cells))).astype(float)
    came = np.maximum(1.0, seen.sum(axis=1))
    return ByLuck(
        _between(_apart(seen, foretold, tenths(cells)) / max(1, found.cells)),
        _between(_apart(seen, foretold, tenths(foretold)) / came),
    )


def _apart(seen: Floats, foretold: Floats, tenth: NDArray[np.int64]) -> Floats:
    """Return for each draw how far foretold and seen lie apart, added up over tenths."""
    member = np.eye(TENTHS)[tenth]
    return np.asarray(np.abs(seen @ member - foretold @ member).sum(axis=1))


def _between(errors: Floats) -> Between:
    low, high = np.quantile(errors, ENDS).tolist()
    return low, high

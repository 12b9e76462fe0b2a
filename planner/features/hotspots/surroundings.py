"""What is around each cell, as features that a model can learn from."""

from functools import lru_cache

import numpy as np

from planner.model.cells import Cells
from planner.model.incidents import Floats

REACH = 500.0  # metres within which places are counted
NEAR, FAR = 100.0, 1000.0
FARTHEST = 5000.0


@lru_cache(maxsize=4)
def surroundings(cells: Cells) -> Floats:
    """Return two columns for each factor: metres to the nearest and the number within 500 m.

    Both enter as log(1 + value), distances up to 5 km. A factor without any
    place says nothing: its columns are 0.
    """
    from scipy.spatial import cKDTree

    centres = np.column_stack([cells.x, cells.y])
    found = np.zeros((len(cells), 2 * len(cells.factors)))
    for number, factor in enumerate(cells.factors):
        if not len(factor.x):
            continue
        tree = cKDTree(np.column_stack([factor.x, factor.y]))
        nearest = np.minimum(tree.query(centres)[0], FARTHEST)
        within = tree.query_ball_point(centres, REACH, return_length=True)
        found[:, 2 * number] = np.log1p(nearest)
        found[:, 2 * number + 1] = np.log1p(np.asarray(within, float))
    return found


def times_as_likely(slope: float) -> float:
    """Return what 100 m to the nearest place make of the chance at 1,000 m, all else equal."""
    return float(np.exp(slope * (np.log1p(NEAR) - np.log1p(FAR))))

"""The hit-rate curve: which share of the incidents the first share of the area catches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.model.cells import Cells
from planner.model.incidents import Floats, Indices

SHARES = (0.05, 0.1)


@dataclass(frozen=True)
class CurveArea:
    """Areas under a hit-rate curve, and as shares of what perfect foresight would have.

    Chance has 0.5 under the `whole` curve. `to_5` and `to_10` are the areas up
    to 5 and 10 % of the study area, as shares of the perfect map's.
    """

    whole: float
    to_5: float
    to_10: float


def caught_before(before: Floats, width: Floats, share: float) -> float:
    """Return ∫ H(a) da from 0 to `share`, for one unit of incidents.

    `before` is the share of the area that comes ahead of the cell of each
    incident and `width` that cell's own; a cell is searched bit by bit.
    """
    inside = np.clip(share - before, 0, width)
    after = np.maximum(share - before - width, 0)
    return float((inside**2 / (2 * width) + after).sum())


def curve_area(
    before: Sequence[Floats], tested: Sequence[Indices], best: Sequence[Floats], cells: Cells
) -> CurveArea:
    """Return the areas, pooled over origins; `best` is `before` for the perfect map."""
    share = cells.area_m2 / cells.area_m2.sum()
    width = np.concatenate([share[came] for came in tested])
    ours, perfect = np.concatenate(list(before)), np.concatenate(list(best))
    whole = caught_before(ours, width, 1.0) / len(ours)
    parts = [
        caught_before(ours, width, upto) / caught_before(perfect, width, upto) for upto in SHARES
    ]
    return CurveArea(whole, *parts)


def perfect_before(tested: Indices, cells: Cells) -> Floats:
    """Return the share of the area ahead of each incident's cell, on the perfect map."""
    hit, where, counts = np.unique(tested, return_inverse=True, return_counts=True)
    area = cells.area_m2[hit] / cells.area_m2.sum()
    order = np.argsort(-counts / area, kind="stable")
    ahead = np.empty(len(hit))
    ahead[order] = np.cumsum(area[order]) - area[order]
    return ahead[where]

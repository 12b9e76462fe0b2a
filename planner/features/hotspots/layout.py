"""What flagged cells ask of those who go there: in how many places they lie, how often they move.

Source
------
Adepeju, Rosser & Cheng (2016), "Novel evaluation metrics for sparse
spatio-temporal point process hotspot predictions", International Journal of
Geographical Information Science 30, 2133-2154,
doi:10.1080/13658816.2016.1159684; clumpiness as in FRAGSTATS (McGarigal,
Cushman & Ene 2012), held against cells flagged at random.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from planner.model.cells import Cells
from planner.model.incidents import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Layout:
    """The flagged cells of a back-test.

    `turnover` is the share of flagged cells that were not flagged at the
    origin before (None for one origin); `patches` the mean number of groups
    of touching cells; `clumpiness` 1 for one block, 0 as by chance, -1 for
    cells that shun each other; `concentration` the Gini coefficient of how
    often each cell was flagged.
    """

    turnover: float | None
    patches: float
    clumpiness: float
    concentration: float


def layout(flagged: Sequence[NDArray[np.int64]], cells: Cells) -> Layout:
    """Look at the flagged cells of each origin, given by their numbers."""
    near = _neighbours(cells)
    degree = np.diff(near.indptr)
    often = np.zeros(len(cells))
    groups, inner, all_pairs, fresh = 0, 0, 0, 0
    before = None
    for chosen in flagged:
        flags = np.zeros(len(cells), bool)
        flags[chosen] = True
        often += flags
        joined = near[chosen][:, chosen]
        groups += _groups(joined)
        inner, all_pairs = inner + joined.nnz, all_pairs + int(degree[chosen].sum())
        fresh += 0 if before is None else int((flags & ~before).sum())
        before = flags
    later = sum(len(chosen) for chosen in flagged[1:])
    share = (sum(map(len, flagged)) / len(flagged) - 1) / max(1, len(cells) - 1)
    return Layout(
        turnover=fresh / later if later else None,
        patches=groups / len(flagged),
        clumpiness=clumpiness(inner / all_pairs if all_pairs else 0.0, share),
        concentration=gini(often),
    )


@lru_cache(maxsize=2)
def _neighbours(cells: Cells) -> "csr_array":
    """Return which cells touch which."""
    from scipy.sparse import csr_array

    pairs = cells.neighbours()
    return csr_array((np.ones(len(pairs)), tuple(pairs.T)), shape=(len(cells), len(cells)))


def _groups(joined: "csr_array") -> int:
    """Return the number of groups of touching cells."""
    from scipy.sparse.csgraph import connected_components

    return int(connected_components(joined, directed=False)[0])


def clumpiness(alike: float, chance: float) -> float:
    """Return how far the share of `alike` neighbours is from `chance`: -1 to 1."""
    if alike < chance < 0.5:  # noqa: PLR2004  (as in the source)
        return (alike - chance) / chance
    return (alike - chance) / (1 - chance) if chance < 1 else 0.0


def gini(values: Floats) -> float:
    """Return the Gini coefficient: 0 where all are alike, near 1 where one has everything."""
    ordered = np.sort(values)
    total = float(ordered.sum())
    if not total:
        return 0.0
    rank = np.arange(1, len(ordered) + 1)
    return float((2 * rank - len(ordered) - 1) @ ordered / (len(ordered) * total))

"""Counts too small to publish, and points moved so that nobody is found."""

import numpy as np
from numpy.typing import NDArray

from planner.model.incidents import Floats, Incidents

LEAST = 5


def suppressed(counts: NDArray[np.int64], least: int = LEAST) -> NDArray[np.bool_]:
    """Return which counts to withhold: those from 1 to `least` - 1.

    One that stands alone could be worked out from the total, so the smallest
    of the others is withheld with it.
    """
    hidden = (counts > 0) & (counts < least)
    if hidden.sum() == 1:
        others = np.where(hidden | (counts == 0), np.iinfo(np.int64).max, counts)
        second = int(np.argmin(others))
        if counts[second] > 0 and not hidden[second]:
            hidden = hidden.copy()
            hidden[second] = True
    return np.asarray(hidden)


def donut(incidents: Incidents, inner: float, outer: float, seed: int) -> tuple[Floats, Floats]:
    """Move each point to a random place between `inner` and `outer` metres away.

    Source
    ------
    Hampton et al. (2010), "Mapping health data: improved privacy protection
    with donut method geomasking", American Journal of Epidemiology 172,
    1062-1069, doi:10.1093/aje/kwq248.
    """
    rng = np.random.default_rng(seed)
    turn = rng.uniform(0, 2 * np.pi, len(incidents))
    away = np.sqrt(rng.uniform(inner**2, outer**2, len(incidents)))
    return incidents.x + away * np.cos(turn), incidents.y + away * np.sin(turn)

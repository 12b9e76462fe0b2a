"""Why forecasts of discovered offences run away: an urn, and the rule that stops it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.model.incidents import Floats


@dataclass(frozen=True, eq=False)
class Urn:
    """The share of records of the first area in every run, after all draws."""

    shares: Floats

    @property
    def mean(self) -> float:
        return float(self.shares.mean())

    @property
    def spread(self) -> float:
        return float(self.shares.std())


def urn(
    rates: Sequence[float],
    *,
    start: Sequence[float] = (1.0, 1.0),
    draws: int = 5000,
    runs: int = 2000,
    corrected: bool = False,
    seed: int = 1,
) -> Urn:
    """Visit one of several areas at a time, more often the more was recorded there.

    An offence is discovered at a visit with the area's rate, and then added
    to its records. With `corrected`, a discovered record of area i is taken
    only with probability (1 - share_i) / max_j (1 - share_j).

    Source
    ------
    Ensign et al. (2018), "Runaway feedback loops in predictive policing",
    Proceedings of Machine Learning Research 81, 160-171.
    """
    rng = np.random.default_rng(seed)
    records = np.tile(np.array(start, float), (runs, 1))
    chance = np.array(rates, float)
    row = np.arange(runs)
    for _draw in range(draws):
        shares = records / records.sum(axis=1, keepdims=True)
        reached = rng.random(runs)[:, None] < np.cumsum(shares, axis=1)
        area = np.minimum(np.argmax(reached, axis=1), len(chance) - 1)
        kept = chance[area]
        if corrected:
            absent = 1 - shares
            kept = kept * absent[row, area] / absent.max(axis=1)
        records[row, area] += rng.random(runs) < kept
    return Urn(records[:, 0] / records.sum(axis=1))

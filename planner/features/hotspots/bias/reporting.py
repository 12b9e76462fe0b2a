"""What a map would look like if every offence were reported."""

from dataclasses import dataclass

import numpy as np

from planner.features.hotspots.bias.feedback import Groups, by_group, shares
from planner.features.hotspots.method import flag_count, ranked
from planner.model.cells import Cells
from planner.model.incidents import Floats
from planner.progress import Progress, Silent

ROBUST, FRAGILE = 0.9, 0.5
LEAST_RATE = 0.01


@dataclass(frozen=True, eq=False)
class Reporting:
    """How far flags depend on who reports.

    `flagged_share` is for each cell the share of imputations that flag it;
    `now`, `weighted` and `residents` are the groups' shares of flags as
    reported, of flags after weighing by 1/rate, and of residents.
    `break_even` is the reporting rate at which a group's share of flags
    would reach its share of residents, None if none does.
    """

    groups: tuple[str, ...]
    flagged_now: np.ndarray[tuple[int], np.dtype[np.bool_]]
    flagged_share: Floats
    now: Floats
    weighted: Floats
    residents: Floats
    break_even: tuple[float | None, ...]

    @property
    def robust(self) -> int:
        """Flagged cells that stay flagged in at least 90 % of imputations."""
        return int((self.flagged_now & (self.flagged_share >= ROBUST)).sum())

    @property
    def fragile(self) -> int:
        """Flagged cells that depend on the assumption: flagged in less than 50 %."""
        return int((self.flagged_now & (self.flagged_share < FRAGILE)).sum())


@dataclass(frozen=True, eq=False)
class Assumed:
    """What is assumed of groups of cells: names, the group of each cell, rates and residents."""

    groups: tuple[str, ...]
    of_cell: Groups
    rates: Floats
    residents: Floats


def reporting(
    counts: Floats,
    cells: Cells,
    assumed: Assumed,
    coverage: float,
    imputations: int = 50,
    progress: Progress | None = None,
) -> Reporting:
    """Impute the offences that were not reported, many times, and flag anew.

    With y reported at the rate q, the unreported follow a negative binomial
    distribution with y successes of chance q (one more where y is 0 would
    invent offences, so nothing is added there).

    Source
    ------
    Akpinar, De-Arteaga & Chouldechova (2021), "The effect of differential
    victim crime reporting on predictive policing systems", FAccT '21,
    838-849, doi:10.1145/3442188.3445877.
    """
    told = progress or Silent()
    rate = _rate_of_cells(assumed, assumed.rates)
    rng = np.random.default_rng(1)
    seen = np.zeros(len(cells))
    whole = np.round(counts).astype(np.int64)
    for number in range(imputations):
        told.step(number, imputations)
        unreported = np.where(whole > 0, rng.negative_binomial(np.maximum(whole, 1), rate), 0)
        seen += _flags((whole + unreported).astype(float), cells, coverage)
    told.step(imputations, imputations)
    now = _flags(counts, cells, coverage)
    return Reporting(
        assumed.groups,
        now,
        seen / max(1, imputations),
        _group_shares(now, assumed),
        _group_shares(_flags(counts / rate, cells, coverage), assumed),
        shares(assumed.residents),
        tuple(_break_even(counts, cells, assumed, coverage, g) for g in range(len(assumed.groups))),
    )


def _break_even(
    counts: Floats, cells: Cells, assumed: Assumed, coverage: float, group: int
) -> float | None:
    """Search the rate of one group at which its share of flags meets that of residents."""
    wanted = shares(assumed.residents)[group]

    def share(rate: float) -> float:
        rates = assumed.rates.copy()
        rates[group] = rate
        weighted = counts / _rate_of_cells(assumed, rates)
        return float(_group_shares(_flags(weighted, cells, coverage), assumed)[group])

    low, high = LEAST_RATE, 1.0
    if not share(high) <= wanted <= share(low):
        return None
    for _halving in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if share(middle) > wanted else (low, middle)
    return (low + high) / 2


def _rate_of_cells(assumed: Assumed, rates: Floats) -> Floats:
    return np.where(assumed.of_cell >= 0, rates[assumed.of_cell], 1.0)


def _flags(
    counts: Floats, cells: Cells, coverage: float
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    order = ranked(counts, cells, seed=0)
    flags = np.zeros(len(cells), bool)
    flags[order[: flag_count(cells, order, coverage)]] = True
    return flags


def _group_shares(flags: np.ndarray[tuple[int], np.dtype[np.bool_]], assumed: Assumed) -> Floats:
    return shares(by_group(flags.astype(float), assumed.of_cell, len(assumed.groups)))

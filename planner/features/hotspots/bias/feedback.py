"""What happens to a map when police find more where the map sent them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.method import flag_count, ranked
from planner.features.hotspots.refusals import TooFewIncidentsError
from planner.model.cells import Cells
from planner.model.incidents import DAY, Floats, Incidents
from planner.progress import Progress, Silent

Groups = NDArray[np.int64]


@dataclass(frozen=True)
class Replay:
    """How the replay goes: window and days in days, `extra` the chance of one more record."""

    coverage: float = 0.01
    window: float = 180.0
    days: int = 365
    extra: float = 0.2
    seed: int = 1


@dataclass(frozen=True, eq=False)
class Feedback:
    """Shares of flagged cell-days by group and month, plain and with feedback.

    `true_share` is each group's share of incidents in the replay, before any
    was added. `amplification` is the share of flagged cell-days with feedback
    over that without, in the last quarter of the replay.
    """

    groups: tuple[str, ...]
    true_share: Floats
    plain: Floats
    fed_back: Floats
    amplification: Floats


def feedback(
    incidents: Incidents,
    cells: Cells,
    groups: tuple[tuple[str, ...], Groups],
    start: np.datetime64,
    how: Replay,
    progress: Progress | None = None,
) -> Feedback:
    """Replay daily maps of counts, with and without the records that patrols add.

    Every day the cells with the most records of the window are flagged; with
    feedback, n records of a flagged cell on that day become n plus a draw
    from Binomial(n + 1, extra). `groups` are names and one index a cell, -1
    for none.

    Source
    ------
    Lum & Isaac (2016), "To predict and serve?", Significance 13(5), 14-19,
    doi:10.1111/j.1740-9713.2016.00960.x.
    """
    names, of_cell = groups
    told = progress or Silent()
    daily = _daily(incidents.placed(cells), cells, start, how)
    if not daily.sum():
        raise TooFewIncidentsError(0, 1)
    lead = len(daily) - how.days
    plain = _flag_days(daily, cells, of_cell, len(names), (how, 0.0), told)
    fed = _flag_days(daily, cells, of_cell, len(names), (how, how.extra), told)
    told.step(how.days, how.days)
    true = by_group(daily[lead:].sum(axis=0).astype(float), of_cell, len(names))
    late = slice(-max(1, how.days // 4), None)
    ends = [shares(days[late].sum(axis=0)) for days in (plain, fed)]
    amplified = np.divide(ends[1], ends[0], out=np.ones(len(names)), where=ends[0] > 0)
    return Feedback(names, shares(true), _monthly(plain), _monthly(fed), amplified)


def _daily(placed: Incidents, cells: Cells, start: np.datetime64, how: Replay) -> NDArray[np.int32]:
    """Return incidents a day and cell, from one window before `start` to the last day."""
    window = int(how.window)
    day = np.floor((placed.t - start.astype("M8[s]")) / DAY).astype(np.int64) + window
    kept = (day >= 0) & (day < window + how.days)
    table = np.zeros((window + how.days, len(cells)), np.int32)
    np.add.at(table, (day[kept], placed.cells[kept]), 1)
    return table


def _flag_days(
    daily: NDArray[np.int32],
    cells: Cells,
    of_cell: Groups,
    count: int,
    how: tuple[Replay, float],
    progress: Progress,
) -> Floats:
    """Play all days and return the flagged cells of each group on each day."""
    rules, extra = how
    rng = np.random.default_rng(rules.seed)
    window = int(rules.window)
    records = daily.astype(np.int64)
    total = records[:window].sum(axis=0)
    flags = np.zeros((rules.days, count))
    for day in range(rules.days):
        progress.step(day, rules.days)
        order = ranked(total.astype(float), cells, rules.seed + day)
        chosen = order[: flag_count(cells, order, rules.coverage)]
        today = window + day
        if extra:
            records[today, chosen] += rng.binomial(records[today, chosen] + 1, extra)
        flags[day] = by_group(np.ones(len(chosen)), of_cell[chosen], count)
        total += records[today] - records[today - window]
    return flags


def by_group(values: Floats, of_cell: Groups, count: int) -> Floats:
    """Add up values of cells by group; cells in no group are left out."""
    kept = of_cell >= 0
    return np.bincount(of_cell[kept], values[kept], count).astype(np.float64)


def shares(values: Floats) -> Floats:
    total = values.sum()
    return np.asarray(values / total) if total else np.zeros(len(values))


def _monthly(flags: Floats) -> Floats:
    months = np.array_split(flags, max(1, len(flags) // 30))
    return np.array([shares(month.sum(axis=0)) for month in months])

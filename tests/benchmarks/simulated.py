"""Simulated towns for `blend_sets`: steady, drifting, exciting, and changed all at once."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from planner.model.grids import square_cells
from planner.model.incidents import DAY, Floats, Incidents
from tests.benchmarks.case import Case

TOWN = square_cells((0, 0, 10_000, 10_000), 250)
START = np.datetime64("2021-01-01", "s")
Rate = Callable[[int], Floats]


def town(n: int, days: int, rate: Rate, seed: int) -> Case:
    """Draw incidents by the risk of the cells that `rate` gives for each day."""
    rng = np.random.default_rng(seed)
    cell, day = [], []
    daily = rng.poisson(n / days, days)
    for number, few in enumerate(daily):
        risk = rate(number)
        cell.append(rng.choice(len(TOWN), few, p=risk / risk.sum()))
        day.append(np.full(few, number) + rng.uniform(0, 1, few))
    return placed(np.concatenate(cell), np.concatenate(day), days, rng)


def placed(cell, day, days: int, rng) -> Case:
    x, y = (
        np.asarray(centre)[cell] + rng.uniform(-124, 124, len(cell)) for centre in (TOWN.x, TOWN.y)
    )
    t = START + (day * 86_400).astype("m8[s]")
    first = START + max(days - 365, days // 2) * DAY
    return Case(Incidents(x, y, t), TOWN, str(first)[:10], str(START + (days - 7) * DAY)[:10])


def base(seed: int, shape: float = 0.3) -> np.ndarray:
    """A risk that differs from cell to cell without any pattern."""
    return np.random.default_rng(1000 + seed).gamma(shape, 1, len(TOWN))


def smooth(seed: int, width: float = 1500, count: int = 12) -> np.ndarray:
    rng = np.random.default_rng(2000 + seed)
    middles = rng.uniform(0, 10_000, (count, 2))
    away = np.hypot(TOWN.x[:, None] - middles[:, 0], TOWN.y[:, None] - middles[:, 1])
    return 0.05 + np.exp(-0.5 * (away / width) ** 2).sum(axis=1)


def steady(n: int, seed: int, risk=base, days: int = 1095) -> Case:
    fixed = risk(seed)
    return town(n, days, lambda _day: fixed, seed)


def drifting(n: int, seed: int) -> Case:
    """Twelve hot spots that wander 5 km in three years."""
    rng = np.random.default_rng(seed)
    start, go = rng.uniform(0, 10_000, (12, 2)), rng.uniform(-5, 5, (12, 2))

    def rate(day):
        at = (start + go * day) % 10_000
        away = np.hypot(TOWN.x[:, None] - at[:, 0], TOWN.y[:, None] - at[:, 1])
        return 0.05 + np.exp(-0.5 * (away / 500) ** 2).sum(axis=1)

    return town(n, 1095, rate, seed)


def seasonal(n: int, seed: int) -> Case:
    """Other places in summer than in winter."""
    summer, winter = base(seed), base(seed + 500)
    return town(n, 1095, lambda day: summer + winter + (summer - winter) * np.sin(day / 58.1), seed)


def moved(n: int, seed: int, when: int = 800) -> Case:
    """One day all risk goes elsewhere."""
    before, after = base(seed), base(seed + 500)
    return town(n, 1095, lambda day: before if day < when else after, seed)


def exciting(n: int, seed: int, share: float = 0.6) -> Case:
    """Each incident draws on average `share` others, soon after and near."""
    rng = np.random.default_rng(seed)
    risk = base(seed)
    first = rng.poisson(n * (1 - share))
    cell = rng.choice(len(TOWN), first, p=risk / risk.sum())
    found = [np.column_stack([TOWN.x[cell], TOWN.y[cell], rng.uniform(0, 1095, first)])]
    while len(found[-1]):
        parents = np.repeat(found[-1], rng.poisson(share, len(found[-1])), axis=0)
        parents[:, :2] += rng.normal(0, 150, (len(parents), 2))
        parents[:, 2] += rng.exponential(10, len(parents))
        found.append(parents)
    x, y, day = np.concatenate(found).T
    kept = (day < 1095) & (np.minimum(x, y) > 0) & (np.maximum(x, y) < 10_000)
    t = START + (day[kept] * 86_400).astype("m8[s]")
    return Case(Incidents(x[kept], y[kept], t), TOWN, "2023-01-01", "2023-12-22")


def giant(n: int, seed: int) -> Case:
    """Half of all incidents in one cell."""
    risk = base(seed)
    risk[777] = risk.sum()
    return town(n, 1095, lambda _day: risk, seed)


def bursting(n: int, seed: int) -> Case:
    """A steady town in which one cell has half of all for a month, just before the year."""
    risk = base(seed)

    def rate(day):
        now = risk.copy()
        if 690 < day < 725:
            now[777] = risk.sum()
        return now

    return town(n, 1095, rate, seed)


def simulated() -> Iterator[tuple[str, Callable[[], Case]]]:
    for n in (40, 300, 3000, 30_000):
        for seed in range(3):
            yield f"steady, no pattern, {n} ({seed})", partial(steady, n, seed)
    for n in (300, 3000, 30_000):
        yield f"steady, smooth, {n}", partial(steady, n, 1, smooth)
    for seed in range(2):
        yield f"drifting ({seed})", partial(drifting, 5000, seed)
        yield f"seasonal ({seed})", partial(seasonal, 5000, seed)
        yield f"moved before the year ({seed})", partial(moved, 5000, seed, 700)
        yield f"moved within the year ({seed})", partial(moved, 5000, seed, 850)
        yield f"exciting ({seed})", partial(exciting, 5000, seed)
        yield f"one giant cell ({seed})", partial(giant, 3000, seed)
        yield f"a burst before the year ({seed})", partial(bursting, 3000, seed)

"""Near-repeat alerts: where incidents are often followed by others, a new one raises an alert."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.followups import followed_up
from planner.features.hotspots.kernels import near, sums
from planner.features.hotspots.refusals import NothingToTestError, TooManyPairsError
from planner.model.cells import Cells
from planner.model.incidents import DAY, Floats, Incidents
from planner.progress import Progress, Silent

FIVE_YEARS = 1826.0
LEAST_TRIGGERS = 5
LEAST_RATE = 0.3
MOST_PAIRS = 15_000_000

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rules:
    """When an incident raises an alert.

    Parameters
    ----------
    reach : metres
        Radius of an alert, and what counts as near.
    days
        How long an alert lasts, and how soon a follow-up must come.
    history : days
        What near-repeat areas are learnt from.
    least_triggers, least_rate
        A cell belongs to a near-repeat area if that many incidents lie within
        `reach` of its centre and that share of them was followed up.
    triggers, anti_triggers
        Words in an incident's category. It raises an alert if it has one of
        the first (any, where none is given) and none of the second.
    """

    reach: float = 500.0
    days: float = 7.0
    history: float = FIVE_YEARS
    least_triggers: int = LEAST_TRIGGERS
    least_rate: float = LEAST_RATE
    triggers: tuple[str, ...] = ()
    anti_triggers: tuple[str, ...] = ()

    def matches(self, incidents: Incidents) -> Mask:
        """Return which incidents may raise an alert."""
        if incidents.category is None or not (self.triggers or self.anti_triggers):
            return np.ones(len(incidents), bool)
        known = [self._fits(name.casefold()) for name in incidents.categories]
        fits = np.array([*known, not self.triggers])  # the last one is for category -1
        return np.asarray(fits[incidents.category])

    def _fits(self, name: str) -> bool:
        wanted = not self.triggers or any(word.casefold() in name for word in self.triggers)
        return wanted and not any(word.casefold() in name for word in self.anti_triggers)


def learn_areas(
    incidents: Incidents, cells: Cells, end: np.datetime64, rules: Rules, progress: Progress
) -> Mask:
    """Return the cells of near-repeat areas, learnt from what was known before `end`."""
    past = incidents.before(end).placed(cells)
    past = past.take(past.ages(end) <= rules.history)
    triggers = np.zeros(len(cells))
    followed = np.zeros(len(cells))
    was = followed_up(past, rules.reach, rules.days).astype(float)
    for i, cell, _distance in near(past, cells, rules.reach, city_block=False, progress=progress):
        triggers += sums(cell, None, len(cells))
        followed += sums(cell, was[i], len(cells))
    rate = followed / np.maximum(triggers, 1)
    return np.asarray((triggers >= rules.least_triggers) & (rate >= rules.least_rate))


@dataclass(frozen=True, eq=False)
class Alerts:
    """Alerts by the incident that opened each; `opened` indexes the incidents, `ends` are days."""

    opened: NDArray[np.int64]
    ends: Floats


def open_alerts(age: Floats, raises: Mask, close: Sequence[Sequence[int]], days: float) -> Alerts:
    """Go through incidents in order of time; one inside a live alert prolongs it.

    `age` are the days since some start, and `close` lists for each incident
    the others within reach.
    """
    ends = np.full(len(age), -np.inf)
    opened: list[int] = []
    for i in np.lexsort((np.arange(len(age)), age)):
        if not raises[i]:
            continue
        now = age[i]
        live = [j for j in close[i] if ends[j] >= now]
        for j in live:
            ends[j] = now + days
        if not live:
            ends[i] = now + days
            opened.append(int(i))
    return Alerts(np.array(opened, np.int64), ends[opened])


@dataclass(frozen=True)
class AlertRecord:
    """How alerts fared between two days, beside the same with the dates exchanged.

    `rate` is the share of alerts within whose circle and life another
    incident came; `chance_rate` its mean over permutations and `chance_low`,
    `chance_high` their middle 95 %.
    """

    alerts: int
    followed_up: int
    rate: float
    chance_rate: float
    chance_low: float
    chance_high: float
    incidents: int
    incidents_alerted_share: float
    alerts_per_week: float
    area_days_km2: float
    permutations: int = field(default=0)


def play(
    incidents: Incidents,
    cells: Cells,
    period: tuple[np.datetime64, np.datetime64],
    rules: Rules,
    permutations: int = 199,
    progress: Progress | None = None,
) -> AlertRecord:
    """Raise alerts as they would have been raised, quarter by quarter.

    Near-repeat areas are learnt anew at the start of each quarter from what
    was known then. For chance, dates are exchanged among the incidents of the
    period while the areas stay.

    Raises
    ------
    NothingToTestError
        No incident lies in the period.
    TooManyPairsError
        So many incidents lie within reach of each other that chance cannot be drawn.
    """
    told = progress or Silent()
    start, end = period
    placed = incidents.placed(cells)
    tested = placed.between(start, end)
    if not len(tested):
        raise NothingToTestError(1)
    inside = np.zeros(len(tested), bool)
    quarters = _quarters(start, end)
    for number, quarter in enumerate(quarters):
        told.step(number, len(quarters) + permutations)
        areas = learn_areas(placed, cells, quarter, rules, Silent())
        later = tested.t >= quarter
        inside[later] = areas[tested.cells[later]]
    raises = inside & rules.matches(tested)
    game = _Game(tested, raises, rules)
    age = (tested.t - start.astype("M8[s]")) / DAY
    alerts, followed, life = game.played(age)
    rng = np.random.default_rng(1)
    rates = np.zeros(permutations)
    for number in range(permutations):
        told.step(len(quarters) + number, len(quarters) + permutations)
        count, hit, _life = game.played(rng.permutation(age))
        rates[number] = hit / max(1, count)
    weeks = float((end - start) / DAY) / 7
    low, high = np.quantile(rates, [0.025, 0.975]) if permutations else (0.0, 1.0)
    return AlertRecord(
        alerts,
        followed,
        followed / max(1, alerts),
        float(rates.mean()) if permutations else 0.0,
        float(low),
        float(high),
        len(tested),
        float(raises.mean()),
        alerts / weeks,
        life * np.pi * rules.reach**2 / 1e6,
        permutations,
    )


class _Game:
    """The incidents of a period, with who is within reach of whom."""

    def __init__(self, tested: Incidents, raises: Mask, rules: Rules) -> None:
        from scipy.spatial import cKDTree

        self.raises = raises
        self.days = rules.days
        tree = cKDTree(np.column_stack([tested.x, tested.y]))
        count = int(tree.count_neighbors(tree, rules.reach) - len(tested)) // 2
        if count > MOST_PAIRS:
            raise TooManyPairsError(count, rules.reach)
        pairs = tree.query_pairs(rules.reach, output_type="ndarray")
        self.pairs = np.concatenate([pairs, pairs[:, ::-1]])
        alarming = self.pairs[raises[self.pairs].all(axis=1)]
        alarming = alarming[np.argsort(alarming[:, 0], kind="stable")]
        cuts = np.searchsorted(alarming[:, 0], np.arange(len(tested) + 1))
        others = alarming[:, 1].tolist()
        self.close = [others[a:b] for a, b in pairwise(cuts)]

    def played(self, age: Floats) -> tuple[int, int, float]:
        """Return the alerts, those followed up and the days all of them were live."""
        made = open_alerts(age, self.raises, self.close, self.days)
        ends = np.full(len(age), -np.inf)
        ends[made.opened] = made.ends
        first, later = self.pairs[:, 0], self.pairs[:, 1]
        hit = (age[later] > age[first]) & (age[later] <= ends[first])
        followed = len(np.unique(first[hit]))
        return len(made.opened), followed, float((made.ends - age[made.opened]).sum())


def _quarters(start: np.datetime64, end: np.datetime64) -> list[np.datetime64]:
    month = int(start.astype("M8[M]").astype(np.int64))
    first = np.datetime64(month - month % 3, "M")
    return [q.astype("M8[s]") for q in np.arange(first, end.astype("M8[M]") + 1, 3)]

"""How much incidents repeat: the self-exciting process, estimated on a grid and in the plane.

An incident comes either from a background or from an earlier incident, after
an exponential time. Expectation and maximisation share each one out among
these and estimate again. Pairs of the same day contribute nothing: which of
the two came first is not known.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.close_pairs import (
    ClosePairs,
    Span,
    close_pairs,
    crowded,
    pairs_since,
)
from planner.features.hotspots.kernels import sums
from planner.features.hotspots.layers import spreader
from planner.features.hotspots.method import Seen
from planner.features.hotspots.past import PastUntil, quarter_of
from planner.model.incidents import Floats
from planner.progress import Progress, Silent
from planner.texts import _, filled

SLOWEST, FASTEST = 1 / 365, 5.0  # a day
MOST_REPEATS = 0.99
NO_REPEATS = 1e-5  # share of incidents below which there is no repeat effect
ROUNDS = 200
FEW_ROUNDS = 8
LEAST_FOR_START = 500
MOST_FOR_START = 50_000
MANY = 200_000
LEAST_THETA = 0.01
CLOSE_ENOUGH = 1e-5
LEAST_WIDTH, MOST_WIDTH = 10.0, 1000.0
LAGS, WIDTHS = 8.0, 5.0  # mean lags and widths up to which pairs are listed; fewer would bias both
TOLD = 0.01


@dataclass(frozen=True, eq=False)
class Repeats:
    """What was estimated.

    `background` is the daily rate of each cell, `theta` the mean number of
    repeats an incident causes, `omega` how fast they come a day, and `width`
    how far they lie (standard deviation, metres; 0: in the same cell).
    """

    background: Floats
    theta: float
    omega: float
    width: float = 0.0

    def repeated(self, ages: Floats, horizon: float) -> Floats:
        """Return the repeats that each past incident lets expect within the horizon."""
        return np.asarray(
            self.theta * np.exp(-self.omega * ages) * -np.expm1(-self.omega * horizon)
        )

    def figures(self) -> dict[str, float]:
        half = float(np.log(2) / self.omega)
        return {"theta": self.theta, "omega": self.omega, "half_life": half, "width": self.width}

    def words(self) -> str:
        if self.theta < TOLD:
            return _("No repeat effect was found; this map equals the count map.")
        says = _(
            "Each incident lets expect {theta:.2f} repeats, half of them within {half:.0f} days."
        )
        return filled(says, theta=self.theta, half=np.log(2) / self.omega)


@dataclass(frozen=True, eq=False)
class _Days:
    """Incidents by cell and day, sorted; `turns` lists the first, second … day of every cell."""

    cell: NDArray[np.int64]
    day: Floats
    count: Floats
    turns: list[NDArray[np.int64]]


@dataclass(frozen=True)
class Start:
    """Where an estimate begins, how many rounds it may take, and what was known before."""

    theta: float = 0.2
    omega: float = 0.1
    width: float = 0.0
    rounds: int = ROUNDS
    known: PastUntil | None = None

    @classmethod
    def near(cls, found: Repeats, known: PastUntil) -> "Start":
        """Begin at an earlier estimate and take a few rounds."""
        theta = max(found.theta, LEAST_THETA)
        return cls(theta, found.omega, found.width, FEW_ROUNDS, known)


FROM_SCRATCH = Start()


def estimate_on_grid(
    seen: Seen, window: float, progress: Progress, start: Start = FROM_SCRATCH
) -> Repeats:
    """Estimate repeats within each cell.

    Each cell's incidents are gone through once a round, so the work grows
    with the number of incidents and not with that of pairs.

    Source
    ------
    Mohler et al. (2015), "Randomized controlled field trials of predictive
    policing", JASA 110, 1399-1411, doi:10.1080/01621459.2015.1077710, with
    the background per cell and not common to all, as its printed update has it.
    """
    near = seen.since(window)
    n = len(seen.cells)
    span = max(seen.days(window), 1.0)
    by_day = _by_day(near)
    age = near.ages
    total = max(float(by_day.count.sum()), 1.0)
    background = sums(by_day.cell, by_day.count, n) / span
    theta, omega = start.theta, start.omega
    for step in range(start.rounds):
        progress.step(step, start.rounds)
        weight, delay = _echoes(by_day, omega)
        ground = background[by_day.cell]
        rate = np.maximum(ground + theta * omega * weight, 1e-300)
        repeats = by_day.count * theta * omega * weight / rate
        lags = by_day.count * theta * omega * delay / rate
        found = float(repeats.sum())
        background = sums(by_day.cell, by_day.count * ground / rate, n) / span
        if found < NO_REPEATS * total:
            return Repeats(sums(by_day.cell, by_day.count, n) / span, 0.0, omega)
        before = theta, omega
        theta, omega = _maximised(found, float(lags.sum()), age, before)
        if abs(theta - before[0]) + abs(np.log(omega / before[1])) < CLOSE_ENOUGH:
            break
    return Repeats(background, theta, omega)


def _by_day(seen: Seen) -> _Days:
    day = np.floor(-seen.ages)
    keys = np.lexsort((day, seen.past.cells))
    cell, day = seen.past.cells[keys].astype(np.int64), day[keys]
    first = np.ones(len(cell), bool)
    first[1:] = (np.diff(cell) != 0) | (np.diff(day) != 0)
    group = np.cumsum(first) - 1
    count = sums(group, seen.past.weights[keys], int(first.sum()))
    cell, day = cell[first], day[first]
    start = np.searchsorted(cell, cell)
    turn = np.arange(len(cell)) - start
    order = np.argsort(turn, kind="stable")
    cuts = np.searchsorted(turn[order], np.arange(1, int(turn.max(initial=0)) + 1))
    return _Days(cell, day, count, np.split(order, cuts))


def _echoes(by_day: _Days, omega: float) -> tuple[Floats, Floats]:
    """Return Σ e^{-ω lag} and Σ lag e^{-ω lag} over the earlier days of the same cell."""
    weight, delay = np.zeros(len(by_day.day)), np.zeros(len(by_day.day))
    for now in by_day.turns[1:]:
        last = now - 1
        lag = by_day.day[now] - by_day.day[last]
        fading = np.exp(-omega * lag)
        loud = weight[last] + by_day.count[last]
        weight[now] = fading * loud
        delay[now] = fading * (delay[last] + lag * loud)
    return weight, delay


def _maximised(
    found: float, lags: float, age: Floats, before: tuple[float, float]
) -> tuple[float, float]:
    """Return θ and ω, corrected for repeats that the end of the data cuts off (Lewis & Mohler)."""
    theta, omega = before
    open_end = np.exp(-omega * age)
    theta = min(MOST_REPEATS, found / max(len(age) - float(open_end.sum()), 1e-9))
    omega = found / max(lags + theta * float((age * open_end).sum()), 1e-9)
    return theta, float(np.clip(omega, SLOWEST, FASTEST))


def estimate_in_plane(
    seen: Seen, scales: tuple[float, float], progress: Progress, start: Start = FROM_SCRATCH
) -> Repeats:
    """Estimate repeats that may lie beside the incident they follow.

    `scales` are the window in days and the bandwidth in metres. The
    background is a kernel density of incidents, each weighing as much as it
    is background. Pairs are listed up to eight times the mean lag and five
    times the width, anew as these settle.

    Source
    ------
    Mohler et al. (2011), "Self-exciting point process modeling of crime",
    JASA 106, 100-108, doi:10.1198/jasa.2011.ap09546.
    """
    near = _known_first(seen.since(scales[0]), start.known)
    background = _Background(near, scales)
    theta, omega = start.theta, start.omega
    width = start.width or min(200.0, max(seen.cells.size / 2, LEAST_WIDTH))
    span = Span(LAGS / omega, WIDTHS * width)
    if start.known:
        pairs = pairs_since(start.known, near, scales[0], span)
    else:
        pairs = close_pairs(near.past, near.origin, span)
    for step in range(start.rounds):
        progress.step(step, start.rounds)
        span = Span(LAGS / omega, WIDTHS * width)
        if _is_stale(pairs.span, span):
            pairs = close_pairs(near.past, near.origin, span)
        share = background.shared(pairs, _echo(pairs, theta, omega, width))
        found = float(share.sum())
        if found < NO_REPEATS * len(near.past):
            return Repeats(_Background(near, scales).rate(), 0.0, omega, width)
        before = np.array([theta, np.log(omega), np.log(width)])
        theta, omega = _maximised(found, float(share @ pairs.lag), near.ages, (theta, omega))
        spread = float(share @ pairs.apart) / (2 * found)
        width = float(np.clip(np.sqrt(spread), LEAST_WIDTH, MOST_WIDTH))
        if np.abs(np.array([theta, np.log(omega), np.log(width)]) - before).sum() < CLOSE_ENOUGH:
            break
    return Repeats(background.rate(), theta, omega, width)


def _known_first(seen: Seen, known: PastUntil | None) -> Seen:
    """Return the same with what was known earlier before the rest."""
    if known is None:
        return seen
    order = np.argsort(seen.past.known >= known.end, kind="stable")
    return replace(seen, past=seen.past.take(order))


class _Background:
    """The background: every incident, weighing as much as it is no repeat, spread out."""

    def __init__(self, seen: Seen, scales: tuple[float, float]) -> None:
        self.cells, self.past = seen.cells, seen.past
        self.spread = spreader(seen.cells, scales[1])
        self.days = max(seen.days(scales[0]), 1.0)
        self.own = np.ones(len(seen.past))

    def rate(self) -> Floats:
        """Return the daily rate of each cell."""
        counts = sums(self.past.cells, self.own * self.past.weights, len(self.cells))
        return np.asarray(self.spread(counts[None, :])[0] / self.days)

    def shared(self, pairs: ClosePairs, echo: Floats) -> Floats:
        """Return for each pair how far the later incident repeats the earlier one."""
        density = (self.rate() / self.cells.area_m2)[self.past.cells]
        rate = np.maximum(density + sums(pairs.later, echo, len(self.past)), 1e-300)
        self.own = density / rate
        return np.asarray(echo / rate[pairs.later])


def _echo(pairs: ClosePairs, theta: float, omega: float, width: float) -> Floats:
    """Return the rate at which the earlier incident of each pair brings the later one."""
    loudest = theta * omega / (2 * np.pi * width**2)
    return np.asarray(loudest * np.exp(-omega * pairs.lag - pairs.apart / (2 * width**2)))


def _is_stale(listed: Span, wanted: Span) -> bool:
    """Say whether scales have changed by a third since pairs were listed."""
    drift = abs(np.log(wanted.days / listed.days)), abs(np.log(wanted.reach / listed.reach))
    return bool(max(drift) > np.log(4 / 3))


@lru_cache(maxsize=8)
def of_quarter(until: PastUntil, window: float, bandwidth: float | None) -> Repeats:
    """Estimate once for all origins of a quarter, in the plane if there is a bandwidth.

    Of very many incidents, or very crowded ones, the latest are enough for three numbers.
    """
    latest = until.past.take(np.argsort(until.past.t, kind="stable")[-MOST_FOR_START:])
    while bandwidth is not None and crowded(latest):
        latest = latest.take(np.arange(len(latest) // 2, len(latest)))
    seen = Seen(latest, until.cells, until.end, 1.0)
    if bandwidth is None:
        return estimate_on_grid(seen, window, Silent())
    return estimate_in_plane(seen, (window, bandwidth), Silent())


def start_of(seen: Seen, window: float, bandwidth: float | None = None) -> Start:
    """Return where to begin at this origin: at the estimate from the start of the quarter.

    Where too little was known then, the estimate begins from scratch.
    """
    until = PastUntil.of(seen, quarter_of(seen))
    if len(until.past) < LEAST_FOR_START:
        return FROM_SCRATCH
    return Start.near(of_quarter(until, window, bandwidth), until)


def estimate_of_many(seen: Seen, scales: tuple[float, float]) -> Repeats:
    """Estimate repeats of very many incidents from the latest of them.

    In the long run the share θ of all incidents repeats others, so the
    background is the smooth rate of all, less that share.
    """
    found = of_quarter(PastUntil.of(seen, quarter_of(seen)), *scales)
    whole = _Background(seen.since(scales[0]), scales).rate()
    return replace(found, background=whole * (1 - found.theta))

"""Play the past: forecast from many origins and see what came."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.luck import Comparison, block_length, compare, judged
from planner.features.hotspots.method import Method, configured, flag_count, run
from planner.features.hotspots.refusals import NothingToTestError
from planner.features.hotspots.scores import Probabilities, Score, pooled, probabilities, tally
from planner.model.cells import Cells
from planner.model.incidents import DAY, Incidents, Times
from planner.progress import Progress, Silent

FIRST_SEED = 1000  # ties of origin number i are settled with the seed 1000 + i
ROUNDS_A_TASK = 8
LOOK_EVERY_S = 0.2
BASELINES = ("count", "random")


@dataclass(frozen=True)
class Plan:
    """What to play: methods by the name they go under, origins, days ahead, shares of area."""

    methods: Mapping[str, Method]
    origins: Times
    horizon: float
    coverages: tuple[float, ...] = (0.01, 0.05, 0.1)

    @property
    def step(self) -> float:
        """Days between two origins."""
        gaps = np.diff(self.origins) / DAY
        return float(gaps.min()) if len(gaps) else self.horizon


def plan(
    methods: Sequence[tuple[str, Method]],
    origins: Times,
    horizon: float,
    coverages: Sequence[float] = (0.01, 0.05, 0.1),
) -> Plan:
    """Plan a back-test of `methods`, each with the text it was asked for by.

    A method goes under its plain name; a second one of that name goes under
    its full text. `count` and `random` always come along.
    """
    named: dict[str, Method] = {}
    for text, chosen in methods:
        named[chosen.name if chosen.name not in named else text] = chosen
    for name in BASELINES:
        if name not in named:
            named[name] = configured(name, {})
    return Plan(named, origins.astype("M8[s]"), horizon, tuple(sorted(coverages)))


def origins(start: np.datetime64, end: np.datetime64, step: float) -> Times:
    """Return the origins from `start` to `end`, both included, every `step` days."""
    seconds = np.timedelta64(round(step * 86_400), "s")
    first = start.astype("M8[s]")
    return np.arange(first, end.astype("M8[s]") + np.timedelta64(1, "s"), seconds)


@dataclass(frozen=True, eq=False)
class Round:
    """One method at one origin: the cells it would have flagged first, and how that went."""

    order: NDArray[np.int32]
    ranks: NDArray[np.int32]
    probabilities: Probabilities | None
    seconds: float


@dataclass(frozen=True, eq=False)
class Backtest:
    """Everything a back-test saw; scores and comparisons are worked out from it."""

    plan: Plan
    cells: Cells
    tested: Sequence[NDArray[np.int32]]
    rounds: Mapping[str, Sequence[Round]] = field(repr=False)

    @cached_property
    def block(self) -> int:
        return block_length(self.plan.step, len(self.plan.origins))

    def score(self, name: str, coverage: float) -> Score:
        tallies = [
            tally(one.order.astype(np.int64), tested, self.cells, coverage)
            for one, tested in zip(self.rounds[name], self.tested, strict=True)
        ]
        return pooled(tallies, float(self.cells.area_m2.sum()), self.block)

    def probabilities(self, name: str) -> Probabilities | None:
        """Return how the expected counts fared; None for a method that only ranks."""
        parts = [one.probabilities for one in self.rounds[name]]
        total = parts[0]
        for part in parts[1:]:
            total = None if total is None or part is None else total + part
        return total

    def seconds(self, name: str) -> float:
        return sum(one.seconds for one in self.rounds[name])

    def comparisons(self, against: str = "count") -> list[Comparison]:
        """Compare every method with `against`, at each coverage, and judge them together."""
        judgements = []
        for coverage in self.plan.coverages:
            names = [name for name in self.plan.methods if name != against]
            pairs = [
                compare(
                    (name, against), coverage, self._caught(name, against, coverage), self.block
                )
                for name in names
            ]
            judgements.extend(judged(pairs))
        return judgements

    def _caught(
        self, a: str, b: str, coverage: float
    ) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
        return [
            (self._within(one, coverage), self._within(other, coverage))
            for one, other in zip(self.rounds[a], self.rounds[b], strict=True)
        ]

    def _within(self, one: Round, coverage: float) -> NDArray[np.bool_]:
        caught: NDArray[np.bool_] = one.ranks < flag_count(
            self.cells, one.order.astype(np.int64), coverage
        )
        return caught


def backtest(
    chosen: Plan,
    incidents: Incidents,
    cells: Cells,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Backtest:
    """Forecast with every method from every origin and keep what came of it.

    Rounds are shared out to `executor` in batches; the result is the same
    with any executor and with none. The incidents of the study area with a
    moment in [origin, origin + horizon) are tested, whenever they became known.

    Raises
    ------
    NothingToTestError
        No incident came within the horizon of any origin.
    """
    placed = incidents.placed(cells)
    tested = [came_within(placed, origin, chosen.horizon) for origin in chosen.origins]
    if not sum(len(came) for came in tested):
        raise NothingToTestError(len(chosen.origins))
    told = progress or Silent()
    batches = [
        range(start, min(start + ROUNDS_A_TASK, len(tested)))
        for start in range(0, len(tested), ROUNDS_A_TASK)
    ]
    if executor is None:
        played = [_play(chosen, placed, numbers, told) for numbers in batches]
    else:
        played = _shared_out(executor, chosen, placed, batches, told)
    told.step(len(tested), len(tested))
    rounds = {n: [r for batch in played for r in batch[n]] for n in chosen.methods}
    return Backtest(chosen, cells, tested, rounds)


def came_within(placed: Incidents, origin: np.datetime64, horizon: float) -> NDArray[np.int32]:
    """Return the cells of the incidents in [origin, origin + horizon)."""
    end = origin + np.timedelta64(round(horizon * 86_400), "s")
    return placed.between(origin, end).cells


def _play(
    chosen: Plan, placed: Incidents, numbers: Sequence[int], progress: Progress
) -> dict[str, list[Round]]:
    """Play the rounds with these numbers."""
    rounds: dict[str, list[Round]] = {name: [] for name in chosen.methods}
    for number in numbers:
        progress.step(number, len(chosen.origins))
        origin = chosen.origins[number]
        known = placed.before(origin)
        came = came_within(placed, origin, chosen.horizon)
        for name, one in chosen.methods.items():
            rounds[name].append(round_of(chosen, one, known, came, number))
    return rounds


def round_of(
    chosen: Plan, one: Method, known: Incidents, came: NDArray[np.int32], number: int
) -> Round:
    """Forecast with one method from origin `number`, where `known` is, and see what `came`."""
    cells = known.placed_in
    if cells is None:
        raise ValueError("incidents must be placed in cells")
    start = perf_counter()
    when = chosen.origins[number], chosen.horizon
    made = run(one, known, cells, when, seed=FIRST_SEED + number)
    seconds = perf_counter() - start
    order = np.empty(len(cells), np.int64)
    order[made.rank - 1] = np.arange(len(cells))
    most = max(flag_count(cells, order, coverage) for coverage in chosen.coverages)
    judged_by = None if made.expected is None else probabilities(made.expected, came)
    ranks = (made.rank[came] - 1).astype(np.int32)
    return Round(order[:most].astype(np.int32), ranks, judged_by, seconds)


def _shared_out(
    executor: Executor,
    chosen: Plan,
    placed: Incidents,
    batches: Sequence[range],
    progress: Progress,
) -> list[dict[str, list[Round]]]:
    futures = [executor.submit(_play, chosen, placed, list(b), Silent()) for b in batches]
    try:
        for done in _finished(futures):
            progress.step(min(done * ROUNDS_A_TASK, len(chosen.origins)), len(chosen.origins))
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return [future.result() for future in futures]


def _finished(futures: Sequence[Future[dict[str, list[Round]]]]) -> Iterator[int]:
    """Yield how many are done, again and again until all are, so that a caller can stop."""
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, LOOK_EVERY_S, FIRST_COMPLETED)
        for future in done:
            future.result()
        yield len(futures) - len(waiting)

"""Play the past: forecast from many origins and see what came."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.calibration import Course, Ladder
from planner.features.hotspots.chances import Probabilities, Rungs, probabilities, rungs_of
from planner.features.hotspots.curve import CurveArea, curve_area, perfect_before
from planner.features.hotspots.layout import Layout, layout
from planner.features.hotspots.luck import Comparison, block_length, compare, judged
from planner.features.hotspots.method import Forecast, Method, configured, flag_count, run
from planner.features.hotspots.refusals import NothingToTestError
from planner.features.hotspots.scores import Perfect, Score, pooled, tally
from planner.model.cells import Cells
from planner.model.incidents import DAY, Floats, Incidents, Times
from planner.progress import Progress, Silent

FIRST_SEED = 1000  # ties of origin number i are settled with the seed 1000 + i
ROUNDS_A_TASK = 8
LOOK_EVERY_S = 0.2
BASELINES = ("count", "random")


@dataclass(frozen=True)
class Plan:
    """What to play: methods by the name they go under, origins, days ahead, shares of area.

    `parts` holds those of the methods that are another one without a part of
    it: the name of that one, and of the part.
    """

    methods: Mapping[str, Method]
    origins: Times
    horizon: float
    coverages: tuple[float, ...] = (0.01, 0.05, 0.1)
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def whole(self) -> list[str]:
        """The names of the methods that were asked for, and the baselines."""
        return [name for name in self.methods if name not in self.parts]

    @property
    def forecasts(self) -> int:
        """How many forecasts are made in all."""
        return len(self.methods) * len(self.origins)

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


def with_parts(chosen: Plan) -> Plan:
    """Return the plan with each method also played without each of its parts."""
    named, parts = dict(chosen.methods), {}
    for name, one in chosen.methods.items():
        for part, less in one.without().items():
            called = f"{name} without {part}"
            named[called], parts[called] = less, (name, part)
    return replace(chosen, methods=named, parts=parts)


def origins(start: np.datetime64, end: np.datetime64, step: float) -> Times:
    """Return the origins from `start` to `end`, both included, every `step` days."""
    seconds = np.timedelta64(round(step * 86_400), "s")
    first = start.astype("M8[s]")
    return np.arange(first, end.astype("M8[s]") + np.timedelta64(1, "s"), seconds)


@dataclass(frozen=True, eq=False)
class Turn:
    """One origin of a plan, by its number: what was known then, and what came."""

    number: int
    known: Incidents
    came: Incidents

    @cached_property
    def history(self) -> NDArray[np.int64]:
        """The incidents known in each cell."""
        cells = self.known.placed_in
        if cells is None:
            raise ValueError("incidents must be placed in cells")
        return np.bincount(self.known.cells, minlength=len(cells))


@dataclass(frozen=True, eq=False)
class Round:
    """One method at one origin: the cells it would have flagged first, and how that went.

    `ranks` and `before` are, for each incident that came, the rank of its
    cell and the share of the area ahead of it; `earlier` are the incidents of
    the history in each cell of `order`, and `history` all of them.
    """

    order: NDArray[np.int32]
    ranks: NDArray[np.int32]
    before: Floats
    earlier: NDArray[np.int32]
    history: int
    ladder: Ladder
    probabilities: Probabilities | None
    seconds: float


@dataclass(frozen=True, eq=False)
class Backtest:
    """Everything a back-test saw; scores and comparisons are worked out from it.

    `tested` are the cells of the incidents that came after each origin, and
    `known` the moments at which these became known.
    """

    plan: Plan
    cells: Cells
    tested: Sequence[NDArray[np.int32]]
    known: Sequence[Times]
    rounds: Mapping[str, Sequence[Round]] = field(repr=False)

    @cached_property
    def block(self) -> int:
        return block_length(self.plan.step, len(self.plan.origins))

    @cached_property
    def perfect(self) -> list[Perfect]:
        return [Perfect(tested, self.cells) for tested in self.tested]

    @cached_property
    def _perfect_before(self) -> list[Floats]:
        return [perfect_before(tested, self.cells) for tested in self.tested]

    @property
    def weeks(self) -> float:
        """How many weeks were tested, all origins together."""
        return len(self.plan.origins) * self.plan.horizon / 7

    def score(self, name: str, coverage: float) -> Score:
        tallies = [
            tally(one.order.astype(np.int64), perfect, coverage, (one.earlier, one.history))
            for one, perfect in zip(self.rounds[name], self.perfect, strict=True)
        ]
        return pooled(tallies, float(self.cells.area_m2.sum()), self.block)

    def probabilities(self, name: str) -> Probabilities | None:
        """Return how the expected counts fared as given; None for a method that only ranks."""
        parts = [one.probabilities for one in self.rounds[name]]
        total = parts[0]
        for part in parts[1:]:
            total = None if total is None or part is None else total + part
        return total

    def course(self, name: str) -> Course:
        """Return what calibrated counts are learnt from and judged by."""
        ladders = [one.ladder for one in self.rounds[name]]
        return Course(ladders, self.tested, self.known, self.plan.origins, self.plan.horizon)

    def calibrated(self, name: str, made: Forecast) -> Floats | None:
        """Return expected counts for a forecast, learnt from the rounds known at its origin."""
        *_earlier, rates = self.course(name).rates(made.seen.origin)
        return None if rates is None else rates[said_rungs(made)]

    def curve(self, name: str) -> CurveArea:
        before = [one.before for one in self.rounds[name]]
        return curve_area(before, self.tested, self._perfect_before, self.cells)

    def layout(self, name: str, coverage: float) -> Layout:
        return layout(self._flagged(name, coverage), self.cells)

    def pai_by_length(self, name: str, coverage: float, metres: Floats) -> float | None:
        """Return the hit rate over the share of street metres flagged.

        `metres` are those of each cell; None where no street is flagged.

        Source
        ------
        Drawve & Wooditch (2019), "A research note on the methodological and
        theoretical considerations for assessing crime forecasting accuracy
        with the predictive accuracy index", Journal of Criminal Justice.
        """
        flagged = self._flagged(name, coverage)
        walked = sum(float(metres[chosen].sum()) for chosen in flagged)
        share = walked / (float(metres.sum()) * len(flagged))
        return self.score(name, coverage).hit_rate / share if share else None

    def _flagged(self, name: str, coverage: float) -> list[NDArray[np.int64]]:
        orders = [one.order.astype(np.int64) for one in self.rounds[name]]
        return [order[: flag_count(self.cells, order, coverage)] for order in orders]

    def seconds(self, name: str) -> float:
        return sum(one.seconds for one in self.rounds[name])

    def comparisons(self, against: str = "count") -> list[Comparison]:
        """Compare every method with `against`, at each coverage, and judge them together."""
        names = [name for name in self.plan.whole if name != against]
        return [
            one
            for coverage in self.plan.coverages
            for one in judged([self._compared(name, against, coverage) for name in names])
        ]

    def part_comparisons(self, name: str, coverage: float) -> list[tuple[str, Comparison]]:
        """Compare a method with itself without each of its parts; judged together."""
        less = {part: key for key, (whole, part) in self.plan.parts.items() if whole == name}
        pairs = [self._compared(name, key, coverage) for key in less.values()]
        return list(zip(less, judged(pairs), strict=True))

    def _compared(self, a: str, b: str, coverage: float) -> Comparison:
        return compare((a, b), coverage, self._caught(a, b, coverage), self.block)

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
    came = [came_within(placed, origin, chosen.horizon) for origin in chosen.origins]
    tested, known = [one.cells for one in came], [one.known for one in came]
    if not sum(len(one) for one in came):
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
    return Backtest(chosen, cells, tested, known, rounds)


def came_within(placed: Incidents, origin: np.datetime64, horizon: float) -> Incidents:
    """Return the incidents in [origin, origin + horizon)."""
    end = origin + np.timedelta64(round(horizon * 86_400), "s")
    return placed.between(origin, end)


def _play(
    chosen: Plan, placed: Incidents, numbers: Sequence[int], progress: Progress
) -> dict[str, list[Round]]:
    """Play the rounds with these numbers."""
    rounds: dict[str, list[Round]] = {name: [] for name in chosen.methods}
    for number in numbers:
        progress.step(number, len(chosen.origins))
        origin = chosen.origins[number]
        came = came_within(placed, origin, chosen.horizon)
        turn = Turn(number, placed.before(origin), came)
        for name, one in chosen.methods.items():
            rounds[name].append(round_of(chosen, one, turn))
    return rounds


def round_of(chosen: Plan, one: Method, turn: Turn) -> Round:
    """Forecast with one method from the origin of `turn`, and see what came."""
    cells = turn.known.placed_in
    if cells is None:
        raise ValueError("incidents must be placed in cells")
    start = perf_counter()
    when = chosen.origins[turn.number], chosen.horizon
    made = run(one, turn.known, cells, when, seed=FIRST_SEED + turn.number)
    return judged_round(chosen, made, turn, perf_counter() - start)


def judged_round(chosen: Plan, made: Forecast, turn: Turn, seconds: float) -> Round:
    """See how a forecast did by what came."""
    cells, came = made.seen.cells, turn.came.cells
    order = np.empty(len(cells), np.int64)
    order[made.rank - 1] = np.arange(len(cells))
    most = max(flag_count(cells, order, coverage) for coverage in chosen.coverages)
    first = order[:most]
    rungs = said_rungs(made)
    fared = None
    if made.expected is not None:
        counts = np.bincount(came, minlength=len(cells)).astype(float)
        fared = probabilities(made.expected, counts, rungs=rungs)
    return Round(
        order=first.astype(np.int32),
        ranks=(made.rank[came] - 1).astype(np.int32),
        before=_ahead(order, cells, made.rank[came] - 1),
        earlier=turn.history[first].astype(np.int32),
        history=len(turn.known),
        ladder=Ladder.of(rungs, came),
        probabilities=fared,
        seconds=seconds,
    )


def said_rungs(made: Forecast) -> Rungs:
    """Return the rung of what is said of each cell: its expected count, or its risk."""
    return rungs_of(made.risk * len(made.risk) if made.expected is None else made.expected)


def _ahead(order: NDArray[np.int64], cells: Cells, ranks: NDArray[np.int64]) -> Floats:
    """Return the share of the area before the cells with these `ranks`, counted from 0."""
    if cells.equal:
        return ranks / len(cells)
    share = cells.area_m2[order] / cells.area_m2.sum()
    return np.asarray((np.cumsum(share) - share)[ranks])


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

"""What a forecast method is, the list of those we have, and the only door to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from planner.features.hotspots.aoristic import spread
from planner.features.hotspots.refusals import (
    BadSettingError,
    ShapeError,
    TooFewIncidentsError,
    UnknownMethodError,
)
from planner.model.cells import Cells
from planner.model.incidents import DAY, Floats, Incidents
from planner.progress import Progress, Silent

STEPS = 10**12  # of risk up to the highest; 64 bits hold them times nine million cells


@dataclass(frozen=True, eq=False)
class Surface:
    """What a method works out: `risk` on any scale, `expected` incidents in the horizon if it can.

    `figures` are numbers worth telling, such as the share of repeats; `says`
    is what they mean, in whole sentences.
    """

    risk: Floats
    expected: Floats | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    says: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Reasons:
    """What carries the score of one cell.

    `incidents` are indices into the past incidents, `weights` what each one
    adds to the score, and `parts` the share of each named part of the method.
    """

    incidents: NDArray[np.int64]
    weights: Floats
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Seen:
    """What a method is handed: nothing in `past` was unknown at `origin`.

    The forecast is for the `horizon` days after `origin`; `past` is placed in `cells`.
    """

    past: Incidents
    cells: Cells
    origin: np.datetime64
    horizon: float

    @cached_property
    def ages(self) -> Floats:
        """Days from each past incident to the origin."""
        return self.past.ages(self.origin)

    def days(self, window: float = 0) -> float:
        """Return how many days of history there are, at most `window` (0: no limit)."""
        if not len(self.past):
            return 1.0
        days = max(1.0, float((self.origin - self.past.first) / DAY))
        return min(days, window) if window else days

    def since(self, window: float) -> "Seen":
        """Return the same with no past incident of age `window` or older; 0 keeps all."""
        if not window:
            return self
        return replace(self, past=self.past.take(self.ages < window))


class Method(BaseModel):
    """One way to turn past incidents into a map of risk.

    The fields of a subclass are its settings, in metres and days. Forms, saved
    runs, commands and tests read them from here, so a new method is one module
    with one class, and one import in ``methods``; nothing else changes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: ClassVar[str]
    title: ClassVar[str]
    source: ClassVar[str]
    needs: ClassVar[int] = 1
    shapes: ClassVar[frozenset[str]] = frozenset({"square", "hex", "areas"})
    spreads: ClassVar[bool] = True  # False: looks at pairs or outcomes, so each stands once
    part_titles: ClassVar[Mapping[str, str]] = {}

    def without(self) -> Mapping[str, "Method"]:
        """Return this method without each of its parts, to see what they are worth."""
        return {}

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        """Work out the risk of each cell. Call `run` instead; it cuts the future off."""
        raise NotImplementedError

    def explain(self, seen: Seen, cell: int) -> Reasons:
        """Return what carries the score of `cell`; by itself, the incidents inside it."""
        inside = np.flatnonzero(seen.past.cells == cell)
        return Reasons(inside, seen.past.weights[inside])


METHODS: dict[str, type[Method]] = {}


def method(cls: type[Method]) -> type[Method]:
    """Class decorator: offer this method to people."""
    METHODS[cls.name] = cls
    return cls


def configured(name: str, settings: Mapping[str, Any]) -> Method:
    """Return the method called `name` with `settings`, which may be texts as typed."""
    if name not in METHODS:
        raise UnknownMethodError(name, sorted(METHODS))
    try:
        return METHODS[name].model_validate(dict(settings))
    except ValidationError as error:
        first = error.errors()[0]
        told = ".".join(str(part) for part in first["loc"])
        raise BadSettingError(name, f"{told}: {first['msg']}") from None


@dataclass(frozen=True, eq=False)
class Forecast:
    """A map of risk, made from what was `seen`.

    `risk` sums to one; `rank` is 1 for the cell to look at first. Where cells
    differ in size the rank goes by risk per area.
    """

    method: Method
    seen: Seen
    risk: Floats
    expected: Floats | None
    rank: NDArray[np.int64]
    figures: Mapping[str, float] = field(default_factory=dict)
    says: tuple[str, ...] = ()

    def flagged(self, coverage: float) -> NDArray[np.bool_]:
        """Return which cells to flag so that they cover the share `coverage` of the area."""
        order = np.empty(len(self.rank), np.int64)
        order[self.rank - 1] = np.arange(len(self.rank))
        flags = np.zeros(len(order), bool)
        flags[order[: flag_count(self.seen.cells, order, coverage)]] = True
        return flags

    def explain(self, cell: int) -> Reasons:
        """Return what carries the score of `cell`; its indices are into ``seen.past``."""
        return self.method.explain(self.seen, cell)


def flag_count(cells: Cells, order: NDArray[np.int64], coverage: float) -> int:
    """Return how many cells, in this order, reach the share `coverage` of the area."""
    if cells.equal:
        return int(np.ceil(coverage * len(cells) - 1e-9))
    covered = np.cumsum(cells.area_m2[order]) / cells.area_m2.sum()
    return min(len(order), int(np.searchsorted(covered, coverage - 1e-9)) + 1)


def ranked(risk: Floats, cells: Cells, seed: int) -> NDArray[np.int64]:
    """Return the cells from the highest risk per area to the lowest; `seed` settles ties.

    The order of the cells in memory settles nothing: it runs from one corner
    of the map to the other, and so would the ties. Differences below one part
    in 10¹² are rounding, not risk.
    """
    density = risk if cells.equal else risk / cells.area_m2
    top = density.max()
    drawn = _drawn(seed, len(risk))
    steps = np.rint(density[drawn] / top * STEPS) if top > 0 else np.zeros(len(risk))
    # Step and place in one number, for numbers sort many times faster than indices of them.
    both = (STEPS - steps.astype(np.int64)) * len(risk) + np.arange(len(risk))
    both.sort()
    return np.asarray(drawn[both % len(risk)])


@lru_cache(maxsize=1)
def _drawn(seed: int, count: int) -> NDArray[np.int64]:
    """Return an order by lot; all methods of a round ask for the same one."""
    return np.random.default_rng(seed).permutation(count)


def run(
    chosen: Method,
    incidents: Incidents,
    cells: Cells,
    when: tuple[np.datetime64, float],
    progress: Progress | None = None,
    seed: int = 0,
) -> Forecast:
    """Forecast with `chosen`; `when` is the origin and the horizon in days.

    The method is handed only what was known before the origin. Back-tests go
    through here as well, so no method can look ahead.

    Raises
    ------
    TooFewIncidentsError
        Fewer than ``chosen.needs`` incidents of the study area lie before the origin.
    ShapeError
        The method does not work on cells of this shape.
    Cancelled
        `progress` was asked to stop.
    """
    seen = sight(chosen, incidents, cells, when)
    surface = chosen.forecast(seen, progress or Silent())
    rank = np.empty(len(cells), np.int64)
    rank[ranked(surface.risk, cells, seed)] = np.arange(1, len(cells) + 1)
    total = surface.risk.sum()
    risk = surface.risk / total if total > 0 else cells.area_m2 / cells.area_m2.sum()
    return Forecast(chosen, seen, risk, surface.expected, rank, surface.figures, surface.says)


def sight(
    chosen: Method, incidents: Incidents, cells: Cells, when: tuple[np.datetime64, float]
) -> Seen:
    """Return what `chosen` may see, or refuse."""
    origin, horizon = when
    if cells.shape not in chosen.shapes:
        raise ShapeError(chosen.name, cells.shape)
    past = incidents.before(origin).placed(cells)
    if len(past) < chosen.needs:
        raise TooFewIncidentsError(have=len(past), need=chosen.needs)
    return Seen(spread(past) if chosen.spreads else past, cells, origin, horizon)

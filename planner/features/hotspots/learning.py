"""How `blend` learns the weights of its layers from earlier origins."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.layers import effective_days, faded_at, layers, one_thread
from planner.features.hotspots.method import Seen
from planner.features.hotspots.past import PastUntil
from planner.model.cells import Cells
from planner.model.incidents import DAY, Floats, Incidents, Times

FADES = (np.inf, 1000.0, 365.0, 180.0, 60.0, 21.0, 7.0)
WIDTHS = (0.0, 150.0, 250.0, 500.0, 1000.0, 2000.0)
LONG = 365.0  # fading over a year or more is long history
STEPS = 300
WEEK = 7.0
FIRST_DAYS = 28.0  # of history before the first origin that is learnt from
LONGEST = 91.0
LEAST_WEEKS = 20  # to learn from; with fewer the lesson ends later


@dataclass(frozen=True, eq=False)
class Weights:
    """What was learnt: daily rates are multiplied by `daily` and added up.

    `daily` has shape ``(widths, fades, 1)``, `even` is a rate for the whole
    study area, and `shares` are the shares of the expected incidents that come
    from each layer, shape ``(widths, fades)``.
    """

    fades: tuple[float, ...]
    widths: tuple[float, ...]
    daily: Floats
    even: float
    shares: Floats
    even_share: float

    def family(self, fade: float, width: float) -> str:
        if fade < LONG:
            return "recency"
        return "neighbourhood" if width else "history"

    def families(self) -> dict[str, float]:
        """Return the share of the expected incidents that each family of layers explains."""
        total = {"history": 0.0, "neighbourhood": 0.0, "recency": 0.0, "even": self.even_share}
        for i, width in enumerate(self.widths):
            for j, fade in enumerate(self.fades):
                total[self.family(fade, width)] += float(self.shares[i, j])
        return total


@dataclass(frozen=True)
class Lesson:
    """What weights are learnt from; equal lessons have equal outcomes."""

    until: PastUntil
    horizon: float
    weeks: int
    leave_out: str

    @property
    def past(self) -> Incidents:
        return self.until.past

    @property
    def cells(self) -> Cells:
        return self.until.cells

    @property
    def end(self) -> np.datetime64:
        return self.until.end


def lesson(seen: Seen, weeks: int, leave_out: str) -> Lesson:
    """Return the lesson for an origin: the same one for all origins of a year.

    Where the year began with too short a history it ends at the start of the
    month, and failing that at the origin itself.
    """
    horizon = min(max(seen.horizon, WEEK), LONGEST)
    starts = [seen.origin.astype(unit).astype("M8[s]") for unit in ("M8[Y]", "M8[M]")]
    need = FIRST_DAYS + LEAST_WEEKS * WEEK + horizon
    first = seen.past.t.min()
    end = next((s for s in starts if (s - first) / DAY >= need), seen.origin)
    return Lesson(PastUntil.of(seen, end), horizon, weeks, leave_out)


@lru_cache(maxsize=4)
def weights_from(given: Lesson) -> Weights:
    """Learn the weights under which what came was most likely."""
    moments = origins_of(given)
    foretold, totals = _foretold(given, moments)
    kept = _kept(given.leave_out)
    shares = mixture(foretold[:, kept], totals[kept])
    all_shares = np.zeros(len(kept))
    all_shares[kept] = shares
    scale = np.zeros(len(kept))
    weighed = kept & (totals > 0)
    scale[weighed] = all_shares[weighed] * len(foretold) / totals[weighed]
    shape = len(WIDTHS), len(FADES)
    return Weights(
        FADES,
        WIDTHS,
        scale[:-1].reshape(*shape, 1),
        float(scale[-1]),
        all_shares[:-1].reshape(shape),
        float(all_shares[-1]),
    )


def origins_of(given: Lesson) -> Times:
    """Return the weekly origins to learn from; their horizons end when the lesson does."""
    start = given.past.t.min() + np.timedelta64(round(FIRST_DAYS * 86_400), "s")
    last = given.end - np.timedelta64(round(given.horizon * 86_400), "s")
    weekly = last - np.arange(given.weeks)[::-1] * np.timedelta64(7 * 86_400, "s")
    return np.asarray(weekly[weekly >= start])


def _foretold(given: Lesson, moments: Times) -> tuple[Floats, Floats]:
    """Return each layer at the cells where incidents came, and summed over all cells."""
    past, cells = given.past, given.cells
    count = len(WIDTHS) * len(FADES) + 1
    found: list[Floats] = [np.zeros((0, count))]
    totals = np.zeros(count)
    start = past.t.min()
    end = np.timedelta64(round(given.horizon * 86_400), "s")
    states = faded_at(past, len(cells), moments, FADES)
    for moment, state in zip(moments, states, strict=True):
        days = effective_days(float((moment - start) / DAY), FADES)
        here = np.concatenate([*layers(state / days[:, None], cells, WIDTHS), _even(cells)])
        came = past.between(moment, moment + end).cells
        found.append(here[:, came].T * given.horizon)
        totals += here.sum(axis=1) * given.horizon
    return np.concatenate(found), totals


def _even(cells: Cells) -> Floats:
    return np.asarray(cells.area_m2 / cells.area_m2.sum()).reshape(1, -1)


def _kept(leave_out: str) -> NDArray[np.bool_]:
    fade = np.tile(FADES, len(WIDTHS))
    width = np.repeat(WIDTHS, len(FADES))
    out = {
        "nothing": np.zeros(len(fade), bool),
        "history": fade >= LONG,
        "recency": fade < LONG,
        "neighbourhood": width > 0,
    }[leave_out]
    return np.append(~out, True)


def mixture(foretold: Floats, totals: Floats) -> Floats:
    """Return the shares of the layers under which the incidents were most likely.

    `foretold` holds each layer at each incident, `totals` each layer summed
    over all cells and origins. Shares sum to one. Without incidents all
    layers share alike.
    """
    events, parts = foretold.shape
    shares = np.full(parts, 1 / parts)
    if not events:
        return shares
    scaled = np.divide(foretold * events, totals, where=totals > 0, out=np.zeros_like(foretold))
    across = np.ascontiguousarray(scaled.T)
    with one_thread():
        for _step in range(STEPS):
            shares = shares * (across @ (1 / (scaled @ shares))) / events
    return np.asarray(shares)

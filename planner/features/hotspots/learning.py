"""How `blend` learns the weights of its layers from earlier origins."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.kernels import sums
from planner.features.hotspots.layers import effective_days, faded_at, layers
from planner.features.hotspots.method import Seen
from planner.features.hotspots.mixing import Evidence, learnt
from planner.features.hotspots.past import PastUntil
from planner.model.cells import Cells
from planner.model.incidents import DAY, Floats, Incidents, Times

FADES = (np.inf, 1000.0, 365.0, 180.0, 60.0, 21.0, 7.0)
WIDTHS = (0.0, 150.0, 250.0, 500.0, 1000.0, 2000.0)
LAYERS = tuple((width, fade) for width in WIDTHS for fade in FADES)
# Long history of a place and recent weeks around it, which count where both are high.
PAIRS = tuple(
    (LAYERS.index((near, np.inf)), LAYERS.index((wide, fade)))
    for near in (150.0, 250.0)
    for fade in (365.0, 60.0, 21.0)
    for wide in (250.0, 500.0, 1000.0)
)
ONE, OTHER = np.array(PAIRS).T
MAPS = len(LAYERS) + len(PAIRS) + 1
PLAIN = np.arange(MAPS) % (MAPS - 1) == 0  # the count and the even map
LONG = 365.0  # fading over a year or more is long history
WEEK = 7.0
FIRST_DAYS = 28.0  # of history before the first origin that is learnt from
LONGEST = 91.0
LEAST_WEEKS = 20  # to learn from; with fewer the lesson ends later
LEAST_COUNTS = 0.01  # of a map that is to rank as the counts do
MOST_ROWS = 30_000  # to learn from; with more a sample of the cells is enough
GOLDEN = 0.6180339887498949  # its multiples, less the whole numbers, lie evenly in [0, 1)


@dataclass(frozen=True, eq=False)
class Weights:
    """What was learnt: the maps are multiplied by `daily` and added up to daily rates.

    The maps are the `LAYERS`, the geometric means of `PAIRS` of them, and an
    even one; `shares` are the shares of the expected incidents that come from
    each. `sure` is whether they foretold better than plain counts; if not,
    these weights make the count map.
    """

    daily: Floats
    shares: Floats
    sure: bool

    def families(self) -> dict[str, float]:
        """Return the share of the expected incidents that each family of layers explains."""
        shares = self.shares[: len(LAYERS)] + halves(self.shares[len(LAYERS) : -1])
        return by_family(shares, float(self.shares[-1]))


def by_family(shares: Floats, even: float) -> dict[str, float]:
    """Add up what comes from each layer by the family that it belongs to."""
    total = {"history": 0.0, "neighbourhood": 0.0, "recency": 0.0, "even": even}
    for (width, fade), share in zip(LAYERS, shares, strict=True):
        family = "recency" if fade < LONG else "neighbourhood" if width else "history"
        total[family] += float(share)
    return total


def halves(shares: Floats) -> Floats:
    """Give what comes from each pair to its two layers, half to each."""
    count = len(LAYERS)
    return np.asarray((sums(ONE, shares, count) + sums(OTHER, shares, count)) / 2)


def maps_of(state: Floats, days: float, cells: Cells) -> Floats:
    """Return all maps as daily rates, from what faded to `state` in `days`; shape (maps, cells)."""
    rates = state / effective_days(days, FADES)[:, None]
    single = np.concatenate(list(layers(rates, cells, WIDTHS)))
    even = cells.area_m2 / cells.area_m2.sum()
    return np.concatenate([single, np.sqrt(single[ONE] * single[OTHER]), even[None]])


@dataclass(frozen=True)
class Lesson:
    """What weights are learnt from; equal lessons have equal outcomes."""

    until: PastUntil
    horizon: float
    weeks: int

    @property
    def past(self) -> Incidents:
        return self.until.past

    @property
    def cells(self) -> Cells:
        return self.until.cells

    @property
    def end(self) -> np.datetime64:
        return self.until.end


def lesson(seen: Seen, weeks: int) -> Lesson:
    """Return the lesson for an origin: the same one for all origins of a month.

    Where the month began with too short a history it ends at the origin itself.
    """
    horizon = min(max(seen.horizon, WEEK), LONGEST)
    month = seen.origin.astype("M8[M]").astype("M8[s]")
    need = FIRST_DAYS + LEAST_WEEKS * WEEK + horizon
    known = (month - seen.past.first) / DAY >= need
    return Lesson(PastUntil.of(seen, month if known else seen.origin), horizon, weeks)


@lru_cache(maxsize=8)
def weights_from(given: Lesson, leave_out: str = "nothing") -> Weights:
    """Learn the weights under which what came was most likely.

    They are those of the count map unless all layers foretell better, by more
    than luck, weeks that they did not learn from.
    """
    found, kept = evidence(given), _kept(leave_out)
    scale, sure = learnt(found, kept, kept & PLAIN, given.horizon / WEEK)
    if not sure and kept[0]:
        scale[0] = max(scale[0], LEAST_COUNTS) if found.incidents else 1.0
    scale *= found.incidents / (scale @ found.whole) if found.incidents else 1
    return Weights(scale, scale * found.whole / max(1, found.incidents), sure)


def origins_of(given: Lesson) -> Times:
    """Return the weekly origins to learn from; their horizons end when the lesson does."""
    start = given.past.first + np.timedelta64(round(FIRST_DAYS * 86_400), "s")
    last = given.end - np.timedelta64(round(given.horizon * 86_400), "s")
    weekly = last - np.arange(given.weeks)[::-1] * np.timedelta64(7 * 86_400, "s")
    return np.asarray(weekly[weekly >= start])


@lru_cache(maxsize=2)
def evidence(given: Lesson) -> Evidence:
    """Return what each layer foretold for the weeks of the lesson, and what came."""
    past, cells, moments = given.past, given.cells, origins_of(given)
    end = np.timedelta64(round(given.horizon * 86_400), "s")
    came = [sums(past.between(m, m + end).cells, None, len(cells)) for m in moments]
    some = _some_cells(len(cells), came)
    rows = [np.flatnonzero(np.where(some, counts, 0)) for counts in came]
    found, totals = [], []
    states = faded_at(past, len(cells), moments, FADES)
    for moment, state, there in zip(moments, states, rows, strict=True):
        here = maps_of(state, float((moment - past.first) / DAY), cells) * given.horizon
        found.append(here[:, there].T)
        totals.append([here[:, some].sum(axis=1), here.sum(axis=1)])
    sampled, whole = np.reshape(totals, (-1, 2, MAPS)).swapaxes(0, 1)
    return Evidence(
        foretold=np.concatenate([np.zeros((0, MAPS)), *found]),
        came=np.concatenate([np.zeros(0), *(c[r] for c, r in zip(came, rows, strict=True))]),
        week=np.repeat(np.arange(len(rows)), [len(there) for there in rows]),
        totals=sampled,
        whole=whole.sum(axis=0),
        incidents=float(sum(counts.sum() for counts in came)),
    )


def _some_cells(count: int, came: list[Floats]) -> NDArray[np.bool_]:
    """Choose the cells to learn from: all of them, or where very many had incidents a sample."""
    rows = sum(int(np.count_nonzero(counts)) for counts in came)
    drawn: NDArray[np.bool_] = np.arange(count) * GOLDEN % 1 <= MOST_ROWS / max(1, rows)
    return drawn


def _kept(leave_out: str) -> NDArray[np.bool_]:
    width, fade = np.array(LAYERS).T
    out = {
        "nothing": np.zeros(len(LAYERS), bool),
        "history": fade >= LONG,
        "recency": fade < LONG,
        "neighbourhood": width > 0,
    }[leave_out]
    return np.concatenate([~out, ~(out[ONE] | out[OTHER]), [True]])

"""Expected counts that keep their word: what a method says is held against what came before.

Whatever a method gives, expected counts or only an order of cells, is put on
a ladder of many small rungs. From the origins before, one knows how many
incidents came to the cells on each rung; made to rise with the rungs, these
are the calibrated expected counts (isotonic regression). Nothing is learnt
from an incident that was not yet known at the origin.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.by_luck import Between, by_luck
from planner.features.hotspots.chances import RUNGS, Probabilities, Rungs, probabilities, skill
from planner.model.incidents import DAY, Floats, Indices, Times
from planner.texts import _, filled, grouped, mark

LEAST_ORIGINS = 8  # to learn from, and to judge by
LEAST_INCIDENTS = 50
MEMORY = 91.0  # days after which what was learnt counts half, for incidents have seasons
MOST_ERROR = 0.02
MOST_MISS = 0.25
MOST_ALIKE = 0.9
SECOND = np.timedelta64(1, "s")  # what is known at an origin is not yet known before it


@dataclass(frozen=True, eq=False)
class Ladder:
    """The number of `cells` on each rung, and the rung of the cell of each incident that came."""

    cells: NDArray[np.int32]
    rungs: Rungs

    @classmethod
    def of(cls, rung: Rungs, came: Indices) -> "Ladder":
        """Count cells by their `rung`; `came` are the cells of incidents."""
        return cls(np.bincount(rung, minlength=RUNGS).astype(np.int32), rung[came])


def rates_of(came: Floats, cells: Floats) -> Floats:
    """Return the incidents a cell of each rung, made to rise; rungs never seen lie between."""
    from scipy.optimize import isotonic_regression

    seen = np.flatnonzero(cells)
    rising = isotonic_regression(came[seen] / cells[seen], weights=cells[seen]).x
    return np.interp(np.arange(RUNGS), seen, rising)


@dataclass(frozen=True, eq=False)
class Course:
    """The ladders of one method from origin to origin, with when each incident was known."""

    ladders: Sequence[Ladder]
    tested: Sequence[Indices]
    known: Sequence[Times]
    origins: Times
    horizon: float

    def rates(self, last: np.datetime64 | None = None) -> Iterator[Floats | None]:
        """Yield for each origin the rates learnt from those before; None while they are few.

        With a `last` moment, which is no origin, those learnt by then come at the end.
        """
        length = np.timedelta64(round(self.horizon * 86_400), "s")
        ends = self.origins + length
        rungs = np.concatenate([ladder.rungs for ladder in self.ladders])
        ready = np.concatenate(
            [np.maximum(known + SECOND, end) for known, end in zip(self.known, ends, strict=True)]
        )
        order = np.argsort(ready, kind="stable")
        rungs, ready = rungs[order], ready[order]
        cells, came = np.zeros(RUNGS), np.zeros(RUNGS)
        over, told, before = 0, 0, self.origins[0]
        for origin in self.origins if last is None else np.append(self.origins, last):
            kept = 0.5 ** float((origin - before) / DAY / MEMORY)
            cells, came, before = cells * kept, came * kept, origin
            now, heard = (int(np.searchsorted(x, origin, side="right")) for x in (ends, ready))
            for ladder in self.ladders[over:now]:
                cells += ladder.cells
            came += np.bincount(rungs[told:heard], minlength=RUNGS)
            over, told = now, heard
            enough = over >= LEAST_ORIGINS and told >= LEAST_INCIDENTS
            yield rates_of(came, cells) if enough else None

    def judged(self) -> "Judged":
        """Return how the calibrated counts of all origins that had any fared."""
        fared, alike = [], []
        for rates, ladder, tested in zip(self.rates(), self.ladders, self.tested, strict=True):
            if rates is not None:
                fared.append(_fared(rates, ladder, tested))
                alike.append(_alike(rates, ladder))
        total = reduce(add, fared) if fared else None
        return Judged(total, len(fared), float(np.mean(alike)) if alike else 1.0)


@dataclass(frozen=True, eq=False)
class Judged:
    """How calibrated counts fared, pooled over `origins`.

    `alike` is the share of the cells of which the same is said, the largest
    such share of each origin, on average.
    """

    found: Probabilities | None
    origins: int
    alike: float


def _alike(rates: Floats, ladder: Ladder) -> float:
    _values, same = np.unique(rates, return_inverse=True)
    return float(np.bincount(same, ladder.cells).max() / ladder.cells.sum())


def _fared(rates: Floats, ladder: Ladder, tested: Indices) -> Probabilities:
    """Judge the rates: cells of one rung without incidents together, each other one by itself."""
    _cells, first, counts = np.unique(tested, return_index=True, return_counts=True)
    hit = ladder.rungs[first]
    quiet = ladder.cells - np.bincount(hit, minlength=RUNGS)
    there = np.flatnonzero(quiet)
    return probabilities(
        np.concatenate([rates[there], rates[hit]]),
        np.concatenate([np.zeros(len(there)), counts]),
        np.concatenate([quiet[there], np.ones(len(hit))]),
    )


State = Literal["calibrated", "too few origins", "all alike", "off", "no skill"]


@dataclass(frozen=True)
class Verdict:
    """Whether expected counts keep their word over `origins`, with the errors that decide.

    `cells` is the number of chances foretold, one for each cell and origin;
    the last two say between what the errors lie by luck alone. Forecasts kept
    by earlier versions hold none of the three.
    """

    state: State
    origins: int
    ece: float
    miss: float
    cells: int = 0
    ece_by_luck: Between | None = None
    miss_by_luck: Between | None = None

    @property
    def calibrated(self) -> bool:
        return self.state == "calibrated"

    @property
    def says(self) -> str:
        return " ".join(filter(None, (self._error(), self._luck())))

    def _error(self) -> str:
        figures = {"points": 100 * self.ece, "miss": self.miss}
        return filled(_(SAYS[self.state]), origins=self.origins, need=LEAST_ORIGINS, **figures)

    def _luck(self) -> str:
        if self.state not in BY_LUCK or not self.ece_by_luck or not self.miss_by_luck:
            return ""
        low, high = (100 * end for end in self.ece_by_luck)
        less, more = self.miss_by_luck
        figures = {"low": low, "high": high, "less": less, "more": more}
        return filled(_(BY_LUCK[self.state]), cells=grouped(self.cells), **figures)


SAYS: dict[State, str] = {
    "calibrated": mark(
        "Calibrated on earlier origins: over {origins} of them, foretold and seen shares of cells "
        "with an incident differ by {points:.2f} points on average."
    ),
    "too few origins": mark(
        "Not calibrated: only {origins} of the {need} earlier origins needed could be judged."
    ),
    "all alike": mark("Not calibrated: it says the same of nearly all cells."),
    "off": mark(
        "Not calibrated: over {origins} earlier origins, foretold and seen shares of cells with "
        "an incident differ by {points:.2f} points on average, {miss:.0%} of what came."
    ),
    "no skill": mark("Not calibrated: its chances tell cells apart no better than the mean does."),
}
BY_LUCK: dict[State, str] = {
    "calibrated": mark(
        "Were all {cells} chances right, luck alone would make {low:.2f} to {high:.2f} points."
    ),
    "off": mark(
        "Were all {cells} chances right, luck alone would make {low:.2f} to {high:.2f} points, "
        "{less:.0%} to {more:.0%} of what came."
    ),
}


def verdict(judged: Judged) -> Verdict:
    """Call counts calibrated only if they are, everywhere, and say something.

    The error must be below 2 points over tenths of the cells, and at most a
    quarter of what came over tenths of what was foretold: where incidents are
    rare, a map that says "never" has a small error too. And it must tell
    cells apart: not the same of nine in ten, and better than the mean does.
    """
    found = judged.found
    if found is None or judged.origins < LEAST_ORIGINS:
        return Verdict("too few origins", judged.origins, 0.0, 0.0)
    state: State = "calibrated"
    if judged.alike > MOST_ALIKE:
        state = "all alike"
    elif found.ece >= MOST_ERROR or found.miss > MOST_MISS:
        state = "off"
    elif (skill(found.mean_brier, found.base_brier) or 0) <= 0:
        state = "no skill"
    luck = by_luck(found)
    return Verdict(state, judged.origins, found.ece, found.miss, found.cells, luck.ece, luck.miss)

"""How well flagged cells and expected counts did; each score with its source."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.luck import hit_rate_interval
from planner.features.hotspots.method import flag_count
from planner.model.cells import Cells
from planner.model.incidents import Floats

SPREAD = 0.01  # of the expected total goes to all cells alike: nothing is impossible
BINS = np.concatenate([[0.0], np.logspace(-6, 0, 241)])


@dataclass(frozen=True)
class Tally:
    """One forecast against what came, at one coverage; areas in m²."""

    hits: int
    incidents: int
    flagged_cells: int
    hit_cells: int
    area: float
    most: int


@dataclass(frozen=True)
class Score:
    """What `hits` of `incidents` in flagged cells are worth, pooled over origins.

    `pai` is hit rate over coverage (Chainey, Tompson & Uhlig 2008,
    doi:10.1057/palgrave.sj.8350066). `pei_star` is the hits over the most
    that the same area could have caught (NIJ 2017 challenge); it is None
    where that most is every incident, because it then equals the hit rate.
    """

    hits: int
    incidents: int
    flagged_cells: int
    hit_cells: int
    coverage: float
    hit_rate: float
    hit_rate_low: float
    hit_rate_high: float
    pai: float
    pei_star: float | None
    cell_precision: float
    cell_precision_low: float
    cell_precision_high: float
    per_km2: float


def tally(
    order: NDArray[np.int64], tested: NDArray[np.integer], cells: Cells, coverage: float
) -> Tally:
    """Count the incidents, given by their cells, that the first cells of `order` caught."""
    count = flag_count(cells, order, coverage)
    flags = np.zeros(len(cells), bool)
    flags[order[:count]] = True
    return Tally(
        hits=int(flags[tested].sum()),
        incidents=len(tested),
        flagged_cells=count,
        hit_cells=int(flags[np.unique(tested)].sum()),
        area=float(cells.area_m2[order[:count]].sum()),
        most=_most(tested, cells, coverage),
    )


def _most(tested: NDArray[np.integer], cells: Cells, coverage: float) -> int:
    counts = np.bincount(tested, minlength=len(cells))
    best = np.argsort(-counts / cells.area_m2, kind="stable")
    return int(counts[best[: flag_count(cells, best, coverage)]].sum())


def pooled(tallies: Sequence[Tally], study_area: float, block: int) -> Score:
    """Pool the tallies of all origins; ratios are never averaged."""
    hits = np.array([float(t.hits) for t in tallies])
    tested = np.array([float(t.incidents) for t in tallies])
    flagged = sum(t.flagged_cells for t in tallies)
    area, most = sum(t.area for t in tallies), sum(t.most for t in tallies)
    coverage = area / (study_area * len(tallies))
    rate = hits.sum() / tested.sum()
    low, high = hit_rate_interval(hits, tested, block)
    hit_cells = np.array([float(t.hit_cells) for t in tallies])
    cells = np.array([float(t.flagged_cells) for t in tallies])
    fewest, most_cells = hit_rate_interval(hit_cells, cells, block)
    return Score(
        hits=int(hits.sum()),
        incidents=int(tested.sum()),
        flagged_cells=flagged,
        hit_cells=int(hit_cells.sum()),
        coverage=coverage,
        hit_rate=float(rate),
        hit_rate_low=low,
        hit_rate_high=high,
        pai=float(rate / coverage),
        pei_star=None if most == tested.sum() else float(hits.sum() / most),
        cell_precision=float(hit_cells.sum() / flagged),
        cell_precision_low=fewest,
        cell_precision_high=most_cells,
        per_km2=float(hits.sum() / area * 1e6),
    )


@dataclass(frozen=True, eq=False)
class Probabilities:
    """How expected counts fared; sums over cells, to be added up over origins.

    `bins` holds for each bin of the predicted probability of any incident:
    the number of cells, the sum of predictions, the number with an incident.
    """

    log_score: float
    brier: float
    cells: int
    incidents: int
    bins: Floats

    def __add__(self, other: "Probabilities") -> "Probabilities":
        return Probabilities(
            self.log_score + other.log_score,
            self.brier + other.brier,
            self.cells + other.cells,
            self.incidents + other.incidents,
            self.bins + other.bins,
        )

    @property
    def mean_log(self) -> float:
        """Poisson log likelihood an incident; higher is better."""
        return self.log_score / max(1, self.incidents)

    @property
    def mean_brier(self) -> float:
        """Mean squared error of the probability of any incident (Brier 1950); lower is better."""
        return self.brier / max(1, self.cells)

    @property
    def base_brier(self) -> float:
        """The Brier score of always saying the share of cells that had an incident."""
        share = float(self.bins[2].sum()) / max(1, self.cells)
        return share * (1 - share)

    @property
    def ece(self) -> float:
        """Expected calibration error over tenths of the cells, by predicted probability."""
        tenth = np.minimum(np.cumsum(self.bins[0]) * 10 // max(1, self.cells), 9).astype(int)
        parts = np.array([np.bincount(tenth, row, 10) for row in self.bins])
        return float(np.abs(parts[1] - parts[2]).sum() / max(1, self.cells))


def probabilities(expected: Floats, tested: NDArray[np.integer]) -> Probabilities:
    """Judge the expected count of each cell by the incidents that came, given by their cells."""
    from scipy.special import gammaln

    came = np.bincount(tested, minlength=len(expected))
    even = expected.sum() / len(expected) if expected.sum() else 1 / len(expected)
    mean = (1 - SPREAD) * expected + SPREAD * even
    chance = -np.expm1(-mean)
    any_came = came > 0
    place = np.searchsorted(BINS, chance, side="right") - 1
    rows = [None, chance, any_came.astype(float)]
    return Probabilities(
        log_score=float((came * np.log(mean) - mean).sum() - gammaln(came[came > 1] + 1).sum()),
        brier=float(((chance - any_came) ** 2).sum()),
        cells=len(expected),
        incidents=len(tested),
        bins=np.array([np.bincount(place, row, len(BINS)) for row in rows], float),
    )

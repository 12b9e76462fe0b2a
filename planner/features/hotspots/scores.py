"""How well flagged cells did; each score with its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.luck import hit_rate_interval
from planner.features.hotspots.method import flag_count
from planner.model.cells import Cells
from planner.texts import _

ALPHA = 0.5  # of PPAI: how much a small area counts


@dataclass(frozen=True)
class Tally:
    """One forecast against what came, at one coverage; areas in m².

    `most` are the incidents that the perfect map catches on `most_area`, and
    `any_cells` all cells that had one. `earlier` incidents of the history
    lie in the flagged cells, `history` in all.
    """

    hits: int
    incidents: int
    flagged_cells: int
    hit_cells: int
    area: float
    most: int
    most_area: float
    any_cells: int
    earlier: int = 0
    history: int = 0


@dataclass(frozen=True)
class Score:
    """What `hits` of `incidents` in flagged cells are worth, pooled over origins.

    `pai` is hit rate over coverage (Chainey, Tompson & Uhlig 2008,
    doi:10.1057/palgrave.sj.8350066); `ppai` divides by coverage to the power
    of a half instead, so that very small areas win less (Joshi et al. 2021,
    doi:10.3390/ijgi10090597, who leave the power to the reader). `pei` is the
    PAI over that of the perfect map at the same coverage. `pei_star` is the
    hits over the most that the same area could have caught (NIJ 2017
    challenge); it is None where more cells are flagged than had incidents,
    because it then equals the hit rate, and `pei_star_reason` says so. `rri`
    is the growth of incidents from history to test in flagged cells, over
    that in all cells (after Levine 2008); None without a history.
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
    ppai: float
    pei: float
    pei_star: float | None
    pei_star_reason: str
    rri: float | None
    cell_precision: float
    cell_precision_low: float
    cell_precision_high: float
    per_km2: float


@dataclass(frozen=True, eq=False)
class Perfect:
    """What came at one origin, and the cells a perfect map would have flagged first."""

    tested: NDArray[np.integer]
    cells: Cells

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        return np.bincount(self.tested, minlength=len(self.cells))

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """The cells by incidents per area; where all have one size, those with any."""
        if self.cells.equal:
            hit = np.flatnonzero(self.counts)
            return hit[np.argsort(-self.counts[hit], kind="stable")]
        return np.argsort(-self.counts / self.cells.area_m2, kind="stable")

    def most(self, coverage: float) -> tuple[int, float]:
        """Return the most incidents that a share of the area could catch, and that area."""
        cells, order = self.cells, self.order
        count = flag_count(cells, order, coverage)
        flagged = cells.area_m2[:count] if cells.equal else cells.area_m2[order[:count]]
        return int(self.counts[order[:count]].sum()), float(flagged.sum())


def tally(
    order: NDArray[np.int64],
    perfect: Perfect,
    coverage: float,
    history: tuple[NDArray[np.integer], int] | None = None,
) -> Tally:
    """Count the incidents that the first cells of `order` caught.

    `history` holds the past incidents in each cell of `order`, and in all cells.
    """
    cells = perfect.cells
    count = flag_count(cells, order, coverage)
    caught = perfect.counts[order[:count]]
    most, most_area = perfect.most(coverage)
    earlier, all_earlier = history or (np.zeros(0, int), 0)
    return Tally(
        hits=int(caught.sum()),
        incidents=len(perfect.tested),
        flagged_cells=count,
        hit_cells=int(np.count_nonzero(caught)),
        area=float(cells.area_m2[order[:count]].sum()),
        most=most,
        most_area=most_area,
        any_cells=int(np.count_nonzero(perfect.counts)),
        earlier=int(earlier[:count].sum()),
        history=all_earlier,
    )


def pooled(tallies: Sequence[Tally], study_area: float, block: int) -> Score:
    """Pool the tallies of all origins; ratios are never averaged."""
    hits = np.array([float(t.hits) for t in tallies])
    tested = np.array([float(t.incidents) for t in tallies])
    flagged = np.array([float(t.flagged_cells) for t in tallies])
    hit_cells = np.array([float(t.hit_cells) for t in tallies])
    area, most = sum(t.area for t in tallies), sum(t.most for t in tallies)
    coverage = area / (study_area * len(tallies))
    rate = float(hits.sum() / tested.sum())
    low, high = hit_rate_interval(hits, tested, block)
    fewest, most_cells = hit_rate_interval(hit_cells, flagged, block)
    empty = flagged.sum() > sum(t.any_cells for t in tallies) and most == tested.sum()
    return Score(
        hits=int(hits.sum()),
        incidents=int(tested.sum()),
        flagged_cells=int(flagged.sum()),
        hit_cells=int(hit_cells.sum()),
        coverage=coverage,
        hit_rate=rate,
        hit_rate_low=low,
        hit_rate_high=high,
        pai=rate / coverage,
        ppai=rate / coverage**ALPHA,
        pei=float(hits.sum() / area / (most / sum(t.most_area for t in tallies))),
        pei_star=None if empty else float(hits.sum() / most),
        pei_star_reason=_same_as_hit_rate() if empty else "",
        rri=_rri(tallies, rate),
        cell_precision=float(hit_cells.sum() / flagged.sum()),
        cell_precision_low=fewest,
        cell_precision_high=most_cells,
        per_km2=float(hits.sum() / area * 1e6),
    )


def _rri(tallies: Sequence[Tally], rate: float) -> float | None:
    """Return (n in test / n in history) over the same of all cells."""
    earlier, history = sum(t.earlier for t in tallies), sum(t.history for t in tallies)
    return rate / (earlier / history) if earlier else None


def _same_as_hit_rate() -> str:
    return _("More cells are flagged than had incidents, so PEI* is the hit rate.")

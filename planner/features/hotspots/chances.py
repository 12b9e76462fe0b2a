"""How expected counts fared: log score, Brier score, ranked probability score, reliability."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from planner.model.incidents import Floats

SPREAD = 0.01  # of the expected total goes to all cells alike: nothing is impossible
TENTHS = 10
RUNGS_A_DECADE = 24
LOWEST, HIGHEST = -8, 5  # powers of ten
RUNGS = (HIGHEST - LOWEST) * RUNGS_A_DECADE + 2
SMALL = 0.25  # expected counts below it are judged by a series

Rungs = NDArray[np.int16]


def rungs_of(said: Floats) -> Rungs:
    """Return the rung of each value: 0 for nothing, then 24 for each power of ten."""
    with np.errstate(divide="ignore"):
        rung = (np.log10(said) - LOWEST) * RUNGS_A_DECADE + 1
    return np.asarray(np.clip(rung, 0, RUNGS - 1).astype(np.int16))


@dataclass(frozen=True)
class Tenth:
    """A group of cells with like chances: how many, the chance foretold, the share that had any."""

    cells: int
    foretold: float
    seen: float


@dataclass(frozen=True, eq=False)
class Probabilities:
    """How expected counts fared; sums over cells, to be added up over origins.

    `bins` holds for each rung of the expected counts the number of cells, the
    sum of the predicted probabilities of any incident, the number with one.
    """

    log_score: float
    brier: float
    crps: float
    cells: int
    incidents: int
    bins: Floats

    def __add__(self, other: "Probabilities") -> "Probabilities":
        names = [field.name for field in fields(self)]
        return Probabilities(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def mean_log(self) -> float:
        """Poisson log likelihood an incident; higher is better."""
        return self.log_score / max(1, self.incidents)

    @property
    def mean_brier(self) -> float:
        """Mean squared error of the probability of any incident (Brier 1950); lower is better."""
        return self.brier / max(1, self.cells)

    @property
    def mean_crps(self) -> float:
        """Mean ranked probability score of the expected counts; lower is better."""
        return self.crps / max(1, self.cells)

    @property
    def base_brier(self) -> float:
        """The Brier score of always saying the share of cells that had an incident."""
        share = float(self.bins[2].sum()) / max(1, self.cells)
        return share * (1 - share)

    @property
    def ece(self) -> float:
        """Expected calibration error: mean miss over tenths of the cells by foretold chance."""
        parts = _tenths(self.bins, self.bins[0])
        return float(np.abs(parts[1] - parts[2]).sum() / max(1, self.cells))

    @property
    def miss(self) -> float:
        """The same as a share of what came, over tenths of what was foretold.

        Where incidents are rare every error is small; this one is not.
        """
        parts = _tenths(self.bins, self.bins[1])
        return float(np.abs(parts[1] - parts[2]).sum() / max(1.0, parts[2].sum()))

    def reliability(self) -> list[Tenth]:
        """Return tenths of the cells by foretold chance; cells of one chance stay together."""
        parts = _tenths(self.bins, self.bins[0])
        return [
            Tenth(int(cells), float(foretold / cells), float(seen / cells))
            for cells, foretold, seen in parts.T
            if cells
        ]


def skill(score: float, reference: float) -> float | None:
    """Return the share by which `score` is better than `reference`; lower scores are better."""
    return 1 - score / reference if reference > 0 else None


def tenths(of: Floats) -> NDArray[np.int64]:
    """Return the tenth of the total of `of` in which each bin lies; a bin is never split."""
    total = float(of.sum())
    if total <= 0:
        return np.zeros(len(of), np.int64)
    share = np.cumsum(of) * TENTHS / total * (1 - 1e-12)
    return np.asarray(np.minimum(share, TENTHS - 1).astype(np.int64))


def _tenths(bins: Floats, of: Floats) -> Floats:
    """Add up bins by tenths of the total of `of`."""
    tenth = tenths(of)
    return np.array([np.bincount(tenth, row, TENTHS) for row in bins], float)


def probabilities(
    expected: Floats, came: Floats, cells: Floats | None = None, rungs: Rungs | None = None
) -> Probabilities:
    """Judge expected counts by the counts that `came`.

    `cells` says for how many cells each pair of numbers stands, by itself
    one; `rungs` are those of the expected counts, if they are known.

    Source
    ------
    Brier (1950), Monthly Weather Review 78, 1-3. Ranked probability score of
    a Poisson count: Wei & Held (2014), "Calibration tests for count data",
    TEST 23, 787-805.
    """
    from scipy.special import gammaln

    number = np.ones(len(expected)) if cells is None else cells
    total, foretold = float(number.sum()), float(number @ expected)
    even = foretold / total if foretold else 1 / total
    any_came = came > 0
    hit = np.flatnonzero(any_came)
    counts, times = came[hit], number[hit]
    mean = (1 - SPREAD) * expected[hit] + SPREAD * even
    chance = -np.expm1(-expected)
    place = (rungs_of(expected) if rungs is None else rungs).astype(np.intp)
    rows = [(place, number), (place, number * chance), (place[hit], times)]
    return Probabilities(
        log_score=float(times @ (counts * np.log(mean) - gammaln(counts + 1)))
        - ((1 - SPREAD) * foretold + SPREAD * even * total),
        brier=float(number @ (chance - any_came) ** 2),
        crps=float(number @ ranked_score(expected, came)),
        cells=round(total),
        incidents=round(float(times @ counts)),
        bins=np.array([np.bincount(at, row, RUNGS) for at, row in rows]),
    )


def ranked_score(mean: Floats, came: Floats) -> Floats:
    """Return Σₖ (P(N ≤ k) - [came ≤ k])² of a Poisson count N, in closed form."""
    from scipy.special import gammaln, pdtr, xlogy

    score = mean - mean * _both_bessel(mean)
    hit = np.flatnonzero(came > 0)
    m, n = mean[hit], came[hit]
    at = np.exp(xlogy(n, m) - m - gammaln(n + 1))
    score[hit] += (n - m) * (2 * pdtr(n, m) - 1) + 2 * m * at - m
    return score


def _both_bessel(m: Floats) -> Floats:
    """Return e⁻²ᵐ (I₀(2m) + I₁(2m)); most cells expect little, and for them a series is quick."""
    from scipy.special import i0e, i1e

    s = m * m
    zeroth = 1 + s * (1 + s * (1 / 4 + s * (1 / 36 + s / 576)))
    first = m * (1 + s * (1 / 2 + s * (1 / 12 + s * (1 / 144 + s / 2880))))
    both = np.exp(-2 * m) * (zeroth + first)
    large = np.flatnonzero(m > SMALL)
    both[large] = i0e(2 * m[large]) + i1e(2 * m[large])
    return np.asarray(both)

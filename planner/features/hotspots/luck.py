"""How much of a result is luck: intervals, and whether one method beats another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planner.model.incidents import Floats

Verdict = Literal["better", "worse", "cannot tell"]
Interval = tuple[float, float]

DRAWS = 2000
SEED = 7
Z95 = 1.959963984540054
BLOCK_DAYS = 28
LEAST_DISCORDANT = 25
CHANCE = 0.05


def wilson(hits: float, trials: float) -> Interval:
    """Return the 95 % interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    if not trials:
        return 0.0, 1.0
    share, slack = hits / trials, Z95**2 / trials
    middle = (share + slack / 2) / (1 + slack)
    half = np.sqrt(share * (1 - share) * slack + slack**2 / 4) / (1 + slack)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def block_length(step_days: float, origins: int) -> int:
    """Return how many origins make four weeks, at most a quarter of them, at least 1."""
    return max(1, min(round(BLOCK_DAYS / step_days), origins // 4))


def resamples(count: int, block: int, draws: int = DRAWS, seed: int = SEED) -> NDArray[np.int64]:
    """Draw origins in blocks of neighbours, shape ``(draws, count)``.

    Neighbouring weeks are alike, so they are drawn together (moving-block
    bootstrap, Künsch 1989, doi:10.1214/aos/1176347265).
    """
    starts = np.random.default_rng(seed).integers(0, count - block + 1, (draws, -(-count // block)))
    drawn = starts[:, :, None] + np.arange(block)
    return drawn.reshape(draws, -1)[:, :count]


def ratios(numerators: Floats, denominators: Floats, block: int) -> Floats:
    """Return the pooled ratio in each bootstrap sample of origins."""
    drawn = resamples(len(numerators), block)
    below = denominators[drawn].sum(axis=1)
    return np.asarray(numerators[drawn].sum(axis=1) / np.where(below > 0, below, np.nan))


def middle_95(values: Floats) -> Interval:
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)


def hit_rate_interval(hits: Floats, tested: Floats, block: int) -> Interval:
    """Return Wilson's interval or the bootstrap's, whichever is wider."""
    both = [wilson(hits.sum(), tested.sum()), middle_95(ratios(hits, tested, block))]
    return max(both, key=lambda interval: interval[1] - interval[0])


@dataclass(frozen=True)
class Comparison:
    """Method `a` against method `b` at equal area; `difference` is in hit rate.

    `only_a` and `only_b` count incidents that one caught and the other did
    not. `p` is the bootstrap's; it and those of the two other tests are after
    Holm's correction over all methods.
    """

    a: str
    b: str
    coverage: float
    difference: float
    low: float
    high: float
    only_a: int
    only_b: int
    p: float
    p_wilcoxon: float
    p_mcnemar: float
    verdict: Verdict = "cannot tell"


def compare(
    names: tuple[str, str],
    coverage: float,
    caught: Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]],
    block: int,
) -> Comparison:
    """Compare which incidents two methods caught; one pair of arrays for each origin."""
    won = np.array([float((a & ~b).sum()) for a, b in caught])
    lost = np.array([float((b & ~a).sum()) for a, b in caught])
    tested = np.array([float(len(a)) for a, _ in caught])
    drawn = ratios(won - lost, tested, block)
    low, high = middle_95(drawn)
    tail = min(float(np.mean(drawn <= 0)), float(np.mean(drawn >= 0)))
    return Comparison(
        *names,
        coverage,
        difference=float((won - lost).sum() / tested.sum()),
        low=low,
        high=high,
        only_a=int(won.sum()),
        only_b=int(lost.sum()),
        p=max(min(1.0, 2 * tail), 1 / DRAWS),
        p_wilcoxon=_wilcoxon(won - lost),
        p_mcnemar=_mcnemar(int(won.sum()), int(lost.sum())),
    )


def judged(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Correct the chances for the number of comparisons and give each its verdict.

    A verdict needs at least 25 incidents that only one of the two caught, an
    interval that leaves out 0, and a corrected chance below 5 %.
    """
    told = [(one.p, one.p_wilcoxon, one.p_mcnemar) for one in comparisons]
    corrected = zip(*(holm(chances) for chances in zip(*told, strict=True)), strict=True)
    return [
        replace(one, p=p, p_wilcoxon=ranks, p_mcnemar=coins, verdict=_verdict(one, p))
        for one, (p, ranks, coins) in zip(comparisons, corrected, strict=True)
    ]


def holm(chances: Sequence[float]) -> list[float]:
    """Correct p-values for their number (Holm 1979, Scand. J. Statistics 6, 65-70)."""
    order = np.argsort(chances, kind="stable")
    steps = [chances[i] * (len(chances) - rank) for rank, i in enumerate(order)]
    raised = np.minimum(np.maximum.accumulate(steps), 1) if steps else np.zeros(0)
    corrected = np.empty(len(chances))
    corrected[order] = raised
    return [float(p) for p in corrected]


def _verdict(one: Comparison, p: float) -> Verdict:
    unsure = one.low <= 0 <= one.high or p >= CHANCE
    if unsure or one.only_a + one.only_b < LEAST_DISCORDANT:
        return "cannot tell"
    return "better" if one.difference > 0 else "worse"


def _wilcoxon(differences: Floats) -> float:
    """Return the signed-rank p over origins (Wilcoxon 1945), normal approximation.

    Origins without a difference are left out; 1 where none differs.
    """
    from scipy.special import ndtr

    differing = differences[differences != 0]
    n = len(differing)
    if not n:
        return 1.0
    _sizes, place, ties = np.unique(np.abs(differing), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[place]
    variance = n * (n + 1) * (2 * n + 1) / 24 - (ties**3 - ties).sum() / 48
    away = abs(float(ranks[differing > 0].sum()) - n * (n + 1) / 4)
    return float(2 * ndtr(-away / np.sqrt(variance)))


def _mcnemar(won: int, lost: int) -> float:
    """Return the exact p that wins and losses come from a fair coin (McNemar 1947)."""
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(min(won, lost), won + lost, 0.5))) if won + lost else 1.0

"""Risk terrain: which surroundings go with more incidents, found by penalised regression."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.cells import Cells, Factor
from planner.model.incidents import Floats

FOLDS = 5
PENALTIES = np.logspace(0, -3, 8)  # from the strongest that matters down
L1_SHARE = 0.5
STEPS = 60
NEWTON = 25
BOUND = 20.0
SMALL = 1e-8
FORMS = ("near", "dense")


@dataclass(frozen=True)
class Form:
    """One way in which a factor may matter: within `reach` metres of one, or where many are."""

    factor: str
    kind: str
    reach: float


@dataclass(frozen=True, eq=False)
class Terrain:
    """The chosen forms with their relative risk values, and the mean of cells with none."""

    forms: tuple[Form, ...]
    values: Floats
    base: float
    dispersion: float
    bic: float


@dataclass(frozen=True, eq=False)
class _Table:
    """Cells of one pattern of forms put together: patterns, incidents and cells by fold."""

    patterns: Floats
    came: Floats
    cells: Floats

    def but(self, fold: int) -> tuple[Floats, Floats]:
        return self.came.sum(axis=1) - self.came[:, fold], self.cells.sum(axis=1) - self.cells[
            :, fold
        ]


def candidates(
    cells: Cells, factors: Sequence[Factor], block: float, step: float
) -> tuple[list[Form], NDArray[np.bool_]]:
    """Return every form of every factor, and which cells have it, shape ``(cells, forms)``."""
    from scipy.spatial import cKDTree

    centres = np.column_stack([cells.x, cells.y])
    forms, columns = [], []
    for factor in factors:
        if not len(factor.x):
            continue
        tree = cKDTree(np.column_stack([factor.x, factor.y]))
        nearest = np.asarray(tree.query(centres)[0])
        for reach in block * np.arange(step, 3 + step / 2, step):
            many = np.asarray(tree.query_ball_point(centres, reach, return_length=True), float)
            here = {"near": nearest <= reach, "dense": many > many.mean() + 2 * many.std()}
            for kind in FORMS:
                if 0 < here[kind].sum() < len(cells):
                    forms.append(Form(factor.name, kind, float(reach)))
                    columns.append(here[kind])
    matrix = np.column_stack(columns) if columns else np.zeros((len(cells), 0), bool)
    return forms, matrix


def terrain(forms: Sequence[Form], has: NDArray[np.bool_], counts: Floats) -> Terrain:
    """Choose forms by a cross-validated elastic net, then step by step by BIC.

    Both steps keep only forms that raise the risk. Poisson and negative
    binomial models are tried; the better BIC wins. A factor enters in one form.

    Source
    ------
    Caplan, Kennedy & Miller (2011), "Risk terrain modeling", Justice
    Quarterly 28, 360-381, doi:10.1080/07418825.2010.486037; Heffner (2013),
    "Statistics of the RTMDx utility".
    """
    table = _table(has, counts)
    kept = _preselected(table) if len(forms) else []
    found = [_stepwise(forms, table, counts, has, (kept, spread)) for spread in (False, True)]
    return min(found, key=lambda one: one.bic)


def _table(has: NDArray[np.bool_], counts: Floats) -> _Table:
    packed = np.packbits(has, axis=1) if has.shape[1] else np.zeros((len(has), 1), np.uint8)
    _unique, first, place = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    fold = np.random.default_rng(5).integers(0, FOLDS, len(has))
    flat = place.ravel() * FOLDS + fold
    shape = len(first), FOLDS
    came = np.bincount(flat, counts, len(first) * FOLDS).reshape(shape).astype(float)
    cells = np.bincount(flat, minlength=len(first) * FOLDS).reshape(shape).astype(float)
    return _Table(has[first].astype(float), came, cells)


def _preselected(table: _Table) -> list[int]:
    """Return the columns with a positive weight at the penalty that foretells best."""
    scale = table.came.sum() / max(1, table.patterns.shape[0])
    penalties = PENALTIES * max(scale, 1.0)
    missed = np.zeros(len(penalties))
    for fold in range(FOLDS):
        came, cells = table.but(fold)
        for k, weights in enumerate(_path(table.patterns, came, cells, penalties)):
            rate = np.exp(np.clip(table.patterns @ weights[1:] + weights[0], -BOUND, BOUND))
            score = table.came[:, fold] * np.log(rate) - table.cells[:, fold] * rate
            missed[k] -= score.sum()
    best = int(np.argmin(missed))
    whole = _path(table.patterns, table.came.sum(axis=1), table.cells.sum(axis=1), penalties)
    return [int(j) for j in np.flatnonzero(whole[best][1:] > 0)]


def _path(patterns: Floats, came: Floats, cells: Floats, penalties: Floats) -> list[Floats]:
    """Fit a Poisson elastic net with weights of 0 or more, from strong to weak penalty."""
    weights = np.zeros(patterns.shape[1] + 1)
    weights[0] = np.log(max(came.sum(), 1e-9) / cells.sum())
    fitted = []
    for penalty in penalties:
        for _step in range(STEPS):
            rate = cells * np.exp(np.clip(patterns @ weights[1:] + weights[0], -BOUND, BOUND))
            short = came - rate
            slope = patterns.T @ short - penalty * (1 - L1_SHARE) * weights[1:]
            bend = patterns.T @ rate + penalty * (1 - L1_SHARE) + 1e-9
            pace = max(1.0, patterns.sum(axis=1).max())  # columns move together
            moved = weights[1:] + (slope - penalty * L1_SHARE) / bend / pace
            weights[1:] = np.maximum(moved, 0)
            weights[0] += np.log(max(came.sum(), 1e-9) / max(rate.sum(), 1e-9))
        fitted.append(weights.copy())
    return fitted


def _stepwise(
    forms: Sequence[Form],
    table: _Table,
    counts: Floats,
    has: NDArray[np.bool_],
    how: tuple[list[int], bool],
) -> Terrain:
    kept, spread = how
    came, cells = table.came.sum(axis=1), table.cells.sum(axis=1)
    alpha = _dispersion(counts) if spread else 0.0
    chosen: list[int] = []
    best, fit = _fitted(table.patterns[:, chosen], came, cells, (alpha, counts, has[:, chosen]))
    while True:
        used = {forms[j].factor for j in chosen}
        trials = [[*chosen, j] for j in kept if forms[j].factor not in used]
        trials += [[i for i in chosen if i != j] for j in chosen]
        tried = [
            (*_fitted(table.patterns[:, t], came, cells, (alpha, counts, has[:, t])), t)
            for t in trials
        ]
        better = [one for one in tried if one[0] < best - 1e-6 and (one[1][1:] > 0).all()]
        if not better:
            break
        best, fit, chosen = min(better, key=lambda one: one[0])
    values = np.exp(fit[1:])
    return Terrain(tuple(forms[j] for j in chosen), values, float(np.exp(fit[0])), alpha, best)


def _dispersion(counts: Floats) -> float:
    """Return the dispersion that mean and variance of the counts imply."""
    mean = float(counts.mean())
    return max(0.0, (float(counts.var()) - mean) / mean**2) if mean else 0.0


def _fitted(
    patterns: Floats, came: Floats, cells: Floats, check: tuple[float, Floats, NDArray[np.bool_]]
) -> tuple[float, Floats]:
    """Return BIC and weights of a Poisson or negative binomial regression by Newton's method."""
    alpha, counts, has = check
    design = np.column_stack([np.ones(len(patterns)), patterns])
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(max(came.sum(), 1e-9) / cells.sum())
    for _step in range(NEWTON):
        rate = np.exp(np.clip(design @ weights, -BOUND, BOUND))
        damp = 1 / (1 + alpha * rate)
        slope = design.T @ ((came - cells * rate) * damp)
        bend = (design * (cells * rate * damp)[:, None]).T @ design + 1e-9 * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights = weights + step * min(1.0, 2 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < SMALL:
            break
    rate = np.exp(np.clip(has.astype(float) @ weights[1:] + weights[0], -BOUND, BOUND))
    parameters = len(weights) + (alpha > 0)
    return parameters * np.log(len(counts)) - 2 * _likelihood(counts, rate, alpha), weights


def _likelihood(counts: Floats, rate: Floats, alpha: float) -> float:
    from scipy.special import gammaln

    if alpha <= 0:
        return float((counts * np.log(rate) - rate - gammaln(counts + 1)).sum())
    size = 1 / alpha
    known = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1)
    mixed = size * np.log(size / (size + rate)) + counts * np.log(rate / (size + rate))
    return float((known + mixed).sum())

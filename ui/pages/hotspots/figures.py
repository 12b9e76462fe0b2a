"""What the cards say about a back-test and about a cell, from its results."""

from typing import Any

import numpy as np

from planner.ops.forecasts import Backtest
from planner.texts import _
from ui.pages.hotspots.accuracy_card import Against, Line
from ui.pages.hotspots.cell_card import RECENT_DAYS, CellStory
from ui.pages.hotspots.work import Made
from ui.plots.score_curve import Curve

COUNT, CHANCE = "count", "random"


def names_of(trial: Backtest, chosen: str = "") -> dict[str, str]:
    """Return what each method of a back-test is called on screen."""
    called = {name: _(method.title) for name, method in trial.plan.methods.items()}
    called |= {COUNT: _("Count map"), CHANCE: _("Chance")}
    if chosen and chosen not in (COUNT, CHANCE):
        called[chosen] = _("This forecast")
    return called


def line_of(trial: Backtest, name: str, called: str, coverage: float) -> Line:
    score = trial.score(name, coverage)
    return Line(
        called,
        score.hits,
        score.incidents,
        score.hit_rate_low,
        score.hit_rate_high,
        score.flagged_cells,
        score.hit_cells,
    )


def lines_of(trial: Backtest, chosen: str, coverage: float) -> list[Line]:
    """Return the lines of the card: the chosen method, the count map, chance."""
    called = names_of(trial, chosen)
    order = list(dict.fromkeys((chosen, COUNT, CHANCE)))
    return [line_of(trial, name, called[name], coverage) for name in order]


def against_count(trial: Backtest, chosen: str, coverage: float) -> Against | None:
    """Return how the chosen method compares with the count map; None for the map itself."""
    found = [c for c in trial.comparisons(COUNT) if c.a == chosen and c.coverage == coverage]
    if not found:
        return None
    return Against(found[0].verdict, found[0].difference, found[0].low, found[0].high)


def curves_of(trial: Backtest) -> list[Curve]:
    """Return hit rate over area for every method."""
    called = names_of(trial)
    curves = []
    for name in trial.plan.methods:
        scores = [trial.score(name, share) for share in trial.plan.coverages]
        curves.append(
            Curve(
                called[name],
                trial.plan.coverages,
                [s.hit_rate for s in scores],
                [s.hit_rate_low for s in scores],
                [s.hit_rate_high for s in scores],
            )
        )
    return curves


def summary_of(made: Made, trial: Backtest | None) -> dict[str, Any]:
    """Return what is kept of a forecast beside its cells, as plain values."""
    flagged = made.forecast.flagged(made.wish.coverage)
    area = made.scene.cells.area_m2[flagged].sum()
    summary: dict[str, Any] = {
        "cells": len(flagged),
        "flagged": int(flagged.sum()),
        "flagged_km2": round(float(area) / 1e6, 3),
        "says": list(made.forecast.says),
    }
    if trial:
        lines = lines_of(trial, made.method.name, made.wish.coverage)
        against = against_count(trial, made.method.name, made.wish.coverage)
        summary["trial"] = {
            "origins": len(trial.plan.origins),
            "first": str(trial.plan.origins[0]),
            "last": str(trial.plan.origins[-1]),
            "lines": [vars(line) for line in lines],
            "against_count": vars(against) if against else None,
        }
    return summary


def story_of(made: Made, cell: int) -> CellStory:
    """Return what is known of a cell."""
    forecast, seen = made.forecast, made.forecast.seen
    inside = seen.past.cells == cell
    recent = seen.ages[inside] <= RECENT_DAYS
    reasons = forecast.explain(cell)
    x, y = made.scene.cells.centre(cell).tolist()
    expected = None if forecast.expected is None else float(forecast.expected[cell])
    return CellStory(
        number=cell,
        area=made.scene.area_at(x, y),
        rank=int(forecast.rank[cell]),
        cells=len(made.scene.cells),
        flagged=bool(forecast.flagged(made.wish.coverage)[cell]),
        inside=int(np.count_nonzero(inside)),
        recent=int(np.count_nonzero(recent)),
        carried_by=len(reasons.incidents),
        parts=tuple((name, float(share)) for name, share in reasons.parts.items()),
        expected=expected,
        horizon=made.wish.horizon,
    )

"""Forecasts and back-tests as plain documents: what is stored, printed and exported."""

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.backtest import Backtest
from planner.features.hotspots.luck import Comparison
from planner.features.hotspots.method import Forecast, Method
from planner.features.hotspots.scores import Score
from planner.texts import _

COLUMNS = ("cell", "x", "y", "area_m2", "risk", "expected", "rank", "flagged")


def settings_of(chosen: Method) -> dict[str, Any]:
    return chosen.model_dump(mode="json")


def forecast_document(made: Forecast, coverage: float) -> dict[str, Any]:
    """Say what a forecast was made from and what it flags."""
    flags, cells = made.flagged(coverage), made.seen.cells
    area = float(cells.area_m2[flags].sum())
    expected = made.expected
    return {
        "method": made.method.name,
        "parameters": settings_of(made.method),
        "origin": str(made.seen.origin),
        "horizon_days": made.seen.horizon,
        "cells": len(cells),
        "flagged": int(flags.sum()),
        "area_m2": area,
        "coverage": area / float(cells.area_m2.sum()),
        "summary": {
            "incidents_used": len(made.seen.past),
            "risk_in_flagged": float(made.risk[flags].sum()),
            "expected": None if expected is None else float(expected.sum()),
            "expected_in_flagged": None if expected is None else float(expected[flags].sum()),
            "figures": dict(made.figures),
            "says": list(made.says),
        },
    }


def cell_table(made: Forecast, coverage: float) -> dict[str, NDArray[Any]]:
    """Return one column for each of `COLUMNS`, one row a cell, first rank first."""
    cells = made.seen.cells
    order = np.argsort(made.rank)
    unknown = np.full(len(cells), np.nan)
    columns = {
        "cell": np.array(cells.ids),
        "x": cells.x,
        "y": cells.y,
        "area_m2": cells.area_m2,
        "risk": made.risk,
        "expected": unknown if made.expected is None else made.expected,
        "rank": made.rank,
        "flagged": made.flagged(coverage).astype(int),
    }
    return {name: columns[name][order] for name in COLUMNS}


def score_document(score: Score) -> dict[str, Any]:
    return asdict(score)


def backtest_document(result: Backtest) -> dict[str, Any]:
    """Say by what rules methods were tested, how each did and which differ."""
    chosen, cells = result.plan, result.cells
    comparisons = result.comparisons()
    return {
        "protocol": {
            "origins": len(chosen.origins),
            "first_origin": str(chosen.origins[0]),
            "last_origin": str(chosen.origins[-1]),
            "step_days": chosen.step,
            "horizon_days": chosen.horizon,
            "shape": cells.shape,
            "cell_m": float(cells.size),
            "cells": len(cells),
            "study_area_m2": float(cells.area_m2.sum()),
            "coverages": list(chosen.coverages),
            "incidents_tested": sum(len(came) for came in result.tested),
            "block_origins": result.block,
        },
        "methods": {name: _method_document(result, name) for name in chosen.methods},
        "comparisons": [asdict(one) for one in comparisons],
        "suggestion": suggestion(result, comparisons),
    }


def _method_document(result: Backtest, name: str) -> dict[str, Any]:
    fared = result.probabilities(name)
    scores = {f"{c:g}": score_document(result.score(name, c)) for c in result.plan.coverages}
    return scores | {
        "method": result.plan.methods[name].name,
        "parameters": settings_of(result.plan.methods[name]),
        "log_score": None if fared is None else fared.mean_log,
        "brier": None if fared is None else fared.mean_brier,
        "brier_of_base_rate": None if fared is None else fared.base_brier,
        "calibration_error": None if fared is None else fared.ece,
        "seconds": result.seconds(name),
    }


def suggestion(result: Backtest, comparisons: list[Comparison]) -> dict[str, Any]:
    """Suggest the method that beats the count most surely at the middle coverage, or the count."""
    middle = result.plan.coverages[(len(result.plan.coverages) - 1) // 2]
    better = [c for c in comparisons if c.coverage == middle and c.verdict == "better"]
    if not better:
        says = _("No method is shown to do better than plain counts, so counts are suggested.")
        return {"method": "count", "says": says}
    best = max(better, key=lambda one: one.low)
    tested = sum(len(came) for came in result.tested)
    weekly = tested / (len(result.plan.origins) * result.plan.horizon / 7)
    says = _(
        "{method} catches {gain:.1f} more incidents a week than plain counts on the same area "
        "(95 % interval {low:.1f} to {high:.1f})."
    ).format(
        method=best.a,
        gain=best.difference * weekly,
        low=best.low * weekly,
        high=best.high * weekly,
    )
    return {"method": best.a, "says": says}

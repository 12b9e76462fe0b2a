"""Back-tests: how much a method would have been worth, beside plain counts and chance."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from typing import Any

from planner.features.hotspots import methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.backtest import BASELINES, Backtest, Plan, origins, plan
from planner.features.hotspots.backtest import backtest as play
from planner.features.hotspots.luck import Comparison
from planner.features.hotspots.method import Method
from planner.features.hotspots.scores import Score
from planner.features.hotspots.suggesting import suggestion
from planner.model.cells import Cells
from planner.model.datasets import DatasetRow
from planner.model.forecasts import ForecastFields
from planner.model.goals import GoalRow
from planner.model.incidents import Incidents
from planner.ops import goals
from planner.ops.forecasts import settings_from
from planner.progress import Progress
from planner.store.files import app_version
from planner.store.store import Store
from planner.texts import _

__all__ = ["BASELINES", "Backtest", "Comparison", "Plan", "Score", "origins", "plan"]


def backtest(
    chosen: Plan,
    incidents: Incidents,
    cells: Cells,
    progress: Progress,
    executor: Executor | None = None,
) -> Backtest:
    """Forecast from every origin of the plan and see what came. Raises what the engine refuses."""
    return play(chosen, incidents, cells, progress, executor)


def method_texts(texts: Sequence[str]) -> list[tuple[str, Method]]:
    """Read methods as typed on a command line: ``kde:bandwidth=200,window=365``."""
    read = []
    for text in texts:
        name, _colon, settings = text.partition(":")
        pairs = (pair.partition("=") for pair in settings.split(",") if pair)
        chosen = settings_from(name, {key.strip(): value.strip() for key, _eq, value in pairs})
        read.append((text, chosen))
    return read


def document(done: Backtest) -> dict[str, Any]:
    """Return all figures of a back-test as plain values, the same for files and scripts."""
    comparisons = done.comparisons()
    return {
        "protocol": _protocol(done),
        "methods": {name: _figures(done, name) for name in done.plan.methods},
        "comparisons": [_comparison(one) for one in comparisons],
        "suggestion": asdict(suggestion(done, comparisons)),
    }


def _protocol(done: Backtest) -> dict[str, Any]:
    days = done.plan.origins
    return {
        "origins": len(days),
        "from": str(days[0]),
        "to": str(days[-1]),
        "step_days": done.plan.step,
        "horizon_days": done.plan.horizon,
        "coverages": list(done.plan.coverages),
        "shape": done.cells.shape,
        "cell_m": done.cells.size,
        "cells": len(done.cells),
        "study_area_m2": float(done.cells.area_m2.sum()),
        "block_origins": done.block,
        "parameters": {
            name: {"method": one.name, **one.model_dump(mode="json")}
            for name, one in done.plan.methods.items()
        },
    }


def _figures(done: Backtest, name: str) -> dict[str, Any]:
    figures: dict[str, Any] = {
        f"{coverage:g}": asdict(done.score(name, coverage)) for coverage in done.plan.coverages
    }
    chances = done.probabilities(name)
    figures["log_score"] = None if chances is None else chances.mean_log
    figures["brier"] = None if chances is None else chances.mean_brier
    figures["ece"] = None if chances is None else chances.ece
    figures["seconds"] = done.seconds(name)
    return figures


def _comparison(one: Comparison) -> dict[str, Any]:
    return asdict(one)


def keep_backtest(store: Store, fields: ForecastFields, done: Backtest) -> str:
    """Keep the figures of a back-test, and have it judge the goals it answers.

    What `fields` say in their summary is kept beside the figures.
    """
    dataset = store.row(DatasetRow, fields.dataset) if fields.dataset else None
    kept = {
        "kind": "backtest",
        "origin": str(done.plan.origins[-1]),
        "horizon_days": done.plan.horizon,
        "dataset_digest": dataset.digest if dataset else "",
        "method": fields.method or next(iter(done.plan.methods)),
        "summary": document(done) | fields.summary,
        "app_version": app_version(),
    }
    row = fields.model_copy(update=kept)
    judged = goals.judgements(store, row)
    with store.edit(_("back-test")) as edit:
        uid = edit.add(row)
        for goal, values in judged.items():
            values["figures"]["backtest"] = uid
            edit.change(GoalRow, goal, **values)
        return uid


def trial_facts(done: Backtest, chosen: str, coverage: float) -> dict[str, Any]:
    """Return what is kept with a forecast of how its method did in the past.

    The lines are the method itself, the count map and chance, by their names in the registry.
    """
    pairs = [c for c in done.comparisons() if c.a == chosen and c.coverage == coverage]
    return {
        "origins": len(done.plan.origins),
        "first": str(done.plan.origins[0]),
        "last": str(done.plan.origins[-1]),
        "lines": [_line(done, name, coverage) for name in dict.fromkeys((chosen, *BASELINES))],
        "against_count": _against(pairs[0]) if pairs else None,
    }


def _line(done: Backtest, name: str, coverage: float) -> dict[str, Any]:
    score = done.score(name, coverage)
    return {
        "name": name,
        "hits": score.hits,
        "incidents": score.incidents,
        "low": score.hit_rate_low,
        "high": score.hit_rate_high,
        "flagged_cells": score.flagged_cells,
        "hit_cells": score.hit_cells,
    }


def _against(one: Comparison) -> dict[str, Any]:
    wanted = ("verdict", "difference", "low", "high")
    return {name: value for name, value in asdict(one).items() if name in wanted}

"""Back-tests: how much a method would have been worth, beside plain counts and chance."""

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

from planner.features.hotspots import methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.backtest import (
    BASELINES,
    Backtest,
    Plan,
    origins,
    plan,
    with_parts,
)
from planner.features.hotspots.backtest import backtest as play
from planner.features.hotspots.luck import Comparison
from planner.features.hotspots.method import Method
from planner.features.hotspots.scores import Score
from planner.model.cells import Cells
from planner.model.datasets import DatasetRow
from planner.model.forecasts import ForecastFields
from planner.model.goals import GoalRow
from planner.model.incidents import Incidents
from planner.ops import goals
from planner.ops.figures import calibrated, document, gain_words, part_says, part_words, trial_facts
from planner.ops.forecasts import settings_from
from planner.progress import Progress
from planner.store.files import app_version
from planner.store.store import Store
from planner.texts import _

__all__ = [
    "BASELINES",
    "Backtest",
    "Comparison",
    "Plan",
    "Score",
    "calibrated",
    "document",
    "gain_words",
    "origins",
    "part_says",
    "part_words",
    "plan",
    "trial_facts",
    "with_parts",
]


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


def keep_backtest(
    store: Store,
    fields: ForecastFields,
    done: Backtest,
    figures: dict[str, Any] | None = None,
) -> str:
    """Keep the figures of a back-test, and have it judge the goals it answers.

    What `fields` say in their summary is kept beside the figures, which are
    worked out here unless they are given.
    """
    dataset = store.row(DatasetRow, fields.dataset) if fields.dataset else None
    kept = {
        "kind": "backtest",
        "origin": str(done.plan.origins[-1]),
        "horizon_days": done.plan.horizon,
        "dataset_digest": dataset.digest if dataset else "",
        "method": fields.method or next(iter(done.plan.methods)),
        "summary": (figures or document(done)) | fields.summary,
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

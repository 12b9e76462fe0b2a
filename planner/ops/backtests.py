"""Back-tests: how much a method would have been worth, beside plain counts and chance."""

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

import numpy as np

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
from planner.features.hotspots.method import Forecast, Method
from planner.features.hotspots.scores import Score
from planner.model.cells import Cells
from planner.model.datasets import DatasetRow
from planner.model.forecasts import ForecastFields
from planner.model.goals import GoalRow
from planner.model.incidents import Incidents, Times
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

TRIALS = 52  # weekly origins of the trial beside every forecast
WEEK = np.timedelta64(7 * 86_400, "s")
HISTORY = 8 * WEEK  # before the first origin of a trial
SHARES = (0.01, 0.05, 0.1)


def backtest(
    chosen: Plan,
    incidents: Incidents,
    cells: Cells,
    progress: Progress,
    executor: Executor | None = None,
) -> Backtest:
    """Forecast from every origin of the plan and see what came. Raises what the engine refuses."""
    return play(chosen, incidents, cells, progress, executor)


def weeks_before(
    incidents: Incidents, until: np.datetime64, horizon: float, most: int = TRIALS
) -> Times:
    """Return weekly origins whose horizons end by `until`, the latest there are.

    They are at most `most`, each with eight weeks of history before it.
    """
    last = until.astype("M8[s]") - np.timedelta64(round(horizon * 86_400), "s")
    first = incidents.t.min().astype("M8[D]").astype("M8[s]") + HISTORY
    weeks = int((last - first) // WEEK) + 1 if last >= first else 0
    return np.asarray(last - WEEK * np.arange(min(weeks, most))[::-1], "M8[s]")


def tried(
    made: Forecast, incidents: Incidents, days: Times, coverage: float, progress: Progress
) -> tuple[Backtest, dict[str, Any], Forecast]:
    """Play the origins `days` with the method of a forecast, and without each of its parts.

    Returns the back-test, what a card says of it, and the forecast with
    calibrated expected counts, where the past allows that.
    """
    name, cells = made.method.name, made.seen.cells
    shares = sorted({*SHARES, coverage})
    chosen = with_parts(plan([(name, made.method)], days, made.seen.horizon, shares))
    done = play(chosen, incidents, cells, progress)
    return done, trial_facts(done, name, coverage), calibrated(done, name, made)


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

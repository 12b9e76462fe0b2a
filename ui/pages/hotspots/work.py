"""The long work of the page, one job after the other: load, forecast, try on the past."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from planner.model.datasets import AreaSetRow, DatasetRow
from planner.model.factors import FactorRow
from planner.model.forecasts import ForecastRow
from planner.ops import backtests, forecasts
from planner.ops.besides import Besides, There, besides
from planner.progress import Progress
from planner.texts import _
from ui.jobs.runner import Job
from ui.pages.hotspots import scene as scenes
from ui.pages.hotspots.scene import Scene, trial_origins
from ui.pages.hotspots.wish import Wish
from ui.shell.workbench import Workbench

Method = forecasts.Method
Forecast = forecasts.Forecast
Backtest = backtests.Backtest


@dataclass(frozen=True, eq=False)
class Made:
    """A forecast together with what was asked for and what it was made from.

    `calibrated` says whether its expected counts are known to keep their word.
    """

    wish: Wish
    method: Method
    scene: Scene
    forecast: Forecast
    calibrated: bool = False


@dataclass(frozen=True, eq=False)
class Trial:
    """The past played for `made`: what the card says of it, and the forecast in its light."""

    made: Made
    result: Backtest
    facts: dict[str, Any]
    forecast: Forecast


class Work(QObject):
    """Starts the jobs of the page and keeps their newest results.

    A new scene drops the forecast; a new forecast drops its trial.
    """

    scene_ready = Signal()
    forecast_ready = Signal()
    trial_ready = Signal()
    trial_missing = Signal(int)
    trial_over = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self.scene: Scene | None = None
        self.made: Made | None = None
        self.trial: Trial | None = None
        self._playing: Job | None = None

    def load(
        self,
        dataset: DatasetRow,
        area_sets: Sequence[AreaSetRow],
        around: Sequence[FactorRow],
        wish: Wish,
    ) -> None:
        """Read incidents and the first of the areas that they lie in.

        What was worked out from others is dropped.
        """
        self.scene, self.made, self.trial = None, None, None
        work = partial(scenes.load, self._bench.store, dataset, area_sets, around, wish)
        job = self._bench.jobs.start("scene", _("Reading incidents"), work)
        job.done.connect(self._take_scene)

    def forecast(self, wish: Wish, method: Method, kept: ForecastRow | None = None) -> None:
        """Make a forecast for the scene that is there; show `kept` as it was issued."""
        if self.scene is None:
            return
        work = partial(make, self._bench.store, wish, method, self.scene, kept)
        job = self._bench.jobs.start("forecast", _("Forecast"), work)
        job.done.connect(self._take_forecast)

    def try_out(self) -> None:
        """Play the weeks before the origin with the method of the forecast."""
        if self.made is None:
            return
        origins = trial_origins(self.made.scene, self.made.wish)
        if len(origins) < scenes.FEWEST:
            self.trial_missing.emit(len(origins))
            self.trial_over.emit()
            return
        work = partial(try_past, origins, self.made)
        title = _("Trying the forecast on {n} past weeks").format(n=len(origins))
        job = self._bench.jobs.start("trial", title, work)
        self._playing = job
        job.done.connect(self._take_trial)
        job.ended.connect(partial(self._end_trial, job))

    def _take_scene(self, scene: Scene) -> None:
        self.scene = scene
        self.scene_ready.emit()

    def _take_forecast(self, made: Made) -> None:
        if made.scene is self.scene:
            self.made, self.trial = made, None
            self.forecast_ready.emit()

    def _take_trial(self, trial: Trial) -> None:
        if trial.made is self.made:
            self.trial = trial
            calibrated = is_calibrated(trial.facts)
            self.made = replace(trial.made, forecast=trial.forecast, calibrated=calibrated)
            self.trial_ready.emit()

    def _end_trial(self, job: Job) -> None:
        if job is self._playing:
            self.trial_over.emit()


def make(
    store: Any,
    wish: Wish,
    method: Method,
    scene: Scene,
    kept: ForecastRow | None,
    progress: Progress,
) -> Made:
    when = (wish.moment, wish.horizon)
    made = forecasts.forecast(method, scene.incidents, scene.cells, when, progress)
    if kept:
        made = forecasts.as_issued(store, kept, made)
    calibrated = kept is not None and is_calibrated(kept.summary.get("trial", {}))
    return Made(wish, method, scene, made, calibrated)


def is_calibrated(facts: dict[str, Any]) -> bool:
    return bool(facts.get("calibration", {}).get("state") == "calibrated")


def play(
    plan: Any, scene: Scene, wanted: Besides, progress: Progress
) -> tuple[Backtest, dict[str, Any]]:
    """Play the past and work out all figures, and what is wanted besides."""
    done = backtests.backtest(plan, scene.incidents, scene.cells, progress)
    there = There(scene.dataset, scene.incidents, scene.cells, scene.areas)
    return done, backtests.document(done) | besides(plan, there, wanted, progress)


def try_past(origins: Any, made: Made, progress: Progress) -> Trial:
    """Play the past and work out what the card says of a forecast."""
    there = made.forecast, made.scene.incidents, origins, made.wish.coverage
    return Trial(made, *backtests.tried(*there, progress))

"""A forecast as a record of the project, and back."""

from datetime import date, timedelta
from typing import Any

from planner.model.forecasts import ForecastFields, ForecastRow
from planner.ops import forecasts
from planner.texts import _
from ui.pages.hotspots.scene import Scene
from ui.pages.hotspots.wish import Wish
from ui.pages.hotspots.work import Made, Trial
from ui.shell.workbench import Workbench
from ui.tables import writers


class Keeper:
    """Keeps a forecast once, with the figures of its trial when they are there.

    `wanted` is set when a person has asked for a forecast, `reason` when they
    answered for forecasting what police discover.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._waiting: Made | None = None
        self.wanted = False
        self.reason = ""

    def take(self, made: Made) -> None:
        """Have `made` wait for its figures."""
        self._waiting, self.wanted = made, False

    def keep(self, trial: Trial | None) -> bool:
        """Write the waiting forecast into the project; say whether there was one."""
        made, self._waiting = self._waiting, None
        if made is None:
            return False
        summary: dict[str, Any] = {}
        if trial:
            summary["trial"] = trial.facts
        if self.reason:
            summary["despite"] = self.reason
        fields = fields_of(made).model_copy(update={"summary": summary})
        issued = trial.forecast if trial else made.forecast
        return bool(self._bench.do(forecasts.issue, fields, issued))


def fields_of(made: Made) -> ForecastFields:
    """Return the record of a forecast, all but its figures."""
    wish, scene = made.wish, made.scene
    name = _("{method}, {days} days").format(
        method=_(made.method.title), days=writers.number(wish.horizon)
    )
    return ForecastFields(
        name=name,
        dataset=scene.dataset.uid,
        area_set=scene.area_set.uid if scene.area_set else None,
        factors=list(wish.factors),
        shape=wish.shape,
        cell_m=wish.size,
        coverage=wish.coverage,
    )


def backtest_fields(scene: Scene, horizon: float) -> ForecastFields:
    """Return the record of a back-test, all but its figures."""
    return ForecastFields(
        name=_("Back-test, {days} days").format(days=writers.number(horizon)),
        dataset=scene.dataset.uid,
        area_set=scene.area_set.uid if scene.area_set else None,
        shape=scene.shape,
        cell_m=scene.size,
    )


def wish_of(row: ForecastRow) -> Wish:
    """Return what was asked for when `row` was made."""
    return Wish(
        dataset=row.dataset,
        area_set=row.area_set,
        origin=row.origin[:10],
        horizon=row.horizon_days,
        shape=row.shape,
        size=row.cell_m,
        coverage=row.coverage,
        factors=tuple(row.factors or ()),
        method=row.method,
    )


def day_after(day: str) -> str:
    return str(date.fromisoformat(day) + timedelta(days=1)) if day else ""

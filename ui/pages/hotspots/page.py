"""Hotspots: ask for a forecast, look at it on the map, read how good it is."""

from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from planner.errors import UserError
from planner.model.datasets import AreaSetRow, DatasetRow
from planner.model.factors import FactorRow
from planner.model.forecasts import ForecastRow
from planner.ops import backtests, datasets, factors, forecasts, looks, records
from planner.texts import _, mark
from ui.pages.hotspots import figures
from ui.pages.hotspots.backtest_dialog import BacktestDialog
from ui.pages.hotspots.data_card import held
from ui.pages.hotspots.doors import Doors
from ui.pages.hotspots.goal_dialog import Goals
from ui.pages.hotspots.keeping import Keeper, day_after, wish_of
from ui.pages.hotspots.map_side import MapSide
from ui.pages.hotspots.parts import Parts
from ui.pages.hotspots.scene import FEWEST
from ui.pages.hotspots.wish import Wish
from ui.pages.hotspots.work import Work
from ui.shell.page import command, page
from ui.shell.workbench import Workbench
from ui.tables import writers

LAID_OUT = frozenset(
    {"dataset", "area_set", "shape", "size", "factors"}
)  # other incidents or cells
DAY = np.timedelta64(1, "D")


@page
class HotspotsPage(Doors):
    """Left: what to forecast. Middle: map and weeks. Right: how good it is and why.

    Pressing Forecast makes a forecast and keeps it in the project. Once there
    is one, every other change shows what it would do, and keeps nothing.
    """

    name = "hotspots"
    kinds = frozenset({"dataset", "area_set", "factor", "forecast", "goal", "look"})

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.work, self.keeper = Work(bench), Keeper(bench)
        self.datasets: dict[str, DatasetRow] = {}
        self.area_sets: dict[str, AreaSetRow] = {}
        self.factors: dict[str, FactorRow] = {}
        self._factors_seen: set[str] = set()
        self.parts = Parts(
            forecasts.list_methods(),
            {
                "dataset": lambda: [(uid, row.name) for uid, row in self.datasets.items()],
                "area_set": lambda: [(uid, row.name) for uid, row in self.area_sets.items()],
            },
            lambda: [f for f in forecasts.list_forecasts(bench.store) if f.kind != "imported"],
            lambda: held(self.datasets.values(), self.area_sets.values(), self.factors.values()),
        )
        self.view = MapSide(self.parts, self.work)
        self.goals = Goals(bench, self.parts.goal, lambda: self.parts.forecast.wish, self)
        self._loaded: tuple[object, ...] = ()
        self._wants_forecast = False
        self._looking_at: ForecastRow | None = None
        self._playing = False
        self._areas_chosen = False
        self._areas_seen = 0
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.parts)
        self._connect()
        self._read()
        if not self._show_latest():
            self._take_wish(self._still_possible(Wish()))

    # What people ask for.

    @command(mark("Make a forecast"))
    def make_forecast(self) -> None:
        """Make the forecast that the form describes, and keep it."""
        self.parts.forecast.form.finish()
        dataset = self.datasets.get(self.parts.forecast.wish.dataset or "")
        if dataset is None:
            return
        try:
            forecasts.forecast_allowed(dataset, self.keeper.reason)
        except UserError:
            self.parts.show_refusal()
            return
        self.parts.refusal.hide()
        self.keeper.wanted = True
        self._look_away()
        if self.work.scene is None:
            self._loaded = ()
            self._take_wish(self.parts.forecast.wish)
        self._forecast()

    @command(mark("Back-test methods"))
    def open_backtest(self) -> BacktestDialog | None:
        """Play the past with one or more methods."""
        if self.work.scene is None:
            return None
        card = self.parts.forecast
        others = [method() for method in forecasts.list_methods()]
        methods = [card.method if m.name == card.wish.method else m for m in others]
        dialog = BacktestDialog(self.bench, self.work.scene, card.wish, methods, self)
        dialog.open()
        return dialog

    @command(mark("Save the map as a picture"))
    def export(self) -> None:
        """Write the map with legend and caption as PNG."""
        path = self.bench.files.save(_("Save picture"), "map.png", _("Picture"), [".png"])
        if path and self.parts.map.picture().save(str(path)):
            self.bench.notify(_("The map was saved as {name}.").format(name=path.name))

    @command(mark("Remove the chosen forecast or data"))
    def remove(self) -> None:
        """Remove what is chosen in the list in use; undo brings it back."""
        if self.parts.data.list.hasFocus():
            for uid in self.parts.data.list.uids():
                self.bench.do(records.remove, self._kind_of(uid), uid)
        else:
            for uid in self.parts.earlier.list.uids():
                self.bench.do(records.remove, "forecast", uid)

    def _kind_of(self, uid: str) -> str:
        if uid in self.factors:
            return "factor"
        return "dataset" if uid in self.datasets else "area_set"

    def show_record(self, uid: str) -> None:
        """Show the incidents, the areas or the forecast `uid`."""
        card = self.parts.forecast
        if uid in self.datasets or uid in self.area_sets:
            name = "dataset" if uid in self.datasets else "area_set"
            if getattr(card.wish, name) != uid:
                card.show_wish(card.wish.having(name, uid))
                self._follow_wish(name)
        elif uid not in self.factors:
            self._show_earlier(uid)

    def refresh(self) -> None:
        self._read()
        wish = self._still_possible(self.parts.forecast.wish)
        if wish.area_set is None and not self._areas_chosen:
            self._loaded = () if len(self.area_sets) != self._areas_seen else self._loaded
        self._areas_seen = len(self.area_sets)
        self._take_wish(wish)

    # How one thing follows from another.

    def _read(self) -> None:
        """See what the project holds."""
        store = self.bench.store
        self.datasets = {row.uid: row for row in datasets.list_datasets(store)}
        self.area_sets = {row.uid: row for row in datasets.list_area_sets(store)}
        self.factors = {row.uid: row for row in factors.list_factors(store)}
        self.parts.have_data(some=bool(self.datasets))
        self.parts.earlier.refresh()
        self.parts.data.list.refresh()

    def _connect(self) -> None:
        parts, work = self.parts, self.work
        parts.forecast.forecast.clicked.connect(self.make_forecast)
        parts.forecast.backtest.clicked.connect(self.open_backtest)
        parts.forecast.wished.connect(self._follow_wish)
        parts.forecast.set_up.connect(self._preview)
        parts.empty.chosen.connect(self.ask_for_incidents)
        parts.data.chosen.connect(self.show_record)
        parts.data.incidents.clicked.connect(self.ask_for_incidents)
        parts.data.areas.clicked.connect(self.ask_for_areas)
        parts.surroundings.bring.clicked.connect(self.ask_for_surroundings)
        parts.surroundings.changed.connect(self._choose_factors)
        parts.more.interventions.clicked.connect(self.open_interventions)
        parts.more.others.clicked.connect(self.score_others)
        parts.facts.week.clicked.connect(self.open_week)
        parts.refusal.overridden.connect(self._override)
        parts.layers.changed.connect(self.view.show_map)
        parts.earlier.chosen.connect(self._show_earlier)
        parts.weeks.chosen.connect(self._use_history)
        parts.map.add_button(_("Save…"), _("Save the map as a picture"), self.export)
        parts.map.canvas.cell_chosen.connect(self.view.show_cell)
        parts.accuracy.more.clicked.connect(self.open_backtest)
        parts.facts.edit.clicked.connect(self._edit_facts)
        work.scene_ready.connect(self._show_scene)
        work.forecast_ready.connect(self._show_forecast)
        work.trial_ready.connect(self._show_trial)
        work.trial_missing.connect(self._say_too_few)
        work.trial_over.connect(self._end_trial)

    def _still_possible(self, wish: Wish) -> Wish:
        """Return the wish with incidents and areas that are there."""
        if wish.dataset not in self.datasets:
            first = next(iter(self.datasets), None)
            self._areas_chosen = False
            wish = wish.having("dataset", first).having("area_set", None)
            if first:
                wish = wish.having("origin", day_after(self.datasets[first].last_day))
        if wish.area_set not in self.area_sets:
            wish = wish.having("area_set", None)
        fresh = set(self.factors) - self._factors_seen
        self._factors_seen |= fresh
        ticked = [u for u in self.factors if u in fresh or u in wish.factors]
        return wish.having("factors", tuple(ticked))

    def _take_wish(self, wish: Wish) -> None:
        """Show `wish` and load what it needs, if that is not what is there."""
        self.parts.forecast.show_wish(wish)
        dataset = self.datasets.get(wish.dataset or "")
        seen = looks.list_looks(self.bench.store, dataset.uid) if dataset else []
        self.parts.facts.show_row(dataset, seen)
        self.goals.refresh()
        self.parts.surroundings.show_layers(list(self.factors.values()), wish.factors)
        self.parts.refusal.setVisible(False)
        if dataset is None:
            self._loaded = ()
            return
        kept = dataset.digest, dataset.timing, dataset.locked_days
        needed = (wish.area_set, wish.shape, wish.size, wish.factors, kept)
        if needed != self._loaded:
            self._loaded = needed
            chosen = self.area_sets.get(wish.area_set or "")
            open_choice = [] if self._areas_chosen else list(self.area_sets.values())
            around = [self.factors[uid] for uid in wish.factors if uid in self.factors]
            self.work.load(dataset, [chosen] if chosen else open_choice, around, wish)

    def _follow_wish(self, name: str) -> None:
        self._wants_forecast = self._wants_forecast or self.work.made is not None
        self._look_away()
        wish = self.parts.forecast.wish
        dataset = self.datasets.get(wish.dataset or "")
        if name == "dataset":
            self.keeper.reason = ""
            self._wants_forecast = False
            wish = wish.having("area_set", None)
        self._areas_chosen = name == "area_set" or (self._areas_chosen and name != "dataset")
        if name == "dataset" or not wish.origin:
            wish = wish.having("origin", day_after(dataset.last_day if dataset else ""))
            self.parts.forecast.show_wish(wish)
        if name in LAID_OUT:
            self._take_wish(wish)
        else:
            self._preview()

    def _choose_factors(self, uids: list[str]) -> None:
        card = self.parts.forecast
        card.show_wish(card.wish.having("factors", tuple(uids)))
        self._follow_wish("factors")

    def _preview(self) -> None:
        """Show what the forecast would be now; nothing is kept."""
        self._look_away()
        self.view.show_history()
        if self.work.made is not None:
            self._keep()
            self._forecast()

    def _look_away(self) -> None:
        """The forecast to come is none of the earlier ones."""
        self._looking_at = None
        self.parts.earlier.list.clearSelection()

    def _forecast(self) -> None:
        """Make a forecast now, or as soon as the data are there."""
        self._wants_forecast = True
        if self.work.scene is not None:
            card, kept = self.parts.forecast, self._looking_at
            self.work.forecast(card.wish, card.method, kept)

    def _override(self, reason: str) -> None:
        self.keeper.reason = reason
        self.make_forecast()

    def _use_history(self, start: np.datetime64, origin: np.datetime64) -> None:
        """Take origin and history from the strip of weeks."""
        card, scene = self.parts.forecast, self.work.scene
        if scene is None:
            return
        card.show_wish(card.wish.having("origin", str(origin)))
        days = float((origin - start) / DAY)
        card.change_setting("window", 0.0 if start <= scene.weeks.starts[0] else days)
        self._preview()

    def _show_latest(self) -> bool:
        """Show the latest forecast that was kept, if there is one."""
        kept = forecasts.list_forecasts(self.bench.store)
        latest = [f for f in kept if f.kind == "forecast" and f.dataset in self.datasets]
        if latest:
            self._show_earlier(latest[0].uid)
        return bool(latest)

    def _show_earlier(self, uid: str) -> None:
        """Make a kept forecast again and show it."""
        found = next((r for r in forecasts.list_forecasts(self.bench.store) if r.uid == uid), None)
        if found is None:
            return
        if found.kind == "backtest":
            if dialog := self.open_backtest():
                dialog.show_document(found.summary)
            return
        if found.dataset not in self.datasets:
            self.bench.notify(_("The incidents of this forecast are no longer in the project."))
            return
        self.parts.forecast.use_method(forecasts.configured(found.method, found.parameters))
        self._areas_chosen = True
        self._take_wish(wish_of(found))
        self._looking_at = found
        self._forecast()

    # What is shown when a job is done.

    def _show_scene(self) -> None:
        scene = self.work.scene
        if scene is None:
            return
        card = self.parts.forecast
        if scene.incidents.by_area and scene.area_set and scene.shape != "areas":
            there = card.wish.having("area_set", scene.area_set.uid).having("shape", "areas")
            QTimer.singleShot(0, self, partial(self._take_wish, there))  # this job has to end first
            return
        if scene.area_set and scene.area_set.uid != card.wish.area_set:
            card.show_wish(card.wish.having("area_set", scene.area_set.uid))
            self._loaded = (scene.area_set.uid, *self._loaded[1:])
        self.parts.weeks.show_weeks(scene.weeks, scene.first, scene.end)
        self.view.show_history()
        self.parts.accuracy.say(_("Make a forecast to see how it would have done in the past."))
        self.parts.say([])
        if self._wants_forecast:
            self._forecast()
        else:
            self.view.compose()

    def _show_forecast(self) -> None:
        made = self.work.made
        if made is None:
            return
        self.view.compose()
        self.view.show_history()
        self.parts.say(made.forecast.says)
        if self._looking_at and self._looking_at.summary.get("trial"):
            self._show_figures(self._looking_at.summary["trial"])
            self.parts.forecast.state.setText(_("As it was issued."))
            return
        self.parts.accuracy.say(_("Playing the past weeks…"))
        self._playing = True
        if self.keeper.wanted:
            self.keeper.take(made)
            self.parts.forecast.state.setText(_("Kept as soon as the past weeks are played."))
        else:
            self.parts.forecast.state.setText(_("Shown, not kept. Press Forecast to keep it."))
        self.work.try_out()

    def _show_trial(self) -> None:
        if self.work.trial:
            self._show_figures(self.work.trial.facts)
            self.view.show_cell(self.parts.map.canvas.chosen)

    def _show_figures(self, trial: dict[str, Any]) -> None:
        basis = _("{n} weekly back-tests, {share} of the area flagged").format(
            n=writers.number(trial["origins"]),
            share=writers.share(self.parts.forecast.wish.coverage, 0),
        )
        against, gain = figures.against_of(trial), backtests.gain_words(trial)
        self.parts.accuracy.show_lines(basis, figures.lines_of(trial), against, gain)
        if self.work.made:
            self.parts.say([*self.work.made.forecast.says, *backtests.part_words(trial)])

    def _say_too_few(self, origins: int) -> None:
        self._playing = False
        self.parts.accuracy.say(
            _(
                "Not enough data to tell. The history before the origin allows {have} weekly "
                "back-tests; {need} are needed."
            ).format(have=origins, need=FEWEST)
        )

    def _keep(self) -> None:
        """Keep the forecast that was asked for, with the figures of its trial if there are any."""
        if self.keeper.keep(self.work.trial):
            self.parts.forecast.state.setText(_("Kept under Earlier forecasts."))

    def _end_trial(self) -> None:
        if self.work.trial is None and self._playing:
            self.parts.accuracy.say(
                _("The past weeks were not played to the end, so nothing can be said.")
            )
        self._playing = False
        self._keep()

"""Hotspots: ask for a forecast, look at it on the map, read how good it is."""

from typing import Any

import numpy as np
from PySide6.QtWidgets import QVBoxLayout

from planner.model.datasets import AreaSetRow, DatasetRow
from planner.model.forecasts import ForecastRow
from planner.ops import datasets, forecasts, records
from planner.texts import _, mark
from ui.map.layers import Layer
from ui.pages.hotspots import figures, picture
from ui.pages.hotspots.backtest_dialog import BacktestDialog
from ui.pages.hotspots.data_card import FactsDialog
from ui.pages.hotspots.importing.doors import Doors
from ui.pages.hotspots.keeping import Keeper, day_after, wish_of
from ui.pages.hotspots.parts import Parts
from ui.pages.hotspots.scene import FEWEST
from ui.pages.hotspots.wish import Wish
from ui.pages.hotspots.work import Work
from ui.shell.page import command, page
from ui.shell.workbench import Workbench
from ui.tables import writers

LAID_OUT = frozenset({"dataset", "area_set", "shape", "size"})  # other incidents or cells
DAY = np.timedelta64(1, "D")


@page
class HotspotsPage(Doors):
    """Left: what to forecast. Middle: map and weeks. Right: how good it is and why.

    Pressing Forecast makes a forecast and keeps it in the project. Once there
    is one, every other change shows what it would do, and keeps nothing.
    """

    name = "hotspots"
    kinds = frozenset({"dataset", "area_set", "forecast"})

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.work, self.keeper = Work(bench), Keeper(bench)
        self.datasets: dict[str, DatasetRow] = {}
        self.area_sets: dict[str, AreaSetRow] = {}
        self.parts = Parts(
            forecasts.list_methods(),
            {
                "dataset": lambda: [(uid, row.name) for uid, row in self.datasets.items()],
                "area_set": lambda: [(uid, row.name) for uid, row in self.area_sets.items()],
            },
            lambda: forecasts.list_forecasts(bench.store),
        )
        self._layers: dict[str, Layer] = {}
        self._loaded: tuple[object, ...] = ()
        self._wants_forecast = False
        self._looking_at: ForecastRow | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.parts)
        self._connect()
        self.refresh()

    # What people ask for.

    @command(mark("Make a forecast"))
    def make_forecast(self) -> None:
        """Make the forecast that the form describes, and keep it."""
        self.parts.forecast.form.finish()
        dataset = self.datasets.get(self.parts.forecast.wish.dataset or "")
        if dataset is None:
            return
        refused = dataset.discovered_by == "police" and not self.keeper.reason
        self.parts.refusal.setVisible(refused)
        if refused:
            self.parts.show_refusal()
            return
        self.keeper.wanted, self._looking_at = True, None
        if self.work.scene is None:
            self._loaded = ()
            self._take_wish(self.parts.forecast.wish)
        self._forecast()

    @command(mark("Back-test methods"))
    def open_backtest(self) -> None:
        """Play the past with one or more methods."""
        if self.work.scene is None:
            return
        card = self.parts.forecast
        others = [method() for method in forecasts.list_methods()]
        methods = [card.method if m.name == card.wish.method else m for m in others]
        BacktestDialog(self.bench, self.work.scene, card.wish, methods, self).open()

    @command(mark("Save the map as a picture"))
    def export(self) -> None:
        """Write the map with legend and caption as PNG."""
        path = self.bench.files.save(_("Save picture"), "map.png", _("Picture"), [".png"])
        if path and self.parts.map.picture().save(str(path)):
            self.bench.notify(_("The map was saved as {name}.").format(name=path.name))

    @command(mark("Remove the chosen forecast"))
    def remove(self) -> None:
        for uid in self.parts.earlier.list.uids():
            self.bench.do(records.remove, "forecast", uid)

    def show_record(self, uid: str) -> None:
        """Show the incidents, the areas or the forecast `uid`."""
        card = self.parts.forecast
        if uid in self.datasets:
            self._take_wish(card.wish.having("dataset", uid))
        elif uid in self.area_sets:
            self._take_wish(card.wish.having("area_set", uid))
        else:
            self._show_earlier(uid)

    def refresh(self) -> None:
        store = self.bench.store
        self.datasets = {row.uid: row for row in datasets.list_datasets(store)}
        self.area_sets = {row.uid: row for row in datasets.list_area_sets(store)}
        self.parts.have_data(some=bool(self.datasets))
        self.parts.earlier.refresh()
        self.parts.data.count(len(self.datasets), len(self.area_sets))
        self._take_wish(self._still_possible(self.parts.forecast.wish))

    # How one thing follows from another.

    def _connect(self) -> None:
        parts, work = self.parts, self.work
        self.open_doors(parts)
        parts.forecast.forecast.clicked.connect(self.make_forecast)
        parts.forecast.backtest.clicked.connect(self.open_backtest)
        parts.forecast.wished.connect(self._follow_wish)
        parts.forecast.set_up.connect(self._preview)
        parts.refusal.overridden.connect(self._override)
        parts.layers.changed.connect(self._show_map)
        parts.earlier.chosen.connect(self._show_earlier)
        parts.weeks.chosen.connect(self._use_history)
        parts.save.clicked.connect(self.export)
        parts.map.canvas.cell_chosen.connect(self._show_cell)
        parts.accuracy.more.clicked.connect(self.open_backtest)
        parts.facts.edit.clicked.connect(self._edit_facts)
        work.scene_ready.connect(self._show_scene)
        work.forecast_ready.connect(self._show_forecast)
        work.trial_ready.connect(self._show_trial)
        work.trial_missing.connect(self._say_too_few)
        work.trial_over.connect(self._keep)

    def _still_possible(self, wish: Wish) -> Wish:
        """Return the wish with data that are there: the newest incidents and areas that fit."""
        if wish.dataset not in self.datasets:
            newest = next(reversed(self.datasets), None)
            wish = wish.having("dataset", newest)
            if newest:
                wish = wish.having("origin", day_after(self.datasets[newest].last_day))
            fitting = [
                uid
                for uid, row in self.area_sets.items()
                if newest and row.crs == self.datasets[newest].crs
            ]
            wish = wish.having("area_set", fitting[0] if fitting else None)
        if wish.area_set not in self.area_sets:
            wish = wish.having("area_set", None)
        return wish

    def _take_wish(self, wish: Wish) -> None:
        """Show `wish` and load what it needs, if that is not what is there."""
        self.parts.forecast.show_wish(wish)
        dataset = self.datasets.get(wish.dataset or "")
        self.parts.facts.show_row(dataset)
        self.parts.refusal.setVisible(False)
        if dataset is None:
            self._loaded = ()
            return
        area_set = self.area_sets.get(wish.area_set or "")
        needed = (dataset.digest, area_set and area_set.digest, wish.shape, wish.size)
        if needed != self._loaded:
            self._loaded = needed
            self.work.load(dataset, area_set, wish)

    def _follow_wish(self, name: str) -> None:
        self._wants_forecast = self._wants_forecast or self.work.made is not None
        self._looking_at = None
        wish = self.parts.forecast.wish
        dataset = self.datasets.get(wish.dataset or "")
        if name == "dataset":
            self.keeper.reason = ""
            self._wants_forecast = False
        if name == "dataset" or not wish.origin:
            wish = wish.having("origin", day_after(dataset.last_day if dataset else ""))
            self.parts.forecast.show_wish(wish)
        if name in LAID_OUT:
            self._take_wish(wish)
        else:
            self._preview()

    def _preview(self) -> None:
        """Show what the forecast would be now; nothing is kept."""
        self._looking_at = None
        self._show_history()
        if self.work.made is not None:
            self._keep()
            self._forecast()

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

    def _show_earlier(self, uid: str) -> None:
        """Make a kept forecast again and show it."""
        found = next((r for r in forecasts.list_forecasts(self.bench.store) if r.uid == uid), None)
        if found is None:
            return
        if found.dataset not in self.datasets:
            self.bench.notify(_("The incidents of this forecast are no longer in the project."))
            return
        self.parts.forecast.use_method(forecasts.configured(found.method, found.parameters))
        self._take_wish(wish_of(found))
        self._looking_at = found
        self._forecast()

    def _edit_facts(self) -> None:
        if row := self.parts.facts.row:
            dialog = FactsDialog(row, self.bench.store.revision, self)
            dialog.form.field_finished.connect(
                lambda name, value: self.bench.do(
                    datasets.change_dataset, row.uid, seen=dialog.form.seen, **{name: value}
                )
            )
            dialog.open()

    # What is shown when a job is done.

    def _show_scene(self) -> None:
        scene = self.work.scene
        if scene is None:
            return
        self.parts.weeks.show_weeks(scene.weeks, scene.first, scene.end)
        self._show_history()
        self.parts.accuracy.say(_("Make a forecast to see how it would have done in the past."))
        self.parts.say([])
        if self._wants_forecast:
            self._forecast()
        else:
            self._compose()

    def _show_history(self) -> None:
        """Tint the weeks that the method uses."""
        scene, card = self.work.scene, self.parts.forecast
        if scene is None or not card.wish.origin:
            return
        window = float(getattr(card.method, "window", 0))
        origin = card.wish.moment.astype("M8[D]")
        first = scene.weeks.starts[0]
        start = max(origin - np.timedelta64(round(window), "D"), first) if window else first
        self.parts.weeks.show_history(start, origin)

    def _show_forecast(self) -> None:
        made = self.work.made
        if made is None:
            return
        self._compose()
        self._show_history()
        self.parts.say(made.forecast.says)
        self.parts.accuracy.say(_("Playing the past weeks…"))
        if self.keeper.wanted:
            self.keeper.take(made)
        self.work.try_out()

    def _show_trial(self) -> None:
        made, trial = self.work.made, self.work.trial
        if made is None or trial is None:
            return
        name, coverage = made.method.name, made.wish.coverage
        basis = _("{n} weekly back-tests, {share} of the area flagged").format(
            n=writers.number(len(trial.plan.origins)), share=writers.share(coverage, 0)
        )
        self.parts.accuracy.show_lines(
            basis,
            figures.lines_of(trial, name, coverage),
            figures.against_count(trial, name, coverage),
        )

    def _say_too_few(self, origins: int) -> None:
        self.parts.accuracy.say(
            _(
                "Not enough data to tell. The history before the origin allows {have} weekly "
                "back-tests; {need} are needed."
            ).format(have=origins, need=FEWEST)
        )

    def _keep(self) -> None:
        self.keeper.keep(self.work.trial)

    def _compose(self) -> None:
        """Build the layers anew and show them."""
        scene, made = self.work.scene, self.work.made
        if scene is None:
            return
        self._layers = picture.layers_of(scene, made)
        self.parts.layers.offer(picture.offers_of(self._layers))
        self._show_map()
        view = self.parts.map
        if made:
            order = picture.order_of(made).tolist()
            view.show_cells(scene.cells, order, picture.CellWords(made))
            view.say(picture.caption_of(made))
        else:
            view.show_cells(None, [], str)
            view.say("")

    def _show_map(self) -> None:
        made = self.work.made
        shown = [name for name in self.parts.layers.shown() if name in self._layers]
        entries = picture.entries_of(shown, self._layers, made)
        layers = [self._layers[name] for name in reversed(shown)]
        title = _("Relative risk") if "risk" in shown else _("Legend")
        measure = _("share of cells") if "risk" in shown else ""
        self.parts.map.show_layers(layers, title, measure, entries)

    def _show_cell(self, cell: Any) -> None:
        made = self.work.made
        story = figures.story_of(made, cell) if made and cell is not None else None
        self.parts.cell.show_story(story)

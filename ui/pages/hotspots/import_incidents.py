"""Incidents from a file, in five steps: file, columns, dates, place, and what came of it."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from planner.ops import datasets, imports
from planner.ops import import_previews as previews
from planner.ops.import_previews import Located
from planner.ops.imports import Looked, ReadIncidents
from planner.texts import _
from ui.pages.hotspots.importing.check_step import CheckStep, counted
from ui.pages.hotspots.importing.columns_step import ColumnsStep
from ui.pages.hotspots.importing.dates_step import DatesStep
from ui.pages.hotspots.importing.draft import Draft
from ui.pages.hotspots.importing.file_step import FileStep
from ui.pages.hotspots.importing.frame import ImportFrame
from ui.pages.hotspots.importing.place_step import PlaceStep, said
from ui.shell.workbench import Workbench
from ui.tables import writers


class ImportIncidents(ImportFrame):
    """Once accepted, `uid` names the incidents that were kept."""

    def __init__(self, bench: Workbench, path: Path, parent: QWidget | None) -> None:
        super().__init__(bench, _("Import incidents"), parent)
        store = bench.store
        self.areas = datasets.list_area_sets(store)
        self.draft = Draft(path, datasets.known_places(store))
        self.file = FileStep(self.draft)
        self.columns = ColumnsStep(self.draft, self.areas)
        self.dates = DatesStep(self.draft)
        self.place = PlaceStep(
            _("Coordinates are numbers in some map projection. In the right one, the points lie"
              " where the incidents happened.")
        )  # fmt: skip
        self.check = CheckStep(path.stem.replace("_", " ").strip(), with_offences=True)
        self.set_steps([self.file, self.columns, self.dates, self.place, self.check])
        for step in (self.file, self.columns, self.dates):
            step.asked.connect(self.look)
        self.place.asked.connect(self._take_crs)
        self.check.asked.connect(self._read)
        self.columns.changed.connect(self.check.forget)
        self.look()

    def look(self) -> None:
        """Look at the file again, as it is now to be taken."""
        self.check.forget()
        self.work(_("looking at the file"), lambda _progress: self.draft.look(), self._looked)

    def finish(self) -> None:
        values = self.check.values()
        name = values.pop("name")
        kept = self.bench.do(imports.keep_incidents, self.check.result, name, **values)
        if kept is not None:
            self.uid = kept.uid
            self.bench.notify(
                _("{n} incidents were imported as “{name}”.").format(
                    n=writers.number(kept.row.rows), name=name
                )
            )
            self.accept()

    def _looked(self, looked: Looked) -> None:
        self.draft.looked = looked
        if not self.draft.areas and (fit := imports.fitting_areas(self.bench.store, looked)):
            self.draft.areas = fit.uid
        choice = looked.suggested.choice()
        self.place.offer(looked.suggested.crs, needed=bool(choice.columns.x))
        for step in (self.file, self.columns, self.dates):
            step.show_looked()
        if choice.columns.x and self.place.crs:
            self._locate(self.place.crs)
        else:
            self.place.show_located(None, self._outlines())

    def _outlines(self) -> list[tuple[str, Any]]:
        """Return the areas whose codes tell the place, if that is how it is told."""
        row = next((row for row in self.areas if row.uid == self.draft.areas), None)
        if row is None or self.place.needed:
            return []
        return [(row.name, datasets.polygons(self.bench.store, row).polygons)]

    def _take_crs(self, text: str) -> None:
        self.check.forget()
        crs = self.bench.do(lambda _store: imports.short_name(text))
        if crs is None:
            return
        self.draft.fixed["crs"] = crs
        self.look()

    def _locate(self, crs: str) -> None:
        looked, areas, store = self.draft.looked, self.areas, self.bench.store
        if looked is None:
            return
        columns = looked.suggested.choice().columns

        def locate(_progress: Any) -> tuple[Located | None, list[tuple[str, Any]]]:
            located = previews.locate(looked.table, columns, crs)
            shown = previews.outlines_at(areas, store, located) if located else []
            return located, shown

        self.work(_("placing the points"), locate, lambda found: self.place.show_located(*found))

    def _read(self) -> None:
        looked, choice = self.draft.looked, self.draft.choice()
        if looked is None or choice is None:
            return
        areas = None
        if not choice.columns.x:
            areas = self.bench.do(datasets.polygons, self.draft.areas)
        self.work(
            _("reading the incidents"),
            lambda progress: imports.read(looked.table, choice, areas, progress),
            self._show_read,
        )

    def _show_read(self, found: ReadIncidents) -> None:
        days = (str(day) for day in (found.t.min().astype("M8[D]"), found.t.max().astype("M8[D]")))
        first, last = (writers.day(day) for day in days)
        period = _("They happened from {first} to {last}. Kept in {crs}.").format(
            first=first, last=last, crs=said(found.crs)
        )
        types = ", ".join(found.categories[:4])
        self.check.suggest(
            offence_type=types,
            discovered_by=imports.discovered_by(f"{self.draft.path.stem} {types}"),
        )
        self.check.show_result(found, f"{counted(found.report, len(found))} {period}", found.report)

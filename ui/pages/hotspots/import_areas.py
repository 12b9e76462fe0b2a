"""Areas from a layer of outlines, in three steps: layer, place, and what came of it."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from planner.ops import datasets, imports
from planner.ops import import_previews as previews
from planner.ops.imports import AS_FOUND, AreaColumns, AreaLayer, ReadAreas, Suggestion
from planner.texts import _, mark, plural
from ui.pages.hotspots.importing.cells import CellTable
from ui.pages.hotspots.importing.check_step import CheckStep, counted
from ui.pages.hotspots.importing.choices import Choose
from ui.pages.hotspots.importing.frame import ImportFrame, Step
from ui.pages.hotspots.importing.place_step import PlaceStep, said
from ui.shell.workbench import Workbench

LABELS = {
    "layer": mark("&Layer"),
    "id": mark("&Code of each area"),
    "label": mark("&Name of each area"),
    "residents": mark("&Residents"),
}


class LayerStep(Step):
    """Which layer, and which of its columns are code, name and residents."""

    asked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(_("Layer"), _("These are the first areas of {name}.").format(name=name))
        self.opened: AreaLayer | None = None
        self.form = QFormLayout()
        self.chosen = {part: Choose(self.form, part, _(label)) for part, label in LABELS.items()}
        self.table = CellTable(_("First areas of the layer"))
        self.body.addLayout(self.form)
        self.body.addWidget(self.table, 1)
        self.chosen["layer"].box.activated.connect(lambda _at: self.asked.emit())
        for part in ("id", "label", "residents"):
            self.chosen[part].box.activated.connect(lambda _at: self.changed.emit())

    def ready(self) -> bool:
        return self.opened is not None

    def show_opened(self, opened: AreaLayer) -> None:
        self.opened = opened
        names = opened.layer.columns
        layers = (opened.layer.name, *opened.layer.others)
        self.chosen["layer"].offer(
            [(layer, layer) for layer in layers], Suggestion(opened.layer.name, "sure")
        )
        self.chosen["layer"].show(len(layers) > 1)
        for part, found in opened.suggested.items():
            offered = [("", _("none")), *((name, name) for name in names)]
            self.chosen[part].offer(offered, found, ask=False)
        self.table.show_rows(names, [[str(row[n] or "") for n in names] for row in opened.preview])

    def columns(self) -> AreaColumns:
        return AreaColumns(*(self.chosen[part].value for part in ("id", "label", "residents")))


class ImportAreas(ImportFrame):
    """Once accepted, `uid` names the areas that were kept."""

    def __init__(self, bench: Workbench, path: Path, parent: QWidget | None) -> None:
        super().__init__(bench, _("Import areas"), parent)
        self.path, self.writing = path, AS_FOUND
        self.near = datasets.known_places(bench.store)
        self.crs = ""
        self.layer = LayerStep(path.name)
        self.place = PlaceStep(_("In the right projection, the areas lie where they should."))
        self.check = CheckStep(path.stem.replace("_", " ").strip(), with_offences=False)
        self.set_steps([self.layer, self.place, self.check])
        self.layer.asked.connect(self._take_layer)
        self.layer.changed.connect(self.check.forget)
        self.place.asked.connect(self._take_crs)
        self.check.asked.connect(self._read)
        self._look()

    def finish(self) -> None:
        values = self.check.values()
        name = values.pop("name")
        kept = self.bench.do(imports.keep_areas, self.check.result, name, **values)
        if kept is not None:
            self.uid = kept.uid
            words = plural("{n} area was imported.", "{n} areas were imported.", kept.row.areas)
            self.bench.notify(words)
            self.accept()

    def _look(self) -> None:
        self.check.forget()
        writing, near = self.writing, self.near
        self.work(
            _("looking at the layer"),
            lambda _progress: imports.look_at_areas(self.path, writing, near),
            self._looked,
        )

    def _take_layer(self) -> None:
        self.writing = replace(self.writing, layer=self.layer.chosen["layer"].value)
        self._look()

    def _take_crs(self, text: str) -> None:
        crs = self.bench.do(lambda _store: imports.short_name(text))
        if crs is not None and self.layer.opened is not None:
            self.check.forget()
            self.place.offer(Suggestion(crs, "sure", "", self.layer.opened.crs.candidates))
            self._locate(crs)

    def _looked(self, opened: AreaLayer) -> None:
        self.layer.show_opened(opened)
        self.place.offer(opened.crs)
        if self.place.crs:
            self._locate(self.place.crs)
        else:
            self.place.show_located(None, ())

    def _locate(self, crs: str) -> None:
        opened = self.layer.opened
        if opened is not None:
            self.work(
                _("placing the areas"),
                lambda _progress: previews.locate_areas(opened, crs),
                lambda found: self.place.show_located(*found),
            )

    def _read(self) -> None:
        opened, columns, crs = self.layer.opened, self.layer.columns(), self.place.crs
        if opened is not None:
            self.work(
                _("reading the areas"),
                lambda progress: imports.read_area_layer(opened, columns, crs, progress),
                self._show_read,
            )

    def _show_read(self, found: ReadAreas) -> None:
        words = counted(found.report, len(found.polygons), areas=True)
        kept = _("Kept in {crs}.").format(crs=said(found.crs))
        self.check.show_result(found, f"{words} {kept}", found.report)

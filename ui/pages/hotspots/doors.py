"""What the Hotspots page brings in from files, and the dialogs it opens beside its work."""

from pathlib import Path

from planner.model.datasets import AreaSetRow, DatasetRow
from planner.ops import imports as data_imports
from planner.texts import _, mark
from ui.pages.hotspots.data_card import FactsDialog
from ui.pages.hotspots.import_areas import ImportAreas
from ui.pages.hotspots.import_claim import ImportClaim
from ui.pages.hotspots.import_incidents import ImportIncidents
from ui.pages.hotspots.import_surroundings import ImportSurroundings
from ui.pages.hotspots.interventions_dialog import InterventionsDialog
from ui.pages.hotspots.parts import Parts
from ui.pages.hotspots.score_dialog import ScoreDialog
from ui.pages.hotspots.week_dialog import WeekDialog
from ui.pages.hotspots.work import Work
from ui.shell.page import Page, command, imports

INCIDENT_FILES = (".csv", ".txt", ".tsv", ".xlsx", ".gz", ".gpkg", ".geojson", ".json", ".shp")
LAYER_FILES = (".gpkg", ".geojson", ".json", ".shp")
CLAIM_FILES = (".csv", ".xlsx", *LAYER_FILES)


class Doors(Page):
    """A page with incidents, areas and surroundings, and what one can open from there."""

    parts: Parts
    work: Work
    datasets: dict[str, DatasetRow]
    area_sets: dict[str, AreaSetRow]

    @imports(mark("Incidents"), *INCIDENT_FILES)
    def import_incidents(self, path: Path) -> None:
        """Lead through an import of incidents, and show them; outlines are taken for areas."""
        if path.suffix.lower() in LAYER_FILES and data_imports.holds_only_areas(path):
            self.import_areas(path)
        else:
            self._import(ImportIncidents(self.bench, path, self))

    @imports(mark("Areas"), *LAYER_FILES)
    def import_areas(self, path: Path) -> None:
        """Lead through an import of areas, and take them as the study area."""
        self._import(ImportAreas(self.bench, path, self))

    @imports(mark("Surroundings"), *LAYER_FILES)
    def import_surroundings(self, path: Path) -> None:
        """Ask what a layer of places is to be called, and have forecasts look at it."""
        self._open(ImportSurroundings(self.bench, path, self))

    @imports(mark("Forecast of others"), *CLAIM_FILES)
    def import_claim(self, path: Path) -> None:
        """Ask of which days a forecast speaks, and show it beside ours."""
        day = self.parts.forecast.wish.origin
        dialog = ImportClaim(self.bench, path, day, self)
        dialog.accepted.connect(self.score_others)
        self._open(dialog)

    @command(mark("Import incidents…"))
    def ask_for_incidents(self) -> None:
        words = _("Tables and map layers")
        if path := self.bench.files.open(_("Import incidents"), words, INCIDENT_FILES):
            self.import_incidents(path)

    @command(mark("Import areas…"))
    def ask_for_areas(self) -> None:
        if path := self.bench.files.open(_("Import areas"), _("Map layers"), LAYER_FILES):
            self.import_areas(path)

    @command(mark("Import surroundings…"))
    def ask_for_surroundings(self) -> None:
        if path := self.bench.files.open(_("Import surroundings"), _("Map layers"), LAYER_FILES):
            self.import_surroundings(path)

    @command(mark("Import a forecast of others…"))
    def ask_for_claim(self) -> None:
        words = _("Tables and map layers")
        if path := self.bench.files.open(_("Import a forecast of others"), words, CLAIM_FILES):
            self.import_claim(path)

    @command(mark("Score forecasts of others"))
    def score_others(self) -> ScoreDialog | None:
        """Hold forecasts of others against what came, beside the count map and chance."""
        if self.work.scene is None:
            return None
        dialog = ScoreDialog(self.bench, self.work.scene, self)
        dialog.open()
        return dialog

    @command(mark("Interventions"))
    def open_interventions(self) -> InterventionsDialog:
        """Write down what was done on the ground, and read what it changed."""
        dialog = InterventionsDialog(self.bench, self.parts.forecast.wish, self)
        self._open(dialog)
        return dialog

    @command(mark("Hours of the week"))
    def open_week(self) -> WeekDialog | None:
        """Show when in the week incidents happen."""
        row = self.datasets.get(self.parts.forecast.wish.dataset or "")
        if row is None:
            return None
        dialog = WeekDialog(self.bench, row, self)
        self._open(dialog)
        return dialog

    def _edit_facts(self) -> None:
        if row := self.parts.facts.row:
            FactsDialog(self.bench, row, self).open()

    def _import(self, dialog: ImportIncidents | ImportAreas) -> None:
        dialog.accepted.connect(lambda: self.show_record(dialog.uid))
        self._open(dialog)

    def _open(
        self,
        dialog: ImportIncidents | ImportAreas | ImportSurroundings | ImportClaim
        | InterventionsDialog | WeekDialog,
    ) -> None:  # fmt: skip
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

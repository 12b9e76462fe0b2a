"""The ways data come to the Hotspots page: buttons, File > Import, and files dropped on it."""

from pathlib import Path
from typing import Protocol

from planner.ops import imports as ops
from planner.texts import _, mark
from ui.pages.hotspots.data_card import ImportCard
from ui.pages.hotspots.import_areas import ImportAreas
from ui.pages.hotspots.import_incidents import ImportIncidents
from ui.pages.hotspots.importing.frame import ImportFrame
from ui.shell.page import Page, imports
from ui.theme.widgets import EmptyState

LAYERS = (".gpkg", ".geojson", ".json", ".shp")
TABLES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".gz")


class HasDoors(Protocol):
    """The parts of the page that ask for data."""

    empty: EmptyState
    data: ImportCard


class Doors(Page):
    """A page that takes incidents and areas and then shows them."""

    @imports(mark("Incidents"), *TABLES, *LAYERS)
    def import_incidents(self, path: Path) -> None:
        """Lead through the import of incidents; a file of outlines is taken for areas."""
        if path.suffix.lower() in LAYERS and ops.holds_only_areas(path):
            self.import_areas(path)
        else:
            self._lead(ImportIncidents(self.bench, path, self.window()))

    @imports(mark("Areas"), *LAYERS)
    def import_areas(self, path: Path) -> None:
        """Lead through the import of areas."""
        self._lead(ImportAreas(self.bench, path, self.window()))

    def open_doors(self, parts: HasDoors) -> None:
        """Let the buttons of the page ask for files."""
        parts.empty.chosen.connect(self._ask_for_incidents)
        parts.data.incidents.clicked.connect(self._ask_for_incidents)
        parts.data.areas.clicked.connect(self._ask_for_areas)

    def _ask_for_incidents(self) -> None:
        words = _("Tables and layers of points")
        if path := self.bench.files.open(_("Import incidents"), words, (*TABLES, ".txt", *LAYERS)):
            self.import_incidents(path)

    def _ask_for_areas(self) -> None:
        if path := self.bench.files.open(_("Import areas"), _("Layers of outlines"), LAYERS):
            self.import_areas(path)

    def _lead(self, dialog: ImportFrame) -> None:
        dialog.accepted.connect(lambda: self.show_record(dialog.uid))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

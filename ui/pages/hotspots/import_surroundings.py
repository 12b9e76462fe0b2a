"""Bring in a layer of surroundings: its name is what forecasts will say."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field
from PySide6.QtWidgets import QWidget

from planner.ops import factors
from planner.ops.factors import ReadFactor
from planner.ops.imports import Suggestion, Writing
from planner.texts import _, mark, plural
from ui.pages.hotspots.asking_file import AskFileDialog
from ui.shell.workbench import Workbench


class Layer(BaseModel, frozen=True):
    """What is to be known of a layer."""

    name: str = Field(
        min_length=1,
        max_length=200,
        title=mark("Name"),
        description=mark("What forecasts call it: “Within 200 m of bars there are …”"),
    )
    source: str = Field("", max_length=500, title=mark("Source"))
    licence: str = Field("", max_length=200, title=mark("Licence"))
    crs: str = Field(
        "",
        max_length=60,
        title=mark("Map projection"),
        description=mark("Only where the file does not say it, for example EPSG:25832."),
    )


class ImportSurroundings(AskFileDialog):
    """Once accepted, `uid` names the layer that was kept."""

    def __init__(self, bench: Workbench, path: Path, parent: QWidget | None) -> None:
        words = _(
            "{name}: only its points, lines or areas are kept, nothing that is written about "
            "them. Layers that show persons are refused."
        ).format(name=path.name)
        asked = Layer(name=path.stem.replace("_", " ").strip() or path.name, source=path.name)
        told = _("Import surroundings"), words
        super().__init__(bench, path, told, asked, parent=parent)
        self.uid = ""

    def taken(self, path: Path, writing: Writing) -> Mapping[str, Suggestion]:
        return factors.taken_of(path, writing)

    def work(self, asked: Any, progress: Any) -> ReadFactor:
        progress.step(0, 1)
        return factors.read_factor(self.path, asked.crs, self.how.writing, asked.name)

    def take(self, found: ReadFactor) -> bool:
        more = self.asked.model_dump(include={"source", "licence"})
        kept = self.bench.do(factors.keep_factor, found, self.asked.name, **more)
        if kept is None:
            return False
        self.uid = kept
        words = plural("{n} shape was imported.", "{n} shapes were imported.", len(found.shapes))
        self.bench.notify(words)
        return True

"""Bring in a forecast that somebody else made."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, Field
from PySide6.QtWidgets import QWidget

from planner.model.kinds import Day, Days, Reference
from planner.ops import claims, datasets
from planner.ops.claims import ClaimColumns, Period, ReadClaim
from planner.ops.imports import Suggestion, Writing
from planner.texts import _, mark, plural
from ui.pages.hotspots.asking_file import AskFileDialog
from ui.shell.workbench import Workbench


class Asked(BaseModel, frozen=True):
    """What is to be known of a forecast of others."""

    name: str = Field(
        min_length=1,
        max_length=300,
        title=mark("Name"),
        description=mark("The same for all weeks of one maker: they are scored together."),
    )
    first: Day = Field("", title=mark("First day"))
    days: Days = Field(7.0, gt=0, le=366, title=mark("Horizon"))
    risk: str = Field(
        "",
        max_length=200,
        title=mark("Column of risk"),
        description=mark("Empty: found by its name, or every area counts as named."),
    )
    date: str = Field(
        "",
        max_length=200,
        title=mark("Column of first days"),
        description=mark("Only where one file holds several forecasts."),
    )
    area: str = Field(
        "",
        max_length=200,
        title=mark("Column of area codes"),
        description=mark("Only for tables that name areas of the project."),
    )
    areas: Annotated[str | None, Reference(target="area_set")] = Field(None, title=mark("Areas"))
    crs: str = Field(
        "",
        max_length=60,
        title=mark("Map projection"),
        description=mark("For tables of cells with x and y, for example EPSG:25833."),
    )


class ImportClaim(AskFileDialog):
    """Once accepted, `name` is what the forecast is called."""

    def __init__(self, bench: Workbench, path: Path, day: str, parent: QWidget | None) -> None:
        words = _(
            "{name}: areas or cells with the risk that somebody else foretold. It is scored by "
            "the same rules as ours, with the count map and chance on equal area beside it."
        ).format(name=path.name)
        asked = Asked(name=path.stem.replace("_", " ").strip() or path.name, first=day)
        areas = {"areas": lambda: [(r.uid, r.name) for r in datasets.list_area_sets(bench.store)]}
        told = _("Import a forecast of others"), words
        super().__init__(bench, path, told, asked, areas, parent)
        self.name = ""

    def taken(self, path: Path, writing: Writing) -> Mapping[str, Suggestion]:
        return claims.taken_of(path, writing)

    def work(self, asked: Any, progress: Any) -> ReadClaim:
        progress.step(0, 1)
        store = self.bench.store
        areas = datasets.polygons(store, asked.areas) if asked.areas else None
        columns = ClaimColumns(asked.risk, asked.date, asked.area)
        return claims.read_claim(self.path, columns, asked.crs, self.how.writing, areas)

    def take(self, found: ReadClaim) -> bool:
        asked = self.asked
        first = np.datetime64(asked.first, "s") if asked.first else None
        period = Period(first, asked.days)
        name = asked.name
        kept = self.bench.do(claims.keep_claim, found, name, period, self.path.name)
        if kept is None:
            return False
        self.name = name
        words = plural("{n} forecast was imported.", "{n} forecasts were imported.", len(kept))
        self.bench.notify(words)
        return True

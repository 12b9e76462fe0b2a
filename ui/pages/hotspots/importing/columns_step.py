"""Which column means what."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout

from planner.model.datasets import AreaSetRow
from planner.ops.imports import Suggestion
from planner.texts import _, mark
from ui.pages.hotspots.importing.cells import CellTable
from ui.pages.hotspots.importing.choices import Choose
from ui.pages.hotspots.importing.draft import Draft
from ui.pages.hotspots.importing.frame import Step
from ui.theme.widgets import row

PLACE = {
    "x": mark("&x, east or longitude"),
    "y": mark("&y, north or latitude"),
    "area": mark("Code of an &area"),
    "areas": mark("… is a code of"),
    "type": mark("&Offence type"),
}
TIME = {
    "date": mark("&Date, or begin"),
    "time": mark("&Time of day"),
    "year": mark("Year"),
    "month": mark("Month"),
    "day": mark("Day of the month"),
    "date_to": mark("&End date"),
    "time_to": mark("End time"),
    "recorded": mark("&Recorded on"),
}
SHORT = {
    "x": mark("x"),
    "y": mark("y"),
    "area": mark("area"),
    "date": mark("date"),
    "time": mark("time"),
    "year": mark("year"),
    "month": mark("month"),
    "day": mark("day"),
    "date_to": mark("end date"),
    "time_to": mark("end time"),
    "recorded": mark("recorded"),
    "type": mark("type"),
}
PARTS = ("year", "month", "day")
ROWS_SHOWN = 8


class ColumnsStep(Step):
    """`asked` is sent when another choice changes what follows from it."""

    asked = Signal()

    def __init__(self, draft: Draft, areas: list[AreaSetRow]) -> None:
        super().__init__(
            _("Columns"),
            _(
                "An incident needs a place and a date. The place is a pair of coordinates, or the"
                " code of an area of this project. Columns left at “none” are not read."
            ),
        )
        self.draft = draft
        self.areas = areas
        self.place, self.time = QFormLayout(), QFormLayout()
        self.chosen = {
            name: Choose(self.place, name, _(label), wide=True) for name, label in PLACE.items()
        }
        self.chosen |= {
            name: Choose(self.time, name, _(label), wide=True) for name, label in TIME.items()
        }
        for name, choose in self.chosen.items():
            choose.box.activated.connect(lambda _at, n=name: self._take(n))
        self.table = CellTable(_("First rows with the meaning of their columns"))
        self.table.setMinimumHeight(180)
        both = row(self.place, self.time, spacing=24)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.body.addLayout(both)
        self.body.addWidget(self.table, 1)

    def ready(self) -> bool:
        value = {name: choose.value for name, choose in self.chosen.items()}
        place = (value["x"] and value["y"]) or (value["area"] and value["areas"])
        return bool(place and (value["date"] or (value["year"] and value["month"])))

    def entered(self) -> None:
        self.show_looked()

    def show_looked(self) -> None:
        """Fill the boxes from what is suggested and chosen."""
        looked = self.draft.looked
        if looked is None:
            return
        none = ("", _("none"))
        named = [(name, name) for name in looked.table.columns]
        for name, found in looked.suggested.columns.items():
            ask = name in ("x", "y", "date") and bool(found.value)
            self.chosen[name].offer([none, *named], found, ask=ask)
        offered = Suggestion(self.draft.areas, "sure")
        self.chosen["areas"].offer(
            [none, *((found.uid, found.name) for found in self.areas)], offered
        )
        self._show_rows()

    def _show_rows(self) -> None:
        """Show the first rows under what their columns mean, the used ones first."""
        looked = self.draft.looked
        if looked is None:
            return
        means = {c.value: _(SHORT[n]) for n, c in self.chosen.items() if c.value and n in SHORT}
        order = sorted(range(len(looked.table.columns)), key=lambda n: self._rank(n, means))
        titles = [
            f"{means[name]}: {name}" if name in means else name
            for name in (looked.table.columns[n] for n in order)
        ]
        rows = [[cells[n] for n in order] for cells in looked.table.preview[:ROWS_SHOWN]]
        self.table.show_rows(titles, rows)
        dated = bool(self.chosen["date"].value)
        for name in PARTS:
            self.chosen[name].show(not dated or bool(self.chosen[name].value))
        located = bool(self.chosen["x"].value)
        self.chosen["areas"].show(not located and bool(self.chosen["area"].value))

    def _rank(self, number: int, means: dict[str, str]) -> tuple[bool, int]:
        name = self.draft.column_names()[number]
        return (name not in means, list(means).index(name) if name in means else number)

    def _take(self, name: str) -> None:
        if name == "areas":
            self.draft.areas = self.chosen["areas"].value
            self.changed.emit()
            return
        for each in (name, *(("x", "y", "area") if name in ("x", "y", "area") else ())):
            self.draft.fixed[each] = self.chosen[each].value
        self.asked.emit()

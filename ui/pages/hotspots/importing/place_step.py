"""Where the points lie: the projection, confirmed on a map."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout

from planner.ops import import_previews as previews
from planner.ops import imports
from planner.ops.import_previews import Located
from planner.ops.imports import Suggestion
from planner.texts import _
from ui.forms.boxes import LineBox
from ui.map.canvas import MapCanvas
from ui.map.layers import AreaLayer, IncidentLayer, Layer
from ui.map.outlines import Outlines
from ui.pages.hotspots.importing.choices import Choose
from ui.pages.hotspots.importing.frame import Step
from ui.tables import writers
from ui.theme.widgets import Caption, Chip, FieldLabel, Words, row

NEARLY_ALL = 0.95
LONGEST = 90


class PlaceStep(Step):
    """`asked` is sent with the projection in which the points should be looked at."""

    asked = Signal(str)

    def __init__(self, words: str) -> None:
        super().__init__(_("Place"), words)
        self.needed = True
        self.located: Located | None = None
        form = QFormLayout()
        self.chosen = Choose(form, "crs", _("Map &projection"))
        self.chosen.box.setMinimumContentsLength(36)
        self.own = LineBox()
        self.own.setObjectName("own_crs")
        self.own.setAccessibleName(_("Another projection"))
        self.own.setPlaceholderText(_("EPSG and a number"))
        label = FieldLabel(_("&Another projection"))
        label.setBuddy(self.own)
        form.addRow(label, self.own)
        self.verdict = Chip("", "neutral")
        self.where = Words()
        self.kept = Caption(wrap=True)
        self.map = MapCanvas()
        self.map.setMinimumHeight(220)
        self.map.setAccessibleName(_("Map of the first points"))
        self.body.addLayout(form)
        told = row(self.verdict, self.where)
        told.setStretch(1, 1)
        self.body.addLayout(told)
        self.body.addWidget(self.kept)
        self.body.addWidget(self.map, 1)
        self.body.addStretch(0)
        self.chosen.box.activated.connect(lambda _at: self.asked.emit(self.chosen.value))
        self.own.editingFinished.connect(self._take_own)
        self.show_located(None, ())

    @property
    def crs(self) -> str:
        return self.chosen.value

    def ready(self) -> bool:
        return not self.needed or (bool(self.crs) and self.located is not None)

    def offer(self, found: Suggestion, *, needed: bool = True) -> None:
        """Offer the projections that fit, each with its name."""
        self.needed = needed
        self.chosen.offer([(crs, said(crs)) for crs in found.candidates], found)
        for widget in (self.chosen.box, self.own):
            widget.setEnabled(needed)

    def show_located(self, located: Located | None, areas: Sequence[tuple[str, Any]]) -> None:
        """Show the points over the areas of the project, and say where that is."""
        self.located = located
        layers: list[Layer] = [AreaLayer(name, outlines_of(shapes)) for name, shapes in areas]
        if located is not None:
            layers.append(IncidentLayer(_("Points of the file"), located.x, located.y))
        self.map.setVisible(bool(layers))
        self.map.show_layers(layers)
        self.map.fit()
        self._tell(located)
        self.changed.emit()

    def _tell(self, located: Located | None) -> None:
        self.verdict.setVisible(located is not None)
        if located is None:
            nothing = _("Choose a projection to see where the points lie.")
            by_code = _("The place is told by the code of an area; no projection is needed.")
            self.where.setText(nothing if self.needed else by_code)
            self.kept.setText("")
            return
        good = located.inside >= NEARLY_ALL
        self.verdict.say(
            _("fits its region") if good else _("outside its region"), "good" if good else "caution"
        )
        place = _("The middle of the points is at {latitude}, {longitude}.").format(
            latitude=_degrees(located.latitude, _("N"), _("S")),
            longitude=_degrees(located.longitude, _("E"), _("W")),
        )
        region = _("This projection is made for: {region}").format(region=_short(located.region))
        self.where.setToolTip(located.region)
        self.where.setText(f"{place} {region}" if located.region else place)
        self.kept.setText(
            _("Kept in metres, in {name}. Is this where the incidents happened?").format(
                name=imports.title(located.crs)
            )
        )

    def _take_own(self) -> None:
        if text := self.own.text().strip():
            self.asked.emit(text)


def said(crs: str) -> str:
    """Return a projection with its name."""
    return f"{imports.title(crs)} · {crs}" if crs.startswith("EPSG") else imports.title(crs)


def _short(text: str) -> str:
    """Return the beginning of a long list of places."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …"


def _degrees(value: float, plus: str, minus: str) -> str:
    return f"{writers.number(abs(value), 3)}° {plus if value >= 0 else minus}"


def outlines_of(shapes: Sequence[Any]) -> Outlines:
    """Return the rings of polygons as arrays."""
    return Outlines(*previews.rings_of(shapes))

"""The middle of the page: what the map and the weeks show of the work."""

from typing import Any

import numpy as np

from planner.texts import _
from ui.map.layers import Layer
from ui.pages.hotspots import figures, picture
from ui.pages.hotspots.parts import Parts
from ui.pages.hotspots.work import Work


class MapSide:
    """Shows the scene and the forecast of `work` in `parts`."""

    def __init__(self, parts: Parts, work: Work) -> None:
        self.parts, self.work = parts, work
        self._layers: dict[str, Layer] = {}

    def compose(self) -> None:
        """Build the layers anew and show them."""
        scene, made = self.work.scene, self.work.made
        if scene is None:
            return
        self._layers = picture.layers_of(scene, made)
        self.parts.layers.offer(picture.offers_of(self._layers))
        self.show_map()
        view = self.parts.map
        if made:
            order = picture.order_of(made).tolist()
            view.show_cells(scene.cells, order, picture.CellWords(made))
            view.say(picture.caption_of(made))
        else:
            view.show_cells(None, [], str)
            view.say("")

    def show_map(self) -> None:
        made = self.work.made
        shown = [name for name in self.parts.layers.shown() if name in self._layers]
        entries = picture.entries_of(shown, self._layers, made)
        layers = [self._layers[name] for name in reversed(shown)]
        title = _("Relative risk") if "risk" in shown else _("Legend")
        measure = _("share of cells") if "risk" in shown else ""
        self.parts.map.show_layers(layers, title, measure, entries)

    def show_cell(self, cell: Any) -> None:
        made = self.work.made
        story = figures.story_of(made, cell) if made and cell is not None else None
        self.parts.cell.show_story(story)

    def show_history(self) -> None:
        """Tint the weeks that the method uses."""
        scene, card = self.work.scene, self.parts.forecast
        if scene is None or not card.wish.origin:
            return
        window = float(getattr(card.method, "window", 0))
        origin = card.wish.moment.astype("M8[D]")
        first = scene.weeks.starts[0]
        start = max(origin - np.timedelta64(round(window), "D"), first) if window else first
        self.parts.weeks.show_history(start, origin)

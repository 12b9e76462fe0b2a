"""What the map shows of a scene and a forecast: layers, legend, caption."""

import numpy as np
from numpy.typing import NDArray

from planner.texts import _
from ui.map.cells import FlaggedLayer, SurfaceLayer, classes_of
from ui.map.layers import AreaLayer, IncidentLayer, Layer
from ui.map.legend import Entry, class_entries
from ui.pages.hotspots.scene import Scene
from ui.pages.hotspots.work import Made
from ui.tables import writers

Offer = tuple[str, str, bool]


def layers_of(scene: Scene, made: Made | None) -> dict[str, Layer]:
    """Return every layer there is, by name, from top to bottom."""
    layers: dict[str, Layer] = {}
    if made:
        cells, forecast = scene.cells, made.forecast
        flagged = forecast.flagged(made.wish.coverage)
        layers["flagged"] = FlaggedLayer(_("Flagged cells"), cells, flagged)
        layers["since"] = _since(scene, made)
    for number, factor in enumerate(scene.factors):
        layers[f"factor {number}"] = IncidentLayer(factor.name, factor.x, factor.y)
    if scene.areas and scene.outlines and scene.area_set:
        title = scene.area_set.name
        layers["areas"] = AreaLayer(title, scene.outlines, scene.areas.names)
    if made:
        classes = classes_of(made.forecast.risk / scene.cells.area_m2)
        layers["risk"] = SurfaceLayer(_("Risk, by share of cells"), scene.cells, classes)
    layers["incidents"] = IncidentLayer(_("All incidents"), scene.incidents.x, scene.incidents.y)
    return layers


def _since(scene: Scene, made: Made) -> IncidentLayer:
    """Return what came within the horizon: the test of the forecast, as far as it is known."""
    end = made.wish.moment + np.timedelta64(round(made.wish.horizon * 86_400), "s")
    came = scene.incidents.between(made.wish.moment, end)
    return IncidentLayer(_("Incidents since the origin"), came.x, came.y)


def offers_of(layers: dict[str, Layer]) -> list[Offer]:
    """Return what the layers card lists; a surface hides the incidents at first."""
    hidden = {"since", "incidents"} if "risk" in layers else set()
    hidden |= {name for name in layers if name.startswith("factor ")}
    return [(name, layer.title, name not in hidden) for name, layer in layers.items()]


def entries_of(shown: list[str], layers: dict[str, Layer], made: Made | None) -> list[Entry]:
    """Return the lines of the legend for the layers shown."""
    entries = class_entries() if "risk" in shown else []
    if "flagged" in shown and made:
        share = writers.share(made.wish.coverage, 0 if made.wish.coverage >= 0.01 else 1)  # noqa: PLR2004
        entries.append(Entry("flag", _("flagged ({share})").format(share=share)))
    looks = {"areas": "outline", "since": "point", "incidents": "point"}
    entries += [Entry(looks[name], layers[name].title) for name in shown if name in looks]
    return entries


def caption_of(made: Made) -> str:
    """Say what is shown: method, origin, horizon, cells, coverage."""
    wish = made.wish
    sizes = {
        "square": _("{n} m squares").format(n=writers.number(wish.size)),
        "hex": _("{n} m hexagons").format(n=writers.number(wish.size)),
        "areas": _("given areas"),
    }
    return _(
        "{method}. Origin {origin}, next {days} days. {cells}, {share} of the area flagged."
    ).format(
        method=_(made.method.title),
        origin=writers.day(wish.origin),
        days=writers.number(wish.horizon),
        cells=sizes[wish.shape],
        share=f"{100 * wish.coverage:g}\u00a0%",
    )


class CellWords:
    """Tells of a cell in one line, for the read-out under the mouse."""

    def __init__(self, made: Made) -> None:
        self._rank = made.forecast.rank
        past = made.forecast.seen.past
        self._counts = np.bincount(past.cells, minlength=len(self._rank))

    def __call__(self, cell: int) -> str:
        return _("Rank {rank} of {cells}, {n} past incidents").format(
            rank=writers.number(int(self._rank[cell])),
            cells=writers.number(len(self._rank)),
            n=writers.number(int(self._counts[cell])),
        )


def order_of(made: Made) -> NDArray[np.intp]:
    """Return the cells from the first to look at to the last."""
    return np.argsort(made.forecast.rank)

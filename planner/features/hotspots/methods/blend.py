"""Blend: long history, recent weeks and the neighbourhood, weighed by what they foretold."""

from functools import partial
from typing import Annotated

import numpy as np
from pydantic import Field

from planner.features.hotspots.kernels import gaussian
from planner.features.hotspots.layers import effective_days, faded
from planner.features.hotspots.learning import (
    FADES,
    LAYERS,
    ONE,
    OTHER,
    Weights,
    by_family,
    halves,
    lesson,
    maps_of,
    weights_from,
)
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.model.incidents import Floats
from planner.model.kinds import Choice
from planner.progress import Progress
from planner.texts import _, mark

LEFT_OUT = {
    "nothing": mark("Nothing"),
    "history": mark("Long history"),
    "recency": mark("Recent weeks"),
    "neighbourhood": mark("The neighbourhood"),
}


@method
class Blend(Method):
    """A mixture of 42 simple maps, 18 pairs and an even one; the weights are learnt.

    Each simple map is the daily rate of incidents in a cell, with older ones
    fading over 7 days to all history, and spread over 0 to 2000 metres. A pair
    is the geometric mean of two of them, the long history of a place and
    recent weeks around it. The weights are those under which the incidents of
    the year before were most likely, week by week, each week foretold from
    what was known before it.

    Parameters
    ----------
    weeks : int
        How many weekly origins are learnt from; the last horizon ends with the
        month before the forecast.
    leave_out : {"nothing", "history", "recency", "neighbourhood"}
        A family of maps to do without, to see what it adds.

    Notes
    -----
    The weights solve a convex problem (the likelihood of a Poisson mixture)
    by expectation and maximisation, which leaves most of them near zero. Every
    weight is a share of the expected incidents, so the sum is calibrated by
    itself. Weights are learnt anew each month, and used only where the maps
    foretold better than plain counts weeks that they did not learn from;
    elsewhere this is the count map.

    Source
    ------
    Dempster, Laird & Rubin (1977), "Maximum likelihood from incomplete data
    via the EM algorithm", J. Royal Statistical Society B 39, 1-38, for the
    weights; the maps are those of `ewcount` and `kde`.
    """

    name = "blend"
    spreads = False
    title = mark("Blend of history, recent weeks and neighbourhood")
    source = "doi:10.1111/j.2517-6161.1977.tb01600.x"
    part_titles = LEFT_OUT

    weeks: int = Field(
        52,
        ge=8,
        le=260,
        title=mark("Weeks to learn from"),
        description=mark("How many weeks the weights are learnt from."),
    )
    leave_out: Annotated[str, Choice(titles=LEFT_OUT)] = Field(
        "nothing",
        title=mark("Leave out"),
        description=mark("A family of maps to do without, to see what it adds."),
    )

    def without(self) -> dict[str, Method]:
        if self.leave_out != "nothing":
            return {}
        families = [family for family in LEFT_OUT if family != "nothing"]
        return {one: self.model_copy(update={"leave_out": one}) for one in families}

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 2)
        learnt = weights_from(lesson(seen, self.weeks), self.leave_out)
        progress.step(1, 2)
        state = faded(seen.past, len(seen.cells), seen.origin, FADES)
        risk = learnt.daily @ maps_of(state, seen.days(), seen.cells)
        figures = learnt.families()
        return Surface(
            risk,
            risk * seen.horizon,
            figures,
            _words(figures, learnt.sure or self.leave_out == "history"),
        )

    def explain(self, seen: Seen, cell: int) -> Reasons:
        learnt = weights_from(lesson(seen, self.weeks), self.leave_out)
        weight, parts = _carried(seen, learnt, cell)
        carrying = np.flatnonzero(weight > weight.max(initial=0) / 1000)
        return Reasons(carrying, weight[carrying], parts)


def _carried(seen: Seen, learnt: Weights, cell: int) -> tuple[Floats, dict[str, float]]:
    """Return what each incident adds to the daily rate of `cell`, and the families' shares.

    A geometric mean grows in proportion to what it is made of, so it is
    shared out in full: half to the incidents of each of its two layers.
    """
    added = partial(_added, seen, cell)
    rates = np.array([added(layer).sum() for layer in LAYERS])
    pairs = learnt.daily[len(LAYERS) : -1] * np.sqrt(rates[ONE] * rates[OTHER])
    given = learnt.daily[: len(LAYERS)] * rates + halves(pairs)
    weight = np.zeros(len(seen.past))
    for layer, rate, part in zip(LAYERS, rates, given, strict=True):
        if part:
            weight += added(layer) * (part / rate)
    even = float(learnt.daily[-1] * seen.cells.area_m2[cell] / seen.cells.area_m2.sum())
    parts = by_family(given, even)
    total = sum(parts.values()) or 1.0
    return weight, {name: value / total for name, value in parts.items()}


def _added(seen: Seen, cell: int, layer: tuple[float, float]) -> Floats:
    """Return what each incident adds to one layer of `cell`."""
    past, cells, (width, fade) = seen.past, seen.cells, layer
    if width:
        distance = np.hypot(past.x - cells.x[cell], past.y - cells.y[cell])
        near = gaussian(distance, width) * cells.area_m2[cell]
    else:
        near = (past.cells == cell).astype(float)
    day = effective_days(seen.days(), (fade,))[0]
    return np.asarray(past.weights * near * np.exp(-seen.ages / fade) / day)


def _words(figures: dict[str, float], sure: bool) -> tuple[str, ...]:
    if not sure:
        return (
            _(
                "In the weeks it learnt from, nothing foretold better than plain counts by more "
                "than luck, so this map equals the count of all history."
            ),
        )
    sentence = _(
        "Of the incidents it expects, {history:.0%} follow from a cell's own long history, "
        "{neighbourhood:.0%} from that of its neighbourhood, {recency:.0%} from recent weeks; "
        "{even:.0%} may happen anywhere."
    )
    return (sentence.format(**figures),)

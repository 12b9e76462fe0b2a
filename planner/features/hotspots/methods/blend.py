"""Blend: long history, recent weeks and the neighbourhood, weighed by what they foretold."""

from typing import Annotated

import numpy as np
from pydantic import Field

from planner.features.hotspots.kernels import gaussian
from planner.features.hotspots.layers import effective_days, faded, layers
from planner.features.hotspots.learning import Weights, lesson, weights_from
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
    """A mixture of 42 simple maps and an even one; the weights are learnt from the past.

    Each simple map is the daily rate of incidents in a cell, with older ones
    fading over 7 days to all history, and spread over 0 to 2000 metres. The
    weights are those under which the incidents of the year before were most
    likely, week by week, each week foretold from what was known before it.

    Parameters
    ----------
    weeks : int
        How many weekly origins are learnt from; the last horizon ends with the
        year before the forecast.
    leave_out : {"nothing", "history", "recency", "neighbourhood"}
        A family of maps to do without, to see what it adds.

    Notes
    -----
    The weights solve a convex problem (the likelihood of a Poisson mixture)
    by expectation and maximisation, which leaves most of them at zero. Every
    weight is a share of the expected incidents, so the sum is calibrated by
    itself. Weights are learnt anew each year.

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

    weeks: int = Field(52, ge=8, le=260, title=mark("Weeks to learn from"))
    leave_out: Annotated[str, Choice(titles=LEFT_OUT)] = Field("nothing", title=mark("Leave out"))

    def without(self) -> dict[str, Method]:
        if self.leave_out != "nothing":
            return {}
        families = [family for family in LEFT_OUT if family != "nothing"]
        return {one: self.model_copy(update={"leave_out": one}) for one in families}

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 2)
        learnt = weights_from(lesson(seen, self.weeks, self.leave_out))
        progress.step(1, 2)
        state = faded(seen.past, len(seen.cells), seen.origin, learnt.fades)
        rates = state / effective_days(seen.days(), learnt.fades)[:, None]
        risk = learnt.even * seen.cells.area_m2 / seen.cells.area_m2.sum() + sum(
            (layer * share).sum(axis=0)
            for layer, share in zip(
                layers(rates, seen.cells, learnt.widths), learnt.daily, strict=True
            )
        )
        figures = learnt.families()
        return Surface(risk, risk * seen.horizon, figures, _words(figures))

    def explain(self, seen: Seen, cell: int) -> Reasons:
        learnt = weights_from(lesson(seen, self.weeks, self.leave_out))
        weight, parts = _carried(seen, learnt, cell)
        carrying = np.flatnonzero(weight > weight.max(initial=0) / 1000)
        return Reasons(carrying, weight[carrying], parts)


def _carried(seen: Seen, learnt: Weights, cell: int) -> tuple[Floats, dict[str, float]]:
    """Return what each incident adds to the daily rate of `cell`, and the families' shares."""
    past, cells = seen.past, seen.cells
    distance = np.hypot(past.x - cells.x[cell], past.y - cells.y[cell])
    days = effective_days(seen.days(), learnt.fades)
    weight = np.zeros(len(past))
    parts = dict.fromkeys(learnt.families(), 0.0)
    parts["even"] = learnt.even * float(cells.area_m2[cell] / cells.area_m2.sum())
    for width, shares in zip(learnt.widths, learnt.daily, strict=True):
        if width:
            near = gaussian(distance, width) * cells.area_m2[cell]
        else:
            near = (past.cells == cell).astype(float)
        for fade, day, share in zip(learnt.fades, days, shares[:, 0], strict=True):
            if share:
                added = share / day * past.weights * near * np.exp(-seen.ages / fade)
                weight += added
                parts[learnt.family(fade, width)] += float(added.sum())
    total = sum(parts.values()) or 1.0
    return weight, {name: value / total for name, value in parts.items()}


def _words(figures: dict[str, float]) -> tuple[str, ...]:
    sentence = _(
        "Of the incidents it expects, {history:.0%} follow from a cell's own long history, "
        "{neighbourhood:.0%} from that of its neighbourhood, {recency:.0%} from recent weeks; "
        "{even:.0%} may happen anywhere."
    )
    return (sentence.format(**figures),)

"""Hit rate over the share of the area flagged, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from planner.texts import _
from ui.plots.canvas import PlotCanvas
from ui.plots.colours import DASHES, PlotColours

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Curve:
    """One method: shares of the area, hit rates there and their intervals, all 0 to 1."""

    name: str
    coverage: Sequence[float]
    rate: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]

    def said(self) -> str:
        """Return the curve in words."""
        points = (
            _("{rate:.0%} at {share:.0%} of the area").format(rate=rate, share=share)
            for share, rate in zip(self.coverage, self.rate, strict=True)
        )
        return f"{self.name}: {', '.join(points)}."


class ScoreCurve(PlotCanvas):
    """The curves of a back-test beside what chance would catch."""

    def show_curves(self, curves: Sequence[Curve]) -> None:
        self.show_plot(partial(draw_curves, tuple(curves)), " ".join(c.said() for c in curves))


def draw_curves(curves: Sequence[Curve], figure: "Figure", colours: PlotColours) -> None:
    """Draw every curve with its interval, and the line of chance."""
    axes = figure.add_subplot()
    widest = max((100 * max(curve.coverage) for curve in curves), default=100)
    axes.plot([0, widest], [0, widest], color=colours.faint, lw=0.8, ls=(0, (1, 2)))
    axes.annotate(
        _("chance"),
        (widest, widest),
        xytext=(-2, 3),
        textcoords="offset points",
        ha="right",
        color=colours.faint,
    )
    for number, curve in enumerate(curves):
        colour = colours.series[number % len(colours.series)]
        share = [0, *(100 * value for value in curve.coverage)]
        rate, low, high = (
            [0, *(100 * value for value in values)]
            for values in (curve.rate, curve.low, curve.high)
        )
        axes.fill_between(share, low, high, color=colour, alpha=0.15, lw=0)
        dashes = DASHES[number % len(DASHES)]
        axes.plot(share, rate, color=colour, ls=dashes, marker="o", ms=3, lw=1.6, label=curve.name)
    axes.set_xlabel(_("share of the area flagged, %"))
    axes.set_ylabel(_("incidents caught, %"))
    axes.set_xlim(0, widest * 1.02)
    axes.set_ylim(bottom=0)
    if curves:
        axes.legend(loc="upper left")

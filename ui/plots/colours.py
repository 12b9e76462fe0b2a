"""Colours of charts, taken from the look in force."""

from dataclasses import dataclass

from ui.theme.palette import Tokens

# Okabe & Ito's colours (2008) for normal and colour-blind eyes, pale enough or dark
# enough for each ground. Lines also differ in their dashes.
SERIES = {
    False: ("#1f5f8b", "#b35900", "#2f6f4f", "#8a4b86", "#5b6775"),
    True: ("#7db7dd", "#f0a35e", "#8fd0ae", "#d9a3d4", "#aab4bf"),
}
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))


@dataclass(frozen=True, slots=True)
class PlotColours:
    """Every colour a chart may use, as ``#rrggbb``."""

    ground: str
    text: str
    faint: str
    line: str
    series: tuple[str, ...]


def plot_colours(of: Tokens) -> PlotColours:
    """Return the colours of charts for a look."""
    return PlotColours(of.panel, of.text, of.secondary, of.line, SERIES[of.dark])

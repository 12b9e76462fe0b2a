"""Map colours: ramps that stay in order of lightness, so they survive grey print."""

from dataclasses import dataclass

from ui.theme.palette import Tokens

# ColorBrewer's YlOrBr (Brewer & Harrower 2013) without its palest step, low to high.
# On a dark ground the order of lightness is turned round, so that high stands out on both.
RAMP_ON_LIGHT = ("#fff3bf", "#fed98a", "#fdab45", "#dd640f", "#8f2f04")
RAMP_ON_DARK = ("#4a2a12", "#7d3a0c", "#c05a12", "#f59a32", "#ffe08a")
OUTLINE = {False: "#69758a", True: "#7c8896"}
FLAG = {False: "#5c1206", True: "#ffffff"}


@dataclass(frozen=True, slots=True)
class MapColours:
    """Every colour a layer may use, as ``#rrggbb``."""

    ground: str
    panel: str
    outline: str
    text: str
    ramp: tuple[str, ...]
    flag: str
    point: str
    choice: str


def map_colours(of: Tokens) -> MapColours:
    """Return the colours of the map for a look."""
    return MapColours(
        ground=of.window,
        panel=of.panel,
        outline=OUTLINE[of.dark],
        text=of.text,
        ramp=RAMP_ON_DARK if of.dark else RAMP_ON_LIGHT,
        flag=FLAG[of.dark],
        point=of.accent,
        choice=of.accent,
    )

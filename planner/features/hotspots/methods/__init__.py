"""All forecast methods. A new one is a new module and one more import here."""

from planner.features.hotspots.methods import (
    area_logit,
    blend,
    boost,
    count,
    etas,
    etas_grid,
    ewcount,
    kde,
    near_repeat,
    promap,
    random,
    rtm,
    stkde,
)

__all__ = [
    "area_logit",
    "blend",
    "boost",
    "count",
    "etas",
    "etas_grid",
    "ewcount",
    "kde",
    "near_repeat",
    "promap",
    "random",
    "rtm",
    "stkde",
]

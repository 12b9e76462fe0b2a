"""All forecast methods. A new one is a new module and one more import here."""

from planner.features.hotspots.methods import (
    blend,
    count,
    ewcount,
    kde,
    near_repeat,
    promap,
    random,
)

__all__ = ["blend", "count", "ewcount", "kde", "near_repeat", "promap", "random"]

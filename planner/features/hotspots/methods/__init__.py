"""All forecast methods. A new one is a new module and one more import here."""

from planner.features.hotspots.methods import count, ewcount, kde, promap, random

__all__ = ["count", "ewcount", "kde", "promap", "random"]

"""Metres of street in each area, as a column of an area set has them."""

import numpy as np

from planner.errors import UserError
from planner.model.incidents import Floats
from planner.ops import datasets
from planner.store.store import Store
from planner.texts import _


class NoStreetsError(UserError):
    """The cells do not know how many metres of street they have."""

    code = "no_streets"

    def __init__(self, why: str) -> None:
        super().__init__(
            _("Nothing was tested."),
            why,
            _("Name a column of the study area with metres, and take the areas as cells."),
        )


def metres_of(store: Store, area_set: str | None, shape: str, column: str) -> Floats:
    """Return the metres of street in each area of the study area, which are the cells.

    Raises
    ------
    NoStreetsError
        The cells are no areas, or the column does not hold a number for each.
    """
    if shape != "areas" or area_set is None:
        raise NoStreetsError(_("The cells are no areas with columns."))
    known = datasets.polygons(store, area_set).attributes
    values = [one.get("columns", {}).get(column) for one in known]
    try:
        metres = np.array([float(value) for value in values])
    except (TypeError, ValueError):
        metres = np.zeros(0)
    if not len(metres) or not np.isfinite(metres).all() or metres.min() < 0 or not metres.sum():
        raise NoStreetsError(
            _("The column {column} does not hold a number for each area.").format(column=column)
        )
    return metres

"""Which incidents may be forecast, and which points are not where things happened."""

from dataclasses import dataclass

import numpy as np

from planner.errors import SafeguardError
from planner.model.incidents import Incidents
from planner.texts import _

NEAR = 20.0  # metres
TOGETHER = 0.5
SHARING = 0.1


class DiscoveredByPoliceError(SafeguardError):
    """Offences found by looking say where police looked; forecasting them feeds on itself."""

    code = "discovered_by_police"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("No forecast was made."),
            _(
                "{name}: these offences are discovered by police, not reported by the public."
            ).format(name=name),
            _("Choose offences that people report, or give a reason; it is kept with the result."),
        )


def check_source(discovered_by: str, name: str, despite: str = "") -> None:
    """Refuse offences that police discover, unless a reason is given.

    Source
    ------
    Lum & Isaac (2016), "To predict and serve?", Significance 13(5), 14-19,
    doi:10.1111/j.1740-9713.2016.00960.x.
    """
    if discovered_by == "police" and not despite.strip():
        raise DiscoveredByPoliceError(name)


@dataclass(frozen=True)
class Snapping:
    """How far incidents share coordinates.

    `together` is the share of pairs on exactly one spot among all pairs
    within 20 m; `sharing` the share of incidents that share their spot.
    """

    incidents: int
    places: int
    together: float
    sharing: float

    @property
    def warns(self) -> bool:
        return self.together >= TOGETHER and self.sharing >= SHARING


def snapping(incidents: Incidents) -> Snapping:
    """Find out whether incidents were moved to anchor points before publication.

    Some sources move each incident to one of a few fixed points, so that a
    small cell is hot only because an anchor lies in it. Where things happen at
    true places, neighbours are as common as repeated addresses; where points
    were moved, incidents share a spot or keep their distance.
    """
    from scipy.spatial import cKDTree

    if not len(incidents):
        return Snapping(0, 0, 0.0, 0.0)
    spots = np.column_stack([incidents.x, incidents.y]).round(2)
    counts = np.unique(spots, axis=0, return_counts=True)[1].astype(float)
    same = float((counts * (counts - 1)).sum())
    tree = cKDTree(spots)
    near = float(tree.count_neighbors(tree, NEAR)) - len(spots)
    sharing = float(counts[counts > 1].sum()) / len(spots)
    return Snapping(len(spots), len(counts), same / near if near else 0.0, sharing)

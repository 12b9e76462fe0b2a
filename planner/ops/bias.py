"""What one can ask about bias: feedback, under-reporting, who bears the patrols."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.errors import UserError
from planner.features.hotspots.bias.disparity import GroupExposure
from planner.features.hotspots.bias.disparity import disparity as exposures
from planner.features.hotspots.bias.feedback import Feedback, Replay
from planner.features.hotspots.bias.feedback import feedback as replayed
from planner.features.hotspots.bias.reporting import Assumed, Reporting
from planner.features.hotspots.bias.reporting import reporting as imputed
from planner.features.hotspots.bias.sources import Snapping, snapping
from planner.features.hotspots.bias.urn import Urn, urn
from planner.features.hotspots.kernels import sums
from planner.model.cells import Cells
from planner.model.incidents import Floats, Incidents
from planner.ops.backtests import Backtest
from planner.ops.datasets import AreaShapes
from planner.progress import Progress
from planner.texts import _

__all__ = [
    "Feedback", "GroupExposure", "Replay", "Reporting", "Snapping", "Urn", "snapping", "urn",
]  # fmt: skip


class NoGroupError(UserError):
    """Areas do not have the attribute that is to group them, or a group is unknown."""

    code = "no_group"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            _("Nothing was worked out."),
            _("The areas know nothing called {name}.").format(name=name),
            _("Choose one of: {known}.").format(known=", ".join(map(str, known))),
        )


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of cells: their names, the group of each cell or -1, and residents by group."""

    names: tuple[str, ...]
    of_cell: NDArray[np.int64]
    residents: Floats


def groups_of(cells: Cells, areas: AreaShapes, attribute: str = "") -> Groups:
    """Group cells by an attribute of the area their centre lies in, or by that area itself."""
    from planner.model.cells import Areas

    values = _values(areas, attribute)
    names = tuple(sorted(set(values)))
    of_area = np.array([names.index(value) for value in values])
    area = Areas(areas.polygons, areas.labels).locate(cells.x, cells.y)
    people = np.array([float(n or 0) for n in areas.residents])
    of_cell = np.where(area >= 0, of_area[area], -1)
    return Groups(names, of_cell, sums(of_area, people, len(names)))


def _values(areas: AreaShapes, attribute: str) -> list[str]:
    if not attribute:
        return list(areas.labels)
    columns = [one.get("columns", {}) for one in areas.attributes]
    known = list(dict.fromkeys(name for row in columns for name in row))
    if attribute not in known:
        raise NoGroupError(attribute, known)
    return [str(row.get(attribute, "")) for row in columns]


def feedback(
    incidents: Incidents,
    cells: Cells,
    groups: Groups,
    start: np.datetime64,
    how: Replay,
    progress: Progress,
) -> Feedback:
    """Replay daily maps with and without the records that patrols add."""
    return replayed(incidents, cells, (groups.names, groups.of_cell), start, how, progress)


@dataclass(frozen=True)
class Reported:
    """What is assumed of reporting, and which map is looked at."""

    rates: Mapping[str, float]
    origin: np.datetime64
    window: float = 365.0
    coverage: float = 0.05
    imputations: int = 50


def reporting(
    incidents: Incidents, cells: Cells, groups: Groups, how: Reported, progress: Progress
) -> Reporting:
    """Flag cells as if every offence were reported, many times. Groups not named report all."""
    for name in how.rates:
        if name not in groups.names:
            raise NoGroupError(name, groups.names)
    past = incidents.before(how.origin).placed(cells)
    past = past.take(past.ages(how.origin) < how.window)
    rates = np.array([how.rates.get(name, 1.0) for name in groups.names])
    assumed = Assumed(groups.names, groups.of_cell, rates, groups.residents)
    counts = sums(past.cells, None, len(cells))
    return imputed(counts, cells, assumed, how.coverage, how.imputations, progress)


def disparity(done: Backtest, method: str, coverage: float, groups: Groups) -> list[GroupExposure]:
    """Return how a method of a back-test treated groups of areas."""
    return exposures(done, method, coverage, (groups.names, groups.of_cell), groups.residents)

"""What a back-test can tell besides: on moved grids, with late reports, by the NIJ rules."""

from dataclasses import asdict, dataclass
from typing import Any

from planner.errors import UserError
from planner.model.cells import Areas, Cells
from planner.model.datasets import DatasetRow
from planner.model.grids import Study
from planner.model.incidents import Incidents
from planner.ops import nij, studies
from planner.ops.backtests import Plan
from planner.progress import Progress
from planner.texts import _


class SquaresNeededError(UserError):
    """Moved grids and late reports are played on square cells."""

    code = "squares_needed"

    def __init__(self) -> None:
        super().__init__(
            _("No back-test was made."),
            _("Moved grids, late reports and the rules of the challenge need square cells."),
            _("Take squares as cells, or leave these out."),
        )


@dataclass(frozen=True)
class Besides:
    """Whether to move the grid, how many days later to report, whether to play by NIJ rules."""

    offsets: bool = False
    delay: float = 0.0
    nij2017: bool = False

    @property
    def any(self) -> bool:
        return self.offsets or self.delay > 0 or self.nij2017

    def check(self, shape: str) -> None:
        """Refuse other cells than squares where these are needed."""
        if self.any and shape != "square":
            raise SquaresNeededError


@dataclass(frozen=True, eq=False)
class There:
    """What is played on."""

    data: DatasetRow
    incidents: Incidents
    cells: Cells
    areas: Areas | None

    def ground(self) -> studies.Ground:
        return studies.Ground(self._study(), self.cells.size, self.cells.factors)

    def _study(self) -> Study:
        import shapely

        if self.areas is not None:
            return shapely.union_all(list(self.areas.polygons))
        x, y = self.incidents.x, self.incidents.y
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def besides(chosen: Plan, there: There, wanted: Besides, progress: Progress) -> dict[str, Any]:
    """Play what is wanted and return it as it is kept: ``stress`` and ``nij2017``."""
    found: dict[str, Any] = {}
    stress = {}
    if wanted.offsets:
        stress["offsets"] = studies.shifted(chosen, there.incidents, there.ground(), progress)
    if wanted.delay:
        stress["delay"] = studies.delayed(
            chosen, there.incidents, there.ground(), wanted.delay, progress
        )
    if stress:
        found["stress"] = {
            key: [{**asdict(one), "low": one.low, "high": one.high} for one in swings]
            for key, swings in stress.items()
        }
    if wanted.nij2017:
        lines = nij.lines(chosen, there.incidents, there.cells, there.data, progress)
        found["nij2017"] = [asdict(one) for one in lines]
    return found

"""What most commands about incidents ask for: which incidents, in which cells of which area."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from planner.cli.values import BadOptionError, moment, one_of
from planner.model.cells import Areas, Cells
from planner.model.datasets import DatasetRow
from planner.model.incidents import Incidents, Times
from planner.model.timing import TIMINGS
from planner.ops import backtests, datasets, factors
from planner.ops import forecasts as ops
from planner.store.store import Store
from planner.texts import _

SHAPES = ("square", "hex", "areas")

StudyArea = Annotated[str, typer.Option("--study-area", help="The name of the areas.")]
Shape = Annotated[str, typer.Option(help="square, hex or areas.")]
CellSize = Annotated[float, typer.Option("--cell", min=1, help="Size of a cell in metres.")]
Horizon = Annotated[float, typer.Option(min=0.01, max=36_525, help="Days to look ahead.")]
Timing = Annotated[
    str,
    typer.Option(
        help="from, to, mid or aoristic: when incidents with a from and a to count. "
        "Without it, what the incidents are set to."
    ),
]
Factors = Annotated[
    list[str] | None,
    typer.Option("--factor", help="A layer of surroundings, or all; may be given several times."),
]
Despite = Annotated[
    str, typer.Option("--despite", help="Why offences that police discover are used all the same.")
]


@dataclass(frozen=True)
class Asked:
    """What was asked for, by name."""

    data: str
    study_area: str = ""
    shape: str = "square"
    size: float = 250.0
    despite: str = ""
    timing: str = ""
    factors: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Study:
    """What is forecast, and where."""

    data: DatasetRow
    area_set: str | None
    incidents: Incidents
    cells: Cells
    areas: Areas | None = None
    factors: Sequence[str] = ()


def study(store: Store, asked: Asked) -> Study:
    """Read the incidents and lay out the cells, or refuse."""
    row = timed(datasets.find_dataset(store, asked.data), asked.timing)
    ops.forecast_allowed(row, asked.despite)
    area_set = datasets.find_area_set(store, asked.study_area) if asked.study_area else None
    areas = datasets.areas(store, area_set, row.crs) if area_set else None
    incidents = datasets.incidents(store, row)
    one_of("--shape", asked.shape, SHAPES)
    around = factors.find_factors(store, asked.factors)
    cells = ops.study_cells(asked.shape, asked.size, areas, incidents)
    cells = factors.with_surroundings(store, cells, around, row.crs)
    uids = [one.uid for one in around]
    return Study(row, area_set.uid if area_set else None, incidents, cells, areas, uids)


def incidents_of(store: Store, data: str, timing: str = "") -> Incidents:
    """Read incidents for which no cells are needed."""
    return datasets.incidents(store, timed(datasets.find_dataset(store, data), timing))


def timed(row: DatasetRow, timing: str) -> DatasetRow:
    """Return the incidents as if `timing` were their setting; empty leaves it."""
    if not timing:
        return row
    return row.model_copy(update={"timing": one_of("--timing", timing, tuple(TIMINGS))})


def origins(start: str, end: str, step: float) -> Times:
    """Return the days on which a back-test forecasts."""
    days = backtests.origins(moment("--from", start), moment("--to", end), step)
    if not len(days):
        raise BadOptionError("--to", end, _("Choose a day that is not before --from."))
    return days

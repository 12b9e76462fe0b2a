"""Incidents as counts by cell and month, small counts left out: for those who get no points."""

from dataclasses import dataclass

import numpy as np

from planner.ops.datasets import CENTIMETRES
from planner.store.bulk import Bulk

CELL_M = 250.0
LEAST = 5
MIDDLE = np.timedelta64(14, "D")


@dataclass(frozen=True)
class Coarse:
    """Counted incidents, as points in the middle of their cells and months.

    `suppressed` incidents are left out, because fewer than the least number
    fell into their cell in their month.
    """

    bulk: Bulk
    rows: int
    suppressed: int
    first_day: str
    last_day: str


def counted(bulk: Bulk, cell_m: float = CELL_M, least: int = LEAST) -> Coarse:
    """Return incidents as counts by square cells of `cell_m` metres and by month.

    What methods need stays: where and roughly when how many. What tells single
    incidents apart goes: exact places, days, hours and categories.
    """
    x, y, when = bulk.array("x"), bulk.array("y"), bulk.array("t")
    dated = ~np.isnat(when)
    side = round(cell_m * CENTIMETRES)
    months = when[dated].astype("M8[M]")
    cells = np.column_stack([x[dated] // side, y[dated] // side, months.astype(np.int64)])
    found, counts = np.unique(cells, axis=0, return_counts=True)
    enough = counts >= least
    shown = np.repeat(found[enough], counts[enough], axis=0).astype(np.int64)
    days = shown[:, 2].astype("M8[M]").astype("M8[D]") + MIDDLE
    header = {name: bulk.header[name] for name in ("kind", "crs") if name in bulk.header}
    columns = {
        "x": shown[:, 0] * side + side // 2,
        "y": shown[:, 1] * side + side // 2,
        "t": days.astype("M8[s]"),
    }
    return Coarse(
        Bulk(header | {"counted_by_m": cell_m, "least": least}, columns),
        len(shown),
        len(when) - len(shown),
        str(days.min()) if len(days) else "",
        str(days.max()) if len(days) else "",
    )

"""What one can do with forecasts of others: take them in, and score them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.errors import UserError
from planner.features.hotspots.backtest import Backtest
from planner.features.hotspots.others import Claim, flagged_share, judge, warning
from planner.io.areas import moved, packed, unpacked
from planner.io.claims import ClaimColumns, ReadClaim, read_claim, taken_of
from planner.model.cells import Areas, Cells
from planner.model.forecasts import ForecastFields, ForecastRow
from planner.model.incidents import Incidents
from planner.ops.forecasts import list_forecasts
from planner.progress import Progress
from planner.store.bulk import Bulk
from planner.store.files import app_version
from planner.store.store import Store
from planner.texts import _

__all__ = [
    "Backtest", "ClaimColumns", "Period", "ReadClaim", "find_claims", "keep_claim", "read_claim",
    "score", "taken_of", "warning",
]  # fmt: skip

LEAST_SHARE = 1e-6


class NoSuchForecastError(UserError):
    """No forecast of others goes by the given name."""

    code = "not_found"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            _("Nothing was scored."),
            _("The project has no imported forecast called {name}.").format(name=name),
            _("It has: {known}.").format(known=", ".join(known))
            if known
            else _("Import one first: planner import forecast."),
        )


class NoPeriodError(UserError):
    """Nobody said of which days a forecast speaks."""

    code = "no_period"

    def __init__(self) -> None:
        super().__init__(
            _("No forecast was imported."),
            _("It is not known on which day it begins."),
            _("Name its first day, or the column that has it."),
        )


class DifferentHorizonsError(UserError):
    """Forecasts of different lengths cannot be pooled."""

    code = "different_horizons"

    def __init__(self, horizons: Sequence[float]) -> None:
        super().__init__(
            _("Nothing was scored."),
            _("The forecasts look ahead by different times: {days} days.").format(
                days=", ".join(f"{h:g}" for h in horizons)
            ),
            _("Score forecasts of one length at a time."),
        )


@dataclass(frozen=True)
class Period:
    """The days a forecast speaks of: `days` from `start` on.

    Without a start the file says for each row on which day it begins.
    """

    start: np.datetime64 | None
    days: float


def keep_claim(
    store: Store, found: ReadClaim, name: str, period: Period, source: str = ""
) -> list[str]:
    """Keep a forecast of others, one for each day on which some of its rows begin.

    Raises
    ------
    NoPeriodError
        Neither the period nor the file says when it begins.
    """
    parts = [(period.start if day is None else day, part) for day, part in found.by_day()]
    if any(start is None for start, _part in parts):
        raise NoPeriodError
    with store.edit(_("import of a forecast")) as edit:
        return [
            edit.add(_fields(edit, part, name, (str(start), period.days), source))
            for start, part in parts
        ]


def _fields(
    edit: Any, found: ReadClaim, name: str, when: tuple[str, float], source: str
) -> ForecastFields:
    wkb, ends, _attributes = packed(found.polygons, [])
    columns: dict[str, np.ndarray | bytes] = {"wkb": wkb, "ends": ends, "risk": found.risk}
    return ForecastFields(
        name=name,
        kind="imported",
        method="given",
        origin=when[0],
        horizon_days=when[1],
        shape="areas",
        digest=edit.keep_bulk(Bulk({"what": "forecast of others"}, columns)),
        summary={"source": source, "crs": found.crs, "areas": len(found.risk)},
        app_version=app_version(),
    )


def list_claims(store: Store) -> list[ForecastRow]:
    """Return all imported forecasts, the latest origin first."""
    return [row for row in list_forecasts(store) if row.kind == "imported"]


def find_claims(store: Store, names: Sequence[str]) -> list[ForecastRow]:
    """Return the imported forecasts with these names or uids; a name may stand for several."""
    rows = list_claims(store)
    found: list[ForecastRow] = []
    for name in names:
        fit = [row for row in rows if name in (row.uid, row.name) and row not in found]
        if not fit:
            raise NoSuchForecastError(name, sorted({row.name for row in rows}))
        found += fit
    return found


def period_of(rows: Sequence[ForecastRow]) -> tuple[np.datetime64, np.datetime64]:
    """Return the time from the first origin to the end of the last horizon."""
    starts = [np.datetime64(row.origin, "s") for row in rows]
    spans = [np.timedelta64(round(row.horizon_days * 86_400), "s") for row in rows]
    return min(starts), max(start + span for start, span in zip(starts, spans, strict=True))


def outlines(store: Store, row: ForecastRow, crs: str) -> Areas:
    """Return the areas of an imported forecast in the plane `crs`."""
    bulk = store.bulk(row.digest)
    shapes, _none = unpacked(bulk.data("wkb"), bulk.array("ends"), b"[]")
    if row.summary["crs"] != crs:
        shapes = moved(shapes, row.summary["crs"], crs)
    return Areas(tuple(shapes), tuple(str(n) for n in range(len(shapes))))


def score(
    store: Store,
    rows: Sequence[ForecastRow],
    study: tuple[Incidents, Cells, str],
    coverages: Sequence[float],
    progress: Progress,
) -> tuple[Backtest, str]:
    """Score imported forecasts together; `study` are incidents, cells and their plane.

    Without shares of area, what the forecasts named is taken. Returns the
    scores and a warning, empty where there is none.

    Raises
    ------
    DifferentHorizonsError
        The forecasts look ahead by different times.
    """
    incidents, cells, crs = study
    horizons = sorted({row.horizon_days for row in rows})
    if len(horizons) > 1:
        raise DifferentHorizonsError(horizons)
    claims = [_claim(store, row, cells, crs) for row in rows]
    share = flagged_share(claims, cells)
    wanted = list(coverages) or [max(LEAST_SHARE, share)]
    done = judge(rows[0].name, claims, incidents, cells, (horizons[0], wanted), progress)
    return done, warning(share, wanted)


def _claim(store: Store, row: ForecastRow, cells: Cells, crs: str) -> Claim:
    """Give each cell the risk per area of the outline its centre lies in."""
    areas = outlines(store, row, crs)
    risk = store.bulk(row.digest).array("risk")
    density = risk if areas.equal else risk / areas.area_m2
    inside = areas.locate(cells.x, cells.y)
    here = np.where(inside >= 0, density[inside], 0) * cells.area_m2
    return Claim(np.datetime64(row.origin, "s"), np.maximum(here, 0))

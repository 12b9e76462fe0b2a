"""The ledger of measures taken on the ground, and what each of them changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlmodel import col, select

from planner.errors import UserError
from planner.features.hotspots.interventions import Change, Effect, displacement_difference
from planner.model.cells import Areas
from planner.model.datasets import AreaSetRow, DatasetRow
from planner.model.incidents import Incidents
from planner.model.interventions import Intervention, InterventionFields, InterventionRow
from planner.ops import datasets
from planner.store.store import Store
from planner.texts import _

YEAR = timedelta(days=365)
PLACES = ("areas", "control", "near", "near_control")


class NoEffectError(UserError):
    """An entry of the ledger does not say enough to judge it."""

    code = "not_judged"

    def __init__(self, why: str) -> None:
        super().__init__(
            _("The effect was not worked out."), why, _("Complete the entry and try again.")
        )


@dataclass(frozen=True)
class Judged:
    """The effect of a measure: what was counted where, and what may mislead."""

    effect: Effect
    counts: dict[str, Change]
    before: tuple[date, date]
    after: tuple[date, date]
    warnings: tuple[str, ...]

    @property
    def variance(self) -> int:
        return sum(one.before + one.after for one in self.counts.values())


def list_interventions(store: Store) -> list[InterventionRow]:
    order = col(Intervention.first_day), col(Intervention.name)
    return store.rows(select(Intervention).order_by(*order), InterventionRow)


def find_intervention(store: Store, name: str) -> InterventionRow:
    """Return the entry with this name or uid."""
    rows = list_interventions(store)
    for row in rows:
        if name in (row.uid, row.name):
            return row
    raise datasets.NoSuchSetError(name, [row.name for row in rows])


def add_intervention(store: Store, fields: InterventionFields) -> str:
    with store.edit(_("new intervention")) as edit:
        return edit.add(fields)


def change_intervention(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    with store.edit(_("edit of intervention"), seen) as edit:
        edit.change(InterventionRow, uid, **values)


def remove_intervention(store: Store, uid: str) -> None:
    with store.edit(_("removal of intervention")) as edit:
        edit.remove(InterventionRow, uid)


def judge(store: Store, row: InterventionRow) -> Judged:
    """Hold the change during the measure against that in its control.

    Raises
    ------
    NoEffectError
        Incidents, days or areas are missing, overlap, or are not in the project.
    """
    data = store.row(DatasetRow, row.dataset) if row.dataset else None
    area_set = store.row(AreaSetRow, row.area_set) if row.area_set else None
    if data is None or area_set is None:
        raise NoEffectError(_("It names no incidents or no areas."))
    before, after = _periods(row)
    places = _places(store, row, area_set, data.crs)
    found = datasets.incidents(store, data)
    counts = {name: _change(found, place, before, after) for name, place in places.items()}
    effect = displacement_difference(
        counts["areas"], counts["control"], counts.get("near"), counts.get("near_control")
    )
    warnings = _warnings(effect, data, before, after)
    return Judged(effect, counts, before, after, warnings)


def _periods(row: InterventionRow) -> tuple[tuple[date, date], tuple[date, date]]:
    """Return first and last day of the time before and of the measure itself."""
    if not row.first_day or not row.last_day or row.last_day < row.first_day:
        raise NoEffectError(_("It needs a first day and a last day that is not before it."))
    first, last = date.fromisoformat(row.first_day), date.fromisoformat(row.last_day)
    long = last - first + timedelta(days=1)
    back = YEAR if row.compared_with == "a year earlier" else long
    if back < long:
        raise NoEffectError(_("It lasted more than a year, so a year earlier it was on as well."))
    return (first - back, last - back), (first, last)


def _places(store: Store, row: InterventionRow, area_set: AreaSetRow, crs: str) -> dict[str, Areas]:
    named: dict[str, list[str]] = {name: list(getattr(row, name) or []) for name in PLACES}
    if not named["areas"] or not named["control"]:
        raise NoEffectError(_("It needs areas treated and control areas."))
    if bool(named["near"]) != bool(named["near_control"]):
        raise NoEffectError(_("Areas near by need their own control, and the other way round."))
    listed = [one for names in named.values() for one in names]
    if len(set(listed)) < len(listed):
        raise NoEffectError(_("An area is named twice."))
    shapes = datasets.polygons(store, area_set, crs)
    return {name: _picked(shapes, wanted) for name, wanted in named.items() if wanted}


def _picked(shapes: datasets.AreaShapes, wanted: Sequence[str]) -> Areas:
    """Return the areas with these ids or labels."""
    number = dict(zip(shapes.labels, range(len(shapes.labels)), strict=True))
    number |= dict(zip(shapes.ids, range(len(shapes.ids)), strict=True))
    unknown = [one for one in wanted if one not in number]
    if unknown:
        raise NoEffectError(_("There is no area called {names}.").format(names=", ".join(unknown)))
    chosen = [number[one] for one in wanted]
    return Areas(tuple(shapes.polygons[i] for i in chosen), tuple(shapes.ids[i] for i in chosen))


def _change(
    incidents: Incidents, place: Areas, before: tuple[date, date], after: tuple[date, date]
) -> Change:
    inside = incidents.take(place.locate(incidents.x, incidents.y) >= 0)
    return Change(*(_during(inside, period) for period in (before, after)))


def _during(incidents: Incidents, period: tuple[date, date]) -> int:
    first, last = period
    end = np.datetime64(last + timedelta(days=1), "s")
    return len(incidents.between(np.datetime64(first, "s"), end))


def _warnings(
    effect: Effect, data: DatasetRow, before: tuple[date, date], after: tuple[date, date]
) -> tuple[str, ...]:
    said = []
    if effect.few:
        said.append(_("Fewer than 20 incidents in all: nothing can be concluded."))
    if data.first_day and before[0].isoformat() < data.first_day:
        said.append(_("The time before begins earlier than the incidents do."))
    if data.last_day and after[1].isoformat() > data.last_day:
        said.append(_("The measure lasted longer than the incidents go."))
    return tuple(said)

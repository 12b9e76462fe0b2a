"""The locked last days of incidents: tests leave them alone, but for looks that are logged.

Whoever tunes a method until it does well on some days can no longer learn
from these days how it will do on others. So the last ones stay closed until
the choice is made; then they are looked at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlmodel import col, select

from planner.errors import SafeguardError
from planner.features.hotspots.backtest import Plan
from planner.model.datasets import DatasetRow
from planner.model.goals import Look, LookFields, LookRow
from planner.store.store import Store
from planner.texts import _

Period = tuple[np.datetime64, np.datetime64]


class LockedError(SafeguardError):
    """A back-test or another test would test on days that are locked."""

    code = "locked_days"

    def __init__(self, name: str, since: date, until: str) -> None:
        super().__init__(
            _("Nothing was tested."),
            _("It would test until {until}, but {name} is locked from {since} on.").format(
                until=until, name=name, since=since.isoformat()
            ),
            _(
                "Choose earlier origins. Once the method is chosen, take one look: "
                "give a reason; it is kept with its date."
            ),
        )


@dataclass(frozen=True)
class Taken:
    """A look as it is told beside its result; only the first one is independent."""

    number: int
    at: str
    reason: str

    @property
    def says(self) -> str:
        if self.number == 1:
            return _("first look at the locked days")
        if self.number == 2:  # noqa: PLR2004
            return _("second look: no longer independent")
        return _("look number {n}: no longer independent").format(n=self.number)

    def document(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "at": self.at,
            "reason": self.reason,
            "independent": self.number == 1,
            "says": self.says,
        }


def locked_from(row: DatasetRow) -> date | None:
    """Return the first locked day; None where nothing is locked."""
    if not row.locked_days or not row.last_day:
        return None
    return date.fromisoformat(row.last_day) - timedelta(days=row.locked_days - 1)


def period_of(plan: Plan) -> Period:
    """Return the days that a back-test tests."""
    last: np.datetime64 = plan.origins[-1]
    return plan.origins[0], last + np.timedelta64(round(plan.horizon * 86_400), "s")


def needs_look(row: DatasetRow, period: Period, reason: str = "") -> bool:
    """Say whether a test on incidents of this period reaches into the locked days.

    Raises
    ------
    LockedError
        It does, and no reason is given.
    """
    since, until = locked_from(row), period[1]
    if since is None or until <= np.datetime64(since, "s"):
        return False
    if not reason.strip():
        raise LockedError(row.name, since, str(until)[:10])
    return True


def list_looks(store: Store, dataset: str, *, undone: bool = False) -> list[LookRow]:
    """Return the looks at the locked days of a set of incidents, the first one first."""
    query = select(Look).where(Look.dataset == dataset).order_by(col(Look.at), col(Look.uid))
    return store.rows(query, LookRow, deleted=undone)


def take_look(store: Store, row: DatasetRow, period: Period, reason: str) -> Taken | None:
    """Write down a look at the locked days, if the period reaches into them.

    Raises
    ------
    LockedError
        It does, and no reason is given.
    """
    return log_look(store, row, period, reason) if needs_look(row, period, reason) else None


def log_look(store: Store, row: DatasetRow, period: Period, reason: str) -> Taken:
    """Write down that somebody has looked. A look that is undone has been taken all the same."""
    earlier = list_looks(store, row.uid, undone=True)
    at, since = datetime.now(UTC).replace(tzinfo=None, microsecond=0), locked_from(row)
    look = LookFields(
        dataset=row.uid,
        reason=reason.strip(),
        at=at.isoformat(),
        locked_from=since.isoformat() if since else "",
        first=str(period[0].astype("M8[s]")),
        until=str(period[1].astype("M8[s]")),
    )
    with store.edit(_("look at the locked days")) as edit:
        edit.add(look)
    return Taken(len(earlier) + 1, look.at, look.reason)


def told(look: Mapping[str, Any] | None) -> str:
    """Return a look as one line, from a document."""
    if not look:
        return ""
    line = _("{says}, {day}: {reason}").format(
        says=look["says"], day=look["at"][:10], reason=look["reason"]
    )
    return f"{line[:1].upper()}{line[1:]}"

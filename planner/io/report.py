"""What an import did not take, row by row, and what a person should know about the rest."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planner.io.columns import Columns
from planner.io.dates import is_month_only, only_first_days
from planner.texts import _

if TYPE_CHECKING:
    from planner.io.incidents import ReadIncidents

MOST_LISTED = 100_000
MANY = 0.25


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken: its number in the file, the column, and why."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Report:
    """How many rows were read, which were rejected, and warnings about the others."""

    rows: int = 0
    rejected: tuple[Rejected, ...] = ()
    rejected_rows: int = 0
    warnings: tuple[str, ...] = ()

    def as_json(self, most: int = 1000) -> dict[str, Any]:
        """Return the report to be kept with a record; it holds no values of the file."""
        return {
            "rows": self.rows,
            "rejected_rows": self.rejected_rows,
            "rejected": [
                {"row": r.row, "column": r.column, "reason": r.reason} for r in self.rejected[:most]
            ],
            "warnings": list(self.warnings),
        }


@dataclass
class Rejects:
    """Collects rejected rows; each row is listed once, with its first reason."""

    listed: list[Rejected] = field(default_factory=list)
    count: int = 0
    rows: NDArray[Any] = field(default_factory=lambda: np.empty(0, np.int32))
    marked: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, bool))

    def start(self, rows: NDArray[Any]) -> "Rejects":
        """Begin a new piece with these row numbers."""
        self.rows, self.marked = rows, np.zeros(len(rows), bool)
        return self

    def note(self, bad: Any, column: str, reason: str) -> None:
        """Reject the rows that are `bad` and not rejected yet."""
        new = np.flatnonzero(bad & ~self.marked)
        self.marked[new] = True
        self.count += len(new)
        for place in new[: MOST_LISTED - len(self.listed)]:
            self.listed.append(Rejected(int(self.rows[place]), column, reason))

    def report(self, rows: int) -> Report:
        ordered = sorted(self.listed, key=lambda rejected: rejected.row)
        return Report(rows, tuple(ordered), self.count)


def month_only(t: NDArray[np.datetime64], named: Columns, form: str = "") -> bool:
    """Whether the moments tell the month and no day."""
    by_parts = bool(not named.date and named.year and not named.day)
    return by_parts or is_month_only(form) or only_first_days(t)


def judged(read: "ReadIncidents", notes: tuple[str, ...] = ()) -> "ReadIncidents":
    """Return `read` with warnings about what its places and dates do not tell."""
    warnings = (*notes, *_of_time(read), *_of_place(read))
    return replace(read, report=replace(read.report, warnings=warnings))


def _of_time(read: "ReadIncidents") -> list[str]:
    found = []
    now = np.datetime64("now", "s")
    if later := int((read.t > now).sum()):
        found.append(_("{n} incidents lie in the future.").format(n=later))
    early = int((read.t < np.datetime64("1950-01-01")).sum())
    if early:
        found.append(_("{n} incidents lie before 1950.").format(n=early))
    if read.recorded is not None and (before := int((read.recorded < read.t).sum())):
        found.append(_("{n} incidents were recorded before they happened.").format(n=before))
    if read.t_end is not None and only_first_days(read.t):
        found.append(
            _("The dates name the month only: an incident counts as known at the month's end.")
        )
    return found


def _of_place(read: "ReadIncidents") -> list[str]:
    if read.x is None or read.y is None:
        return [_("Incidents have area codes only; each is shown at a point inside its area.")]
    found = _outside(read.x, read.y, read.crs, read.source_crs)
    counts = _crowds(read.x, read.y)
    crowded = int(counts[counts > 1].sum())
    if crowded > MANY * len(read):
        found.append(
            _(
                "{n} of {all} incidents share their exact point with others, {places} points in"
                " all: places may be rounded or snapped to streets and anchor points."
            ).format(n=crowded, all=len(read), places=len(counts))
        )
    return found


def _crowds(x: Any, y: Any) -> NDArray[np.int64]:
    """Return how many incidents stand on each point, to the centimetre."""
    cm = np.round((x - x.min()) * 100).astype(np.int64)
    cm *= int(np.ptp(y) * 100) + 2
    cm += np.round((y - y.min()) * 100).astype(np.int64)
    cm.sort()
    ends = np.flatnonzero(np.append(cm[1:] != cm[:-1], True))
    return np.diff(ends, prepend=-1)


def _outside(x: Any, y: Any, crs: str, source: str) -> list[str]:
    """Say how many points lie where the projection of the source is not meant for."""
    from planner.io.projections import inside, known_crs, title, transformed

    use = known_crs(source).area_of_use
    if use is None or not known_crs(source).is_projected:
        return []
    across, up = np.meshgrid([x.min(), x.max()], [y.min(), y.max()])
    if crs == source and inside(across.ravel(), up.ravel(), crs).all():
        return []
    lon, lat = transformed(x, y, crs, "EPSG:4326")
    within = (lon >= use.west) & (lon <= use.east) & (lat >= use.south) & (lat <= use.north)
    if not (outside := int((~within).sum())):
        return []
    return [
        _("{n} of {all} incidents lie outside the area that {crs} is meant for.").format(
            n=outside, all=len(x), crs=title(source)
        )
    ]

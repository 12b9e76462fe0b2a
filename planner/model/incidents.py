"""Incidents as arrays: what happened where and when, and when that became known."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from planner.model.cells import Cells

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]
Indices = NDArray[np.int32]

DAY = np.timedelta64(86_400, "s")
COLUMNS = ("x", "y", "t", "begin", "t_end", "recorded", "category", "weight", "cell")


@dataclass(frozen=True, eq=False)
class Incidents:
    """Incidents in one projected plane; every column that is there has shape ``(n,)``.

    Parameters
    ----------
    x, y : metres
    t : local wall time, ``datetime64[s]``
        When it happened, or the start of the period in which it happened.
    t_end
        The end of that period; NaT or no column where the moment is known.
    begin
        The start of that period where it is to be spread over; then `t` is half way.
    recorded
        When the police knew; NaT or no column where that is not known.
    category
        Index into `categories` (offence types), -1 where there is none.
    weight
        What each one counts for; no column means 1 each.
    delay : days
        How long after the event it becomes known, where `recorded` is not known.
    by_area
        Whether only the area of each is known, and x and y are a point inside it.
    cell
        Index into `placed_in`; both are set by `placed`.
    """

    x: Floats
    y: Floats
    t: Times
    t_end: Times | None = None
    recorded: Times | None = None
    category: Indices | None = None
    categories: tuple[str, ...] = ()
    weight: Floats | None = None
    delay: float = 0.0
    cell: Indices | None = None
    placed_in: Cells | None = None
    begin: Times | None = None
    by_area: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "t", self.t.astype("M8[s]", copy=False))
        for name in COLUMNS:
            column = getattr(self, name)
            if column is not None and column.shape != self.x.shape:
                raise ValueError(f"{name} has shape {column.shape}, x has {self.x.shape}")
        if not (np.isfinite(self.x).all() and np.isfinite(self.y).all()):
            raise ValueError("coordinates must be finite")

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def known(self) -> Times:
        """The moment from which each incident may be used; never before it happened."""
        last = self.t
        if self.t_end is not None:
            last = np.where(np.isnat(self.t_end), self.t, np.maximum(self.t, self.t_end))
        guess = last + np.timedelta64(round(self.delay * 86_400), "s")
        if self.recorded is None:
            return guess
        told = np.maximum(self.recorded.astype("M8[s]"), self.t)
        return np.where(np.isnat(self.recorded), guess, told)

    @cached_property
    def first(self) -> np.datetime64:
        """The moment of the earliest incident; there must be one."""
        seconds = self.t.view(np.int64)  # numbers are compared many at once, moments are not
        return cast("np.datetime64", seconds.min().view(self.t.dtype))

    @property
    def weights(self) -> Floats:
        return np.ones(len(self)) if self.weight is None else self.weight

    def before(self, moment: np.datetime64) -> "Incidents":
        """Return the incidents that were known before `moment`."""
        return self.take(self.known < moment)

    def between(self, start: np.datetime64, end: np.datetime64) -> "Incidents":
        """Return the incidents that happened from `start` up to but not at `end`."""
        return self.take((self.t >= start) & (self.t < end))

    def take(self, which: NDArray[Any]) -> "Incidents":
        """Return the incidents chosen by a mask or by indices."""
        if which.dtype == bool and which.all():
            return self
        kept = {name: getattr(self, name) for name in COLUMNS}
        return replace(self, **{n: c[which] for n, c in kept.items() if c is not None})

    def placed(self, cells: Cells) -> "Incidents":
        """Return the incidents that lie in `cells`, each with its cell."""
        if self.placed_in is cells:
            return self
        cell = cells.locate(self.x, self.y)
        return replace(self, cell=cell, placed_in=cells).take(cell >= 0)

    @property
    def cells(self) -> Indices:
        """The cell of each incident; `placed` must have been called."""
        if self.cell is None:
            raise ValueError("these incidents have not been placed in cells")
        return self.cell

    def ages(self, moment: np.datetime64) -> Floats:
        """Days from each incident to `moment`."""
        return cast("Floats", (moment.astype("M8[s]") - self.t) / DAY)

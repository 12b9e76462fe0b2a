"""Which past a back-test plays, and what it is asked besides."""

from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field

from planner.errors import UserError
from planner.model.datasets import DatasetRow
from planner.model.kinds import Day, Days, Kind
from planner.ops import looks
from planner.ops.besides import Besides
from planner.texts import _, mark
from ui.forms.record_form import RecordForm
from ui.pages.hotspots.forecast_card import narrow
from ui.pages.hotspots.scene import FEWEST, Scene, trial_origins
from ui.pages.hotspots.wish import Wish


class Past(BaseModel, frozen=True):
    """Which past to play."""

    first: Day = Field("", title=mark("First origin"))
    last: Day = Field("", title=mark("Last origin"))
    step: Days = Field(7.0, gt=0, le=366, title=mark("Every"))
    horizon: Days = Field(7.0, gt=0, le=366, title=mark("Horizon"))
    coverages: Annotated[str, Kind("line")] = Field(
        "1, 5, 10",
        title=mark("Coverage, %"),
        description=mark("Shares of the area to flag: numbers with commas between them."),
    )
    offsets: bool = Field(
        False,
        title=mark("Move the grid"),
        description=mark("Also on nine grids, each moved by a third of a cell."),
    )
    delay: Days = Field(
        0.0,
        ge=0,
        le=90,
        title=mark("Report later by"),
        description=mark("Also as if all became known so many days later. 0 leaves this out."),
    )
    nij2017: bool = Field(
        False,
        title=mark("NIJ challenge"),
        description=mark(
            "By the rules of the challenge of 2017: cells of 76 to 183 m, 0.25 to 0.75 square "
            "miles flagged, five horizons."
        ),
    )
    look: str = Field(
        "",
        max_length=1000,
        title=mark("Reason for a look"),
        description=mark("Only to test on the locked last days; each look is kept with its date."),
    )

    def shares(self) -> tuple[float, ...]:
        """Return the shares of the area, 0 to 1.

        Raises
        ------
        BadSharesError
            They cannot be read or are not above 0 and at most 100 per cent.
        """
        try:
            found = tuple(float(part) / 100 for part in self.coverages.split(","))
        except ValueError:
            raise BadSharesError(self.coverages) from None
        if not found or not all(0 < share <= 1 for share in found):
            raise BadSharesError(self.coverages)
        return tuple(sorted(set(found)))

    def days(self) -> tuple[np.datetime64, np.datetime64]:
        return np.datetime64(self.first, "s"), np.datetime64(self.last, "s")

    def besides(self) -> Besides:
        return Besides(self.offsets, self.delay, self.nij2017)


class BadSharesError(UserError):
    """The shares of the area cannot be read."""

    code = "bad_shares"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("No back-test was made."),
            _("“{text}” is not a list of per cent of the area.").format(text=text),
            _("Write numbers above 0 and up to 100 with commas between, such as 1, 5, 10."),
        )


class TooFewOriginsError(UserError):
    """A back-test over so few origins says nothing."""

    code = "too_few_origins"

    def __init__(self, have: int) -> None:
        super().__init__(
            _("No back-test was made."),
            _("The chosen days give {have} origins; at least {need} are needed.").format(
                have=have, need=FEWEST
            ),
            _("Choose an earlier first origin or smaller steps."),
        )


def past_form(scene: Scene) -> RecordForm:
    """Return the form of `Past`; a look is only asked about where days are locked."""
    locked = looks.locked_from(scene.dataset) is not None
    asked = [name for name in Past.model_fields if locked or name != "look"]
    return narrow(RecordForm(Past, only=asked), asked)


def look_form(dataset: DatasetRow) -> RecordForm:
    """Return a form that asks for nothing but the reason for a look, where days are locked."""
    locked = looks.locked_from(dataset) is not None
    form = RecordForm(Past, only=["look"] if locked else [])
    form.show_record(Past())
    return form


def first_past(scene: Scene, wish: Wish) -> Past:
    """Return the last year of weekly origins that the data allow."""
    latest = wish.having("origin", str(scene.end))
    origins = trial_origins(scene, latest)
    if not len(origins):
        return Past(first=str(scene.first), last=str(scene.open_end), horizon=wish.horizon)
    days = origins.astype("M8[D]")
    return Past(first=str(days[0]), last=str(days[-1]), horizon=wish.horizon)

"""What forecasts are to achieve, looks at the locked days, and measures taken on the ground."""

from typing import Annotated, ClassVar

from sqlalchemy import Text
from sqlmodel import Field

from planner.model.kinds import Choice, Day, Days, Json, Lines, Moment, Reference, Share
from planner.model.records import Copy, Fields, Kept, record
from planner.texts import mark

Measure = Annotated[
    str,
    Choice(
        titles={
            "hit_rate": mark("share of incidents caught"),
            "pai": mark("PAI: share caught over share of the area"),
            "cell_precision": mark("share of flagged cells with an incident"),
            "gain": mark("incidents a week more than the count map"),
        }
    ),
]
Outcome = Annotated[
    str,
    Choice(
        titles={
            "open": mark("not judged yet"),
            "reached": mark("reached"),
            "not reached": mark("not reached"),
            "cannot tell": mark("cannot tell"),
            "stop": mark("stop"),
        }
    ),
]
TERMS = ("text", "measure", "threshold", "coverage", "horizon_days", "review_date")
"""What a goal is; all else follows from it."""


class GoalFields(Fields):
    """A goal in the planner's words, with the figure that decides whether it is reached."""

    record_kind: ClassVar[str] = "goal"

    dataset: Annotated[str | None, Reference(target="dataset")] = Field(
        default=None, title=mark("Incidents")
    )
    text: Lines = Field(min_length=1, max_length=2000, title=mark("Goal"))
    measure: Measure = Field(default="hit_rate", title=mark("Measure"))
    threshold: float = Field(
        default=0.2,
        gt=0,
        title=mark("At least"),
        description=mark("Shares from 0 to 1: 0.25 is a quarter."),
    )
    coverage: Share = Field(default=0.05, gt=0, le=1, title=mark("Share of the area flagged"))
    horizon_days: Days = Field(default=7.0, gt=0, title=mark("Horizon"))
    written_on: Day = Field(default="", title=mark("Written on"))
    review_date: Day = Field(default="", title=mark("Review on"))
    outcome: Outcome = Field(default="open", title=mark("Outcome"))
    figures: Json = Field(default_factory=dict, title=mark("Figures"), sa_type=Text)


class Goal(GoalFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Goal, groups={"judgement": ("outcome", "figures")})
class GoalRow(GoalFields, Copy):
    """A frozen copy."""


class LookFields(Fields):
    """A look at the locked last days of a set of incidents."""

    record_kind: ClassVar[str] = "look"

    dataset: Annotated[str | None, Reference(target="dataset", required=True)] = Field(
        title=mark("Incidents")
    )
    reason: str = Field(min_length=1, max_length=1000, title=mark("Reason"))
    at: Moment = Field(default="", title=mark("When"))
    locked_from: Day = Field(default="", title=mark("Locked from"))
    first: Moment = Field(default="", title=mark("First origin"))
    until: Moment = Field(default="", title=mark("Tested until"))


class Look(LookFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Look, groups={"look": ("reason", "at", "locked_from", "first", "until")})
class LookRow(LookFields, Copy):
    """A frozen copy."""

"""Measures taken on the ground: where, when, and beside which control."""

from typing import Annotated, ClassVar

from sqlalchemy import Text
from sqlmodel import Field

from planner.model.kinds import Choice, Codes, Day, Lines, Reference
from planner.model.records import Copy, Fields, Kept, record
from planner.texts import mark

Before = Annotated[
    str,
    Choice(
        titles={
            "just before": mark("the same number of days just before"),
            "a year earlier": mark("the same days a year earlier"),
        }
    ),
]


class InterventionFields(Fields):
    """Something done at a place for some time. Areas are ids of the area set, in lists."""

    record_kind: ClassVar[str] = "intervention"

    name: str = Field(min_length=1, max_length=300, title=mark("What was done"))
    notes: Lines = Field(default="", max_length=10_000, title=mark("Notes"))
    dataset: Annotated[str | None, Reference(target="dataset")] = Field(
        default=None, title=mark("Incidents")
    )
    area_set: Annotated[str | None, Reference(target="area_set")] = Field(
        default=None, title=mark("Areas")
    )
    areas: Codes = Field(default_factory=list, title=mark("Areas treated"), sa_type=Text)
    control: Codes = Field(default_factory=list, title=mark("Control areas"), sa_type=Text)
    near: Codes = Field(
        default_factory=list, title=mark("Areas offences may have moved to"), sa_type=Text
    )
    near_control: Codes = Field(
        default_factory=list, title=mark("Control of the areas near by"), sa_type=Text
    )
    first_day: Day = Field(default="", title=mark("First day"))
    last_day: Day = Field(default="", title=mark("Last day"))
    compared_with: Before = Field(default="just before", title=mark("Compared with"))


class Intervention(InterventionFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Intervention, groups={"when": ("first_day", "last_day")})
class InterventionRow(InterventionFields, Copy):
    """A frozen copy."""

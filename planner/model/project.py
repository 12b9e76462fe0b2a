"""The project itself: one record that names it and sets its defaults."""

from typing import ClassVar

from sqlmodel import Field

from planner.model.kinds import Lines, Zone
from planner.model.records import Copy, Fields, Kept, record
from planner.texts import mark


class ProjectFields(Fields):
    """What a person may say about the project as a whole."""

    record_kind: ClassVar[str] = "project"

    title: str = Field(default="", max_length=200, title=mark("Project title"))
    organisation: str = Field(default="", max_length=200, title=mark("Our organisation"))
    zone: Zone = Field(
        default="Europe/Brussels",
        title=mark("Time zone"),
        description=mark("New sessions start in this zone."),
    )
    country: str = Field(
        default="",
        max_length=2,
        title=mark("Country"),
        description=mark("Two letters, for example BE. Used to read telephone numbers."),
    )
    retention_months: int = Field(
        default=24,
        ge=0,
        le=600,
        title=mark("Keep contacts for (months)"),
        description=mark("Counted from a person's last session. 0 means no default."),
    )
    privacy_notice: Lines = Field(default="", title=mark("Privacy notice"))


class Project(ProjectFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Project, key=())
class ProjectRow(ProjectFields, Copy):
    """A frozen copy."""

"""What follows from the work: actions and notes."""

from typing import Annotated, ClassVar

from sqlmodel import Field

from planner.model.kinds import Choice, Day, Kind, Lines
from planner.model.records import Copy, Fields, Kept, record
from planner.texts import mark

ActionStatus = Annotated[
    str,
    Choice(
        titles={
            "open": mark("open"),
            "doing": mark("in hand"),
            "done": mark("done"),
            "dropped": mark("dropped"),
        }
    ),
]
About = Annotated[str, Kind("about")]


class ActionFields(Fields):
    """Something to be done. `owner` is a person's uid or plain words."""

    record_kind: ClassVar[str] = "action"

    text: str = Field(min_length=1, max_length=1000, title=mark("What is to be done"))
    owner: str = Field(default="", max_length=200, title=mark("Owner"))
    due: Day = Field(default="", title=mark("Due"))
    status: ActionStatus = Field(default="open", title=mark("Status"))
    about: About = Field(
        default="",
        max_length=200,
        title=mark("About"),
        description=mark("The record this belongs to."),
    )


class Action(ActionFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Action)
class ActionRow(ActionFields, Copy):
    """A frozen copy."""


class NoteFields(Fields):
    """Free text about any record; `about` is that record's uid."""

    record_kind: ClassVar[str] = "note"

    text: Lines = Field(min_length=1, max_length=100_000, title=mark("Note"))
    about: About = Field(default="", max_length=200, title=mark("About"))


class Note(NoteFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Note)
class NoteRow(NoteFields, Copy):
    """A frozen copy."""

"""Series of meetings, their sessions, questions and the people who take part."""

from typing import Annotated, ClassVar

from sqlmodel import Field

from planner.model.kinds import Choice, Lines, Moment, Reference, Zone
from planner.model.records import Copy, Fields, Kept, record
from planner.texts import mark

SessionStatus = Annotated[
    str,
    Choice(
        titles={
            "draft": mark("draft"),
            "planned": mark("planned"),
            "confirmed": mark("confirmed"),
            "held": mark("held"),
            "cancelled": mark("cancelled"),
        }
    ),
]
SessionFormat = Annotated[
    str,
    Choice(
        titles={
            "": mark("not said"),
            "web": mark("web conference"),
            "in_person": mark("in person"),
            "hybrid": mark("hybrid"),
        }
    ),
]
Role = Annotated[
    str,
    Choice(
        titles={
            "speaker": mark("speaker"),
            "moderator": mark("moderator"),
            "participant": mark("participant"),
            "organiser": mark("organiser"),
            "contact": mark("contact"),
        }
    ),
]
ParticipationStatus = Annotated[
    str,
    Choice(
        titles={
            "invited": mark("invited"),
            "confirmed": mark("confirmed"),
            "tbc": mark("TBC"),
            "declined": mark("declined"),
        }
    ),
]
OfSession = Annotated[str | None, Reference(target="session", required=True)]


class SeriesFields(Fields):
    """What a person may fill in about a series."""

    record_kind: ClassVar[str] = "series"

    title: str = Field(min_length=1, max_length=300, title=mark("Title"))
    description: Lines = Field(default="", title=mark("Description"))
    sponsor: str = Field(
        default="",
        max_length=400,
        title=mark("Sponsor"),
        description=mark("Who pays, as it has to be printed."),
    )


class Series(SeriesFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Series)
class SeriesRow(SeriesFields, Copy):
    """A frozen copy."""


class SessionFields(Fields):
    """What a person may fill in about a session.

    `starts_local`, `ends_local` and `zone` are one value: wall-clock time and
    IANA zone. Abbreviations such as CEST are shown and never stored.
    """

    record_kind: ClassVar[str] = "session"

    title: str = Field(min_length=1, max_length=300, title=mark("Title"))
    subtitle: str = Field(default="", max_length=300, title=mark("Subtitle"))
    series: Annotated[str | None, Reference(target="series")] = Field(
        default=None, title=mark("Series")
    )
    starts_local: Moment = Field(default="", title=mark("Starts"))
    ends_local: Moment = Field(default="", title=mark("Ends"))
    zone: Zone = Field(default="", title=mark("Time zone"))
    status: SessionStatus = Field(default="draft", title=mark("Status"))
    format: SessionFormat = Field(default="", title=mark("Format"))
    link: str = Field(default="", max_length=1000, title=mark("Link to join"))
    language: str = Field(default="", max_length=60, title=mark("Language"))
    description: Lines = Field(default="", title=mark("Description"))


class Session(SessionFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Session, groups={"when": ("starts_local", "ends_local", "zone")})
class SessionRow(SessionFields, Copy):
    """A frozen copy."""


class QuestionFields(Fields):
    """A question for discussion. Order is by `rank`, then by uid."""

    record_kind: ClassVar[str] = "question"

    session: OfSession = Field(default=None, title=mark("Session"))
    text: Lines = Field(min_length=1, max_length=2000, title=mark("Question"))
    rank: str = Field(default="", max_length=80, title=mark("Order"))


class Question(QuestionFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Question, quiet=frozenset({"rank"}))
class QuestionRow(QuestionFields, Copy):
    """A frozen copy."""


class ParticipationFields(Fields):
    """Who takes part: a person, an organisation, or words that hold the place."""

    record_kind: ClassVar[str] = "participation"

    session: OfSession = Field(default=None, title=mark("Session"))
    person: Annotated[str | None, Reference(target="person")] = Field(
        default=None, title=mark("Person")
    )
    organisation: Annotated[str | None, Reference(target="organisation")] = Field(
        default=None, title=mark("Organisation")
    )
    placeholder: str = Field(
        default="",
        max_length=300,
        title=mark("Placeholder"),
        description=mark("Words for somebody who is not named yet."),
    )
    affiliation: str = Field(
        default="",
        max_length=500,
        title=mark("Affiliation"),
        description=mark("As it is printed in this programme."),
    )
    role: Role = Field(default="speaker", title=mark("Role"))
    status: ParticipationStatus = Field(default="invited", title=mark("Status"))
    rank: str = Field(default="", max_length=80, title=mark("Order"))


class Participation(ParticipationFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(
    Participation,
    groups={"who": ("person", "organisation", "placeholder")},
    quiet=frozenset({"rank"}),
)
class ParticipationRow(ParticipationFields, Copy):
    """A frozen copy."""

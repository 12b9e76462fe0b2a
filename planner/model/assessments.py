"""Checklists, assessments made with them, their answers and ratings."""

from typing import Annotated, ClassVar

from sqlalchemy import Text
from sqlmodel import Field

from planner.model.kinds import Choice, Codes, Day, Lines, Reference
from planner.model.records import Copy, Fields, Kept, record
from planner.texts import mark

Confidence = Annotated[
    str,
    Choice(titles={"low": mark("low"), "medium": mark("medium"), "high": mark("high")}),
]
OfAssessment = Annotated[str | None, Reference(target="assessment", required=True)]


class ChecklistFields(Fields):
    """A checklist that came with the app or from a file; `digest` names its text."""

    record_kind: ClassVar[str] = "checklist"

    checklist: str = Field(min_length=1, max_length=200, title=mark("Identity"))
    version: str = Field(default="", max_length=40, title=mark("Version"))
    title: str = Field(default="", max_length=300, title=mark("Title"))
    language: str = Field(default="", max_length=20, title=mark("Language"))
    digest: str = Field(default="", max_length=64, title=mark("SHA-256 of its text"))


class Checklist(ChecklistFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(
    Checklist,
    groups={"text": ("checklist", "version", "title", "language", "digest")},
    key=("checklist", "digest"),
)
class ChecklistRow(ChecklistFields, Copy):
    """A frozen copy."""


class AssessmentFields(Fields):
    """One initiative, seen from one stance, at one stage of its life."""

    record_kind: ClassVar[str] = "assessment"

    title: str = Field(min_length=1, max_length=300, title=mark("Title"))
    description: Lines = Field(default="", title=mark("Description"))
    checklist: str = Field(default="", max_length=200, title=mark("Checklist"))
    checklist_version: str = Field(
        default="", max_length=40, title=mark("Version of the checklist")
    )
    checklist_digest: str = Field(default="", max_length=64, title=mark("SHA-256 of the checklist"))
    stance: str = Field(default="", max_length=60, title=mark("Our stance"))
    forms: Codes = Field(default_factory=list, title=mark("Forms"), sa_type=Text)
    stage: str = Field(default="", max_length=60, title=mark("Stage"))
    interference: int = Field(
        default=0,
        ge=0,
        le=9,
        title=mark("How far members go without a mandate"),
        description=mark("The step on the checklist's scale, if it has one."),
    )
    review_date: Day = Field(default="", title=mark("Review on"))
    accepted_by: str = Field(default="", max_length=200, title=mark("Accepted by"))
    acceptance_measures: Lines = Field(default="", title=mark("Measures agreed"))
    accepted_on: Day = Field(default="", title=mark("Accepted on"))
    acceptance_expires: Day = Field(
        default="",
        title=mark("Acceptance ends"),
        description=mark("At most 12 months after the acceptance."),
    )


class Assessment(AssessmentFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(
    Assessment,
    groups={
        "checklist": ("checklist", "checklist_version", "checklist_digest"),
        "acceptance": (
            "accepted_by",
            "acceptance_measures",
            "accepted_on",
            "acceptance_expires",
        ),
    },
)
class AssessmentRow(AssessmentFields, Copy):
    """A frozen copy."""


class AnswerFields(Fields):
    """The answer to one item of an assessment."""

    record_kind: ClassVar[str] = "answer"

    assessment: OfAssessment = Field(default=None, title=mark("Assessment"))
    item: str = Field(min_length=1, max_length=60, title=mark("Item"))
    value: str = Field(default="", max_length=40, title=mark("Answer"))
    evidence: str = Field(default="", max_length=10, title=mark("Evidence"))
    reason: Lines = Field(default="", title=mark("Reason"))
    second_person: str = Field(default="", max_length=200, title=mark("Confirmed by"))
    note: Lines = Field(default="", title=mark("Note"))


class Answer(AnswerFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(
    Answer,
    groups={"answer": ("value", "evidence", "reason", "second_person")},
    key=("assessment", "item"),
)
class AnswerRow(AnswerFields, Copy):
    """A frozen copy."""


class RiskRatingFields(Fields):
    """How one assessor rates one risk before safeguards; levels run from 1 to 4."""

    record_kind: ClassVar[str] = "risk_rating"

    assessment: OfAssessment = Field(default=None, title=mark("Assessment"))
    risk: str = Field(min_length=1, max_length=60, title=mark("Risk"))
    assessor: str = Field(default="", max_length=200, title=mark("Assessor"))
    likelihood: int = Field(ge=1, le=4, title=mark("Likelihood"))
    severity: int = Field(ge=1, le=4, title=mark("Severity"))
    confidence: Confidence = Field(default="low", title=mark("Confidence"))
    reason: Lines = Field(default="", title=mark("Reason"))


class RiskRating(RiskRatingFields, Kept, table=True):
    """The stored record; it never leaves the store."""

    __tablename__ = "risk_rating"


@record(
    RiskRating,
    groups={"rating": ("likelihood", "severity", "confidence")},
    key=("assessment", "risk", "assessor"),
)
class RiskRatingRow(RiskRatingFields, Copy):
    """A frozen copy."""


class BenefitRatingFields(Fields):
    """How well one hoped-for benefit is shown; it never offsets a risk."""

    record_kind: ClassVar[str] = "benefit_rating"

    assessment: OfAssessment = Field(default=None, title=mark("Assessment"))
    benefit: str = Field(min_length=1, max_length=60, title=mark("Benefit"))
    status: str = Field(default="", max_length=40, title=mark("Evidence status"))
    note: Lines = Field(default="", title=mark("Note"))


class BenefitRating(BenefitRatingFields, Kept, table=True):
    """The stored record; it never leaves the store."""

    __tablename__ = "benefit_rating"


@record(BenefitRating, key=("assessment", "benefit"))
class BenefitRatingRow(BenefitRatingFields, Copy):
    """A frozen copy."""

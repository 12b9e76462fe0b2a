"""Persons and organisations."""

from typing import Annotated, ClassVar

from sqlmodel import Field

from planner.model.kinds import Choice, Day, Lines, Redirect, Reference
from planner.model.records import Copy, Fields, Kept, record
from planner.texts import mark

LawfulBasis = Annotated[
    str,
    Choice(
        titles={
            "": mark("not recorded"),
            "consent": mark("consent (Art. 6(1)(a))"),
            "contract": mark("contract (Art. 6(1)(b))"),
            "legal_obligation": mark("legal obligation (Art. 6(1)(c))"),
            "vital_interests": mark("vital interests (Art. 6(1)(d))"),
            "public_task": mark("public task (Art. 6(1)(e))"),
            "legitimate_interests": mark("legitimate interests (Art. 6(1)(f))"),
        }
    ),
]


class OrganisationFields(Fields):
    """What a person may fill in about an organisation."""

    record_kind: ClassVar[str] = "organisation"

    name: str = Field(min_length=1, max_length=300, title=mark("Name"))
    kind: str = Field(
        default="",
        max_length=100,
        title=mark("Kind of organisation"),
        description=mark("For example police, university, municipality."),
    )
    country: str = Field(default="", max_length=60, title=mark("Country"))
    website: str = Field(default="", max_length=300, title=mark("Website"))
    notes: Lines = Field(default="", title=mark("Notes"))
    merged_into: Annotated[str | None, Redirect(target="organisation")] = Field(
        default=None, title=mark("Same as")
    )


class Organisation(OrganisationFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Organisation)
class OrganisationRow(OrganisationFields, Copy):
    """A frozen copy."""


class PersonFields(Fields):
    """What a person may fill in about a contact."""

    record_kind: ClassVar[str] = "person"

    name: str = Field(
        min_length=1,
        max_length=200,
        title=mark("Name"),
        description=mark("As it is said and printed, titles included."),
    )
    family_name: str = Field(default="", max_length=120, title=mark("Family name"))
    given_name: str = Field(default="", max_length=120, title=mark("Given name"))
    email: str = Field(default="", max_length=254, title=mark("E-mail"))
    phone: str = Field(
        default="",
        max_length=60,
        title=mark("Phone"),
        description=mark("Any format. Nothing is dialled or sent."),
    )
    organisation: Annotated[str | None, Reference(target="organisation")] = Field(
        default=None, title=mark("Organisation")
    )
    job_title: str = Field(default="", max_length=200, title=mark("Job title"))
    notes: Lines = Field(default="", title=mark("Notes"))
    lawful_basis: LawfulBasis = Field(default="", title=mark("Lawful basis"))
    purpose: str = Field(
        default="",
        max_length=300,
        title=mark("Purpose"),
        description=mark("Why this person's data are kept."),
    )
    source: str = Field(
        default="",
        max_length=300,
        title=mark("Source"),
        description=mark("Where the data come from."),
    )
    informed_on: Day = Field(
        default="",
        title=mark("Informed on"),
        description=mark("The day the person was told (Art. 13 or 14)."),
    )
    retain_until: Day = Field(default="", title=mark("Keep until"))
    merged_into: Annotated[str | None, Redirect(target="person")] = Field(
        default=None, title=mark("Same as")
    )


class Person(PersonFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Person, groups={"name": ("name", "family_name", "given_name")})
class PersonRow(PersonFields, Copy):
    """A frozen copy."""

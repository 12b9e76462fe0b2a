"""Imported sets of incidents and of areas. The numbers themselves are bulk data."""

from typing import Annotated, ClassVar

from sqlalchemy import Text
from sqlmodel import Field

from planner.model.kinds import Choice, Day, Json, Lines
from planner.model.records import Copy, Fields, Kept, record
from planner.model.timing import Timing
from planner.texts import mark

DiscoveredBy = Annotated[
    str,
    Choice(
        titles={
            "public": mark("reported by the public"),
            "police": mark("discovered by police"),
        }
    ),
]


class DatasetFields(Fields):
    """A set of incidents: where it comes from, and which bulk data hold it."""

    record_kind: ClassVar[str] = "dataset"

    name: str = Field(min_length=1, max_length=200, title=mark("Name"))
    offence_type: str = Field(default="", max_length=200, title=mark("Offence type"))
    discovered_by: DiscoveredBy = Field(
        default="public",
        title=mark("How offences become known"),
        description=mark("Offences that police find by looking say where police looked."),
    )
    timing: Timing = Field(
        default="from",
        title=mark("Incidents between two moments count"),
        description=mark("Many are known only to lie in a period, as a theft while one is away."),
    )
    source: str = Field(default="", max_length=500, title=mark("Source"))
    licence: str = Field(default="", max_length=200, title=mark("Licence"))
    notes: Lines = Field(default="", title=mark("Notes"))
    crs: str = Field(default="", max_length=60, title=mark("Map projection"))
    source_crs: str = Field(default="", max_length=60, title=mark("Projection of the source"))
    rows: int = Field(default=0, ge=0, title=mark("Incidents"))
    first_day: Day = Field(default="", title=mark("First day"))
    last_day: Day = Field(default="", title=mark("Last day"))
    digest: str = Field(default="", max_length=64, title=mark("SHA-256 of the data"))
    report: Json = Field(default_factory=dict, title=mark("Report of the import"), sa_type=Text)
    locked_days: int = Field(
        default=0,
        ge=0,
        le=3660,
        title=mark("Locked last days"),
        description=mark(
            "Back-tests leave these days alone until somebody takes a look, with a reason. "
            "0 locks nothing."
        ),
    )


class Dataset(DatasetFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(
    Dataset,
    groups={"data": ("crs", "source_crs", "rows", "first_day", "last_day", "digest", "report")},
)
class DatasetRow(DatasetFields, Copy):
    """A frozen copy."""


class AreaSetFields(Fields):
    """A set of areas, such as wards: outlines, labels and residents are bulk data."""

    record_kind: ClassVar[str] = "area_set"

    name: str = Field(min_length=1, max_length=200, title=mark("Name"))
    source: str = Field(default="", max_length=500, title=mark("Source"))
    licence: str = Field(default="", max_length=200, title=mark("Licence"))
    crs: str = Field(default="", max_length=60, title=mark("Map projection"))
    source_crs: str = Field(default="", max_length=60, title=mark("Projection of the source"))
    areas: int = Field(default=0, ge=0, title=mark("Areas"))
    digest: str = Field(default="", max_length=64, title=mark("SHA-256 of the data"))


class AreaSet(AreaSetFields, Kept, table=True):
    """The stored record; it never leaves the store."""

    __tablename__ = "area_set"


@record(AreaSet, groups={"data": ("crs", "source_crs", "areas", "digest")})
class AreaSetRow(AreaSetFields, Copy):
    """A frozen copy."""

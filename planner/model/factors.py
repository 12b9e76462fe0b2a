"""Layers of surroundings, such as bars or stations: what may draw incidents to a place."""

from typing import Annotated, ClassVar

from sqlmodel import Field

from planner.model.kinds import Choice
from planner.model.records import Copy, Fields, Kept, record
from planner.texts import mark

Shapes = Annotated[
    str,
    Choice(titles={"points": mark("points"), "lines": mark("lines"), "areas": mark("areas")}),
]


class FactorFields(Fields):
    """A layer of places that forecasts may look at; its shapes are bulk data, nothing else is."""

    record_kind: ClassVar[str] = "factor"

    name: str = Field(min_length=1, max_length=200, title=mark("Name"))
    source: str = Field(default="", max_length=500, title=mark("Source"))
    licence: str = Field(default="", max_length=200, title=mark("Licence"))
    crs: str = Field(default="", max_length=60, title=mark("Map projection"))
    source_crs: str = Field(default="", max_length=60, title=mark("Projection of the source"))
    shapes: Shapes = Field(default="points", title=mark("Kind of shapes"))
    features: int = Field(default=0, ge=0, title=mark("Shapes"))
    digest: str = Field(default="", max_length=64, title=mark("SHA-256 of the data"))


class Factor(FactorFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(Factor, groups={"data": ("crs", "source_crs", "shapes", "features", "digest")})
class FactorRow(FactorFields, Copy):
    """A frozen copy."""

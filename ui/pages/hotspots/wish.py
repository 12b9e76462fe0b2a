"""What a person asks of a forecast, as the form shows it."""

from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, Field

from planner.model.forecasts import Shape
from planner.model.kinds import Day, Days, Kind, Metres, Reference, Share
from planner.texts import mark

WEEK = 7.0


class Wish(BaseModel, frozen=True):
    """One row a field; `settings` of the method have a form of their own."""

    dataset: Annotated[str | None, Reference(target="dataset")] = Field(
        None, title=mark("Incidents")
    )
    area_set: Annotated[str | None, Reference(target="area_set")] = Field(
        None,
        title=mark("Study area"),
        description=mark("Cells lie inside these areas. Without any, round all incidents."),
    )
    origin: Day = Field(
        "", title=mark("Origin"), description=mark("Only what was known before this day is used.")
    )
    horizon: Days = Field(WEEK, gt=0, le=366, title=mark("Horizon"))
    shape: Shape = Field("square", title=mark("Cells"))
    size: Metres = Field(250.0, ge=10, le=20_000, title=mark("Cell size"))
    coverage: Share = Field(
        0.05,
        gt=0,
        le=1,
        title=mark("Coverage"),
        description=mark("The share of the area to flag."),
    )
    factors: Annotated[tuple[str, ...], Kind("json")] = Field((), title=mark("Surroundings"))
    method: Annotated[str, Reference(target="method")] = Field("count", title=mark("Method"))

    @property
    def moment(self) -> np.datetime64:
        return np.datetime64(self.origin, "s")

    def having(self, name: str, value: Any) -> "Wish":
        return self.model_copy(update={name: value})

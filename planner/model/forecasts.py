"""Issued forecasts, back-tests and forecasts of others."""

from typing import Annotated, ClassVar

from sqlalchemy import Text
from sqlmodel import Field

from planner.model.kinds import Choice, Codes, Days, Json, Metres, Moment, Reference, Share
from planner.model.records import Copy, Fields, Kept, record
from planner.texts import mark

ForecastKind = Annotated[
    str,
    Choice(
        titles={
            "forecast": mark("forecast"),
            "backtest": mark("back-test"),
            "imported": mark("forecast of others"),
        }
    ),
]
Shape = Annotated[
    str,
    Choice(titles={"square": mark("squares"), "hex": mark("hexagons"), "areas": mark("areas")}),
]


class ForecastFields(Fields):
    """What is needed to make a forecast again, and what it said."""

    record_kind: ClassVar[str] = "forecast"

    name: str = Field(min_length=1, max_length=300, title=mark("Name"))
    kind: ForecastKind = Field(default="forecast", title=mark("Kind"))
    dataset: Annotated[str | None, Reference(target="dataset")] = Field(
        default=None, title=mark("Incidents")
    )
    area_set: Annotated[str | None, Reference(target="area_set")] = Field(
        default=None, title=mark("Study area")
    )
    factors: Codes = Field(default_factory=list, title=mark("Surroundings"), sa_type=Text)
    method: str = Field(default="", max_length=60, title=mark("Method"))
    parameters: Json = Field(default_factory=dict, title=mark("Settings"), sa_type=Text)
    origin: Moment = Field(default="", title=mark("Origin"))
    horizon_days: Days = Field(default=7.0, gt=0, title=mark("Horizon"))
    shape: Shape = Field(default="square", title=mark("Cells"))
    cell_m: Metres = Field(default=250.0, gt=0, title=mark("Cell size"))
    coverage: Share = Field(default=0.05, gt=0, le=1, title=mark("Share of the area flagged"))
    dataset_digest: str = Field(default="", max_length=64, title=mark("SHA-256 of the incidents"))
    digest: str = Field(default="", max_length=64, title=mark("SHA-256 of the cells"))
    summary: Json = Field(default_factory=dict, title=mark("Result"), sa_type=Text)
    app_version: str = Field(default="", max_length=40, title=mark("Version of the app"))


class Forecast(ForecastFields, Kept, table=True):
    """The stored record; it never leaves the store."""


@record(
    Forecast,
    groups={
        "run": (
            "kind",
            "dataset",
            "area_set",
            "factors",
            "method",
            "parameters",
            "origin",
            "horizon_days",
            "shape",
            "cell_m",
            "coverage",
            "dataset_digest",
            "digest",
            "summary",
            "app_version",
        )
    },
)
class ForecastRow(ForecastFields, Copy):
    """A frozen copy."""

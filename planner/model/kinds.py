"""Kinds of value: what an annotation tells a form, a table and a reader.

``reach: Metres`` is a plain float to the code; the form prints "m" after its
box. ``notes: Lines`` is a plain str that deserves a tall box. The planner
says what a value is; the ui decides how it is edited.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from planner.texts import mark


@dataclass(frozen=True)
class Kind:
    """The kind of a value, with the unit of a number."""

    name: str
    unit: str = ""


@dataclass(frozen=True)
class Choice(Kind):
    """One code out of `titles`; a title is translated where it is shown."""

    name: str = "choice"
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, code: str) -> str:
        if code not in self.titles:
            known = ", ".join(self.titles)
            raise PydanticCustomError("choice", "Choose one of: {known}.", {"known": known})
        return code


@dataclass(frozen=True)
class Reference(Kind):
    """The uid of a record of kind `target`; a child goes when what it `requires` goes."""

    name: str = "reference"
    target: str = ""
    required: bool = False


@dataclass(frozen=True)
class Redirect(Reference):
    """The record that stands for this one, once two were found to mean the same."""

    name: str = "redirect"


@dataclass(frozen=True)
class Stamp(Kind):
    """A day or a wall-clock moment as ISO 8601 text; empty means not known."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, text: str) -> str:
        try:
            return text and self._read(text).isoformat()
        except ValueError:
            raise PydanticCustomError(
                "stamp", "Write the date as year-month-day, for example 2026-06-25."
            ) from None

    def _read(self, text: str) -> date:
        """Return the day, or the moment by the clock on the wall; an offset is no part of it."""
        if self.name == "day":
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            raise ValueError(text)
        return moment


@dataclass(frozen=True)
class ZoneName(Kind):
    """The IANA name of a time zone; empty means not known. Abbreviations are no names."""

    name: str = "zone"

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, zone: str) -> str:
        try:
            return zone and ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise PydanticCustomError(
                "zone", "Use the name of a time zone, for example Europe/Brussels."
            ) from None


Lines = Annotated[str, Kind("lines")]
Codes = Annotated[list[str], Kind("json")]
Json = Annotated[dict[str, Any], Kind("json")]
Metres = Annotated[float, Kind("number", "m")]
Days = Annotated[float, Kind("number", mark("days"))]
Share = Annotated[float, Kind("share")]
Day = Annotated[str, Stamp("day")]
Moment = Annotated[str, Stamp("moment")]
Zone = Annotated[str, ZoneName()]
Folder = Annotated[str, Kind("folder")]


def choice_titles(fields: type[BaseModel], name: str) -> Mapping[str, str]:
    """Return the titles, by code, of a field that is a choice; translate them where shown."""
    marks = fields.model_fields[name].metadata
    return next(mark.titles for mark in marks if isinstance(mark, Choice))

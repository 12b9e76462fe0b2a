"""What a person has chosen for the app on this computer, whatever the project."""

from typing import Annotated

from pydantic import BaseModel, Field

from planner.model.kinds import Choice, Folder, Zone
from planner.texts import mark

Look = Annotated[
    str,
    Choice(
        titles={
            "system": mark("as the system"),
            "light": mark("light"),
            "dark": mark("dark"),
            "contrast": mark("high contrast"),
        }
    ),
]
DateStyle = Annotated[
    str,
    Choice(
        titles={
            "words": mark("25 June 2026"),
            "dots": mark("25.06.2026"),
            "slashes": mark("25/06/2026"),
            "iso": mark("2026-06-25"),
        }
    ),
]
Language = Annotated[
    str,
    Choice(
        titles={
            "": mark("as the system"),
            "en": "English",
            "de": "Deutsch",
            "es": "Español",
            "fr": "Français",
            "nl": "Nederlands",
        }
    ),
]


class Preferences(BaseModel):
    """Shown by the same form as a record; kept outside of projects."""

    model_config = {"frozen": True}

    author: str = Field(
        default="",
        max_length=120,
        title=mark("Your name"),
        description=mark("Stands beside your changes in History. Empty: no name."),
    )
    look: Look = Field(default="system", title=mark("Colours"))
    date_style: DateStyle = Field(default="words", title=mark("Dates"))
    language: Language = Field(
        default="", title=mark("Language"), description=mark("Takes effect at the next start.")
    )
    zone: Zone = Field(
        default="",
        title=mark("Your time zone"),
        description=mark("Times are also shown in this zone. Empty: that of this computer."),
    )
    backups: Folder = Field(
        default="",
        title=mark("Backups"),
        description=mark(
            "Where earlier versions of a project are kept. Empty: on this computer, where no"
            " other program copies them away."
        ),
    )

"""The places of the navigation, known before any page is loaded."""

from dataclasses import dataclass

from planner.texts import mark


@dataclass(frozen=True)
class Place:
    """One line of the navigation; `name` is also the name of its page."""

    name: str
    title: str
    icon: str
    gap_before: bool = False


PLACES = (
    Place("overview", mark("Overview"), "overview"),
    Place("sessions", mark("Sessions"), "sessions"),
    Place("contacts", mark("Contacts"), "contacts"),
    Place("hotspots", mark("Hotspots"), "hotspots"),
    Place("assessments", mark("Assessments"), "assessments"),
    Place("actions", mark("Actions"), "actions"),
    Place("conflicts", mark("Copies"), "conflicts", gap_before=True),
    Place("history", mark("History"), "history"),
    Place("settings", mark("Settings"), "settings"),
)

"""Import this to know every kind of record."""

from planner.model import (
    assessments,
    contacts,
    datasets,
    factors,
    followups,
    forecasts,
    goals,
    interventions,
    project,
    sessions,
)
from planner.model.records import KINDS

__all__ = [
    "KINDS",
    "assessments",
    "contacts",
    "datasets",
    "factors",
    "followups",
    "forecasts",
    "goals",
    "interventions",
    "project",
    "sessions",
]

"""What waits, across all parts of a project."""

from sqlmodel import col, func, select

from planner.model.everything import KINDS
from planner.model.followups import Action
from planner.model.records import ALIVE
from planner.ops.project import count
from planner.store.store import Store

OPEN = ("open", "doing")


def counts(store: Store) -> dict[str, int]:
    """Return how much there is at each place of the navigation."""
    return {
        "sessions": count(store, "session"),
        "contacts": count(store, "person") + count(store, "organisation"),
        "assessments": count(store, "assessment"),
        "actions": open_actions(store),
    }


def open_actions(store: Store) -> int:
    """Return how many actions are still to be done."""
    table = KINDS["action"].table
    of = select(func.count()).select_from(table).where(col(Action.status).in_(OPEN))
    return store.number(of.where(table.c.state == ALIVE))

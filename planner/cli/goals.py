"""``planner goals``: what was to be achieved, and whether it is."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from planner.cli.output import Json, ProjectFile, reading, say, writing
from planner.model.goals import GoalRow
from planner.ops import goals as ops
from planner.store.store import Store
from planner.texts import _


def register(app: typer.Typer) -> None:
    app.command()(goals)


def goals(
    file: ProjectFile,
    *,
    judge: Annotated[bool, typer.Option(help="Judge each by the latest back-test kept.")] = False,
    backtest: Annotated[
        str, typer.Option(metavar="UID", help="Judge by this back-test, where it fits.")
    ] = "",
    as_json: Json = False,
) -> None:
    """List goals with their outcome; add one with planner apply."""
    judging = judge or bool(backtest)
    with (writing if judging else reading)(file) as store:
        if judging:
            ops.judge_all(store, backtest or None)
        found = [_document(store, row) for row in ops.list_goals(store)]
    say(found, "\n".join(map(_line, found)) or _("There is no goal."), as_json=as_json)


def _document(store: Store, row: GoalRow) -> dict[str, Any]:
    state = ops.state(store, row)
    return {
        **row.model_dump(exclude={"state"}),
        "days_left": state.days_left,
        "review_due": state.due,
        "changed_after_first_forecast": state.late_changes > 0,
        "earlier": [asdict(one) for one in state.earlier],
    }


def _line(goal: dict[str, Any]) -> str:
    found, figure = goal["figures"] or {}, ""
    if "value" in found:
        figure = f" ({found['value']:.3g}, {found['low']:.3g}-{found['high']:.3g})"
    return f"{goal['outcome']}{figure}: {goal['text']}"

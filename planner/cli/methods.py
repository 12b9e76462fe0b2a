"""``planner methods``: which there are, and what can be set about each."""

from typing import Annotated, Any

import typer

from planner.cli.output import Json, say
from planner.ops import forecasts as ops
from planner.texts import _


def register(app: typer.Typer) -> None:
    app.command()(methods)


def methods(
    *,
    only: Annotated[str, typer.Option("--method", help="Only this one.")] = "",
    as_json: Json = False,
) -> None:
    """List the forecast methods with their settings, limits and sources."""
    if only:
        ops.configured(only, {})  # refuses a name that is not known
    found = [_document(one) for one in ops.list_methods() if only in ("", one.name)]
    say(found, "\n\n".join(map(_told, found)), as_json=as_json)


def _document(method: type[ops.Method]) -> dict[str, Any]:
    return {
        "method": method.name,
        "title": _(method.title),
        "source": method.source,
        "needs": method.needs,
        "shapes": sorted(method.shapes),
        "parameters": ops.parameters(method),
    }


def _told(method: dict[str, Any]) -> str:
    lines = [f"{method['method']}: {method['title']} ({', '.join(method['shapes'])})"]
    for one in method["parameters"]:
        limits = " ".join(f"{SIGNS[name]} {limit:g}" for name, limit in one["limits"].items())
        allowed = ", ".join(one["choices"]) or limits
        default = f"{one['default']} {one['unit']}".strip()
        lines.append(
            f"  {one['name']} = {default} ({allowed or one['type']})  {one['explanation']}"
        )
    return "\n".join([*lines, f"  {method['source']}"])


SIGNS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}

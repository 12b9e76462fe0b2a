"""Preferences as JSON with a number; each upgrade is a function from dict to dict.

The window reads them before its first paint, so nothing heavy is imported here.
"""

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from planner.paths import user_config

# Upgrade n makes a dict of number n into one of number n + 1.
UPGRADES: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = ()


def path() -> Path:
    return user_config() / "preferences.json"


def stored() -> dict[str, Any]:
    """Return what was chosen, brought up to date; empty if nothing was, or if it is unreadable."""
    try:
        found = json.loads(path().read_text("utf-8"))
        number: int = found["number"]
        values: dict[str, Any] = found["values"]
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    if not isinstance(values, dict) or number not in range(len(UPGRADES) + 1):
        return {}
    for upgrade in UPGRADES[number:]:
        values = upgrade(values)
    return values


def write(values: dict[str, Any]) -> None:
    """Keep `values`, whole or not at all."""
    path().parent.mkdir(parents=True, exist_ok=True)
    part = path().with_name(f".preferences-{secrets.token_hex(4)}")
    found = {"number": len(UPGRADES), "values": values}
    part.write_text(json.dumps(found, ensure_ascii=False, indent=2), "utf-8")
    part.replace(path())

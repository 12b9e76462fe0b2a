"""The command that has the app test itself."""

from dataclasses import asdict
from importlib import import_module

import typer

from planner.cli.output import Json, say


def register(app: typer.Typer) -> None:
    app.command("self-test")(self_test)


def self_test(as_json: Json = False) -> None:
    """Draw every page without a screen, edit, save and reopen a sample project."""
    # By name: the planner does not know the window, it only starts it.
    report = import_module("ui.self_test").run()
    seconds = "\n".join(f"{took:>8.2f} s  {part}" for part, took in report.seconds.items())
    say(
        {"ok": True} | asdict(report),
        f"The app works on this computer.\n{seconds}",
        as_json=as_json,
    )

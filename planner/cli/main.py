"""The command ``planner``: it opens the app, or does one thing without a window."""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from planner.offline import stay_offline

GROUPS = {
    "planner.cli.project": ("new", "sample", "info", "check"),
    "planner.cli.records": ("list", "apply", "remove", "undo"),
    "planner.cli.methods": ("methods",),
    "planner.cli.forecasts": ("forecast", "backtest"),
    "planner.cli.assessments": ("assess", "import checklist"),
    "planner.cli.import_programme": ("import programme",),
    "planner.cli.import_data": ("import incidents", "import areas"),
    "planner.cli.import_factors": ("import factor",),
    "planner.cli.near_repeats": ("knox", "alerts"),
    "planner.cli.interaction": ("mantel", "jacquez", "local-knox"),
    "planner.cli.bias": ("feedback", "reporting", "disparity"),
    "planner.cli.sources": ("urn", "snapping"),
    "planner.cli.others": ("score", "import forecast"),
    "planner.cli.studies": ("clusters", "lasting", "effect", "stress", "hours"),
    "planner.cli.goals": ("goals",),
    "planner.cli.interventions": ("wdd",),
    "planner.cli.publishing": ("export incidents", "export forecast", "export areas"),
    "planner.cli.self_test": ("self-test",),
    "planner.cli.protection": ("protect", "unprotect"),
    "planner.cli.exchange": ("import project", "export project", "erase", "resolve", "forget"),
}
"""Modules with a `register(app)` function and the commands they add, in the order of help.

Only the module of the command that was asked for is loaded.
"""

COMMANDS_HINT = "Run 'planner --help' to see all commands."


def run() -> None:
    """Entry point of the installed command."""
    stay_offline()
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:  # before the command was loaded
        code = 130
    raise SystemExit(code)


def main(argv: Sequence[str]) -> int:
    """Run the command line `argv` and return the exit code."""
    if opens_the_app(argv):
        # By name: the planner does not know the window, it only starts it.
        file = next((Path(word) for word in argv if not word.startswith("-")), None)
        return int(import_module("ui.app").main(file, sample="--sample" in argv))
    return command(argv)


def opens_the_app(argv: Sequence[str]) -> bool:
    """Say whether `argv` is ``[FILE] [--sample]`` and so asks for a window."""
    words = [word for word in argv if not word.startswith("-")]
    if not words:
        return not argv or list(argv) == ["--sample"]
    return words[0].lower().endswith(".usp")


def command(argv: Sequence[str]) -> int:
    from planner.cli.output import WRONG, guarded

    def work() -> int:
        return _call(build(modules_for(argv)), argv, WRONG)

    return guarded(work, as_json="--json" in argv)


def modules_for(argv: Sequence[str]) -> Sequence[str]:
    """Return the module that has the command of `argv`; all of them where none is named."""
    named = (" ".join(argv[:1]), " ".join(argv[:2]))
    found = [module for module, commands in GROUPS.items() if set(named) & set(commands)]
    return found or tuple(GROUPS)


def build(modules: Sequence[str] = tuple(GROUPS)) -> Any:
    """Return the Typer application with the commands of `modules`."""
    import typer

    from planner.cli.passphrases import offer

    app = typer.Typer(
        name="planner",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        callback=lambda: None,  # one command alone stays a command of its own
        help="Urban Security Planner. Without a command, or with a project file, it opens the app.",
    )
    for name in modules:
        import_module(name).register(app)
    offer(app)
    return app


def _call(app: Any, argv: Sequence[str], wrong: int) -> int:
    import typer
    from typer.main import get_command

    try:
        result = get_command(app).main(args=list(argv), prog_name="planner", standalone_mode=False)
    except typer.Exit as done:
        return done.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        if hasattr(error, "format_message"):
            return _usage(error, as_json="--json" in argv) or wrong
        raise
    return result if isinstance(result, int) else 0


def _usage(error: Any, *, as_json: bool) -> int:
    """Say how the command is used."""
    import json

    import typer

    message = error.format_message()
    if as_json:
        found = {"code": "usage", "message": message, "hint": COMMANDS_HINT}
        typer.echo(json.dumps({"error": found}, indent=2))
    else:
        context = getattr(error, "ctx", None)
        if context is not None:
            typer.echo(context.get_usage(), err=True)
        typer.echo(f"{message} {COMMANDS_HINT}", err=True)
    return int(getattr(error, "exit_code", 0))

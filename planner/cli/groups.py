"""Commands of two words, such as ``planner import checklist``: one group, many modules."""

from dataclasses import asdict, dataclass, field
from typing import Annotated, Any

import typer

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")]


@dataclass
class ImportReport:
    """What every import says in JSON; these keys stay."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    uids: list[str] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        return asdict(self)


def group(app: typer.Typer, name: str, about: str) -> typer.Typer:
    """Return the group of commands called `name`, made when first asked for."""
    for known in app.registered_groups:
        if known.name == name and known.typer_instance is not None:
            return known.typer_instance
    made = typer.Typer(no_args_is_help=True, help=about, rich_markup_mode=None)
    app.add_typer(made, name=name)
    return made


def imports(app: typer.Typer) -> typer.Typer:
    return group(app, "import", "Bring things in from files.")


def exports(app: typer.Typer) -> typer.Typer:
    return group(app, "export", "Write things out to files.")

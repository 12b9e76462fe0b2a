"""Commands for a project as a whole."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.output import Json, ProjectFile, TextProgress, reading, say
from planner.cli.passphrases import key_of
from planner.errors import DamagedFileError, FileExistsAlreadyError
from planner.ops import project as ops
from planner.ops import repairs
from planner.store.connect import is_there
from planner.store.files import SUFFIX


def register(app: typer.Typer) -> None:
    for function in (new, sample, info, check):
        app.command()(function)


def new(
    file: ProjectFile,
    title: Annotated[str, typer.Option(help="The title of the project.")],
    as_json: Json = False,
) -> None:
    """Make an empty project with the shipped checklists."""
    file = new_file(file)
    work = ops.new_project(file, title.strip() or file.stem)
    facts = ops.info(work.store)
    work.close()
    say_made(file, facts, as_json=as_json)


def sample(file: ProjectFile, as_json: Json = False) -> None:
    """Make the sample project."""
    from planner.sample import new_sample

    file = new_file(file)
    work = new_sample(file, TextProgress())
    facts = ops.info(work.store)
    work.close()
    say_made(file, facts, as_json=as_json)


def new_file(file: Path) -> Path:
    """Return the name that a new project gets; its ending is always ours."""
    file = file if file.suffix == SUFFIX else file.with_suffix(SUFFIX)
    if is_there(file):
        raise FileExistsAlreadyError(file.name)
    return file


def say_made(file: Path, facts: ops.ProjectInfo, *, as_json: bool) -> None:
    document = {"project_uid": facts.project_uid, "title": facts.title}
    say(document, f"{file.name} was made: {facts.title}.", as_json=as_json)


def info(file: ProjectFile, as_json: Json = False) -> None:
    """Tell what is in a project."""
    with reading(file) as store:
        facts = ops.info(store)
    document = {
        "project_uid": facts.project_uid,
        "title": facts.title,
        "format": facts.format,
        "app_version": facts.app_version,
        "counts": facts.counts,
        "conflicts": facts.conflicts,
        "protected": facts.protected,
    }
    counts = "\n".join(f"{n:>8}  {kind}" for kind, n in facts.counts.items() if n)
    say(document, f"{facts.title}\n{counts}".rstrip(), as_json=as_json)


def check(
    file: ProjectFile,
    repair: Annotated[
        bool, typer.Option(help="Save what can be read of a damaged file into a new one.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check that a project is sound: pages, references, records that equal their history."""
    problems = _problems(file, repair=repair)
    document: dict[str, Any] = {"ok": not problems, "problems": problems}
    text = "\n".join(problems) if problems else "The project is sound."
    if repair and problems:
        found = ops.repair(file, key_of(file))
        document |= {
            "repaired": str(found.target),
            "pages": {"there": found.pages, "of": found.expected},
            "saved": found.saved,
            "kinds": {kind: asdict(left) for kind, left in found.kinds.items()},
            "lost_changes": found.lost_changes,
            "end_lost": found.end_lost,
            "parted_changes": found.parted,
            "uncertain_lives": found.uncertain_lives,
            "damaged_tables": found.damaged,
        }
        text = "\n".join([text, f"{found.target.name} was written.", *repairs.remarks(found)])
    say(document, text, as_json=as_json)
    if problems:
        raise typer.Exit(3)


def _problems(file: Path, *, repair: bool) -> list[str]:
    """Return what is wrong; a file that cannot be opened is a problem to repair."""
    try:
        with reading(file) as store:
            rotted = [ops.rot_words(file.name)] if ops.has_rotted(file) else []
            return rotted + ops.check(store)
    except DamagedFileError as error:
        if not repair:
            raise
        return [error.why]

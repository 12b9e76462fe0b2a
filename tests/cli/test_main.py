"""The table of commands is what the modules really offer, and one command loads one module."""

import json
import subprocess
import sys

import pytest
from typer.main import get_command

from planner.cli import main as cli
from planner.cli.main import GROUPS, build, command, modules_for, opens_the_app


def commands_of(app):
    for name, found in get_command(app).commands.items():
        if hasattr(found, "commands"):
            yield from (f"{name} {inner}" for inner in found.commands)
        else:
            yield name


@pytest.mark.parametrize("module", GROUPS)
def test_every_module_offers_the_commands_it_is_listed_with(module):
    assert sorted(commands_of(build([module]))) == sorted(GROUPS[module])


def test_one_command_needs_one_module():
    assert modules_for(["info", "x.usp"]) == ["planner.cli.project"]
    assert modules_for(["import", "areas", "x.usp"]) == ["planner.cli.import_data"]
    assert modules_for(["--help"]) == tuple(GROUPS)
    assert modules_for(["import", "--help"]) == tuple(GROUPS)


def test_help_lists_every_command(capsys):
    assert command(["--help"]) == 0

    told = capsys.readouterr().out
    assert all(name.split()[0] in told for names in GROUPS.values() for name in names)


def test_looking_at_a_project_loads_no_statistics(project_file):
    code = (
        "import sys; from planner.cli.main import command; command(sys.argv[1:]);"
        "print([m for m in ('pandas', 'scipy', 'matplotlib', 'pyproj') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, "info", str(project_file)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("argv", "opens"),
    [
        ([], True),
        (["--sample"], True),
        (["Town hall.usp"], True),
        (["info", "Town hall.usp"], False),
        (["--help"], False),
        (["bogus"], False),
    ],
)
def test_no_command_or_a_project_file_opens_the_app(argv, opens):
    assert opens_the_app(argv) is opens


def test_a_command_stopped_while_it_loads_says_so_in_json(monkeypatch, capsys):
    def interrupted(_modules):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "build", interrupted)

    assert command(["info", "x.usp", "--json"]) == 130
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "cancelled"


def test_the_app_stopped_before_its_command_is_known_ends_with_130(monkeypatch):
    def interrupted(_argv):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)

    with pytest.raises(SystemExit) as done:
        cli.run()

    assert done.value.code == 130

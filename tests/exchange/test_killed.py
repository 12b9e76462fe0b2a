"""Kill -9 while a copy is brought in: the project is as before, or has all of it."""

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from sqlmodel import select

from planner.model.contacts import Person, PersonFields, PersonRow
from planner.ops import exchange
from planner.ops import project as ops

ROOT = Path(__file__).parent.parent.parent
TIMES = int(os.environ.get("USP_KILLS", "2"))

BRING_IN = """
import sys
from pathlib import Path
from planner.ops import exchange, project
work = project.open_project(Path(sys.argv[1]))
print("ready", flush=True)
exchange.bring_in(work.store, Path(sys.argv[2]))
work.save()
print("done", flush=True)
"""


def killed(script, *words, after):
    """Run `script`, kill it `after` seconds of work, and return the lines it wrote."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    timer = Timer(after, process.kill)
    timer.start()
    lines, _errors = process.communicate()
    timer.cancel()
    return lines.split()


def names(path):
    """Return the persons in a file, which must be sound."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {name for (name,) in db.execute("SELECT name FROM person WHERE state = 'alive'")}


@pytest.mark.parametrize("turn", range(TIMES))
def test_a_copy_is_in_as_a_whole_or_not_at_all(project_file, tmp_path, turn):
    """P15."""
    theirs = tmp_path / "theirs.usp"
    theirs.write_bytes(project_file.read_bytes())
    other = ops.open_project(theirs)
    with other.store.edit("many") as edit:
        for number in range(300):
            edit.add(PersonFields(name=f"Person {number}", email="p@example.org"))
    other.save()
    other.close()

    killed(BRING_IN, project_file, theirs, after=random.uniform(0.0, 0.4))

    assert len(names(project_file)) in (0, 300)
    work = ops.open_project(project_file)
    assert len(work.store.rows(select(Person), PersonRow)) in (0, 300)
    assert ops.check(work.store) == []
    exchange.bring_in(work.store, theirs)
    work.save()
    work.close()
    assert len(names(project_file)) == 300

"""Killed at any moment, the app has every edit it had finished, and a whole file."""

import random
import subprocess
import sys
from threading import Timer

import pytest
from sqlmodel import select

from planner.model.contacts import Person, PersonRow
from planner.ops import project as ops

BUSY = """
import sys
from pathlib import Path
from planner.model.contacts import PersonFields
from planner.ops import project as ops
work = ops.open_project(Path(sys.argv[1]))
number = int(sys.argv[2])
print("open", flush=True)
while True:
    with work.store.edit("new person") as edit:
        edit.add(PersonFields(name=f"P{number}"))
    print(number, flush=True)
    number += 1
    if number % 3 == 0:
        work.save()
        print("saved", number, flush=True)
"""


def killed_after(path, first, seconds):
    """Edit and save without end, be killed, and return what was reported as done."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUSY, str(path), str(first)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "open\n"
    clock = Timer(seconds, process.kill)
    clock.start()
    told = process.stdout.read().split("\n")[:-1]
    process.stdout.close()
    process.wait()
    clock.join()
    return told


def numbers(work):
    return sorted(int(row.name[1:]) for row in work.store.rows(select(Person), PersonRow))


@pytest.mark.parametrize("turn", range(4))
def test_a_killed_app_loses_no_finished_edit_and_leaves_a_whole_file(project_file, turn):
    done = 0
    for _again in range(2):
        told = killed_after(project_file, done, random.uniform(0.0, 0.4))
        edits = [int(line) for line in told if line.isdigit()]
        saved = [int(line.split()[1]) for line in told if line.startswith("saved")]
        done = max([done, *(number + 1 for number in edits)])

        published = ops.open_project(project_file, private=True)
        in_file = numbers(published)
        assert in_file == list(range(len(in_file)))
        assert len(in_file) >= max(saved, default=0)
        assert ops.check(published.store) == []
        published.discard()

        work = ops.open_project(project_file)
        found = numbers(work)
        assert found == list(range(len(found)))
        assert done <= len(found) <= done + 1
        assert ops.check(work.store) == []
        done = len(found)
        work.save()
        work.close()

"""Kill -9 at random moments of everything that writes a project, and look at what is left.

Run ``python -m tests.exchange.kills 200`` from the checkout for so many kills,
shared out over all works. Each file has to be as before or as after, each
working copy too, and the work has to go through when it is done again.
"""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from unittest import mock

from planner.model.contacts import PersonFields, PersonRow
from planner.model.everything import KINDS
from planner.ops import exchange
from planner.ops import project as ops

ROOT = Path(__file__).parent.parent.parent
PERSONS = 300

SCRIPT = """
import sys
from pathlib import Path
from planner.model.contacts import PersonRow
from planner.ops import backups, exchange, privacy, project
work = project.open_project(Path(sys.argv[1]) / "mine.usp")
found = work.store.connection().execute("SELECT uid FROM person ORDER BY name")
persons = [uid for (uid,) in found]
print("ready", flush=True)
{work}
work.save()
work.close()
"""
WORKS = {
    "import": "exchange.bring_in(work.store, Path(sys.argv[1]) / 'theirs.usp')",
    "save": """
with work.store.edit("edits") as edit:
    for uid in persons:
        edit.change(PersonRow, uid, notes="Seen again. " * 20)""",
    "restore": "backups.go_back(work.store, Path(sys.argv[1]) / 'earlier.usp')",
    "undo of an import": "work.store.undo_last_step()",
    "erasure": "privacy.erase_person(work.store, persons[0])",
}
"""What is done between opening and saving; all of it writes the same each time."""


@dataclass(frozen=True)
class Left:
    """What a kill has left: the file and the working copy, each "before" or "after"."""

    file: str
    working_copy: str
    done: bool


def prepare(folder: Path, work: str) -> None:
    """Write the files that `work` needs: earlier.usp, mine.usp, theirs.usp."""
    earlier, mine, theirs = (folder / f"{name}.usp" for name in ("earlier", "mine", "theirs"))
    filled(ops.new_project(earlier, "Town"), "Ann")
    for path, who in ((mine, "Ben"), (theirs, "Cem")):
        shutil.copy(earlier, path)
        filled(ops.open_project(path), who)
    if work == "undo of an import":
        project = ops.open_project(mine)
        exchange.bring_in(project.store, theirs)
        project.save()
        project.close()


def filled(project, who):
    with project.store.edit("persons") as edit:
        for (uid,) in project.store.connection().execute("SELECT uid FROM person"):
            edit.change(PersonRow, uid, job_title=f"Known to {who}")
        for number in range(PERSONS):
            edit.add(PersonFields(name=f"{who} {number}", email=f"{who}{number}@example.org"))
    project.save()
    project.close()


def run(folder: Path, work: str, kill_after: float | None = None) -> tuple[float, bool]:
    """Do `work` in a process of its own; return how long it took and whether it got through."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(work=WORKS[work]), str(folder)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    start = time.monotonic()
    timer = Timer(kill_after or 600, process.kill)
    timer.start()
    process.communicate()
    timer.cancel()
    return time.monotonic() - start, process.returncode == 0


def content(db: sqlite3.Connection) -> dict[str, list]:
    """Return all records, erasures and conflicts of a project, which must be sound."""
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    said = {kind: db.execute(f'SELECT * FROM "{kind}" ORDER BY uid').fetchall() for kind in KINDS}
    said["erasures"] = db.execute("SELECT row_uid FROM rep_erasure ORDER BY 1").fetchall()
    said["conflicts"] = db.execute(
        "SELECT row_uid, cell, kind FROM rep_conflict ORDER BY 1, 2, 3"
    ).fetchall()
    return said


def content_of(path: Path) -> dict[str, list]:
    with closing(sqlite3.connect(path)) as db:
        return content(db)


def kills(work: str, times: int) -> list[Left]:
    """Do `work` once in peace, then `times` times with a kill, and check what is left."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, peace = folder / "files", folder / "peace"
        files.mkdir()
        with mock.patch.dict(os.environ, {"USP_HOME": str(folder / "home")}):
            prepare(files, work)
            shutil.copytree(files, peace)
            seconds, done = run(peace, work)
            assert done
            states = {"before": content_of(files / "mine.usp")}
            states["after"] = content_of(peace / "mine.usp")
            assert states["before"] != states["after"]
            found = []
            for turn in range(times):
                own = folder / str(turn)
                shutil.copytree(files, own)
                found.append(killed(own, work, random.uniform(0.0, seconds * 1.1), states))
                shutil.rmtree(own)
    return found


def killed(folder: Path, work: str, after: float, states: dict[str, dict]) -> Left:
    """Kill `work` in `folder` after so many seconds; fail if anything is in between."""
    _seconds, done = run(folder, work, after)
    file = folder / "mine.usp"
    in_file = named(content_of(file), states)
    assert in_file == "after" or not done
    project = ops.open_project(file)
    in_copy = named(content(project.store.connection()), states)
    assert (in_file, in_copy) != ("after", "before"), "the working copy is behind its file"
    assert ops.check(project.store) == []
    project.save()
    project.close()
    assert content_of(file) == states[in_copy]
    if in_copy == "before":
        assert run(folder, work)[1]
        assert content_of(file) == states["after"]
    return Left(in_file, in_copy, done)


def named(found: dict, states: dict[str, dict]) -> str:
    for name, state in states.items():
        if found == state:
            return name
    raise AssertionError("in between")


def main(times: int) -> int:
    for number, work in enumerate(WORKS):
        share = (times + number) // len(WORKS)
        found = Counter(
            "done before the kill"
            if left.done
            else f"file {left.file}, working copy {left.working_copy}"
            for left in kills(work, share)
        )
        sys.stdout.write(f"{work}: {share} kills, nothing in between: {dict(found)}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))

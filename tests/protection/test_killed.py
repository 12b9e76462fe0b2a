"""Kill -9 while a passphrase is set, changed or removed: the file is before or after."""

import os
import random
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest
from sqlmodel import select

from planner.errors import WrongPassphraseError
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.ops import project as ops
from planner.ops import protection
from planner.store import backups
from planner.store.connect import salt_of
from tests.protection.conftest import WORDS

ROOT = Path(__file__).parent.parent.parent
TIMES = int(os.environ.get("USP_KILLS", "2"))
OTHER = "another set of words"

CHANGE = """
import sys
from pathlib import Path
from planner.model.contacts import PersonFields
from planner.ops import project, protection
path, old, new = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
work = project.open_project(path, key=protection.key_of(path, old))
with work.store.edit("one more") as edit:
    edit.add(PersonFields(name="Unsaved"))
print("ready", flush=True)
protection.protect(work, new) if new else protection.unprotect(work)
found = protection.other_backups(work.store)
protection.protect_backups(found, protection.key_of(found[0], old), work.store.key)
print("done", flush=True)
work.close()
"""


def killed(*words, after):
    """Run the change, kill it `after` seconds of work, and say whether it was done by then."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHANGE, *map(str, words)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    timer = Timer(after, process.kill)
    timer.start()
    lines, _errors = process.communicate()
    timer.cancel()
    return "done" in lines


def opens(path, words):
    """Return what opens `path` if these words are its passphrase, or if it has none as said."""
    if (salt_of(path) is None) != (not words):
        return False, None
    try:
        return True, protection.key_of(path, words)
    except WrongPassphraseError:
        return False, None


def fill(path, words):
    """Put 400 persons into the project and protect it and its backups."""
    work = ops.open_project(path)
    with work.store.edit("many") as edit:
        for number in range(400):
            edit.add(PersonFields(name=f"Person {number}", notes="n" * 400))
    if words:
        protection.protect(work, words)
        protection.protect_backups(protection.other_backups(work.store), None, work.store.key)
    else:
        work.save()
    work.close()


@pytest.mark.parametrize("turn", range(TIMES))
@pytest.mark.parametrize(
    ("old", "new"), [("", WORDS), (WORDS, OTHER), (WORDS, "")], ids=["set", "change", "remove"]
)
def test_a_killed_change_leaves_a_whole_file_under_one_of_the_two(project_file, old, new, turn):
    fill(project_file, old)

    done = killed(project_file, old, new, after=random.uniform(0.1, 1.5))

    by_old, old_key = opens(project_file, old)
    by_new, new_key = opens(project_file, new)
    assert by_old != by_new
    assert by_new or not done
    published = ops.open_project(project_file, private=True, key=new_key or old_key)
    assert ops.check(published.store) == []
    assert len(published.store.rows(select(Person), PersonRow)) in (400, 401)
    published.discard()
    for words in (old, new):
        unlock = protection.to_unlock(project_file)
        if unlock is None or opens(unlock, words)[0]:
            key = protection.key_of(unlock, words) if unlock else None
            work = ops.open_project(project_file, key=key)
            break
    assert len(work.store.rows(select(Person), PersonRow)) == 401
    assert ops.check(work.store) == []
    for backup in backups.listed(work.store.project_uid):
        fits = [words for words in (old, new) if opens(backup, words)[0]]
        backup_key = protection.key_of(backup, fits[0])
        copy = ops.open_project(backup, private=True, key=backup_key)
        assert ops.check(copy.store) == []
        copy.discard()
    work.discard()

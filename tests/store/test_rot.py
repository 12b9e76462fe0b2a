"""A file that changed although nobody wrote it is opened, and it is said."""

import os

import pytest

from planner.cli.main import main
from planner.model.contacts import PersonFields
from planner.ops import project as ops
from planner.store import places, rot


@pytest.fixture
def known(project_file):
    """A file that was saved and opened on this computer."""
    work = ops.open_project(project_file)
    with work.store.edit("person") as edit:
        edit.add(PersonFields(name="Ann Example"))
    work.save()
    work.close()
    return project_file


def change(path, *, keep_time):
    """Put another letter into every name in the file."""
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Ann Example", b"Enn Example"))
    if keep_time:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 10**9))


def opened(path):
    work = ops.open_project(path)
    rotted = work.rotted
    work.close()
    return rotted


def test_an_untouched_file_has_not_rotted(known):
    assert not opened(known)
    assert not ops.has_rotted(known)


def test_another_bit_at_the_same_time_is_rot_until_the_file_is_saved(known, capsys):
    change(known, keep_time=True)

    assert opened(known)
    assert opened(known)
    assert main(["check", str(known)]) == 3
    assert "failing disk" in capsys.readouterr().out
    work = ops.open_project(known)
    work.save()
    work.close()
    assert not opened(known)


def test_what_somebody_wrote_is_no_rot(known):
    change(known, keep_time=False)

    assert not opened(known)
    assert not opened(known)


def test_a_file_of_the_same_name_in_another_folder_is_another(known, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    change(known, keep_time=True)
    known.rename(other / known.name)

    assert not opened(other / known.name)


def test_what_was_noted_of_many_files_does_not_pile_up(tmp_path, monkeypatch):
    monkeypatch.setattr(rot, "_MOST", 3)
    for number in range(5):
        ops.new_project(tmp_path / f"{number}.usp", "Town").close()

    assert len(list(places.folder().glob("*.seen"))) == 3


def test_what_was_noted_may_be_damaged_itself(known):
    for noted in places.folder().glob("*.seen"):
        noted.write_text("[]")

    assert not opened(known)

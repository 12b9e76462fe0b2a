"""A full disk is said as a full disk, and everything is as it was before."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from planner.cli.main import main
from planner.errors import CannotWriteError, NoRoomError
from planner.model.contacts import PersonFields
from planner.ops import exchange
from planner.ops import project as ops
from planner.paths import log_file, user_data
from planner.store import backups


def full(*_args, **_options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def work(project_file):
    work = ops.open_project(project_file)
    yield work
    work.discard()


def add(store, notes=""):
    with store.edit("person") as edit:
        edit.add(PersonFields(name="Ann Example", notes=notes))


def left_over():
    """Return what is left in the folders of working copies and received files."""
    places = (user_data() / "work", user_data() / "received")
    return [p.name for folder in places for p in folder.glob("*") if p.suffix not in (".seen",)]


def test_opening_without_room_for_the_working_copy_is_refused(project_file, monkeypatch):
    monkeypatch.setattr(Path, "write_bytes", full)

    with pytest.raises(NoRoomError):
        ops.open_project(project_file)

    assert left_over() == []


def test_a_sound_file_is_not_called_damaged_where_there_is_no_room_to_work(
    project_file, monkeypatch
):
    def failing(*_args):
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
        raise error

    monkeypatch.setattr("planner.store.files.connect", failing)

    with pytest.raises(NoRoomError):
        ops.open_project(project_file)


def test_an_edit_without_room_changes_nothing(work):
    db = work.store.connection()
    before = list(db.execute("SELECT * FROM rep_change"))
    [(pages,)] = db.execute("PRAGMA page_count")
    db.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(NoRoomError):
        add(work.store, "n" * 500_000)

    assert list(db.execute("SELECT * FROM rep_change")) == before
    db.execute("PRAGMA max_page_count = 100000")
    add(work.store)
    assert ops.check(work.store) == []


def test_saving_without_room_for_the_backup_leaves_the_file(work, monkeypatch):
    before = work.target.read_bytes()
    add(work.store)
    monkeypatch.setattr(backups.shutil, "copy2", full)

    with pytest.raises(NoRoomError):
        work.save()

    assert work.target.read_bytes() == before
    assert work.unsaved


def test_a_copy_from_somebody_that_does_not_fit_is_not_said_to_be_in_use(
    work, tmp_path, monkeypatch
):
    theirs = tmp_path / "theirs.usp"
    theirs.write_bytes(work.target.read_bytes())
    monkeypatch.setattr("planner.exchange.receive.hashlib.sha256", full)

    with pytest.raises(NoRoomError):
        exchange.preview(work.store, theirs)

    assert list((user_data() / "received").iterdir()) == []


def test_a_repair_without_room_is_refused_and_leaves_nothing(project_file, monkeypatch):
    monkeypatch.setattr("planner.store.files.put_in_place", full)

    with pytest.raises(CannotWriteError):
        ops.repair(project_file)

    assert [p.name for p in project_file.parent.glob("*.usp*")] == [project_file.name]


def test_the_command_says_a_full_disk_in_words(project_file, monkeypatch, capsys):
    monkeypatch.setattr(Path, "write_bytes", full)

    assert main(["info", str(project_file)]) == 3
    assert "The disk is full" in capsys.readouterr().err


def test_the_log_of_a_mistake_holds_no_text_of_it(project_file, monkeypatch):
    def broken(store):
        raise RuntimeError(ops.project(store).title)

    monkeypatch.setattr("planner.ops.project.info", broken)

    assert main(["info", str(project_file)]) == 1
    written = log_file().read_text("utf-8")
    assert "RuntimeError" in written
    assert "Test project" not in written


def test_a_folder_that_is_closed_for_writing_is_named_as_such(work, tmp_path, monkeypatch):
    """On a disk that is read only, even taking away what is not there is refused."""

    def read_only(*_args, **_options):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    add(work.store)
    with monkeypatch.context() as patch:
        patch.setattr("planner.store.files.put_in_place", read_only)
        patch.setattr(Path, "unlink", read_only)

        with pytest.raises(CannotWriteError):
            work.save_as(tmp_path / "elsewhere.usp")
        with pytest.raises(CannotWriteError):
            exchange.export(work.store, tmp_path / "copy.usp", exchange.Scope())

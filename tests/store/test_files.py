"""Project files are whole or refused, and never touched by opening them."""

import sqlite3
from contextlib import closing

import pytest
from sqlmodel import select

from planner.errors import (
    DamagedFileError,
    EmptyFileError,
    InUseError,
    NewerFileError,
    NoFileError,
    NotAProjectError,
    TargetChangedError,
)
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.ops import project as ops
from planner.paths import user_data
from planner.store import backups


def add_person(work, name="Ann Example"):
    with work.store.edit("new person") as edit:
        return edit.add(PersonFields(name=name))


def names(work):
    return [row.name for row in work.store.rows(select(Person), PersonRow)]


def test_saved_work_is_there_after_reopening(project_file):
    work = ops.open_project(project_file)
    add_person(work)
    assert work.unsaved
    work.save()
    assert not work.unsaved
    work.close()

    again = ops.open_project(project_file)

    assert names(again) == ["Ann Example"]
    assert not again.resumed
    again.close()


def test_work_closed_without_saving_is_taken_up_again(project_file):
    before = project_file.read_bytes()
    work = ops.open_project(project_file)
    add_person(work)
    work.close()

    assert project_file.read_bytes() == before
    again = ops.open_project(project_file)
    assert again.resumed
    assert again.unsaved
    assert names(again) == ["Ann Example"]
    again.close()


def test_unsaved_work_is_offered_with_its_title_and_can_be_recovered(project_file):
    work = ops.open_project(project_file)
    add_person(work)
    work.close()

    [found] = ops.unsaved_work()
    assert found.title == "Test project"
    assert found.target == project_file
    again = ops.recover(found)
    assert names(again) == ["Ann Example"]
    again.save()
    again.close()
    assert list(ops.unsaved_work()) == []


def test_work_that_somebody_has_open_is_not_offered(project_file):
    work = ops.open_project(project_file)
    add_person(work)

    assert list(ops.unsaved_work()) == []
    work.discard()


def test_discarded_work_is_gone(project_file):
    work = ops.open_project(project_file)
    add_person(work)
    work.discard()

    assert list(ops.unsaved_work()) == []
    again = ops.open_project(project_file)
    assert names(again) == []
    again.close()


def test_what_somebody_else_saved_meanwhile_is_brought_in_before_saving(project_file):
    mine = ops.open_project(project_file)
    add_person(mine, "Mine")
    theirs = ops.open_project(project_file, private=True)
    add_person(theirs, "Theirs")
    theirs.save()
    theirs.close()

    mine.save()

    assert sorted(names(mine)) == ["Mine", "Theirs"]
    assert mine.brought_in.counts == {"added": 1}
    mine.close()
    saved = ops.open_project(project_file)
    assert sorted(names(saved)) == ["Mine", "Theirs"]
    saved.close()


def test_another_project_in_our_place_is_not_overwritten(project_file, tmp_path):
    mine = ops.open_project(project_file)
    add_person(mine, "Mine")
    other = tmp_path / "other.usp"
    ops.new_project(other, "Other").close()
    other.replace(project_file)
    before = project_file.read_bytes()

    with pytest.raises(TargetChangedError):
        mine.save()

    assert project_file.read_bytes() == before
    beside = project_file.with_name("beside.usp")
    mine.save_as(beside)
    mine.close()
    saved = ops.open_project(beside)
    assert names(saved) == ["Mine"]
    saved.close()


def test_a_file_that_holds_nothing_new_may_be_replaced(project_file):
    """After a crash between writing the file and noting it, saving goes on."""
    mine = ops.open_project(project_file)
    add_person(mine)
    mine.store.connection().execute("VACUUM INTO ?", (str(project_file) + "x",))
    project_file.with_name(project_file.name + "x").replace(project_file)

    mine.save()

    mine.close()


@pytest.mark.parametrize("keep", [0, 50, 4000, 20_000])
def test_a_file_cut_short_is_refused_and_left_alone(project_file, keep):
    project_file.write_bytes(project_file.read_bytes()[:keep])
    before = project_file.read_bytes()

    with pytest.raises((DamagedFileError, EmptyFileError)):
        ops.open_project(project_file)

    assert project_file.read_bytes() == before


def test_a_file_with_overwritten_pages_is_refused_and_left_alone(project_file):
    data = bytearray(project_file.read_bytes())
    data[8192:40_000] = b"\xff" * (40_000 - 8192)
    project_file.write_bytes(data)

    with pytest.raises(DamagedFileError):
        ops.open_project(project_file)

    assert project_file.read_bytes() == bytes(data)


def test_another_sqlite_file_is_refused(tmp_path):
    path = tmp_path / "other.usp"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (x)")

    with pytest.raises(NotAProjectError):
        ops.open_project(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NoFileError, match=r"nowhere\.usp"):
        ops.open_project(tmp_path / "nowhere.usp")


def test_a_newer_file_says_which_format_it_has_and_is_left_alone(project_file):
    with closing(sqlite3.connect(project_file)) as db, db:
        db.execute("UPDATE meta SET min_reader = 99")
    before = project_file.read_bytes()

    with pytest.raises(NewerFileError, match="format 99"):
        ops.open_project(project_file)

    assert project_file.read_bytes() == before


def test_a_file_that_only_newer_apps_may_write_opens_for_reading(project_file):
    with closing(sqlite3.connect(project_file)) as db, db:
        db.execute("UPDATE meta SET min_writer = 99")

    work = ops.open_project(project_file)

    assert work.store.read_only
    assert ops.info(work.store).title == "Test project"
    work.close()


def test_a_locked_file_is_refused_and_left_alone(project_file):
    with closing(sqlite3.connect(project_file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InUseError):
            ops.open_project(project_file)


def test_every_save_leaves_a_backup_of_the_file_before(project_file):
    work = ops.open_project(project_file)
    uid = work.store.project_uid
    first = project_file.read_bytes()
    add_person(work)
    work.save()
    work.close()

    [backup] = backups.folder(uid).glob("*.usp")
    assert backup.read_bytes() == first


def test_after_months_of_saving_the_last_ten_and_one_a_day_for_fourteen_days_are_left(
    project_file, monkeypatch
):
    from datetime import UTC, datetime, timedelta

    now = datetime(2026, 1, 1, 8, tzinfo=UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return now

    monkeypatch.setattr(backups, "datetime", Clock)
    made = []
    for day in range(60):
        for hour in (8, 12, 17):
            now = datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)
            backups.keep(project_file, "town")
            made.append(now)

    left = [
        datetime.strptime(p.stem, backups.STAMP).replace(tzinfo=UTC) for p in backups.listed("town")
    ]
    newest_of_days = [made[-1] - timedelta(days=day) for day in range(14)]
    assert left == sorted({*made[-10:], *newest_of_days}, reverse=True)


def test_backups_are_kept_in_the_users_own_folder_and_not_beside_the_file(project_file):
    work = ops.open_project(project_file)
    work.save()

    folder = backups.folder(work.store.project_uid)
    assert folder.is_relative_to(user_data())
    assert not folder.is_relative_to(project_file.parent / "project")
    assert [p.name for p in project_file.parent.glob("*.usp")] == [project_file.name]
    work.close()


def test_no_more_than_ten_backups_of_one_day_are_kept(project_file):
    work = ops.open_project(project_file)
    for number in range(13):
        add_person(work, f"P{number}")
        work.save()
    uid = work.store.project_uid
    work.close()

    assert len(list(backups.folder(uid).glob("*.usp"))) == backups.KEEP_LAST


def test_a_save_leaves_nothing_but_the_file_behind(project_file):
    work = ops.open_project(project_file)
    add_person(work)
    work.save()
    work.close()

    assert [p.name for p in project_file.parent.iterdir() if p.is_file()] == [project_file.name]


def test_a_project_without_one_of_its_tables_is_refused_as_damaged(project_file):
    with closing(sqlite3.connect(project_file)) as db:
        db.execute("DROP TABLE person")
    before = project_file.read_bytes()

    with pytest.raises(DamagedFileError):
        ops.open_project(project_file)

    assert project_file.read_bytes() == before


def test_a_project_that_claims_to_be_read_only_is_refused_as_damaged(project_file):
    data = bytearray(project_file.read_bytes())
    data[18] = 0xFE  # the format version for writing
    project_file.write_bytes(data)

    with pytest.raises(DamagedFileError):
        ops.open_project(project_file)

    assert project_file.read_bytes() == bytes(data)


def test_what_a_killed_command_left_is_gone_after_the_next_one(project_file):
    abandoned = user_data() / "work" / "own-0123.db"
    abandoned.parent.mkdir(parents=True, exist_ok=True)
    for ending in (".db", ".db-wal", ".json", ".lock"):
        abandoned.with_suffix(ending).touch()

    ops.open_project(project_file, private=True).close()

    assert list(abandoned.parent.glob("own-*")) == []


def test_a_command_leaves_the_copy_of_another_that_runs_alone(project_file):
    running = ops.open_project(project_file, private=True)

    ops.open_project(project_file, private=True).close()

    assert running.store.rows(select(Person), PersonRow) == []
    running.save()
    running.close()

"""A protected project is worked on as any other; without its passphrase it says nothing."""

from contextlib import closing

import pytest
from sqlmodel import select

from planner.errors import (
    CannotWriteError,
    DamagedFileError,
    NotAProjectError,
    PassphraseNeededError,
    TargetChangedError,
    WrongPassphraseError,
)
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.model.datasets import Dataset, DatasetRow
from planner.ops import backups as restoring
from planner.ops import project as ops
from planner.ops import protection
from planner.ops.protection import TooShortError
from planner.paths import user_data
from planner.store import files
from planner.store.connect import FileKey, connect, salt_of
from tests.protection.conftest import KNOWN, MARKED, WORDS, damage, fill, plain_values

OTHER = "another set of words"


def names(work):
    return sorted(row.name for row in work.store.rows(select(Person), PersonRow))


def add_person(work, name="Bob Other"):
    with work.store.edit("new person") as edit:
        return edit.add(PersonFields(name=name))


def reopened(path, words=WORDS):
    return ops.open_project(path, key=protection.key_of(path, words))


def test_a_protected_project_opens_with_all_it_held(work):
    [row] = work.store.rows(select(Dataset), DatasetRow)

    assert names(work) == [KNOWN[0]]
    assert work.store.bulk(row.digest).data("s") == MARKED
    assert ops.check(work.store) == []
    assert not work.unsaved


def test_without_its_passphrase_nothing_is_opened_and_nothing_touched(protected_file):
    before = protected_file.read_bytes()

    with pytest.raises(PassphraseNeededError):
        ops.open_project(protected_file)
    with pytest.raises(WrongPassphraseError):
        protection.key_of(protected_file, OTHER)

    assert protected_file.read_bytes() == before
    assert protection.to_unlock(protected_file) == protected_file
    assert list(ops.unsaved_work()) == []


def test_edits_are_saved_under_the_same_passphrase(protected_file, work):
    add_person(work)
    work.store.undo()
    add_person(work, "Cleo Third")
    work.save()
    work.close()

    again = reopened(protected_file)
    assert names(again) == [KNOWN[0], "Cleo Third"]
    again.close()


def test_the_key_is_worked_out_once_for_all_further_openings(work, key, monkeypatch):
    def never(*_args):
        raise AssertionError("derived again")

    monkeypatch.setattr("planner.store.connect.pbkdf2_hmac", never)
    [row] = work.store.rows(select(Dataset), DatasetRow)

    work.store.bulk(row.digest)
    add_person(work)
    work.save()
    assert protection.other_backups(work.store) == []
    work.close()
    ops.open_project(work.target, key=key).close()


def test_unsaved_work_is_offered_after_a_crash_and_needs_the_passphrase(protected_file, key, work):
    add_person(work)
    work.close()

    [found] = ops.unsaved_work()
    assert found.protected
    assert found.target == protected_file
    assert found.title == ""
    with pytest.raises(PassphraseNeededError):
        ops.recover(found)
    [again] = ops.unsaved_work()
    recovered = ops.recover(again, key=key)
    assert recovered.unsaved
    assert names(recovered) == [KNOWN[0], "Bob Other"]
    recovered.discard()


def test_opening_the_file_takes_unsaved_work_up_again(protected_file, work):
    add_person(work)
    work.close()

    again = reopened(protected_file)
    assert again.resumed
    assert names(again) == [KNOWN[0], "Bob Other"]
    again.discard()


def test_work_that_was_saved_leaves_nothing_to_offer(work):
    add_person(work)
    work.save()
    work.close()

    assert list(ops.unsaved_work()) == []
    assert list((user_data() / "work").glob("*.db")) == []


def test_a_passphrase_can_be_changed(protected_file, work):
    add_person(work)
    protection.protect(work, OTHER)
    add_person(work, "Cleo Third")
    work.store.undo()
    work.save()
    work.close()

    with pytest.raises(WrongPassphraseError):
        protection.key_of(protected_file, WORDS)
    again = reopened(protected_file, OTHER)
    assert names(again) == [KNOWN[0], "Bob Other"]
    assert ops.check(again.store) == []
    again.close()


def test_a_passphrase_can_be_removed(protected_file, work):
    protection.unprotect(work)
    work.close()

    assert salt_of(protected_file) is None
    again = ops.open_project(protected_file)
    assert names(again) == [KNOWN[0]]
    assert ops.check(again.store) == []
    again.close()


def test_a_project_without_a_file_is_protected_before_it_is_first_saved(tmp_path):
    work = ops.new_project(None, "New")
    fill(work.store)
    protection.protect(work, WORDS)

    assert work.unsaved
    assert plain_values(tmp_path) == []
    work.save_as(tmp_path / "new.usp")
    assert salt_of(tmp_path / "new.usp")
    assert plain_values(tmp_path) == []
    work.close()


def test_a_short_passphrase_is_refused(project_file):
    work = ops.open_project(project_file)
    with pytest.raises(TooShortError):
        protection.protect(work, "1234567")

    assert work.store.key is None
    work.close()
    assert salt_of(project_file) is None


@pytest.mark.parametrize("change", [lambda w: protection.protect(w, OTHER), protection.unprotect])
def test_where_the_file_cannot_be_written_all_stays_as_it_was(
    protected_file, work, monkeypatch, change
):
    add_person(work)
    work.save()
    before, was = protected_file.read_bytes(), work.store.key
    publish, calls = files.publish, []

    def full(*args):
        if calls:
            raise CannotWriteError("project.usp")
        calls.append(1)
        return publish(*args)

    monkeypatch.setattr(files, "publish", full)
    with pytest.raises(CannotWriteError):
        change(work)

    assert work.store.key == was
    monkeypatch.undo()
    add_person(work, "Cleo Third")
    work.save()
    work.close()
    assert before != protected_file.read_bytes()
    again = reopened(protected_file)
    assert names(again) == [KNOWN[0], "Bob Other", "Cleo Third"]
    again.close()


def test_backups_made_before_protecting_are_found_and_rewritten(project_file):
    work = ops.open_project(project_file)
    fill(work.store)
    work.save()
    add_person(work)
    work.save()
    protection.protect(work, WORDS)

    plain = protection.other_backups(work.store)
    assert len(plain) >= 2
    assert protection.protect_backups(plain, None, work.store.key) == []
    assert protection.other_backups(work.store) == []
    assert plain_values(user_data()) == []
    oldest = restoring.list_backups(work.store)[-1]
    restoring.go_back(work.store, oldest.path)
    assert names(work) == []
    work.discard()


def test_a_backup_that_cannot_be_read_is_named_and_left(project_file):
    work = ops.open_project(project_file)
    fill(work.store)
    work.save()
    protection.protect(work, WORDS)
    found = protection.other_backups(work.store)
    content = found[0].read_bytes()
    found[0].write_bytes(content[:5000])

    assert protection.protect_backups(found, None, work.store.key) == [found[0]]
    assert found[0].read_bytes() == content[:5000]
    protection.delete_backups([found[0]])
    assert protection.other_backups(work.store) == []
    work.discard()


def test_a_backup_under_an_earlier_passphrase_asks_for_that_one(work):
    add_person(work)
    work.save()
    protection.protect(work, OTHER)
    earlier = protection.other_backups(work.store)[-1]

    with pytest.raises(PassphraseNeededError):
        restoring.differences(work.store, earlier)
    with pytest.raises(WrongPassphraseError):
        restoring.differences(work.store, earlier, OTHER)
    assert [d.what for d in restoring.differences(work.store, earlier, WORDS)] == ["remove"]
    restoring.go_back(work.store, earlier, WORDS)
    assert names(work) == [KNOWN[0]]


def test_somebody_elses_save_is_brought_in_first(protected_file, work):
    theirs = ops.open_project(protected_file, private=True, key=work.store.key)
    add_person(theirs, "Theirs")
    theirs.save()
    theirs.discard()
    add_person(work, "Ours")
    work.save()

    assert names(work) == [KNOWN[0], "Ours", "Theirs"]
    assert work.brought_in is not None


@pytest.mark.parametrize("ours", [True, False], ids=["protected here too", "plain here"])
def test_a_passphrase_set_by_somebody_else_is_asked_for_and_kept(protected_file, work, ours):
    if not ours:
        protection.unprotect(work)
    theirs = ops.open_project(protected_file, private=True, key=work.store.key)
    add_person(theirs, "Theirs")
    protection.protect(theirs, OTHER)
    theirs.discard()
    add_person(work, "Ours")

    with pytest.raises(PassphraseNeededError):
        work.save()
    with pytest.raises(WrongPassphraseError):
        work.save("not these words")
    assert work.unsaved
    work.save(OTHER)
    assert work.store.key
    work.close()

    again = reopened(protected_file, OTHER)
    assert names(again) == [KNOWN[0], "Ours", "Theirs"]
    assert ops.check(again.store) == []
    again.close()


def test_protection_that_somebody_else_took_away_is_put_back(protected_file, work):
    theirs = ops.open_project(protected_file, private=True, key=work.store.key)
    add_person(theirs, "Theirs")
    protection.unprotect(theirs)
    theirs.discard()

    add_person(work, "Ours")
    work.save()

    assert salt_of(protected_file) == work.store.key.salt
    assert names(work) == [KNOWN[0], "Ours", "Theirs"]


def test_another_database_with_a_passphrase_is_no_project(tmp_path):
    path, key = tmp_path / "other.usp", FileKey.new(WORDS)
    with closing(connect(path, key)) as db:
        db.execute("CREATE TABLE t(a)")

    with pytest.raises(NotAProjectError):
        ops.open_project(path, key=key)


def test_a_new_file_in_the_place_of_ours_is_not_overwritten(protected_file, work, tmp_path):
    other = ops.new_project(tmp_path / "other.usp", "Other")
    protection.protect(other, OTHER)
    other.close()
    protected_file.write_bytes((tmp_path / "other.usp").read_bytes())
    add_person(work)

    with pytest.raises(PassphraseNeededError):
        work.save()
    with pytest.raises(TargetChangedError):
        work.save(OTHER)
    assert protected_file.read_bytes() == (tmp_path / "other.usp").read_bytes()


def test_repair_writes_what_it_saves_under_the_same_passphrase(protected_file, key, tmp_path):
    damage(protected_file, key, "rep_actor")
    with pytest.raises(DamagedFileError):
        ops.open_project(protected_file, key=key)

    found = ops.repair(protected_file, key)

    assert found.damaged == ["rep_actor"]
    assert salt_of(found.target) == key.salt
    assert plain_values(tmp_path) == []
    again = ops.open_project(found.target, key=key)
    assert names(again) == [KNOWN[0]]
    assert ops.check(again.store) == []
    again.close()

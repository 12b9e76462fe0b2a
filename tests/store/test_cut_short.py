"""A file of which only the beginning is left is read page by page; nothing is guessed."""

import random
import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlmodel import select

from planner.cli.main import main
from planner.errors import EmptyFileError, FileUnusableError, NotAProjectError, NothingLeftError
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.ops import exchange, repairs
from planner.ops import project as ops
from planner.store.connect import connect
from planner.store.pages import Pages

PAGE = 4096
PERSONS = 240
SHARES = (0.999, 0.97, 0.9, 0.7, 0.5, 0.4, 0.3, 0.2, 0.1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A project of many persons, some changed twice and some removed, as a file."""
    folder = tmp_path_factory.mktemp("whole")
    draw = random.Random(7)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("USP_HOME", str(folder / "home"))
        work = ops.new_project(folder / "whole.usp", "Town")
        uids = []
        for turn in range(4):
            with work.store.edit("persons") as edit:
                for number in range(PERSONS // 4):
                    name = f"Person {turn} {number}"
                    uids.append(edit.add(PersonFields(name=name, notes="n" * draw.randrange(900))))
            for text in ("first", "second"):
                with work.store.edit("changes") as edit:
                    for uid in draw.sample(uids, 20):
                        edit.change(PersonRow, uid, phone=f"{text} {turn}", notes=text * 2000)
        with work.store.edit("removal") as edit:
            for uid in draw.sample(uids, 10):
                edit.remove(PersonRow, uid)
        work.save()
        work.close()
    return folder / "whole.usp"


def cut(whole, path, length):
    path.write_bytes(whole.read_bytes()[:length])
    return path


def said(path):
    """Return what a file says: every value ever written, by record and field."""
    with closing(connect(path)) as db:
        return set(db.execute("SELECT entity, row_uid, cell, payload FROM rep_change"))


def persons(work):
    return {row.uid: row for row in work.store.rows(select(Person), PersonRow)}


@pytest.mark.parametrize("share", SHARES)
def test_what_is_left_of_a_file_is_a_sound_project_without_an_invented_value(
    whole, tmp_path, share
):
    path = cut(whole, tmp_path / "cut.usp", int(whole.stat().st_size * share))
    before = path.read_bytes()

    found = ops.repair(path)

    assert path.read_bytes() == before
    assert found.pages < found.expected
    assert {row for row in said(found.target) if row[3] is not None} <= said(whole)
    work = ops.open_project(found.target)
    assert ops.check(work.store) == []
    assert len(persons(work)) == found.kinds["person"].shown > PERSONS * share / 4
    work.close()


@pytest.mark.parametrize("turn", range(6))
def test_any_cut_is_repaired_or_refused(whole, tmp_path, turn):
    length = random.Random(turn).randrange(whole.stat().st_size)
    path = cut(whole, tmp_path / "cut.usp", length)

    try:
        found = ops.repair(path)
    except FileUnusableError:
        assert length < 40 * PAGE
        return

    work = ops.open_project(found.target)
    assert ops.check(work.store) == []
    work.close()


def test_a_file_without_its_last_page_loses_nothing_that_was_written(whole, tmp_path):
    path = cut(whole, tmp_path / "cut.usp", whole.stat().st_size - PAGE)

    found = ops.repair(path)

    assert found.complete
    assert found.pages == found.expected - 1
    assert said(found.target) == said(whole)


@pytest.mark.parametrize("share", [0.6, 0.45, 0.25])
def test_an_old_value_is_never_shown_without_a_word(whole, tmp_path, share):
    """Where it is lost what replaced a value, both stand side by side as a conflict."""
    path = cut(whole, tmp_path / "cut.usp", int(whole.stat().st_size * share))
    original = ops.open_project(whole, private=True)
    true = persons(original)
    original.discard()

    found = ops.repair(path)

    work = ops.open_project(found.target)
    listed = {(c.uid, c.cell) for c in exchange.list_conflicts(work.store)}
    silent = [
        uid
        for uid, row in persons(work).items()
        if uid not in true and (uid, "_life") not in listed
    ]
    silent += [
        uid
        for uid, row in persons(work).items()
        if uid in true and row.phone != true[uid].phone and (uid, "phone") not in listed
    ]
    work.close()
    assert not silent or found.end_lost


@pytest.mark.parametrize("share", [0.9, 0.6, 0.4, 0.2])
def test_a_repaired_file_and_a_whole_copy_can_be_brought_together_both_ways(whole, tmp_path, share):
    path = cut(whole, tmp_path / "cut.usp", int(whole.stat().st_size * share))
    target = ops.repair(path).target
    copy = tmp_path / "copy.usp"
    shutil.copy(whole, copy)
    for mine, theirs in ((target, copy), (copy, target)):
        work = ops.open_project(mine, private=True)
        exchange.bring_in(work.store, theirs)
        names = {row.name for row in persons(work).values()}
        assert len(names) >= PERSONS - 10
        assert ops.check(work.store) == []
        work.discard()


def test_noise_in_the_list_of_tables_costs_no_record(whole, tmp_path):
    data = bytearray(whole.read_bytes())
    data[100:PAGE] = b"\x55" * (PAGE - 100)
    path = tmp_path / "noise.usp"
    path.write_bytes(data)

    found = ops.repair(path)

    assert said(found.target) == said(whole)
    work = ops.open_project(found.target)
    assert ops.check(work.store) == []
    work.close()


def test_pages_of_deleted_rows_are_not_taken_for_rows(whole, tmp_path):
    """A file that others have worked on may keep what was deleted; it does not come back."""
    path = tmp_path / "edited.usp"
    shutil.copy(whole, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DELETE FROM rep_change WHERE entity = 'person'")

    found = ops.repair(path)

    assert "person" not in {entity for entity, *_rest in said(found.target)}


def test_what_is_left_and_what_is_lost_is_said_by_kind(whole, tmp_path, capsys):
    path = cut(whole, tmp_path / "cut.usp", int(whole.stat().st_size * 0.4))

    assert main(["check", str(path), "--repair"]) == 3

    words = capsys.readouterr().out
    assert "pages of the file can be read" in words
    assert "person: " in words
    assert "The latest changes are lost" in words


def test_a_whole_file_is_said_to_have_lost_nothing(whole, tmp_path):
    path = tmp_path / "whole.usp"
    shutil.copy(whole, path)

    assert repairs.remarks(ops.repair(path))[-1] == "Nothing is lost."


def test_an_empty_file_is_refused_as_empty(tmp_path):
    path = tmp_path / "empty.usp"
    path.touch()

    for attempt in (ops.repair, ops.open_project):
        with pytest.raises(EmptyFileError):
            attempt(path)
    assert main(["check", str(path), "--repair"]) == 3


@pytest.mark.parametrize("length", [1, 60, 99, 100, 3000, PAGE])
def test_a_scrap_of_a_file_is_refused_and_nothing_is_written(whole, tmp_path, length):
    path = cut(whole, tmp_path / "cut.usp", length)

    with pytest.raises(NothingLeftError) as refused:
        ops.repair(path)

    assert str(length) in str(refused.value)
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".usp"] == ["cut.usp"]


def test_a_file_of_another_kind_is_not_repaired(tmp_path):
    path = tmp_path / "letter.usp"
    path.write_text("Dear colleagues")

    with pytest.raises(NotAProjectError):
        ops.repair(path)


def test_a_page_that_holds_the_same_row_a_thousand_times_costs_no_more_than_a_page(whole, tmp_path):
    """A hostile file of some megabytes would otherwise hold gigabytes of rows."""
    content = bytearray(whole.read_bytes())
    text = b"x" * 3000
    record = bytes([4, 0, *varint(13 + 2 * len(text)), *text])
    cell = bytes([*varint(len(record)), 1, *record])
    page = bytearray(PAGE)
    page[0], page[3:5] = 0x0D, (500).to_bytes(2, "big")
    page[8:1008] = (PAGE - len(cell)).to_bytes(2, "big") * 500
    page[PAGE - len(cell) :] = cell
    content += page * 50

    rows = list(Pages(bytes(content)).strays())

    assert len([row for _family, row in rows if row.values[1] == text.decode()]) == 50


def varint(number):
    return (number >> 7 | 0x80, number & 0x7F)

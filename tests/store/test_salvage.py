"""What can be read of a damaged file is saved, and what was lost is said."""

import pytest
from sqlmodel import select

from planner.cli.main import main
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.ops import project as ops

PAGE = 4096


@pytest.fixture
def damaged(project_file):
    """A project of 400 persons, and noise where some of their changes were written."""
    work = ops.open_project(project_file)
    with work.store.edit("persons") as edit:
        for number in range(400):
            edit.add(PersonFields(name=f"Person {number}", notes="n" * 300))
    work.save()
    work.close()
    data = bytearray(project_file.read_bytes())
    for number in (150, 250):
        page = data.index(f'"Person {number}"'.encode()) // PAGE
        data[page * PAGE : (page + 1) * PAGE] = b"\x55" * PAGE
    project_file.write_bytes(data)
    return project_file


def test_most_of_a_damaged_file_is_saved_and_the_rest_is_named(damaged):
    before = damaged.read_bytes()

    found = ops.repair(damaged)

    assert damaged.read_bytes() == before
    assert not found.complete
    assert found.damaged
    work = ops.open_project(found.target)
    persons = work.store.rows(select(Person), PersonRow)
    assert 100 < len(persons) < 400
    assert ops.check(work.store) == []
    work.close()


def test_a_whole_file_loses_nothing(project_file):
    found = ops.repair(project_file)

    assert found.complete
    work = ops.open_project(found.target)
    assert ops.info(work.store).title == "Test project"
    work.close()


def test_the_command_names_the_new_file_and_what_was_lost(damaged, capsys):
    code = main(["check", str(damaged), "--repair", "--json"])

    assert code == 3
    words = capsys.readouterr().out
    assert '"ok": false' in words
    assert "repaired 1" in words
    assert "rep_change" in words

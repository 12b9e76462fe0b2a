"""Files behind links and under long or odd names are written where the person means them."""

import random
import sys

import pytest
from sqlmodel import select

from planner.cli.main import main
from planner.errors import CannotWriteError, NotAProjectError
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.ops import exchange
from planner.ops import project as ops

links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


def add(work, name="Ann Example"):
    with work.store.edit("person") as edit:
        edit.add(PersonFields(name=name))


def names(path):
    work = ops.open_project(path, private=True)
    found = [row.name for row in work.store.rows(select(Person), PersonRow)]
    work.discard()
    return found


@links
def test_saving_through_a_link_writes_the_file_it_points_to(project_file, tmp_path):
    link = tmp_path / "link.usp"
    link.symlink_to(project_file.name)
    work = ops.open_project(link)
    add(work)

    work.save()

    work.close()
    assert link.is_symlink()
    assert names(project_file) == ["Ann Example"]


@links
def test_a_copy_for_somebody_goes_where_a_link_points(project_file, tmp_path):
    work = ops.open_project(project_file)
    add(work)
    (tmp_path / "out").mkdir()
    link = tmp_path / "link.usp"
    link.symlink_to(tmp_path / "out" / "copy.usp")

    exchange.export(work.store, link, exchange.Scope())

    work.discard()
    assert link.is_symlink()
    assert names(tmp_path / "out" / "copy.usp") == ["Ann Example"]


@pytest.mark.parametrize("stem", ["n" * 250, "ö" * 124, "🙈 a 'b' %20 #?x=1"])
def test_a_name_may_be_as_long_and_odd_as_the_system_allows(project_file, tmp_path, stem):
    target = tmp_path / f"{stem}.usp"
    work = ops.open_project(project_file)
    add(work)
    work.save_as(target)
    add(work, "Bob Other")
    work.save()
    exchange.export(work.store, tmp_path / f"{stem[:-1]}x.usp", exchange.Scope())
    work.close()

    assert sorted(names(target)) == ["Ann Example", "Bob Other"]
    assert sorted(names(tmp_path / f"{stem[:-1]}x.usp")) == ["Ann Example", "Bob Other"]
    assert ops.repair(target).target.exists()


def test_a_name_that_is_too_long_is_refused_in_words(project_file, tmp_path, capsys):
    work = ops.open_project(project_file)

    with pytest.raises(CannotWriteError):
        work.save_as(tmp_path / f"{'n' * 300}.usp")

    work.discard()
    assert main(["new", str(tmp_path / f"{'n' * 300}.usp"), "--title", "T"]) in (2, 3)
    assert "mistake" not in capsys.readouterr().err


def test_the_project_itself_is_not_overwritten_by_a_copy_for_somebody(project_file, capsys):
    before = project_file.read_bytes()

    assert main(["export", "project", str(project_file), str(project_file)]) == 2

    assert project_file.read_bytes() == before
    assert "the project itself" in capsys.readouterr().err


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"%PDF-1.7", b"7z\xbc\xaf\x27\x1c"])
def test_a_packed_file_is_not_taken_for_one_with_a_passphrase(tmp_path, start):
    path = tmp_path / "packed.usp"
    path.write_bytes(start + random.Random(1).randbytes(20_000))

    with pytest.raises(NotAProjectError):
        ops.open_project(path)

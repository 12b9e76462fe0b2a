"""A damaged file is refused, opened whole, or what is left of it is saved: never an accident."""

import os
import random
import sqlite3
from contextlib import closing

import pytest

from planner.cli.main import main
from planner.errors import DamagedFileError, FileUnusableError
from planner.ops import project as ops
from planner.sample import new_sample

PAGE = 4096
TIMES = int(os.environ.get("USP_DAMAGES", "2"))


def flip_bits(data, draw):
    for _bit in range(draw.randint(1, 200)):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)


def zero_pages(data, draw):
    for _page in range(draw.randint(1, 8)):
        first = draw.randrange(PAGE, len(data), PAGE)
        data[first : first + PAGE] = bytes(PAGE)


def cut_short(data, draw):
    del data[draw.randrange(PAGE, len(data)) :]


def noise(data, draw):
    first = draw.randrange(100, len(data))
    data[first : first + 500] = draw.randbytes(len(data[first : first + 500]))


DAMAGES = [flip_bits, zero_pages, cut_short, noise]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("USP_HOME", str(folder / "home"))
        work = new_sample(folder / "sample.usp")
        work.save()
        work.close()
    return folder / "sample.usp"


def damaged(sample, target, damage, seed):
    data = bytearray(sample.read_bytes())
    damage(data, random.Random(seed))
    target.write_bytes(data)
    return target


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("_turn", range(TIMES))
def test_what_is_saved_of_a_damaged_file_opens_and_is_sound(sample, tmp_path, damage, _turn):
    """Damage the sample and repair it: refused, or a sound project with what was left."""
    seed = random.randrange(2**32)
    path = damaged(sample, tmp_path / "damaged.usp", damage, seed)
    before = path.read_bytes()
    try:
        found = ops.repair(path)
    except FileUnusableError:
        assert [p.name for p in tmp_path.glob("*.usp")] == ["damaged.usp"]
        return
    assert path.read_bytes() == before
    work = ops.open_project(found.target)
    problems = ops.check(work.store)
    assert problems == [], (damage.__name__, seed)
    work.discard()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_or_opens_and_can_be_checked(sample, tmp_path, damage):
    path = damaged(sample, tmp_path / "damaged.usp", damage, random.randrange(2**32))
    try:
        work = ops.open_project(path, private=True)
    except FileUnusableError:
        return
    assert all(isinstance(fault, str) for fault in ops.check(work.store))
    work.discard()


def test_a_file_whose_tables_have_broken_letters_in_their_names_is_refused(sample, tmp_path):
    path = tmp_path / "damaged.usp"
    data = sample.read_bytes()
    assert data.count(b"CREATE TABLE meta") == 1

    path.write_bytes(data.replace(b"CREATE TABLE meta", b"CREATE T\xd5BLE meta"))

    with pytest.raises(DamagedFileError):
        ops.open_project(path, private=True)


@pytest.mark.parametrize("value", [b'"half', b'"\xd5"', b"[" * 1200, b"\x00"])
def test_a_damaged_value_among_the_changes_is_found_and_repaired(sample, tmp_path, value):
    path = tmp_path / "damaged.usp"
    path.write_bytes(sample.read_bytes())
    with closing(sqlite3.connect(path)) as db, db:
        change = "SELECT min(n) FROM rep_change WHERE entity = 'person' AND cell = 'name'"
        sql = f"UPDATE rep_change SET payload = CAST(? AS TEXT) WHERE n = ({change})"
        db.execute(sql, (value,))

    work = ops.open_project(path, private=True)
    assert any("damaged" in fault for fault in ops.check(work.store))
    work.discard()
    found = ops.repair(path)
    mended = ops.open_project(found.target)
    assert ops.check(mended.store) == []
    mended.discard()


def replaced(sample, target, old, new):
    """Put `new` in the place of the first `old` in a copy of the sample."""
    content = sample.read_bytes()
    assert old in content
    target.write_bytes(content.replace(old, new, 1))
    return target


SCHEMA = {
    "a byte that is no text": (b"CREATE TABLE action", b"CREATE TABLE acti\xeen"),
    "another name of a column": (b"open INTEGER NOT NULL", b"npen INTEGER NOT NULL"),
    "another name of an index": (b"CREATE INDEX rep_change_tx", b"CREATE INDEX rep_change_ty"),
}


@pytest.mark.parametrize("fault", SCHEMA)
def test_a_file_whose_tables_are_described_wrongly_is_refused(sample, tmp_path, fault):
    path = replaced(sample, tmp_path / "damaged.usp", *SCHEMA[fault])

    with pytest.raises(DamagedFileError):
        ops.open_project(path)


VALUES = {
    "a payload that is no JSON": (b'{"memory":180.0}', b'{"memory";180.0}'),
    "a payload that is no text": (b'"Burglary, last week', b'"Burglary\xac last week'),
    "a payload of another type": (b'{"family_name":', b'["family_name",'),
}


@pytest.mark.parametrize("fault", VALUES)
def test_a_damaged_value_is_a_problem_in_words(sample, tmp_path, fault, capsys):
    path = replaced(sample, tmp_path / "damaged.usp", *VALUES[fault])
    work = ops.open_project(path, private=True)

    problems = ops.check(work.store)

    work.discard()
    assert problems
    assert main(["check", str(path), "--repair"]) == 3
    assert "was written" in capsys.readouterr().out

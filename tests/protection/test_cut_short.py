"""Each page of a protected file has its own seal: what is left of one is still what it was."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest
from sqlmodel import select

from planner.errors import FileUnusableError, WrongPassphraseError
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.ops import project as ops
from planner.ops import protection
from planner.paths import user_data
from planner.store import decipher
from planner.store.connect import salt_of
from tests.protection.conftest import KNOWN, WORDS, plain_values

PAGE = 4096


@pytest.fixture
def many(protected_file, key):
    """The project with two hundred persons more."""
    work = ops.open_project(protected_file, key=key)
    with work.store.edit("persons") as edit:
        for number in range(200):
            edit.add(PersonFields(name=f"Person {number}", notes=KNOWN[2] * 20))
    work.save()
    work.close()
    protection.delete_backups(list((user_data() / "backups").rglob("*.usp")))
    return protected_file


def test_blocks_are_deciphered_as_the_standard_says():
    """FIPS 197, appendix C.3."""
    sealed = np.frombuffer(bytes.fromhex("8ea2b7ca516745bfeafc49904b496089"), np.uint8)

    plain = decipher._decrypted(sealed.reshape(1, 16), bytes(range(32)))

    assert plain.tobytes().hex() == "00112233445566778899aabbccddeeff"


def test_a_whole_protected_file_is_deciphered_to_the_same_database(many, key, tmp_path):
    plain, lost = decipher.decipher(many.read_bytes(), key)

    (tmp_path / "plain.db").write_bytes(plain)
    with closing(sqlite3.connect(tmp_path / "plain.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = db.execute("SELECT * FROM rep_change ORDER BY n").fetchall()
    work = ops.open_project(many, private=True, key=key)
    rows = work.store.connection().execute("SELECT * FROM rep_change ORDER BY n").fetchall()
    work.discard()
    assert lost == frozenset()
    assert found == rows


@pytest.mark.parametrize("share", [0.99, 0.7, 0.5])
def test_what_is_left_of_a_protected_file_is_saved_under_its_passphrase(many, key, tmp_path, share):
    before = many.read_bytes()[: int(many.stat().st_size * share)]
    many.write_bytes(before)

    assert protection.key_of(many, WORDS) == key
    found = ops.repair(many, key)

    assert many.read_bytes() == before
    assert salt_of(found.target) == key.salt
    assert plain_values(tmp_path) == []
    work = ops.open_project(found.target, key=key)
    assert ops.check(work.store) == []
    assert len(work.store.rows(select(Person), PersonRow)) == found.kinds["person"].shown > 0
    work.discard()


def test_a_page_whose_seal_is_broken_is_not_believed(many, key):
    content = bytearray(many.read_bytes())
    content[PAGE * 20 + 100] ^= 1

    _plain, lost = decipher.decipher(bytes(content), key)

    assert lost == {21}


def test_another_passphrase_opens_no_rest_of_a_file(many):
    many.write_bytes(many.read_bytes()[: PAGE * 30])

    with pytest.raises(WrongPassphraseError):
        protection.key_of(many, "other words than those")


@pytest.mark.parametrize("length", [0, 10, 2000, PAGE])
def test_a_scrap_of_a_protected_file_is_refused(many, key, length):
    many.write_bytes(many.read_bytes()[:length])

    with pytest.raises(FileUnusableError):
        ops.repair(many, key)

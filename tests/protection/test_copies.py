"""Copies of protected projects: brought in, sent out, and refused when they are not sound."""

from contextlib import closing

import pytest
from sqlmodel import select

from planner.errors import FileUnusableError, PassphraseNeededError, WrongPassphraseError
from planner.exchange.refusals import TooLargeError, UnsoundFileError
from planner.exchange.seal import Key, WrongKeyError, new_identity, seal
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.model.datasets import Dataset, DatasetRow
from planner.ops import exchange, privacy, protection
from planner.ops import project as ops
from planner.paths import user_data
from planner.store import migrate
from planner.store.connect import connect, convert, salt_of
from tests.protection.conftest import KNOWN, MARKED, WORDS, plain_values

OTHER = "another set of words"


def names(store):
    return sorted(row.name for row in store.rows(select(Person), PersonRow))


def add_person(work, name):
    with work.store.edit("new person") as edit:
        return edit.add(PersonFields(name=name))


def copied(work, path, words, name="Theirs"):
    """Make a copy of the project at `path` with one more person, protected by `words`."""
    path.write_bytes(work.target.read_bytes())
    theirs = ops.open_project(path, private=True, key=work.store.key)
    add_person(theirs, name)
    protection.protect(theirs, words) if words else protection.unprotect(theirs)
    theirs.discard()
    return path


@pytest.mark.parametrize("words", ["", OTHER], ids=["plain", "other passphrase"])
def test_a_copy_is_brought_in_whatever_protects_it(work, tmp_path, words):
    theirs = copied(work, tmp_path / "theirs.usp", words)
    key = Key(passphrase=words) if words else None

    assert exchange.needs_key(work.store, theirs) == bool(words)
    assert exchange.preview(work.store, theirs, key).counts == {"added": 1}
    assert names(work.store) == [KNOWN[0]]
    assert exchange.bring_in(work.store, theirs, key).counts == {"added": 1}
    assert names(work.store) == [KNOWN[0], "Theirs"]
    assert ops.check(work.store) == []
    assert salt_of(theirs) is None or plain_values(user_data()) == []


def test_a_copy_under_the_own_passphrase_needs_no_question(work, tmp_path):
    path = tmp_path / "theirs.usp"
    path.write_bytes(work.target.read_bytes())
    theirs = ops.open_project(path, private=True, key=work.store.key)
    add_person(theirs, "Theirs")
    theirs.save()
    theirs.discard()

    assert not exchange.needs_key(work.store, path)
    assert exchange.is_copy(work.store, path)
    assert exchange.bring_in(work.store, path).counts == {"added": 1}


def test_a_protected_copy_is_brought_into_a_plain_project(work, tmp_path):
    theirs = copied(work, tmp_path / "theirs.usp", OTHER)
    protection.unprotect(work)

    with pytest.raises(PassphraseNeededError):
        exchange.preview(work.store, theirs)
    with pytest.raises(WrongPassphraseError):
        exchange.bring_in(work.store, theirs, Key(passphrase="wrong words"))
    assert exchange.preview(work.store, theirs, Key(passphrase=OTHER)).counts == {"added": 1}
    exchange.bring_in(work.store, theirs, Key(passphrase=OTHER))
    assert names(work.store) == [KNOWN[0], "Theirs"]
    assert list((user_data() / "received").iterdir()) == []


def test_records_of_another_protected_project_are_copied(work, tmp_path):
    other = ops.new_project(tmp_path / "other.usp", "Other")
    uid = add_person(other, "Borrowed")
    protection.protect(other, OTHER)
    other.close()
    path, key = tmp_path / "other.usp", Key(passphrase=OTHER)

    assert uid in [h.uid for h in exchange.foreign_records(work.store, path, key)]
    exchange.copy_records(work.store, path, [uid], key)

    assert names(work.store) == [KNOWN[0], "Borrowed"]


def test_a_copy_is_protected_as_the_project_is_unless_said_otherwise(work, tmp_path):
    safe, plain = tmp_path / "safe.usp", tmp_path / "plain.usp"
    exchange.export(work.store, safe, exchange.Scope())
    exchange.export(work.store, plain, exchange.Scope(), key=exchange.PLAIN)

    assert protection.key_of(safe, WORDS) == work.store.key
    assert salt_of(plain) is None
    assert plain_values(tmp_path) == [("plain.usp", value) for value in KNOWN]
    out, kept = exchange.list_exchanges(work.store)
    assert [out.scope["protected"], kept.scope["protected"]] == [False, True]
    assert [out.scope["sealed"], kept.scope["sealed"]] == [False, False]
    for path in (safe, plain):
        key = protection.key_of(path, WORDS)
        copy = ops.open_project(path, private=True, key=key)
        [row] = copy.store.rows(select(Dataset), DatasetRow)
        assert copy.store.bulk(row.digest).data("s") == MARKED
        assert ops.check(copy.store) == []
        copy.discard()


@pytest.fixture(scope="module")
def identity():
    return new_identity()


@pytest.mark.parametrize("by_words", [True, False], ids=["passphrase", "recipient"])
def test_a_sealed_copy_of_a_protected_project_is_never_plain_on_a_disk(
    work, tmp_path, identity, by_words, monkeypatch
):
    secret, public = identity
    sealing = Key(passphrase=OTHER) if by_words else Key(recipients=(public,))
    opening = Key(passphrase=OTHER) if by_words else Key(identity=secret)
    target, seen = tmp_path / "sealed.usp.age", []
    real = exchange.seal

    def watched(part, *args):
        seen.extend(plain_values(tmp_path))
        real(part, *args)
        seen.extend(plain_values(tmp_path))

    monkeypatch.setattr(exchange, "seal", watched)
    exchange.export(work.store, target, exchange.Scope(), key=sealing)

    assert seen == []
    receiver = ops.new_project(tmp_path / "receiver.usp", "Receiver")
    with pytest.raises(WrongKeyError):
        exchange.foreign_records(
            receiver.store, target, Key(passphrase="x", identity=new_identity()[0])
        )
    titles = [h.title for h in exchange.foreign_records(receiver.store, target, opening)]
    assert KNOWN[0] in titles
    receiver.discard()


def test_erasure_notices_open_without_a_passphrase_and_hold_nobody(work, tmp_path):
    [person] = work.store.rows(select(Person), PersonRow)
    privacy.erase_person(work.store, person.uid, "7")
    privacy.write_notices(work.store, tmp_path / "notices.usp")

    assert salt_of(tmp_path / "notices.usp") is None
    assert [name for name, _value in plain_values(tmp_path)] == []


def test_an_erased_person_is_in_no_decrypted_page_of_the_saved_file(work, tmp_path, key):
    """After an erasure and Save nothing is left for whoever knows the passphrase either."""
    [person] = work.store.rows(select(Person), PersonRow)
    privacy.erase_person(work.store, person.uid, "7")
    work.save()
    convert(work.target, key, tmp_path / "decrypted.db", None)
    content = (tmp_path / "decrypted.db").read_bytes()
    assert [value for value in KNOWN[:2] if value.encode() in content] == []
    assert KNOWN[3].encode() in content


def tamper(path, key, *statements):
    with closing(connect(path, key)) as db:
        for sql in statements:
            db.execute(sql)


NEW = "uid = (SELECT uid FROM rep_change ORDER BY n DESC LIMIT 1)"
TAMPERED = {
    "an impossible clock": (f"UPDATE rep_change SET lamport = {2**53 + 1} WHERE {NEW}",),
    "a view for a table": (
        "ALTER TABLE rep_erasure RENAME TO kept",
        "CREATE VIEW rep_erasure AS SELECT * FROM kept",
    ),
    "another shape": ("ALTER TABLE rep_actor ADD COLUMN more TEXT",),
    "a value of 33 MB": (
        f"UPDATE rep_change SET payload = '\"' || hex(zeroblob(17 << 20)) || '\"' WHERE {NEW}",
    ),
    "a blob of 33 MB": ("UPDATE bulk_chunk SET data = zeroblob(33 << 20)",),
}


@pytest.mark.parametrize("fault", TAMPERED)
def test_a_protected_file_that_is_not_sound_is_refused_as_a_plain_one_is(work, tmp_path, fault):
    theirs = copied(work, tmp_path / "theirs.usp", OTHER)
    tamper(theirs, protection.key_of(theirs, OTHER), *TAMPERED[fault])
    before = list(work.store.connection().execute("SELECT * FROM rep_change"))

    for project in (work, None):
        if project is None:
            protection.unprotect(work)
        with pytest.raises(UnsoundFileError):
            exchange.bring_in(work.store, theirs, Key(passphrase=OTHER))

    assert list(work.store.connection().execute("SELECT * FROM rep_change")) == before


def test_a_statement_that_never_ends_is_stopped_in_a_protected_file_too(
    work, tmp_path, monkeypatch
):
    theirs = copied(work, tmp_path / "theirs.usp", OTHER)
    monkeypatch.setattr("planner.exchange.receive.limit_time.__defaults__", (0.0,))
    monkeypatch.setattr("planner.exchange.receive._STEPS_BETWEEN_LOOKS", 1)

    with pytest.raises(UnsoundFileError) as refused:
        exchange.preview(work.store, theirs, Key(passphrase=OTHER))
    assert "too long" in str(refused.value)


@pytest.mark.parametrize("at", [20, 5000, -100])
def test_one_flipped_bit_is_noticed(work, tmp_path, at):
    theirs = copied(work, tmp_path / "theirs.usp", OTHER)
    content = bytearray(theirs.read_bytes())
    content[at] ^= 1
    theirs.write_bytes(content)

    with pytest.raises(FileUnusableError):
        exchange.preview(work.store, theirs, Key(passphrase=OTHER))


def test_a_file_cut_short_is_noticed(work, tmp_path):
    theirs = copied(work, tmp_path / "theirs.usp", OTHER)
    content = theirs.read_bytes()
    for length in (len(content) - 4096, len(content) // 2, 5000):
        theirs.write_bytes(content[:length])
        with pytest.raises(FileUnusableError):
            exchange.preview(work.store, theirs, Key(passphrase=OTHER))


def sealed(work, path, identity, *statements):
    """Seal a copy that was tampered with, as anybody with the public key can."""
    secret, public = identity
    theirs = copied(work, path, "")
    for sql in statements:
        tamper(theirs, None, sql)
    seal(theirs, Key(recipients=(public,)))
    return theirs, Key(identity=secret)


@pytest.mark.parametrize("fault", TAMPERED)
def test_a_sealed_file_that_is_not_sound_is_refused_in_memory_too(work, tmp_path, identity, fault):
    theirs, key = sealed(work, tmp_path / "theirs.usp", identity, *TAMPERED[fault])
    before = list(work.store.connection().execute("SELECT * FROM rep_change"))

    with pytest.raises((UnsoundFileError, TooLargeError)):
        exchange.bring_in(work.store, theirs, key)

    assert list(work.store.connection().execute("SELECT * FROM rep_change")) == before


def test_what_is_sealed_and_no_project_is_refused(work, tmp_path, identity):
    secret, public = identity
    other = tmp_path / "other.db"
    tamper(other, None, "CREATE TABLE rep_change (x)")
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleagues")
    nothing = tmp_path / "nothing.usp"
    nothing.touch()
    for path in (other, letter, nothing):
        seal(path, Key(recipients=(public,)))
        with pytest.raises(FileUnusableError):
            exchange.bring_in(work.store, path, Key(identity=secret))


def test_a_sealed_copy_of_an_older_layout_comes_into_a_protected_project(
    work, tmp_path, identity, monkeypatch
):
    theirs, key = sealed(work, tmp_path / "theirs.usp", identity)
    later = "CREATE TABLE later (x)"
    monkeypatch.setattr("planner.store.migrate.STEPS", (*migrate.STEPS, (later,)))
    monkeypatch.setattr("planner.exchange.receive.LAYOUT", 2)

    assert exchange.preview(work.store, theirs, key).counts == {"added": 1}


def test_a_protected_file_that_was_sealed_as_well_opens_with_both(work, tmp_path):
    theirs = copied(work, tmp_path / "theirs.usp", OTHER)
    seal(theirs, Key(passphrase=OTHER))

    assert exchange.bring_in(work.store, theirs, Key(passphrase=OTHER)).counts == {"added": 1}


def test_a_sealed_file_that_does_not_fit_in_memory_is_refused(
    work, tmp_path, identity, monkeypatch
):
    theirs, key = sealed(work, tmp_path / "theirs.usp", identity)
    monkeypatch.setattr("planner.exchange.seal._MOST_BYTES_IN_MEMORY", 1000)

    with pytest.raises(TooLargeError):
        exchange.bring_in(work.store, theirs, key)
    protection.unprotect(work)
    assert exchange.bring_in(work.store, theirs, key).counts == {"added": 1}

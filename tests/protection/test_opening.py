"""One way to open databases, whether they are protected or not."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.errors import CannotWriteError, DamagedFileError, WrongPassphraseError
from planner.store.connect import MAGIC, FileKey, attach, connect, convert, key_of, salt_of

WORDS = "correct horse battery"


@pytest.fixture
def key():
    return FileKey(b"s" * 16, b"k" * 32)


@pytest.fixture
def path(tmp_path, key):
    """A small protected database."""
    path = tmp_path / "protected.db"
    with closing(connect(path, key)) as db:
        db.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)")
        rows = ", ".join(f"({n}, 'row {n}')" for n in range(300))
        db.execute(f"INSERT INTO t VALUES {rows}")
    return path


def test_a_key_shows_nothing_of_itself(key):
    assert repr(key) == str(key) == "FileKey()"


def test_the_standard_program_would_open_our_files_with_the_passphrase(tmp_path):
    """Our own derivation equals SQLCipher's, which is given nothing but the words."""
    from sqlcipher3 import dbapi2

    words = 'Zoë\'s "ключ" ; 100% 🔑'
    path = tmp_path / "a.db"
    with closing(connect(path, FileKey.new(words))) as db:
        db.execute("CREATE TABLE t AS SELECT 7 AS a")

    with closing(dbapi2.connect(str(path))) as db:
        db.execute("PRAGMA key = '{}'".format(words.replace("'", "''")))
        assert db.execute("SELECT a FROM t").fetchall() == [(7,)]


def test_the_same_words_typed_on_another_keyboard_are_the_same_passphrase():
    assert FileKey.derive("Zo\u00eb Example", b"s" * 16) == FileKey.derive(
        "Zoe\u0308 Example", b"s" * 16
    )


def test_a_passphrase_opens_what_was_made_with_it_and_nothing_else_does(tmp_path):
    path, key = tmp_path / "a.db", FileKey.new(WORDS)
    with closing(connect(path, key)) as db:
        db.execute("CREATE TABLE t(a)")

    assert key_of(path, WORDS) == key
    for wrong in ("", WORDS.upper(), WORDS + " "):
        with pytest.raises(WrongPassphraseError) as refused:
            key_of(path, wrong)
        assert WORDS not in str(refused.value)


def test_a_plain_database_needs_no_key(tmp_path):
    with closing(connect(tmp_path / "a.db")) as db:
        db.execute("CREATE TABLE t(a)")
        assert isinstance(db, sqlite3.Connection)

    assert salt_of(tmp_path / "a.db") is None
    assert key_of(tmp_path / "a.db", WORDS) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04" * 9000, b"SQLite format 3\0" + bytes(range(256)) * 32, b"\0" * 8192],
    ids=["nothing", "short cycle", "plain database", "zeros"],
)
def test_other_files_do_not_look_protected(tmp_path, content):
    path = tmp_path / "other.usp"
    path.write_bytes(content)

    assert salt_of(path) is None


MISTAKES = {
    "INSERT INTO t VALUES (1, 'twice')": (sqlite3.IntegrityError, "SQLITE_CONSTRAINT_PRIMARYKEY"),
    "SELECT * FROM nowhere": (sqlite3.OperationalError, "SQLITE_ERROR"),
    "INSERT INTO t VALUES (?, ?)": (sqlite3.ProgrammingError, ""),
}


@pytest.mark.parametrize("sql", MISTAKES)
def test_errors_are_those_of_the_standard_library(path, key, sql):
    kind, name = MISTAKES[sql]
    with closing(connect(path, key)) as db, pytest.raises(kind) as failed:
        db.execute(sql)

    assert type(failed.value) is kind
    assert name.startswith(failed.value.sqlite_errorname)


def test_errors_on_the_way_through_rows_are_translated_too(path, key):
    with closing(connect(path, key)) as db:
        db.set_progress_handler(lambda: 1, 50)
        for read in (list, lambda rows: rows.fetchall(), lambda rows: rows.fetchmany(300)):
            with pytest.raises(sqlite3.OperationalError) as failed:
                read(db.execute("SELECT * FROM t a, t b"))
            assert failed.value.sqlite_errorname == "SQLITE_INTERRUPT"


def test_plain_and_protected_databases_can_be_attached(path, key, tmp_path):
    other = FileKey(b"o" * 16, b"p" * 32)
    for name, its in (("plain.db", None), ("other.db", other)):
        with closing(connect(tmp_path / name, its)) as db:
            db.execute("CREATE TABLE u AS SELECT 5 AS a")

    with closing(connect(path, key)) as db:
        attach(db, str(tmp_path / "plain.db"), "one")
        attach(db, str(tmp_path / "other.db"), "two", other)
        assert db.execute("SELECT * FROM one.u, two.u").fetchall() == [(5, 5)]


def test_attaching_with_the_wrong_key_fails_as_the_standard_library_would(path, key, tmp_path):
    with closing(connect(tmp_path / "mine.db", key)) as db, pytest.raises(sqlite3.DatabaseError):
        attach(db, str(path), "theirs", FileKey(key.salt, b"x" * 32))


@pytest.mark.parametrize("new", [None, FileKey(b"n" * 16, b"m" * 32)], ids=["plain", "other"])
def test_a_converted_database_has_the_same_content(path, key, tmp_path, new):
    with closing(connect(path, key)) as db:
        db.execute("PRAGMA application_id = 77")
        db.execute("PRAGMA user_version = 3")
        db.execute("CREATE INDEX i ON t(b)")
        db.execute("CREATE TRIGGER no BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'no'); END")
        rows = db.execute("SELECT * FROM t").fetchall()
        schema = db.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY 2").fetchall()

    convert(path, key, tmp_path / "new.db", new)

    with closing(connect(tmp_path / "new.db", new)) as db:
        assert db.execute("SELECT * FROM t").fetchall() == rows
        assert (
            db.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY 2").fetchall() == schema
        )
        assert db.execute("PRAGMA application_id").fetchone() == (77,)
        assert db.execute("PRAGMA user_version").fetchone() == (3,)


def test_a_damaged_database_is_not_converted(path, key, tmp_path):
    content = bytearray(path.read_bytes())
    content[4096 + 100] ^= 1
    path.write_bytes(content)

    with pytest.raises(DamagedFileError):
        convert(path, key, tmp_path / "new.db", None)


def test_where_nothing_can_be_written_the_refusal_says_so(path, key, tmp_path):
    with pytest.raises(CannotWriteError):
        convert(path, key, tmp_path / "no such folder" / "new.db", None)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))
@settings(max_examples=10)
def test_any_key_opens_what_it_has_written(tmp_path_factory, secret, salt):
    assume(salt != MAGIC)
    path, key = tmp_path_factory.mktemp("key") / "a.db", FileKey(salt, secret)
    with closing(connect(path, key)) as db:
        db.execute("CREATE TABLE t AS SELECT 'Ann Example' AS a")

    assert salt_of(path) == salt
    assert b"Ann Example" not in path.read_bytes()
    with closing(connect(path, key)) as db:
        assert db.execute("SELECT a FROM t").fetchall() == [("Ann Example",)]

"""Nothing of a protected project, nor its passphrase, is ever readable on a disk or in a log."""

import logging
import sys
import traceback
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from planner.errors import UserError
from planner.exchange import foreign, receive, seal
from planner.exchange.seal import new_identity
from planner.model.contacts import PersonFields
from planner.ops import backups, exchange, protection
from planner.ops import project as ops
from tests.protection.conftest import KNOWN, WORDS, fill, plain_values


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Return every folder that the app can write to; nothing of it is elsewhere."""
    temp = tmp_path / "temp"
    temp.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temp))
    monkeypatch.setattr("tempfile.tempdir", str(temp))
    return (tmp_path,)


def test_the_search_of_these_tests_finds_what_a_plain_project_shows(project_file, folders):
    work = ops.open_project(project_file)
    fill(work.store)

    found = plain_values(*folders)

    assert {value for _name, value in found} == set(KNOWN)
    assert any(name.endswith("-wal") for name, _value in found)
    work.discard()


def test_at_no_step_of_a_day_of_work_is_a_value_on_disk(protected_file, key, folders, monkeypatch):
    theirs = protected_file.with_name("theirs.usp")
    theirs.write_bytes(protected_file.read_bytes())
    work, seen, merge = ops.open_project(protected_file, key=key), [], exchange.merge

    def look(step):
        seen.extend((step, *found) for found in plain_values(*folders))

    def watched(*args, **options):
        look("before merging")
        outcome = merge(*args, **options)
        look("merged")
        return outcome

    monkeypatch.setattr(exchange, "merge", watched)
    steps = {
        "edited": lambda: fill(work.store),
        "saved": work.save,
        "looked at another copy": lambda: exchange.preview(work.store, theirs),
        "compared with a backup": lambda: backups.differences(
            work.store, backups.list_backups(work.store)[-1].path
        ),
        "many edits": lambda: add_many(work),
        "checked": lambda: ops.check(work.store),
        "passphrase changed": lambda: protection.protect(work, "another set of words"),
        "closed": work.close,
    }
    for name, step in steps.items():
        step()
        look(name)

    assert seen == []


def add_many(work):
    with work.store.edit("many") as edit:
        for number in range(3000):
            edit.add(PersonFields(name=f"{KNOWN[0]} {number}", notes=KNOWN[2] * 20))


def temporary_files():
    """Return the unnamed files that a SQLite of this process has open."""
    found = []
    for number in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(number.readlink().name)
    return [name for name in found if "etilqs" in name]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the open files of this process")
@pytest.mark.parametrize("place", ["DEFAULT", "FILE"])
def test_sorting_what_does_not_fit_in_memory_writes_no_temporary_file(work, place):
    db = work.store.connection()
    db.execute("PRAGMA cache_size = 10")
    if place == "FILE":
        db.execute("PRAGMA temp_store = FILE")
    rows = db.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
        " SELECT p.name || i FROM n, person p WHERE p.state = 'alive'"
        " ORDER BY p.notes || (i * 7919 % 40000)"
    )
    rows.fetchone()

    assert bool(temporary_files()) == (place == "FILE")


def test_neither_passphrase_nor_key_is_in_errors_logs_or_what_is_printed(
    protected_file, key, caplog
):
    caplog.set_level(logging.DEBUG)
    said = [repr(key), str(key)]
    other = ops.new_project(None, "Other")
    for attempt in (
        lambda: protection.key_of(protected_file, WORDS + "x"),
        lambda: ops.open_project(protected_file.with_name("nowhere.usp"), key=key),
        lambda: exchange.preview(other.store, protected_file, exchange.Key(passphrase=WORDS + "x")),
    ):
        with pytest.raises(UserError) as failed:
            attempt()
        said.append("".join(traceback.format_exception(failed.value)))
    other.discard()
    work = ops.open_project(protected_file, key=key)
    said += [repr(work), repr(work.store), repr(vars(work.store)), repr(work.store.connection())]
    facts = [path.read_text("utf-8") for path in Path(work._copy).parent.glob("*.json")]
    work.discard()

    assert facts
    everything = "\n".join([*said, *facts, caplog.text])
    for secret in (WORDS, key.secret.hex(), repr(key.secret), key.salt.hex()):
        assert secret not in everything


@pytest.fixture(scope="module")
def identity():
    return new_identity()


def sealed_for(work, target, key):
    """Seal what the project holds, and somebody more."""
    theirs = ops.open_project(work.target, private=True, key=work.store.key)
    with theirs.store.edit("person") as edit:
        edit.add(PersonFields(name=f"{KNOWN[0]} junior", email=f"junior.{KNOWN[1]}"))
    exchange.export(theirs.store, target, exchange.Scope(), key=key)
    theirs.discard()
    return target


@pytest.fixture
def looking(folders, monkeypatch):
    """Look at all folders before any private one is taken away, and at each merge."""
    seen, real, merge = [], receive.private_folder, exchange.merge

    @contextmanager
    def watched():
        with real() as own:
            yield own
            seen.extend(plain_values(*folders))
            looked.append(own)

    def merging(*args, **options):
        seen.extend(plain_values(*folders))
        return merge(*args, **options)

    looked = []
    for module in (receive, seal, foreign):
        monkeypatch.setattr(module, "private_folder", watched)
    monkeypatch.setattr(exchange, "merge", merging)
    yield seen
    assert looked


@pytest.mark.parametrize("by_words", [True, False], ids=["passphrase", "recipient"])
def test_a_sealed_copy_brought_into_a_protected_project_is_never_plain_on_a_disk(
    work, tmp_path, identity, by_words, looking
):
    secret, public = identity
    sealing = seal.Key(passphrase=WORDS) if by_words else seal.Key(recipients=(public,))
    opening = seal.Key(passphrase=WORDS) if by_words else seal.Key(identity=secret)
    target = sealed_for(work, tmp_path / "sealed.usp.age", sealing)

    assert exchange.preview(work.store, target, opening).counts == {"added": 1}
    assert exchange.foreign_records(work.store, target, opening)
    assert exchange.bring_in(work.store, target, opening).counts == {"added": 1}

    assert looking == []
    assert ops.check(work.store) == []


def test_the_watch_over_private_folders_finds_what_a_plain_project_unpacks(
    work, tmp_path, identity, looking
):
    secret, public = identity
    target = sealed_for(work, tmp_path / "sealed.usp.age", seal.Key(recipients=(public,)))
    plain = ops.new_project(tmp_path / "other.usp", "Other")

    exchange.foreign_records(plain.store, target, seal.Key(identity=secret))

    plain.discard()
    assert {value for _name, value in looking} == set(KNOWN)

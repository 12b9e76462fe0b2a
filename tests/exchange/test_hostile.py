"""Files from others may be anything: each is refused within seconds and changes nothing."""

import json
import resource
import sqlite3
import time
import uuid
from contextlib import closing

import numpy as np
import pytest
from sqlmodel import select

from planner.errors import FileUnusableError
from planner.exchange import limits
from planner.exchange.seal import Key, TooMuchWorkError, seal
from planner.exchange.sound import DEEPEST, MOST_BRACKETS
from planner.model.contacts import OrganisationFields, Person, PersonFields, PersonRow
from planner.model.sessions import SessionFields
from planner.ops import exchange as ops
from planner.ops import project as projects
from planner.store.bulk import Bulk
from planner.store.graph import MOST_CHARACTERS


@pytest.fixture
def work(project_file):
    work = projects.open_project(project_file)
    with work.store.edit("records") as edit:
        edit.add(PersonFields(name="Ann Example"))
        edit.add(SessionFields(title="Opening"))
        edit.keep_bulk(Bulk({"kind": "test"}, {"x": np.arange(100_000)}))
    work.save()
    yield work
    work.discard()


@pytest.fixture
def theirs(work, tmp_path):
    """A copy with one more person, ready to be tampered with."""
    path = tmp_path / "theirs.usp"
    path.write_bytes(work.target.read_bytes())
    copy = projects.open_project(path, private=True)
    with copy.store.edit("record") as edit:
        edit.add(PersonFields(name="Bob Other", email="bob@example.org"))
        edit.add(OrganisationFields(name="Police"))
    copy.save()
    copy.discard()
    return path


def state(work):
    return list(work.store.connection().iterdump())


def refused(work, path, *, within=20.0, error=FileUnusableError):
    """Bring `path` in and expect a refusal; return its words."""
    before, start = state(work), time.monotonic()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(error) as failed:
        ops.bring_in(work.store, path)
    assert time.monotonic() - start < within
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 300 << 10
    assert state(work) == before
    with pytest.raises(error):
        ops.preview(work.store, path)
    assert state(work) == before
    return str(failed.value)


def tamper(path, *statements, values=()):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for sql in statements:
            db.execute(sql, values if "?" in sql else ())


NEW = "uid = (SELECT uid FROM rep_change ORDER BY n DESC LIMIT 1)"
LAST_EMAIL = "cell = 'email' AND entity = 'person'"
LAST_NAME = "n = (SELECT max(n) FROM rep_change WHERE entity = 'person' AND cell = 'name')"


def test_the_untouched_copy_is_welcome(work, theirs):
    assert ops.bring_in(work.store, theirs).counts == {"added": 2}


TAMPERED = {
    "lamport beyond 2^53": f"UPDATE rep_change SET lamport = {2**53 + 1} WHERE {NEW}",
    "lamport at the end of the clock": f"UPDATE rep_change SET lamport = {2**53} WHERE {NEW}",
    "negative lamport": f"UPDATE rep_change SET lamport = -1 WHERE {NEW}",
    "lamport as text": f"UPDATE rep_change SET lamport = 'soon' WHERE {NEW}",
    "short identity": f"UPDATE rep_change SET actor = x'00' WHERE {NEW}",
    "identity as text": f"UPDATE rep_change SET tx = 'abcdefghijklmnop' WHERE {NEW}",
    "payload that is no JSON": f"UPDATE rep_change SET payload = '{{' WHERE {LAST_EMAIL}",
    "payload as a blob": f"UPDATE rep_change SET payload = x'00' WHERE {LAST_EMAIL}",
    "a number for a text": f"UPDATE rep_change SET payload = '5' WHERE {LAST_EMAIL}",
    "an object for a text": f"UPDATE rep_change SET payload = '{{}}' WHERE {LAST_EMAIL}",
    "a list for a group": f"UPDATE rep_change SET payload = '[1]' WHERE {LAST_NAME}",
    "a number in a group": f"""UPDATE rep_change SET payload = '{{"name":5}}' WHERE {LAST_NAME}""",
    "half a character": f"""UPDATE rep_change SET payload = '"\\ud800"' WHERE {LAST_EMAIL}""",
    "absent without reason": f"UPDATE rep_change SET state = 0 WHERE {LAST_EMAIL}",
    "present without value": f"UPDATE rep_change SET payload = NULL WHERE {LAST_EMAIL}",
    "life that is neither": "UPDATE rep_change SET payload = '7' WHERE cell = '_life'",
    "a life withheld": ("UPDATE rep_change SET payload = NULL, state = 0 WHERE cell = '_life'"),
    "a life gone without an erasure": (
        f"UPDATE rep_change SET payload = NULL, state = 2 WHERE {NEW}"
    ),
    "a record of two kinds": f"UPDATE rep_change SET entity = 'session' WHERE {LAST_EMAIL}",
    "an old change altered": (
        "UPDATE rep_change SET payload = '\"Changed\"' WHERE n ="
        " (SELECT n FROM rep_change WHERE entity = 'session' AND cell = 'title')"
    ),
    "an old change of another time": (
        "UPDATE rep_change SET wall_utc = '1999' WHERE entity = 'session' AND cell = 'title'"
    ),
    "a value hidden by an edge between old changes": (
        "INSERT INTO rep_edge SELECT (SELECT uid FROM rep_change WHERE entity = 'session'"
        " AND cell = '_life'), uid, 's' FROM rep_change WHERE entity = 'session'"
        " AND cell = 'title'"
    ),
    "a new change that replaces a value of another record": (
        "INSERT INTO rep_edge SELECT (SELECT uid FROM rep_change WHERE entity = 'organisation'"
        " AND cell = 'name'), uid, 's' FROM rep_change WHERE entity = 'session'"
        " AND cell = 'title'"
    ),
    "a change that replaces itself": (
        f"INSERT INTO rep_edge SELECT uid, uid, 's' FROM rep_change WHERE {LAST_EMAIL}"
    ),
    "an edge of no change": "INSERT INTO rep_edge VALUES (randomblob(16), randomblob(16), 's')",
    "an erasure of another kind": (
        "INSERT INTO rep_erasure SELECT row_uid, 'person', '2026', '' FROM rep_change"
        " WHERE entity = 'session' LIMIT 1"
    ),
    "an integer that no table holds": (
        "INSERT INTO rep_change SELECT NULL, randomblob(16), 50, '2026', actor, tx, 1,"
        " 'dataset', randomblob(16), 'data', '{\"rows\": 99999999999999999999999}', 1"
        " FROM rep_change LIMIT 1"
    ),
    "a number without end": (
        "INSERT INTO rep_change SELECT NULL, randomblob(16), 50, '2026', actor, tx, 1,"
        " 'forecast', randomblob(16), 'run', '{\"cell_m\": 1e999}', 1 FROM rep_change LIMIT 1"
    ),
    "a reference to no identity": (
        "INSERT INTO rep_change SELECT NULL, randomblob(16), 50, '2026', actor, tx, 1,"
        " 'question', randomblob(16), 'session', '\"../../etc\"', 1 FROM rep_change LIMIT 1"
    ),
    "a bulk chunk of other content": "UPDATE bulk SET digest = replace(digest, '1', '2')",
    "no project at all": "DELETE FROM meta",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_copy_is_refused(work, theirs, statement):
    with closing(sqlite3.connect(theirs, isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        assert db.execute(statement).rowcount != 0

    refused(work, theirs)


SHAPES = {
    "a view as a table": (
        "ALTER TABLE rep_change RENAME TO hidden",
        """CREATE VIEW rep_change AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)
        SELECT h.* FROM hidden h, c""",
    ),
    "a view that has the right columns": (
        "ALTER TABLE rep_actor RENAME TO hidden",
        "CREATE VIEW rep_actor AS SELECT * FROM hidden",
    ),
    "a missing table": ("DROP TABLE rep_edge",),
    "a table of another shape": ("ALTER TABLE rep_tx ADD COLUMN more TEXT",),
    "a computed column": ("ALTER TABLE rep_tx ADD COLUMN more TEXT AS (zeroblob(1000000000))",),
    "another number of its layout": ("PRAGMA user_version = 0",),
}


@pytest.mark.parametrize("statements", SHAPES.values(), ids=SHAPES)
def test_tables_that_are_not_ours_are_refused(work, theirs, statements):
    tamper(theirs, *statements)

    refused(work, theirs)


def test_triggers_in_a_copy_never_run(work, theirs):
    tamper(
        theirs,
        "CREATE TRIGGER bad AFTER INSERT ON rep_change BEGIN DELETE FROM rep_change; END",
        "CREATE TRIGGER worse AFTER INSERT ON rep_tx BEGIN DELETE FROM rep_change; END",
    )

    assert ops.bring_in(work.store, theirs).counts == {"added": 2}


@pytest.mark.parametrize("depth", [DEEPEST + 1, 900, 100_000])
def test_deep_values_are_refused(work, theirs, depth):
    deep = "[" * depth + "]" * depth
    tamper(
        theirs,
        "INSERT INTO rep_change SELECT NULL, randomblob(16), 50, '2026', actor, tx, 1,"
        " 'assessment', randomblob(16), 'forms', ?, 1 FROM rep_change LIMIT 1",
        values=(deep,),
    )

    refused(work, theirs)


def test_a_value_of_many_megabytes_is_refused_before_it_is_read(work, theirs):
    tamper(
        theirs,
        f"""UPDATE rep_change SET payload = '"' || hex(zeroblob({MOST_CHARACTERS})) || '"'
        WHERE {LAST_EMAIL}""",
    )

    assert "rep_change" in refused(work, theirs)


def test_a_value_of_400_megabytes_is_refused_in_bounded_memory(work, theirs):
    tamper(
        theirs,
        "UPDATE rep_tx SET label = CAST(zeroblob(400000000) AS TEXT)"
        " WHERE uid = (SELECT max(uid) FROM rep_tx)",
    )

    assert "16 MB" in refused(work, theirs, within=40)


def test_a_file_with_more_rows_than_any_project_is_refused(work, theirs, monkeypatch):
    monkeypatch.setitem(limits.MOST_ROWS, "rep_tx", 1)

    assert "rep_tx" in refused(work, theirs)


def test_a_file_with_more_text_than_any_project_is_refused(work, theirs, monkeypatch):
    monkeypatch.setattr(limits, "MOST_TEXT", 20)

    assert "text" in refused(work, theirs)


def test_a_heap_of_values_of_one_field_is_refused(work, theirs):
    row = uuid.uuid4().bytes
    new = (
        "INSERT INTO rep_change SELECT NULL, randomblob(16), 50, '2026', actor, tx, 1,"
        " 'person', ?, {cell}, 1 FROM (SELECT * FROM rep_change LIMIT 1), (WITH RECURSIVE c(i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT {n}) SELECT i FROM c)"
    )
    tamper(theirs, new.format(cell="'_life', '1'", n=1), values=(row,))
    heap = limits.MOST_SIDE_BY_SIDE + 1
    tamper(theirs, new.format(cell="'email', '\"' || i || '\"'", n=heap), values=(row,))

    refused(work, theirs)


def test_a_long_list_of_nothing_is_refused_before_it_is_read(work, theirs):
    tamper(
        theirs,
        "INSERT INTO rep_change SELECT NULL, randomblob(16), 50, '2026', actor, tx, 1,"
        " 'assessment', randomblob(16), 'forms', ?, 1 FROM rep_change LIMIT 1",
        values=("[" + ",".join(["[]"] * MOST_BRACKETS) + "]",),
    )

    refused(work, theirs)


def test_a_seal_that_takes_gigabytes_to_open_is_refused(work, theirs):
    import re

    seal(theirs, Key(passphrase="correct horse battery"))
    sealed = theirs.read_bytes()
    theirs.write_bytes(re.sub(rb"\A(.+\n-> scrypt \S+) \d+", rb"\1 22", sealed, count=1))

    with pytest.raises(TooMuchWorkError):
        ops.bring_in(work.store, theirs, Key(passphrase="correct horse battery"))


def test_what_a_killed_process_left_of_a_sealed_file_is_thrown_away(work, theirs):
    import os

    from planner.paths import user_data

    left = user_data() / "received" / "left"
    left.mkdir(parents=True)
    (left / "opened.usp").write_text("secret")
    now = user_data() / "received" / "of another window"
    now.mkdir()
    os.utime(left, (0, 0))

    ops.bring_in(work.store, theirs)

    assert not left.exists()
    assert now.exists()


def test_a_data_block_that_claims_to_be_huge_is_refused(work, theirs):
    manifest = json.dumps(
        {
            "layout": 1,
            "header": {},
            "columns": [
                {
                    "name": "x",
                    "type": "<i8",
                    "store": "<i8",
                    "length": 1 << 33,
                    "least": 0,
                    "step": 1,
                    "chunks": [],
                }
            ],
        }
    )
    import hashlib

    digest = hashlib.sha256(manifest.encode()).hexdigest()
    tamper(theirs, "INSERT INTO bulk VALUES (?, ?)", values=(digest, manifest))

    refused(work, theirs)


def test_a_large_data_block_under_a_wrong_address_is_refused(work, theirs):
    tamper(
        theirs,
        f"INSERT INTO bulk VALUES ('{'0' * 64}', '{{}}')",
        f"INSERT INTO bulk_chunk VALUES ('{'0' * 64}', 0, zeroblob(100000))",
        f"INSERT INTO bulk_chunk VALUES ('{'0' * 64}', 1, zeroblob(100000))",
    )

    refused(work, theirs)


def test_a_file_cut_short_anywhere_is_refused(work, theirs):
    data = theirs.read_bytes()
    for part in (0.01, 0.3, 0.6, 0.95):
        theirs.write_bytes(data[: int(len(data) * part)])
        refused(work, theirs)


def test_pages_of_noise_are_refused(work, theirs):
    data = bytearray(theirs.read_bytes())
    data[4096 : 4096 * 12] = bytes(range(256)) * (4096 * 11 // 256)
    theirs.write_bytes(data)

    refused(work, theirs)


def test_other_sqlite_files_and_other_projects_are_refused(work, tmp_path):
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE rep_change (x)")
    refused(work, other)

    elsewhere = tmp_path / "elsewhere.usp"
    projects.new_project(elsewhere, "Elsewhere").close()
    refused(work, elsewhere, error=ops.OtherProjectError)


def test_a_newer_copy_that_this_app_cannot_read_names_its_format(work, theirs):
    tamper(theirs, "UPDATE meta SET min_reader = 99", "PRAGMA user_version = 99")

    assert "format 99" in refused(work, theirs)


def test_what_a_newer_app_wrote_is_kept_and_sent_on(work, theirs, tmp_path):
    """P12: kinds and cells that are not known here pass through unharmed."""
    row = uuid.uuid4().bytes
    tamper(
        theirs,
        "INSERT INTO rep_change SELECT NULL, randomblob(16), 50, '2030', actor, tx, 9,"
        " 'drone', ?, 'colour', '{\"deep\": [1]}', 1 FROM rep_change LIMIT 1",
        values=(row,),
    )
    tamper(
        theirs,
        "INSERT INTO rep_change SELECT NULL, randomblob(16), 51, '2030', actor, tx, 9,"
        f" entity, row_uid, 'shoe_size', '44', 1 FROM rep_change WHERE {LAST_EMAIL}",
        "PRAGMA user_version = 2",
    )

    outcome = ops.bring_in(work.store, theirs)

    assert outcome.report.unknown == 2
    onward = tmp_path / "onward.usp"
    ops.export(work.store, onward, ops.Scope())
    with closing(sqlite3.connect(onward)) as db:
        kept = db.execute("SELECT payload FROM rep_change WHERE model_rev = 9 ORDER BY lamport")
        assert kept.fetchall() == [('{"deep": [1]}',), ("44",)]
    work.store.undo()
    assert projects.check(work.store) == []


def test_redirects_in_a_circle_lose_nobody(work, theirs):
    from planner.ops import duplicates

    ops.bring_in(work.store, theirs)
    ann, bob = (row.uid for row in work.store.rows(select(Person), PersonRow))
    with work.store.edit("circle") as edit:
        edit.change(PersonRow, ann, merged_into=bob)
        edit.change(PersonRow, bob, merged_into=ann)

    assert set(duplicates.stands_for(work.store, "person").values()) == {min(ann, bob)}

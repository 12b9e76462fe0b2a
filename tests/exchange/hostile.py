"""Large hostile files, each brought in by the command, with its time and memory.

Run ``python -m tests.exchange.hostile`` from the checkout, with words to take
only the cases that contain one. It writes files of up to half a gigabyte.
"""

import hashlib
import json
import multiprocessing
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from planner.exchange.limits import MOST_CHANGES
from planner.exchange.seal import Key, new_identity, seal
from planner.model.contacts import PersonFields
from planner.ops import project as ops
from planner.store.graph import MOST_CHARACTERS

ROOT = Path(__file__).parent.parent.parent
MB = 1 << 20
PASSPHRASE = "correct horse battery"

CHANGE = (
    "INSERT INTO rep_change SELECT NULL, randomblob(16), {lamport}, '2026-01-01', actor, tx, 1,"
    " '{entity}', {row}, '{cell}', {payload}, 1 FROM (SELECT * FROM rep_change LIMIT 1)"
)
MANY = (
    ", (WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT {n}) SELECT i FROM c)"
)


def change(payload, n=1, entity="person", cell="notes", row="randomblob(16)", lamport="100"):
    """Return the statement that adds `n` changes."""
    filled = CHANGE.format(entity=entity, cell=cell, row=row, payload=payload, lamport=lamport)
    return filled + MANY.format(n=n)


def sql(*statements):
    """Return a case that runs statements on a sound copy."""

    def tamper(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA ignore_check_constraints = ON")
            db.execute("PRAGMA synchronous = OFF")
            for statement in statements:
                db.execute(statement)

    return tamper


def zeros_in_chunks(path):
    """A data block of 500 MB that takes half a megabyte in the file."""
    size = 65_536 * 8
    raw = bytes(size)
    number = 500 * MB // size
    spec = {"name": "x", "type": "<i8", "store": "<i8", "length": number * 65_536}
    spec |= {"least": 0, "step": 1, "chunks": [hashlib.sha256(raw).hexdigest()] * number}
    manifest = json.dumps({"layout": 1, "header": {}, "columns": [spec]})
    digest = hashlib.sha256(manifest.encode()).hexdigest()
    chunk = zlib.compress(raw, 9)
    with closing(sqlite3.connect(path, isolation_level=None)) as db, db:
        db.execute("BEGIN")
        db.execute("INSERT INTO bulk VALUES (?, ?)", (digest, manifest))
        db.executemany(
            "INSERT INTO bulk_chunk VALUES (?, ?, ?)", ((digest, n, chunk) for n in range(number))
        )
        db.execute("COMMIT")


def one_chunk_of_a_gigabyte(path):
    spec = {"name": "x", "type": "<i8", "store": "<i8", "length": 65_536}
    spec |= {"least": 0, "step": 1, "chunks": ["0" * 64]}
    manifest = json.dumps({"layout": 1, "header": {}, "columns": [spec]})
    digest = hashlib.sha256(manifest.encode()).hexdigest()
    packer = zlib.compressobj(9)
    chunk = b"".join([*(packer.compress(bytes(MB)) for _ in range(1000)), packer.flush()])
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("INSERT INTO bulk VALUES (?, ?)", (digest, manifest))
        db.execute("INSERT INTO bulk_chunk VALUES (?, 0, ?)", (digest, chunk))


def redirects(path):
    """60,000 contacts, each merged into the next, the last into the first."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        origin = db.execute("SELECT actor, tx FROM rep_change LIMIT 1").fetchone()
        uids = [n.to_bytes(16, "big") for n in range(1, 60_001)]
        following = [*uids[1:], uids[0]]
        db.execute("BEGIN")
        for cell, values in (
            ("merged_into", [f'"{uid.hex()}"' for uid in following]),
            ("_life", ["1"] * len(uids)),
        ):
            db.executemany(
                "INSERT INTO rep_change VALUES (NULL, randomblob(16), 100, '2026', ?, ?, 1,"
                " 'person', ?, ?, ?, 1)",
                ((*origin, uid, cell, value) for uid, value in zip(uids, values, strict=True)),
            )
        db.execute("COMMIT")


def crowd(number, edits, cells=("name", "email", "phone", "notes")):
    """Return a case of persons with all fields written and each edited so many times."""

    def make(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            actor, tx = db.execute("SELECT actor, tx FROM rep_change LIMIT 1").fetchone()
            db.execute("PRAGMA synchronous = OFF")
            db.execute("BEGIN")
            changes, edges = [], []
            for person in range(number):
                row = os.urandom(16)
                for cell in cells:
                    before = None
                    for turn in range(edits + 1):
                        text = f"{cell} {person} {turn}"
                        value = json.dumps({"name": text} if cell == "name" else text)
                        uid = os.urandom(16)
                        changes.append((uid, 100 + turn, actor, tx, row, cell, value))
                        edges += [(uid, before)] if before else []
                        before = uid
                changes.append((os.urandom(16), 100, actor, tx, row, "_life", "1"))
            db.executemany(
                "INSERT INTO rep_change VALUES (NULL, ?, ?, '2026-01-01', ?, ?, 1, 'person', ?, ?,"
                " ?, 1)",
                changes,
            )
            db.executemany("INSERT INTO rep_edge VALUES (?, ?, 's')", edges)
            db.execute("COMMIT")

    return make


def disputes(records, each):
    """Return a case of records of which many values of one field stand side by side."""
    value = "'\"' || hex(randomblob(4)) || '\"'"
    row = f"CAST(printf('%016d', i % {records}) AS BLOB)"
    one = CHANGE.format(entity="person", cell="notes", row=row, payload=value, lamport="100")
    life = CHANGE.format(entity="person", cell="_life", row=row, payload="'1'", lamport="100")
    return sql(one + MANY.format(n=records * each), life + MANY.format(n=records))


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-9000])


def noise(path):
    data = bytearray(path.read_bytes())
    data[8192:40960] = os.urandom(32768)
    path.write_bytes(data)


def only_a_head(path):
    with path.open("r+b") as file:
        file.truncate(400 * MB)


def other_database(path):
    path.unlink()
    sql("CREATE TABLE rep_change (x)")(path)


def sealed(size, key):
    def make(path):
        sql(f"INSERT INTO bulk VALUES ('{'0' * 64}', zeroblob({size}))")(path)
        seal(path, key)

    return make


def costly_seal(path):
    seal(path, Key(passphrase=PASSPHRASE))
    head, rest = path.read_bytes().split(b"\n", 2)[0:2], path.read_bytes().split(b"\n", 2)[2]
    line = re.sub(rb"\d+$", b"22", head[1])
    path.write_bytes(b"\n".join([head[0], line, rest]))


BRACKETS = (
    f"""'["' || '"' || replace(hex(zeroblob({MOST_CHARACTERS // 4 - 8})), '00', ',[]') || ']'"""
)
CASES = {
    "one text of 480 MB": sql(
        f"INSERT INTO rep_tx VALUES (randomblob(16), CAST(zeroblob({480 * MB}) AS TEXT), NULL)"
    ),
    "one value of 480 MB": sql(change(f"CAST(zeroblob({480 * MB}) AS TEXT)")),
    "200 values of 2 MB": sql(
        change(f"'\"' || hex(zeroblob({MOST_CHARACTERS // 2 - 1})) || '\"'", 200)
    ),
    "30 values of a million brackets": sql(change(BRACKETS, 30, "assessment", "forms")),
    "a value a million deep": sql(
        change(f"replace(hex(zeroblob({MB // 2})), '0', '[')", 1, "assessment", "forms")
    ),
    "three million changes": sql(change("'\"x\"'", 3_000_000)),
    "as many changes as allowed, of as many records": sql(
        change("'1'", MOST_CHANGES - 100, cell="_life")
    ),
    "as many changes as allowed, of 33,000 persons": crowd(MOST_CHANGES // 9 - 50, 1),
    "as many changes as allowed, of one person": crowd(1, MOST_CHANGES - 1000, ("notes",)),
    "as many changes as allowed, of one too many": sql(change("'1'", MOST_CHANGES, cell="_life")),
    "as many changes as allowed, a thousand side by side each": disputes(299, 1000),
    "a hundred thousand values of one field": sql(
        change("'\"' || hex(randomblob(4)) || '\"'", 100_000, row="zeroblob(16)"),
        change("1", 1, cell="_life", row="zeroblob(16)"),
    ),
    "a circle of 60,000 merged contacts": redirects,
    "a table that is an endless view": sql(
        "ALTER TABLE rep_change RENAME TO hidden",
        "CREATE VIEW rep_change AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
        " SELECT h.* FROM hidden h, c",
    ),
    "a costly rule in another table": sql(
        "CREATE TABLE other (x CHECK (length(hex(zeroblob(7000000 + x))) > 0))",
        "INSERT INTO other SELECT 1 FROM" + MANY.format(n=20_000)[1:],
    ),
    "100,000 views more": sql(
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_schema SELECT 'view', 'v' || i, 'v' || i, 0,"
        " 'CREATE VIEW v' || i || ' AS SELECT 1' FROM" + MANY.format(n=100_000)[1:],
    ),
    "a data block of 500 MB of zeros": zeros_in_chunks,
    "a chunk that swells to a gigabyte": one_chunk_of_a_gigabyte,
    "a file cut short": cut_short,
    "pages of noise": noise,
    "a head and 400 MB of nothing": only_a_head,
    "another SQLite file": other_database,
    "sealed by passphrase, 120 MB": sealed(120 * MB, Key(passphrase=PASSPHRASE)),
    "sealed by passphrase, 300 MB": sealed(300 * MB, Key(passphrase=PASSPHRASE)),
    "sealed by passphrase, work of 4 GB": costly_seal,
    "sealed to a key, 400 MB": None,
}


@dataclass(frozen=True)
class Ended:
    """How the command ended, in how many seconds and with how much memory in MB."""

    code: int
    seconds: float
    processor: float
    memory: float
    words: str


def bring_in(mine: Path, theirs: Path, *more: str) -> Ended:
    start = time.monotonic()
    with tempfile.TemporaryFile("w+") as words:
        process = subprocess.Popen(
            [sys.executable, "-m", "planner", "import", "project", mine, theirs, *more],
            stdout=words,
            stderr=words,
            cwd=ROOT,
        )
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        words.seek(0)
        said = " ".join(words.read().split())
    return Ended(
        process.returncode,
        time.monotonic() - start,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
        said[:150],
    )


def prepare(folder: Path) -> None:
    """Write mine.usp and theirs.usp, which knows one person more."""
    ops.new_project(folder / "mine.usp", "Town").close()
    shutil.copy(folder / "mine.usp", folder / "theirs.usp")
    work = ops.open_project(folder / "theirs.usp")
    with work.store.edit("record") as edit:
        edit.add(PersonFields(name="Bob Other", email="bob@example.org"))
    work.save()
    work.close()


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with mock.patch.dict(os.environ, {"USP_HOME": str(folder / "home")}):
            prepare(folder)
            secret, public = new_identity()
            cases = CASES | {"sealed to a key, 400 MB": sealed(400 * MB, Key(recipients=(public,)))}
            keys = {"passphrase": PASSPHRASE, "identity": secret}
            for option, text in keys.items():
                (folder / option).write_text(text)
            for case, make in cases.items():
                if not words or any(word in case for word in words):
                    ended = one(folder, case, make)
                    say(
                        f"| {case} | {ended.code} | {ended.processor:.1f} | {ended.memory:.0f} |"
                        f" {ended.words} |"
                    )
    return 0


def one(folder: Path, case: str, make) -> Ended:
    """Make one hostile file and bring it in; whatever happens, a refusal changes nothing."""
    theirs, mine = folder / "case.usp", folder / "here.usp"
    shutil.copy(folder / "theirs.usp", theirs)
    shutil.copy(folder / "mine.usp", mine)
    apart(make, theirs)
    before = hashlib.sha256(mine.read_bytes()).digest()
    more = []
    if case.startswith("sealed"):
        option = "passphrase" if "passphrase" in case else "identity"
        more = [f"--{option}-file", str(folder / option)]
    ended = bring_in(mine, theirs, *more)
    if ended.code:
        assert hashlib.sha256(mine.read_bytes()).digest() == before, case
    left = list((folder / "home").rglob("received/*"))
    assert not left, left
    theirs.unlink()
    return ended


def apart(make, path: Path) -> None:
    """Make a file in a process of its own, so that its memory is not counted."""
    maker = multiprocessing.get_context("fork").Process(target=make, args=(path,))
    maker.start()
    maker.join()
    assert maker.exitcode == 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

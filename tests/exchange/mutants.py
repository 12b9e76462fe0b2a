"""Put deliberate faults into the exchange, one after the other, and see that the tests notice.

Run ``python -m tests.exchange.mutants`` from the checkout; with names, only
these. Every fault is a replacement of a few words in one source file, made in
a copy of the tree. A fault that no test notices is a hole in the tests.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TESTS = ["tests/exchange/test_found.py", "tests/exchange/test_machine.py"]


@dataclass(frozen=True)
class Fault:
    """`old` becomes `new` in `path`; `tests` are those that have to notice."""

    path: str
    old: str
    new: str
    tests: tuple[str, ...] = tuple(TESTS)


EDIT, DERIVE = "planner/store/edit.py", "planner/store/derive.py"
MERGE, SEND = "planner/exchange/merge.py", "planner/exchange/send.py"
FAULTS = {
    "M1 numbered identities, shared by a copied file": Fault(
        EDIT,
        "uid = secrets.token_bytes(16)\n",
        'uid = (b"%16d" % self._lamport)\n',
    ),
    "M2 last writer wins": Fault(
        EDIT,
        "self.write(kind, row, cell, new, _uids(shown))",
        "self.write(kind, row, cell, new, _uids(graph.by_cell("
        "graph.heads(self._db, row, graph.revision(self._db))).get(cell, [])))",
    ),
    "M3 no erasure notices in partial copies": Fault(
        SEND,
        '"INSERT INTO outgoing.rep_erasure SELECT * FROM main.rep_erasure"',
        '"INSERT INTO outgoing.rep_erasure SELECT * FROM main.rep_erasure WHERE "'
        "\n        + str(int(not scope.only))",
    ),
    "M4 parents are not revived": Fault(DERIVE, "if has_live_child:", "if not life:"),
    "M5 only what is referred to now is worked out again": Fault(
        DERIVE,
        "for values in chain(before, now):",
        "for values in now:",
    ),
    "M6 a removal beats an edit that it did not know of": Fault(
        DERIVE, "if not others <= graph.observed(db, life):", "if not life:"
    ),
    "M7 shown is what arrived last": Fault(
        DERIVE,
        "heads[0] if len(heads) == 1 else graph.shown(heads)",
        "heads[-1]",
    ),
    "M8 mail addresses are unique": Fault(
        "planner/store/steps/first.py",
        "CREATE INDEX person_organisation",
        "CREATE UNIQUE INDEX person_email ON person (email)\n\nCREATE INDEX person_organisation",
    ),
    "M10 values of erased records are kept when they come late": Fault(
        MERGE,
        "iif(e.row_uid IS NULL, c.payload, NULL), iif(e.row_uid IS NULL, c.state, 2)",
        "c.payload, c.state",
    ),
    "M11 a word in the place of a withheld value": Fault(
        SEND,
        "iif({absent}, NULL, c.payload), iif({absent}, 0, c.state)",
        "iif({absent}, '\\\"withheld\\\"', c.payload), c.state",
    ),
    "M12 only the latest values are sent": Fault(
        SEND,
        "JOIN temp.leaving l USING (row_uid) ORDER BY c.n",
        "JOIN temp.leaving l USING (row_uid) WHERE NOT ({replaced}) ORDER BY c.n",
    ),
    "M13 what records refer to is not worked out again": Fault(
        DERIVE, "                    waiting[target] |= found\n", "                    pass\n"
    ),
    "M15 a removal notes nothing of what it saw": Fault(
        EDIT,
        "observed = [h.uid for h in self._heads(row) if h.cell != graph.LIFE]",
        "observed = []",
    ),
    "values withheld later hide values known": Fault(
        "planner/store/graph.py",
        "(head.payload is not None, head.lamport, head.uid)",
        "(head.lamport, head.uid)",
    ),
    "an edit settles more than what was shown": Fault(
        EDIT,
        "shown = [graph.shown(cells[cell])] if cell in cells else []",
        "shown = cells.get(cell, [])",
    ),
    "a restored child leaves its parent behind": Fault(
        EDIT,
        "            if cell in cells:\n                self._restore_parents(",
        "            if not cell:\n                self._restore_parents(",
    ),
    "undo forgets what a removal had observed": Fault(
        "planner/store/undo.py",
        "observed = {again.get(uid, uid) for uid in graph.observed(db, deletes)}",
        "observed = graph.observed(db, deletes)",
    ),
    "edges between old changes are believed": Fault(
        "planner/exchange/sound.py",
        "SELECT 1 FROM incoming.rep_edge e NOT INDEXED WHERE NOT EXISTS",
        "SELECT 1 FROM incoming.rep_edge e NOT INDEXED WHERE 0 AND NOT EXISTS",
        ("tests/exchange/test_hostile.py",),
    ),
    "views are read as tables": Fault(
        "planner/exchange/receive.py",
        'real = len(kinds) == 1 and kinds[0][0] == "table"',
        "real = True",
        ("tests/exchange/test_hostile.py",),
    ),
}
"""M9 (no stubs) and M14 (shown by wall clock) are left out: they harm nobody, see the design."""


def main(names: list[str]) -> int:
    chosen = {n: f for n, f in FAULTS.items() if not names or n.split()[0] in names}
    missed = [name for name, fault in chosen.items() if not noticed(name, fault)]
    say(f"{len(chosen) - len(missed)} of {len(chosen)} faults were noticed.")
    return len(missed)


def noticed(name: str, fault: Fault) -> bool:
    """Run the tests on a copy of the tree that has the fault."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".*", "dist", "__pycache__"))
        source = tree / fault.path
        text = source.read_text("utf-8")
        if text.count(fault.old) != 1:
            raise SystemExit(f"{name}: its place in {fault.path} is gone; write it anew")
        source.write_text(text.replace(fault.old, fault.new), "utf-8")
        failed = run(tree, fault.tests)
    words = f"noticed by {failed}" if failed else "NOT NOTICED"
    say(f"{name}: {words} ({time.monotonic() - start:.0f} s)")
    return bool(failed)


def run(tree: Path, tests: tuple[str, ...]) -> str:
    """Return the first test that fails, or nothing."""
    settings = {"USP_MACHINES": "60", "USP_STEPS": "40", "USP_NO_SHRINK": "1"}
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:randomly",
            "-p",
            "no:cacheprovider",
            *tests,
        ],
        cwd=tree,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode == 0:
        return ""
    failed = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if not failed:
        raise SystemExit(ran.stdout[-2000:] + ran.stderr[-2000:])
    return failed[0].split("::")[-1].split(" - ")[0]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

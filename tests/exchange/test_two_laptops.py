"""Two laptops, 200 different edits each and 20 common ones: equal records, 20 conflicts."""

import json
import sqlite3
from contextlib import closing

import pytest

from planner.cli.main import main
from planner.model.sessions import SessionFields, SessionRow
from planner.ops import exchange
from planner.ops import project as projects
from planner.sample import new_sample
from tests.exchange import oracle


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    from unittest import mock

    folder = tmp_path_factory.mktemp("sample")
    with mock.patch.dict("os.environ", {"USP_HOME": str(folder / "home")}):
        path = folder / "sample.usp"
        work = new_sample(path)
        with work.store.edit("sessions") as edit:
            for number in range(105):
                edit.add(SessionFields(title=f"Session {number}"))
        work.save()
        work.close()
    return path


@pytest.mark.parametrize("ann_first", [True, False])
def test_both_end_up_with_equal_records_and_exactly_twenty_conflicts(sample, tmp_path, ann_first):
    ann, ben = (laptop(sample, tmp_path / f"{name}.usp") for name in ("ann", "ben"))
    uids = sorted(
        ann.store.connection()
        .execute("SELECT uid FROM session WHERE title LIKE 'Session %'")
        .fetchall()
    )
    edit(ann, uids, "ann", fields=("subtitle", "link"))
    edit(ben, uids, "ben", fields=("language", "description"))

    for one, two in [(ann, ben), (ben, ann)] if ann_first else [(ben, ann), (ann, ben)]:
        two.save()
        exchange.bring_in(one.store, two.target)

    for work in (ann, ben):
        assert len(exchange.list_conflicts(work.store)) == 20
    assert oracle.table(ann.store.connection()) == oracle.table(ben.store.connection())
    row = ann.store.row(SessionRow, uids[50][0])
    assert (row.subtitle, row.link) == ("ann 50", "ann 50")
    assert (row.language, row.description) == ("ben 50", "ben 50")
    ann.discard()
    ben.discard()


def test_the_commands_come_to_the_same(sample, tmp_path, capsys):
    ann, ben = (laptop(sample, tmp_path / f"{name}.usp") for name in ("ann", "ben"))
    uids = sorted(
        ann.store.connection()
        .execute("SELECT uid FROM session WHERE title LIKE 'Session %'")
        .fetchall()
    )
    edit(ann, uids, "ann", fields=("subtitle", "link"))
    edit(ben, uids, "ben", fields=("language", "description"))
    for work in (ann, ben):
        work.save()
        work.close()

    for one, two in [(ann.target, ben.target), (ben.target, ann.target)]:
        assert main(["import", "project", str(one), str(two), "--json"]) == 0

    capsys.readouterr()
    for path in (ann.target, ben.target):
        assert main(["list", str(path), "conflict", "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)) == 20
    tables = []
    for path in (ann.target, ben.target):
        with closing(sqlite3.connect(path)) as db:
            tables.append(oracle.table(db))
    assert tables[0] == tables[1]


def laptop(sample, path):
    path.write_bytes(sample.read_bytes())
    return projects.open_project(path)


def edit(work, uids, who, fields):
    """Edit 200 fields that nobody else edits, and the title of 20 sessions as the other does."""
    with work.store.edit("edits") as step:
        for number, (uid,) in enumerate(uids[:100]):
            step.change(SessionRow, uid, **dict.fromkeys(fields, f"{who} {number}"))
        for (uid,) in uids[:20]:
            step.change(SessionRow, uid, title=f"Title by {who}")

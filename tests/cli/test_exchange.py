"""Commands for copies and people."""

import json

import pytest

from planner.cli.main import main
from planner.exchange.seal import new_identity


@pytest.fixture
def run(capsys):
    def run(*words, code=0):
        assert main([*map(str, words), "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def apply(run, tmp_path):
    def apply(file, *lines, code=0):
        batch = tmp_path / "batch.jsonl"
        batch.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
        return run("apply", file, batch, code=code)

    return apply


@pytest.fixture
def session(project_file, apply):
    fields = {"title": "Opening"}
    line = {"op": "add", "kind": "session", "as": "s", "fields": fields}
    return apply(project_file, line)["uids"]["s"]


@pytest.fixture
def theirs(project_file, session, apply, tmp_path):
    """Two copies in which the session got two titles."""
    path = tmp_path / "theirs.usp"
    path.write_bytes(project_file.read_bytes())
    for file, title in ((project_file, "Mine"), (path, "Theirs")):
        fields = {"title": title}
        apply(file, {"op": "set", "kind": "session", "uid": session, "fields": fields})
    return path


def test_a_copy_is_looked_at_brought_in_and_taken_back(run, project_file, theirs):
    before = project_file.read_bytes()
    looked = run("import", "project", project_file, theirs, "--dry-run")
    assert project_file.read_bytes() == before

    done = run("import", "project", project_file, theirs)

    assert looked == done
    assert [c["cell"] for c in done["conflicts"]] == ["title"]
    assert run("info", project_file)["conflicts"] == 1
    assert run("import", "project", project_file, theirs)["updated"] == 0
    assert run("undo", project_file)["undone"] == "bringing in of theirs.usp"
    assert run("info", project_file)["conflicts"] == 0


@pytest.mark.parametrize("by_batch", [True, False])
def test_a_conflict_is_listed_and_settled(run, apply, project_file, session, theirs, by_batch):
    run("import", "project", project_file, theirs)
    [conflict] = run("list", project_file, "conflict")
    assert {s["values"]["title"] for s in conflict["sides"]} == {"Mine", "Theirs"}
    assert conflict["before"] == {"title": "Opening"}

    if by_batch:
        op = {"op": "resolve", "kind": "session", "uid": session, "cell": "title", "value": "Both"}
        apply(project_file, op)
        apply(project_file, op, code=2)
    else:
        run("resolve", project_file, "session", session, "title", "Both")
        run("resolve", project_file, "session", session, "title", "Both", code=2)

    assert run("list", project_file, "conflict") == []
    assert run("list", project_file, "session")[0]["title"] == "Both"


def test_a_redacted_sealed_copy_is_written_and_noted(run, apply, project_file, session, tmp_path):
    identity, public = new_identity()
    secret = tmp_path / "key.txt"
    secret.write_text(f"# my key\n{identity}\n", "utf-8")
    apply(project_file, {"op": "add", "kind": "person", "fields": {"name": "Ann Example"}})
    target = tmp_path / "copy.age"

    sent = run(
        *("export", "project", project_file, target, "--redact", "people"),
        *("--seal-to", public, "--to", "City of Ghent"),
    )

    assert (sent["withheld"], sent["persons"]) == (1, 0)
    [entry] = run("list", project_file, "exchange")
    assert (entry["direction"], entry["party"]) == ("out", "City of Ghent")
    error = run("import", "project", project_file, target, code=3)
    assert error["error"]["code"] == "key_needed"
    done = run("import", "project", project_file, target, "--identity-file", secret)
    assert done["added"] == 0


@pytest.mark.parametrize("by_batch", [True, False])
def test_an_erased_person_is_gone_from_the_file(run, apply, project_file, by_batch):
    line = {"op": "add", "kind": "person", "as": "p", "fields": {"name": "Zoe Quux"}}
    uid = apply(project_file, line)["uids"]["p"]
    assert b"Zoe Quux" in project_file.read_bytes()

    if by_batch:
        apply(project_file, {"op": "erase", "kind": "person", "uid": uid})
    else:
        assert run("erase", project_file, "person", uid)["erased"] == 1
        run("erase", project_file, "person", uid, code=2)

    assert run("list", project_file, "person") == []
    assert b"Zoe Quux" not in project_file.read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        ("export", "project", "FILE", "out.usp", "--redact", "colour"),
        ("export", "project", "FILE", "out.usp", "--only", "0" * 32),
        ("erase", "FILE", "session", "0" * 32),
        ("resolve", "FILE", "session", "0" * 32, "title", "x"),
    ],
)
def test_what_is_not_there_is_refused_and_the_file_stays(run, project_file, tmp_path, words):
    before = project_file.read_bytes()
    real = {"FILE": project_file, "out.usp": tmp_path / "out.usp"}

    run(*(real.get(word, word) for word in words), code=2)

    assert project_file.read_bytes() == before
    assert not (tmp_path / "out.usp").exists()

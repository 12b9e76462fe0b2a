"""Every command works on a protected project, and on none without its passphrase."""

import io
import json

import pytest
from typer.main import get_command

from planner.cli.main import build, main
from planner.cli.passphrases import MAKE_FILES, OWN, SHORT
from planner.ops import protection
from planner.paths import user_data
from planner.store.connect import salt_of
from tests.protection.conftest import KNOWN, WORDS, damage, plain_values

OTHER = "another set of words"


@pytest.fixture(autouse=True)
def nobody_there(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.delenv("USP_PASSPHRASE", raising=False)


@pytest.fixture
def words_file(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text(f"# the project's\n{WORDS}\n", "utf-8")
    return path


@pytest.fixture
def other_file(tmp_path):
    path = tmp_path / "other.txt"
    path.write_text(OTHER, "utf-8")
    return path


@pytest.fixture
def run(capsys):
    def run(*words, code=0):
        assert main([*map(str, words), "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return run


def people(run, file, *options):
    return [person["name"] for person in run("list", file, "person", *options)]


def commands(group):
    for command in getattr(group, "commands", {}).values():
        yield from commands(command)
        if command.params:
            yield command


def test_every_command_on_a_project_takes_its_passphrase():
    working = [
        command
        for command in commands(get_command(build()))
        if any(param.name == "file" for param in command.params) and command.name not in MAKE_FILES
    ]

    assert len(working) > 25
    for command in working:
        names = [name for param in command.params for name in param.opts]
        assert names.count(OWN) == 1
        assert names.count(SHORT) == 1


def test_a_file_with_the_passphrase_opens_the_project(run, protected_file, words_file):
    assert people(run, protected_file, "--passphrase-file", words_file) == [KNOWN[0]]
    assert people(run, protected_file, OWN, words_file) == [KNOWN[0]]
    assert run("info", protected_file, "--passphrase-file", words_file)["protected"]


def test_a_variable_with_the_passphrase_opens_the_project(run, protected_file, monkeypatch):
    monkeypatch.setenv("USP_PASSPHRASE", WORDS)

    assert people(run, protected_file) == [KNOWN[0]]
    assert run("check", protected_file)["ok"]


def test_a_person_at_the_terminal_is_asked(run, protected_file, monkeypatch):
    asked = []

    def answer(question):
        asked.append(question)
        return WORDS

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("planner.cli.passphrases.getpass", answer)

    assert people(run, protected_file) == [KNOWN[0]]
    assert asked == ["The passphrase of project.usp: "]


def test_without_or_with_a_wrong_passphrase_the_file_is_untouched(run, protected_file, other_file):
    before = protected_file.read_bytes()

    for options, error in (((), "passphrase_needed"), ((SHORT, other_file), "wrong_passphrase")):
        for command in (
            ("info", protected_file),
            ("check", protected_file, "--repair"),
            ("undo", protected_file),
            ("protect", protected_file, "--new-passphrase-file", other_file),
            ("unprotect", protected_file),
        ):
            refused = run(*command, *options, code=3)["error"]
            assert refused["code"] == error
            assert WORDS not in json.dumps(refused)
            assert OTHER not in json.dumps(refused)

    assert protected_file.read_bytes() == before
    assert sorted(path.name for path in protected_file.parent.glob("*.usp")) == ["project.usp"]


def test_the_refusal_names_the_option_and_the_variable(protected_file, capsys):
    assert main(["info", str(protected_file)]) == 3
    said = capsys.readouterr().err
    assert "--project-passphrase-file" in said
    assert "USP_PASSPHRASE" in said


def test_edits_by_commands_stay_protected(run, protected_file, words_file, tmp_path):
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"op": "add", "kind": "person", "fields": {"name": "Bob"}}', "utf-8")
    run("apply", protected_file, batch, SHORT, words_file)

    assert sorted(people(run, protected_file, SHORT, words_file)) == [KNOWN[0], "Bob"]
    assert salt_of(protected_file)
    assert plain_values(tmp_path) == []


def test_a_project_is_protected_changed_and_set_free(run, project_file, words_file, other_file):
    run("apply", project_file, batch_of(project_file, "Bob"))

    made = run("protect", project_file, "--new-passphrase-file", words_file)
    assert made == {"protected": True, "backups": made["backups"], "backups_left": []}
    assert made["backups"] >= 1
    assert people(run, project_file, SHORT, words_file) == ["Bob"]
    changed = run("protect", project_file, SHORT, words_file, "--new-passphrase-file", other_file)
    assert changed["backups"] >= made["backups"]
    run("info", project_file, SHORT, words_file, code=3)
    assert people(run, project_file, SHORT, other_file) == ["Bob"]
    freed = run("unprotect", project_file, SHORT, other_file)
    assert freed["protected"] is False
    assert people(run, project_file) == ["Bob"]
    kept = list((user_data() / "backups").rglob("*.usp"))
    assert kept
    assert [salt_of(path) for path in kept] == [None] * len(kept)


def batch_of(file, name):
    batch = file.with_suffix(".jsonl")
    line = {"op": "add", "kind": "person", "fields": {"name": name}}
    batch.write_text(json.dumps(line), "utf-8")
    return batch


def test_a_new_passphrase_is_typed_twice(run, project_file, monkeypatch):
    typed = iter([WORDS, OTHER])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("planner.cli.passphrases.getpass", lambda _question: next(typed))

    assert "not the same" in run("protect", project_file, code=2)["error"]["message"]
    assert salt_of(project_file) is None


@pytest.mark.parametrize("words", ["", "1234567"])
def test_a_missing_or_short_new_passphrase_protects_nothing(run, project_file, tmp_path, words):
    path = tmp_path / "short.txt"
    path.write_text(words, "utf-8")

    run("protect", project_file, "--new-passphrase-file", path, code=2)
    run("protect", project_file, code=2)
    assert salt_of(project_file) is None


def test_a_copy_is_sent_protected_plain_or_sealed(run, protected_file, words_file, tmp_path):
    safe, plain, sealed = (tmp_path / name for name in ("safe.usp", "plain.usp", "s.age"))
    project = ("export", "project", protected_file)

    assert run(*project, safe, OWN, words_file)["protected"]
    assert not run(*project, plain, "--plain", OWN, words_file)["protected"]
    assert not run(*project, sealed, SHORT, words_file, OWN, words_file)["protected"]

    assert salt_of(safe)
    assert people(run, plain) == [KNOWN[0]]
    assert sealed.read_bytes().startswith(b"age-encryption.org")


def test_copies_are_brought_in_with_a_passphrase_for_each(
    run, protected_file, words_file, other_file, tmp_path
):
    theirs = tmp_path / "theirs.usp"
    theirs.write_bytes(protected_file.read_bytes())
    run("apply", theirs, batch_of(theirs, "Theirs"), SHORT, words_file)
    run("protect", theirs, SHORT, words_file, "--new-passphrase-file", other_file)
    bring_in = ("import", "project", protected_file, theirs, OWN, words_file)

    assert run(*bring_in, code=3)["error"]["code"] == "passphrase_needed"
    assert run(*bring_in, SHORT, words_file, code=3)["error"]["code"] == "wrong_passphrase"
    assert run(*bring_in, SHORT, other_file)["added"] == 1
    assert "Theirs" in people(run, protected_file, SHORT, words_file)


def test_a_damaged_protected_project_is_repaired_under_its_passphrase(
    run, protected_file, words_file, key
):
    damage(protected_file, key, "rep_tx")

    told = run("check", protected_file, "--repair", SHORT, words_file, code=3)

    assert told["damaged_tables"] == ["rep_tx"]
    repaired = protected_file.with_name("project (repaired 1).usp")
    assert protection.key_of(repaired, WORDS) == key
    assert people(run, repaired, SHORT, words_file) == [KNOWN[0]]

"""Batches, lists and exit codes of the command line."""

import io
import json
import subprocess
import sys

import pytest

from planner.cli.main import command
from planner.cli.output import reading
from planner.ops.records import list_records
from planner.paths import user_data


@pytest.fixture
def planner(capsys):
    """Run a command with ``--json`` and return its exit code and its document."""

    def run(*argv):
        code = command([*map(str, argv), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def batch(tmp_path):
    def write(*lines):
        path = tmp_path / "batch.jsonl"
        path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
        return path

    return write


def add(kind, called=None, /, **fields):
    line = {"op": "add", "kind": kind, "fields": fields}
    return {**line, "as": called} if called else line


def test_a_new_project_tells_its_title_and_what_it_holds(planner, tmp_path):
    path = tmp_path / "new.usp"

    code, made = planner("new", path, "--title", "Prévention")
    assert code == 0

    code, facts = planner("info", path)
    assert code == 0
    assert facts["project_uid"] == made["project_uid"]
    assert facts["title"] == "Prévention"
    assert facts["counts"]["person"] == 0
    assert facts["conflicts"] == 0


def test_a_new_project_without_a_title_is_called_as_its_file(planner, tmp_path):
    code, made = planner("new", tmp_path / "north.usp", "--title", "  ")

    assert (code, made["title"]) == (0, "north")


def test_a_set_without_data_is_named_as_such(planner, project_file, batch):
    planner("apply", project_file, batch(add("dataset", name="Thefts")))
    asked = ["--method", "count", "--origin", "2017-01-01"]

    code, answer = planner("forecast", project_file, "--data", "Thefts", *asked)

    assert (code, answer["error"]["code"]) == (2, "no_data")


def test_a_project_does_not_take_the_place_of_a_file(planner, project_file):
    before = project_file.read_bytes()

    code, answer = planner("new", project_file, "--title", "Other")

    assert (code, answer["error"]["code"]) == (2, "exists")
    assert project_file.read_bytes() == before


def test_a_batch_may_refer_to_its_own_lines(planner, project_file, batch):
    lines = batch(
        add("series", "s", title="Web conferences"),
        add("session", "one", title="First", series="@s"),
        {"op": "set", "kind": "session", "uid": "@one", "fields": {"status": "planned"}},
    )

    code, done = planner("apply", project_file, lines)

    assert code == 0
    assert done["applied"] == 3
    [session] = planner("list", project_file, "session")[1]
    assert session["uid"] == done["uids"]["one"]
    assert session["series"] == done["uids"]["s"]
    assert session["status"] == "planned"


@pytest.mark.parametrize(
    "line",
    [
        add("spaceship", title="x"),
        add("session", title="x", colour="red"),
        add("session", title="x", series="0" * 32),
        add("session", title="x", series="@nobody"),
        add("session", title=17),
        add("session"),
        add("question", text="Without a session"),
        {"op": "set", "kind": "session", "uid": "no uid", "fields": {}},
        {"op": "paint", "kind": "session"},
        ["not", "an", "object"],
    ],
    ids=str,
)
def test_a_bad_line_refuses_the_whole_batch_with_its_number(planner, project_file, batch, line):
    before = project_file.read_bytes()
    lines = batch(add("series", title="Good"), line)

    code, answer = planner("apply", project_file, lines)

    assert code == 2
    assert "Line 2" in answer["error"]["message"]
    assert project_file.read_bytes() == before


def test_removed_records_are_listed_only_on_request_and_undo_brings_them_back(
    planner, project_file, batch
):
    uid = planner("apply", project_file, batch(add("person", "p", name="Ann")))[1]["uids"]["p"]

    assert planner("remove", project_file, "person", uid) == (0, {"removed": 1})
    assert planner("list", project_file, "person")[1] == []
    assert planner("list", project_file, "person", "--deleted")[1][0]["deleted"] is True

    assert planner("undo", project_file)[0] == 0
    assert planner("list", project_file, "person")[1][0]["name"] == "Ann"


def test_reading_leaves_the_file_as_it_is(planner, project_file):
    before = project_file.read_bytes(), project_file.stat().st_mtime_ns

    for argv in (["info"], ["check"], ["list", "person"]):
        assert planner(argv[0], project_file, *argv[1:])[0] == 0

    assert (project_file.read_bytes(), project_file.stat().st_mtime_ns) == before


def test_a_sound_project_is_said_to_be_sound(planner, project_file):
    assert planner("check", project_file) == (0, {"ok": True, "problems": []})


def test_a_file_that_is_no_project_is_refused_with_exit_code_3(planner, tmp_path):
    path = tmp_path / "letter.usp"
    path.write_text("Dear colleagues", "utf-8")

    code, answer = planner("info", path)

    assert (code, answer["error"]["code"]) == (3, "file_unusable")


@pytest.mark.parametrize("argv", [["bogus"], ["info"], ["list", "x.usp"], ["info", "nowhere.usp"]])
def test_wrong_usage_is_exit_code_2(planner, argv):
    code, answer = planner(*argv)

    assert code == 2
    assert answer["error"]["message"]


def test_a_time_goes_in_with_its_zone_and_comes_out_with_utc(planner, project_file, batch):
    starts = {"local": "2020-06-25T11:00:00", "zone": "Europe/Brussels"}
    planner("apply", project_file, batch(add("session", title="First", starts=starts)))

    [session] = planner("list", project_file, "session")[1]

    assert session["starts"] == {**starts, "utc": "2020-06-25T09:00:00Z"}
    assert session["ends"] is None


def test_a_time_can_be_changed_and_its_zone_stays(planner, project_file, batch):
    starts = {"local": "2020-06-25T11:00:00", "zone": "Europe/Lisbon"}
    uid = planner("apply", project_file, batch(add("session", "s", title="A", starts=starts)))[1][
        "uids"
    ]["s"]
    later = {"op": "set", "kind": "session", "uid": uid, "fields": {"starts": "2020-06-25T14:00"}}

    assert planner("apply", project_file, batch(later))[0] == 0

    [session] = planner("list", project_file, "session")[1]
    assert session["starts"]["local"] == "2020-06-25T14:00:00"
    assert session["starts"]["zone"] == "Europe/Lisbon"


def test_an_abbreviation_is_no_zone(planner, project_file, batch):
    starts = {"local": "2020-06-25T11:00:00", "zone": "CEST"}

    code, answer = planner("apply", project_file, batch(add("session", title="A", starts=starts)))

    assert code == 2
    assert "Europe/Brussels" in answer["error"]["message"]


CIVIC = {"checklist": "civic_tech_urban_security", "title": "Chat", "stance": "operate"}


def test_an_assessment_keeps_to_its_checklist_whichever_command_made_it(project_file, batch):
    lines = batch(add("assessment", "a", **CIVIC, forms=["messaging_group"], stage="pilot"))
    argv = [sys.executable, "-m", "planner", "apply", str(project_file), str(lines)]
    subprocess.run(argv, check=True, capture_output=True, timeout=60)  # loads nothing else

    with reading(project_file) as store:
        [made] = list_records(store, "assessment")

    assert made["checklist_version"]
    assert len(made["checklist_digest"]) == 64


@pytest.mark.parametrize(
    "wrong",
    [
        {"checklist": "no_such_checklist"},
        {"stance": "hover"},
        {"stage": "later"},
        {"forms": "messaging_group"},
        {"forms": [1]},
        {"forms": ["pigeons"]},
    ],
    ids=str,
)
def test_an_assessment_is_held_against_its_checklist(planner, project_file, batch, wrong):
    code, answer = planner("apply", project_file, batch(add("assessment", **{**CIVIC, **wrong})))

    assert code == 2
    assert "Line 1" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("answer", {"item": "CT-PUR-99", "value": "yes"}),
        ("answer", {"item": "CT-PUR-01", "value": "perhaps"}),
        ("answer", {"item": "CT-PUR-01", "value": "yes", "evidence": "E9"}),
        ("risk_rating", {"risk": "CT-R99", "likelihood": 2, "severity": 2}),
        ("risk_rating", {"risk": "CT-R01", "likelihood": "2", "severity": 2}),
        ("risk_rating", {"risk": "CT-R01", "likelihood": True, "severity": 2}),
        ("risk_rating", {"risk": "CT-R01", "likelihood": 2.0, "severity": 2}),
    ],
    ids=str,
)
def test_answers_and_ratings_are_held_against_the_checklist(
    planner, project_file, batch, kind, fields
):
    lines = batch(add("assessment", "a", **CIVIC), add(kind, assessment="@a", **fields))

    code, answer = planner("apply", project_file, lines)

    assert code == 2
    assert "Line 2" in answer["error"]["message"]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "nul \0"},
        {"title": "escape \x1b[31m"},
        {"title": "x", "starts": {"local": "2021-12-25T11:00:00+02:00", "zone": "Europe/Paris"}},
    ],
    ids=str,
)
def test_texts_hold_no_control_characters_and_local_times_no_offset(
    planner, project_file, batch, fields
):
    assert planner("apply", project_file, batch(add("session", **fields)))[0] == 2


def test_a_batch_may_come_with_a_mark_of_its_encoding_and_odd_line_separators(
    planner, project_file, monkeypatch
):
    note = {"op": "add", "kind": "note", "fields": {"text": "one\u2028two\x85three"}}
    raw = "\ufeff{0}\r\n\r\n{0}\r\n".format(json.dumps(note, ensure_ascii=False)).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))

    assert planner("apply", project_file, "-") == (0, {"applied": 2, "uids": {}})
    assert planner("list", project_file, "note")[1][0]["text"] == "one\u2028two\x85three"


def test_a_batch_that_is_not_utf_8_is_refused_with_its_line(planner, project_file, tmp_path):
    path = tmp_path / "latin.jsonl"
    path.write_bytes(b'\n{"op": "add", "kind": "note", "fields": {"text": "caf\xe9"}}\n')

    code, answer = planner("apply", project_file, path)

    assert code == 2
    assert "Line 2" in answer["error"]["message"]


def test_words_may_begin_with_an_at_sign(planner, project_file, batch):
    assert planner("apply", project_file, batch(add("note", text="@Ann: call back")))[0] == 0
    assert planner("list", project_file, "note")[1][0]["text"] == "@Ann: call back"


def test_a_new_project_that_cannot_be_written_leaves_nothing_behind(planner, tmp_path):
    assert planner("new", tmp_path / "nowhere" / "a.usp", "--title", "A")[0] == 3

    assert list((user_data() / "work").iterdir()) == []


def test_a_new_project_never_takes_the_place_of_one_by_its_ending(planner, project_file):
    before = project_file.read_bytes()

    code, answer = planner("new", project_file.with_suffix(".txt"), "--title", "Other")

    assert (code, answer["error"]["code"]) == (2, "exists")
    assert project_file.read_bytes() == before

"""``planner assess`` and ``planner import checklist``."""

import json

import pytest

from planner.cli.main import main
from planner.features.assessments.shipped import shipped

KEYS = {"verdict", "gates", "risks", "completeness", "find_out_first"}


@pytest.fixture
def run(capsys):
    def run(*argv):
        code = main([str(word) for word in argv])
        printed = capsys.readouterr().out
        return code, json.loads(printed) if "--json" in argv else printed

    return run


def applied(run, project_file, tmp_path, *ops):
    batch = tmp_path / "ops.jsonl"
    batch.write_text("\n".join(json.dumps(op) for op in ops), "utf-8")
    code, found = run("apply", project_file, batch, "--json")
    assert code == 0
    return found["uids"]["a"]


def started(**fields):
    values = {
        "checklist": "predictive_policing_decision_support",
        "title": "Burglary maps",
        "stance": "receive",
        "forms": [],
        "stage": "pilot",
    }
    return {"op": "add", "kind": "assessment", "as": "a", "fields": values | fields}


def test_the_verdict_of_a_batch_of_answers_is_told_with_the_promised_keys(
    run, project_file, tmp_path
):
    uid = applied(
        run,
        project_file,
        tmp_path,
        started(),
        {
            "op": "add",
            "kind": "answer",
            "fields": {
                "assessment": "@a",
                "item": "PP-LEG-01",
                "value": "not_met",
                "evidence": None,
            },
        },
        {
            "op": "add",
            "kind": "risk_rating",
            "fields": {
                "assessment": "@a",
                "risk": "PP-R12",
                "likelihood": 3,
                "severity": 3,
                "confidence": "high",
                "assessor": "Town",
            },
        },
    )

    code, found = run("assess", project_file, uid, "--json")

    assert code == 0
    assert found.keys() >= KEYS
    assert found["verdict"] == "stop"
    assert found["reasons"] == [{"code": "stop_not_met", "subjects": ["PP-LEG-01"]}]
    leak = found["risks"]["PP-R12"]
    assert leak["inherent"] == [3, 3]
    assert leak["strength"] == "none"
    assert leak["residual"]["cautious"] == {"likelihood": 3, "severity": 3, "band": "high"}
    assert leak["residual"]["hopeful"] == {"likelihood": 2, "severity": 3, "band": "moderate"}
    assert found["risks"]["PP-R01"]["inherent"] is None
    assert {key: value for key, value in found["gates"][0].items() if key != "state"} == {
        "item": "PP-LEG-01",
        "kind": "stop",
        "due_before": "",
        "due": True,
    }


def test_reading_a_verdict_leaves_the_file_as_it_was(run, project_file, tmp_path):
    uid = applied(run, project_file, tmp_path, started())
    before = project_file.read_bytes()

    code, text = run("assess", project_file, uid)

    assert code == 0
    assert "Hold" in text
    assert project_file.read_bytes() == before


def test_an_unknown_assessment_or_checklist_is_refused(run, project_file, tmp_path):
    batch = tmp_path / "ops.jsonl"
    batch.write_text(json.dumps(started(checklist="dreams")), "utf-8")

    assert run("assess", project_file, "0" * 32, "--json")[0] == 2
    assert run("apply", project_file, batch, "--json")[0] == 2


def test_a_checklist_is_imported_once_and_a_damaged_one_not_at_all(run, project_file, tmp_path):
    own, bad = tmp_path / "own.yaml", tmp_path / "bad.yaml"
    raw = shipped()[0].raw().replace(b"version: 0.1.0", b"version: 0.1.1", 1)
    own.write_bytes(raw)
    bad.write_bytes(raw.replace(b"items:", b"items: [", 1))

    assert run("import", "checklist", project_file, own, "--dry-run", "--json")[1]["added"] == 1
    assert run("import", "checklist", project_file, own, "--json")[1]["added"] == 1
    assert run("import", "checklist", project_file, own, "--json")[1]["unchanged"] == 1
    before = project_file.read_bytes()
    code, refusal = run("import", "checklist", project_file, bad, "--json")

    assert code == 2
    assert "Line" in refusal["error"]["message"]
    assert project_file.read_bytes() == before


def test_moving_an_assessment_on_keeps_its_checklist_version(run, project_file, tmp_path):
    uid = applied(run, project_file, tmp_path, started(stage="design"))
    before = run("list", project_file, "assessment", "--json")[1][0]
    later = {"op": "set", "kind": "assessment", "uid": uid, "fields": {"stage": "pilot"}}
    batch = tmp_path / "later.jsonl"
    batch.write_text(json.dumps(later), "utf-8")

    code, _ = run("apply", project_file, batch, "--json")
    after = run("list", project_file, "assessment", "--json")[1][0]

    assert code == 0
    assert before["checklist_digest"]
    assert after == before | {"stage": "pilot"}


def test_a_stage_nobody_knows_is_refused_when_an_assessment_is_started(run, project_file, tmp_path):
    batch = tmp_path / "ops.jsonl"
    batch.write_text(json.dumps(started(stage="someday")), "utf-8")

    code, found = run("apply", project_file, batch, "--json")

    assert code == 2
    assert "someday" in found["error"]["message"]

"""Checklists are taken in whole or refused with the line that is wrong."""

from contextlib import suppress
from dataclasses import FrozenInstanceError
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.features.assessments.checklist import read_checklist
from planner.features.assessments.safe_yaml import LARGEST, ChecklistError, read_yaml

FOLDER = Path(__file__).parents[2] / "resources" / "checklists"
CIVIC = FOLDER / "checklist_civic_tech.yaml"
RAW = CIVIC.read_bytes()


def refused(raw):
    with pytest.raises(ChecklistError) as caught:
        read_checklist(raw)
    return caught.value


def line_of(raw, words):
    return raw.decode().split(words, 1)[0].count("\n") + 1


@pytest.mark.parametrize(("path", "items"), [(CIVIC, 61), (next(FOLDER.glob("*pred*")), 45)])
def test_the_shipped_checklists_are_read_whole(path, items):
    checklist = read_checklist(path.read_bytes())

    assert len(checklist.items) == items
    assert checklist.digest == sha256(path.read_bytes()).hexdigest()
    assert checklist.version == "0.1.0"


def test_a_checklist_cannot_be_changed_once_read():
    checklist = read_checklist(RAW)

    with pytest.raises(FrozenInstanceError):
        checklist.items[0].key = False
    with pytest.raises(TypeError):
        checklist.scales["answer"] = ()


def test_broken_yaml_is_refused_with_its_line():
    broken = RAW.replace(b"risks:\n- id: CT-R01", b"risks:\n- [id: CT-R01", 1)

    error = refused(broken)

    assert error.line is not None
    assert error.line >= line_of(broken, "- [id: CT-R01")
    assert error.exit_code == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("section: PUR", "section: XYZ"),
        ("- ref: ecosoc", "- ref: nowhere"),
        ("    due_before: pilot", "    due_before: never"),
        ("    kind: stop", "    kind: perhaps"),
        ("  key: true", "  key: maybe"),
        ("  severity_hint: 2", "  severity_hint: 9"),
        ("  default_severity: 4", "  default_severity: '4'"),
        ("  key: true", "  key: true\n  key: false"),
        ("  key: true", "  kye: true"),
    ],
)
def test_what_does_not_fit_is_refused_near_its_line(before, after):
    raw = RAW.decode().replace(before, after, 1).encode()

    error = refused(raw)

    assert abs(error.line - line_of(raw, after)) <= 20


def test_two_items_with_one_number_are_refused():
    raw = RAW.replace(b"- id: CT-PUR-02", b"- id: CT-PUR-01", 1)

    assert "CT-PUR-01" in refused(raw).why


def test_a_short_file_that_would_unfold_to_gigabytes_is_refused_at_once():
    bomb = b"a: &a [x, x]\n" + b"".join(
        b"%c: &%c [*%c, *%c]\n" % (n, n, n - 1, n - 1) for n in range(98, 120)
    )

    with pytest.raises(ChecklistError, match="aliases"):
        read_yaml(bomb)


def test_too_deep_and_too_large_files_are_refused():
    with pytest.raises(ChecklistError, match="nested"):
        read_yaml(b"[" * 5000 + b"]" * 5000)
    with pytest.raises(ChecklistError, match="limit"):
        read_yaml(b"#" * (LARGEST + 1))


@pytest.mark.parametrize(
    "odd",
    [
        b"!!python/object/apply:os.system ['true']",
        b"a: !!int x",
        b"a: !!binary zz",
        b"a: 2020-99-99",
        b"a: 2020-01-01T99:00:00Z",
        b"a: " + b"9" * 5000,
    ],
)
def test_values_that_are_not_plain_are_refused_with_their_line(odd):
    with pytest.raises(ChecklistError, match="Line 1"):
        read_yaml(odd)


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"\x00", b"- just\n- a list", b"a: b", b"--- 1\n--- 2", b"? [a]\n: b"],
)
def test_something_else_is_refused(raw):
    refused(raw)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(RAW) - 1), cut=st.integers(1, 400), junk=st.binary(max_size=6))
def test_a_damaged_file_is_refused_or_still_a_checklist_but_never_a_crash(at, cut, junk):
    damaged = RAW[:at] + junk + RAW[at + cut :]

    with suppress(ChecklistError):
        assert read_checklist(damaged).digest == sha256(damaged).hexdigest()

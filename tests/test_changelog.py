"""The changelog keeps its form: newest first, known headings, one sentence an entry."""

import re
from pathlib import Path

TEXT = (Path(__file__).parent.parent / "CHANGELOG.md").read_text("utf-8")
HEADINGS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_versions_stand_newest_first_with_their_dates():
    versions = re.findall(r"^## (.+)$", TEXT, re.M)

    assert versions[0] == "Unreleased"
    released = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+) - \d{4}-\d\d-\d\d", v) for v in versions[1:]]
    assert all(released)
    numbers = [tuple(map(int, match.groups())) for match in released]
    assert numbers == sorted(numbers, reverse=True)


def test_changes_stand_under_known_headings():
    assert set(re.findall(r"^### (.+)$", TEXT, re.M)) <= HEADINGS


def test_an_entry_is_a_sentence():
    entries = re.findall(r"^- (.+(?:\n  .+)*)", TEXT, re.M)

    assert [e for e in entries if not e[0].isupper() and e[0] not in "`'\""] == []
    assert [e for e in entries if not e.rstrip().endswith(".")] == []

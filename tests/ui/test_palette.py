"""A few letters find what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.shell.fuzzy import score

TITLES = [
    "Predictive policing",
    "Civic technologies for urban security",
    "Go to Settings",
    "Save as…",
    "Police of Riverside",
]


def best(typed):
    found = {title: score(typed, title) for title in TITLES}
    return max((t for t in TITLES if found[t] is not None), key=lambda t: found[t], default=None)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("pol", "Police of Riverside"),
        ("pred pol", "Predictive policing"),
        ("ctus", "Civic technologies for urban security"),
        ("sett", "Go to Settings"),
        ("SAVE", "Save as…"),
        ("riv pol", "Police of Riverside"),
        ("xyz", None),
    ],
)
def test_the_best_answer_comes_first(typed, title):
    assert best(typed) == title


@given(st.text(min_size=1), st.text(), st.text())
def test_a_part_of_a_text_is_always_found(part, before, after):
    assert score(part, before + part + after) is not None


@given(st.text())
def test_nothing_typed_finds_everything(text):
    assert score("", text) is not None


@given(st.text(min_size=1), st.text())
def test_no_text_breaks_the_search(typed, text):
    found = score(typed, text)
    assert found is None or isinstance(found, int)

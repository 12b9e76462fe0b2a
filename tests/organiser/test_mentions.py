"""Names, addresses and numbers are found in free text, and little else is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.features.organiser.mentions import Mentions

KNOWN = Mentions(
    [
        ("Dr. Zoe Ash", "", ""),
        ("Jan van der Berg", "", ""),
        ("Head of Unit", "", ""),
        ("Bea Young", "Young", "Bea"),
        ("", "", ""),
    ]
)


def found(text):
    return [text[start:end] for start, end in KNOWN.find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ask Zoe Ash first.", ["Zoe Ash"]),
        ("ask zoe ash first", ["zoe ash"]),
        ("Ash, Zoe", ["Ash", "Zoe"]),
        ("under the ash tree", []),
        ("Young people, and Bea", ["Young", "Bea"]),
        ("young people", []),
        ("Jan van der Berg's slides", ["Jan van der Berg"]),
        ("The Head of Unit, not any unit.", ["Head of Unit"]),
        ("Zoé and Ashford", []),
        ("Write to zoe.ash@example.org, or bob@x.eu.", ["zoe.ash@example.org", "bob@x.eu"]),
        ("Call +32 2 123 45 67 or (0475) 12.34.56", ["+32 2 123 45 67", "(0475) 12.34.56"]),
        ("On 05.06.2026 at 11:00, 2026-06-05, 1000 0000 cells", []),
        ("", []),
    ],
)
def test_names_addresses_and_numbers_are_found(text, names):
    assert found(text) == names


names = st.sampled_from(["Zoe Ash", "Bea Young", "zoe.ash@example.org", "+32 2 123 45 67"])
fillers = st.text(st.characters(exclude_categories=["L", "N", "Cs"], exclude_characters="@+(-./"))


@given(st.lists(names, max_size=4), fillers)
def test_what_is_found_lies_in_order_apart_and_holds_every_name(wanted, filler):
    text = f" ;;{filler};; ".join(["", *wanted, ""])

    spans = KNOWN.find(text)

    assert all(end < start for (_s, end), (start, _e) in pairwise(spans))
    assert [text[start:end] for start, end in spans] == wanted

"""Keys mean one thing, and the guide lists them all."""

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence

from ui.shell import actions
from ui.shell.places import PLACES
from ui.shell.window import Window

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "keyboard.md"
GROUPS = [group for group in vars(actions).values() if isinstance(group, tuple)]
ACTS = [act for group in GROUPS for act in group]
VERBS = (*actions.VERBS, *actions.VERBS_OF_FILE)


def test_no_key_is_given_twice():
    keys = Counter(key for act in ACTS for key in act.keys.split())

    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("act", [act for act in ACTS if act.keys], ids=lambda act: act.name)
def test_every_key_is_real_and_in_the_guide(act):
    guide = GUIDE.read_text("utf-8")
    for key in act.keys.split():
        assert QKeySequence(key).toString() == key
        assert key in guide


@pytest.mark.parametrize("act", [a for a in ACTS if a not in VERBS], ids=lambda act: act.name)
def test_the_window_does_what_its_menus_offer(act):
    assert callable(getattr(Window, act.name))


def test_there_is_a_digit_for_every_place():
    assert len(PLACES) <= 9

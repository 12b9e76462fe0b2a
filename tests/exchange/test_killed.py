"""Kill -9 while a project is written: it is as before, or all of it has happened."""

import os

import pytest

from tests.exchange.kills import WORKS, kills

TIMES = int(os.environ.get("USP_KILLS", "1"))


@pytest.mark.parametrize("work", WORKS)
def test_a_killed_work_has_happened_as_a_whole_or_not_at_all(work):
    """P15."""
    assert len(kills(work, TIMES)) == TIMES

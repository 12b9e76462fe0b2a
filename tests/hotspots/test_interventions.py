"""Whether a measure worked."""

import numpy as np
import pytest

from planner.features.hotspots.interventions import Change, displacement_difference


def test_the_difference_is_the_treated_change_less_the_control():
    got = displacement_difference(Change(30, 20), Change(30, 32))

    assert got.difference == -12
    assert got.z == pytest.approx(-12 / np.sqrt(112))
    assert got.low == pytest.approx(-12 - 1.96 * np.sqrt(112), abs=0.01)
    assert got.high > 0
    assert not got.few


def test_what_moved_near_by_is_added():
    got = displacement_difference(Change(60, 20), Change(60, 58), Change(10, 30), Change(10, 12))

    assert got.difference == (-40 + 2) + (20 - 2)
    assert got.z == pytest.approx(-20 / np.sqrt(260))


def test_few_incidents_are_warned_of():
    assert displacement_difference(Change(4, 1), Change(3, 3)).few


def test_places_near_by_need_their_control():
    with pytest.raises(ValueError, match="control"):
        displacement_difference(Change(4, 1), Change(3, 3), Change(1, 1))

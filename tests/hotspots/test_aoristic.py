"""Incidents between two moments."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.features.hotspots.aoristic import CHOICES, hours_of_week, timed
from planner.model.incidents import Incidents


def between(*pairs):
    start, end = (np.array(column, "M8[s]") for column in zip(*pairs, strict=True))
    return Incidents(np.zeros(len(start)), np.zeros(len(start)), start, t_end=end)


AWAY = between(("2026-01-02T18:00", "2026-01-04T06:00"), ("2026-01-05T10:00", "NaT"))


def test_start_middle_and_end_are_moments_of_the_period():
    moments = {how: str(timed(AWAY, how).t[0]) for how in ("start", "middle", "end")}

    assert moments == {
        "start": "2026-01-02T18:00:00",
        "middle": "2026-01-03T12:00:00",
        "end": "2026-01-04T06:00:00",
    }


def test_a_spread_incident_counts_on_each_day_by_its_hours():
    parts = timed(AWAY, "aoristic")

    assert parts.weights.tolist() == pytest.approx([6 / 36, 24 / 36, 6 / 36, 1])
    assert [str(t)[:10] for t in parts.t[:3]] == ["2026-01-02", "2026-01-03", "2026-01-04"]


@pytest.mark.parametrize("how", CHOICES)
def test_no_part_is_known_before_the_whole(how):
    parts = timed(AWAY, how)

    assert len(parts.before(np.datetime64("2026-01-04T06:00"))) == 0
    assert parts.before(np.datetime64("2026-01-05")).weights.sum() == pytest.approx(1)


@pytest.mark.parametrize("how", CHOICES)
@given(
    start=st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)),
    hours=st.floats(0, 24 * 900),
)
def test_every_incident_counts_once_however_long_its_period(how, start, hours):
    end = np.datetime64(start, "s") + np.timedelta64(int(hours * 3600), "s")
    one = between((np.datetime64(start, "s"), end))

    assert timed(one, how).weights.sum() == pytest.approx(1)
    assert hours_of_week(one, how).sum() == pytest.approx(1)


def test_hours_of_the_week_begin_on_monday():
    monday = between(("2026-01-05T00:30", "NaT"))  # a Monday
    sunday = between(("2026-01-11T23:10", "NaT"))

    assert np.argmax(hours_of_week(monday, "aoristic")) == 0
    assert np.argmax(hours_of_week(sunday, "start")) == 167


def test_a_period_over_midnight_is_shared_between_its_hours():
    found = hours_of_week(between(("2026-01-05T23:30", "2026-01-06T00:30")), "aoristic")

    assert found[23] == found[24] == pytest.approx(0.5)

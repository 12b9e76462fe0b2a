"""The sample project falls on days on which people work."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planner.sample import FRIDAY, workday


@given(st.dates(), st.integers(0, 60))
def test_a_workday_is_no_weekend_and_not_more_than_two_days_later(today, days):
    if today > date.max - timedelta(days=70):
        today -= timedelta(days=70)

    found = workday(today, days)

    assert found.weekday() <= FRIDAY
    assert timedelta(0) <= found - today - timedelta(days=days) <= timedelta(days=2)

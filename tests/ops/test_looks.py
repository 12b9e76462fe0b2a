"""The locked last days are looked at with a reason, and every look is known."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import SafeguardError
from planner.model.datasets import DatasetFields, DatasetRow
from planner.ops import backtests, datasets, looks

LAST = "2026-06-30"


def row_of(locked, last=LAST):
    return DatasetRow(uid="a" * 32, name="Burglary", last_day=last, locked_days=locked)


def period(last_origin, horizon=7.0):
    days = np.array(["2026-01-01", last_origin], "M8[s]")
    return looks.period_of(backtests.plan(backtests.method_texts(["kde"]), days, horizon))


def test_the_last_day_belongs_to_the_locked_ones():
    assert looks.locked_from(row_of(30)) == date(2026, 6, 1)
    assert looks.locked_from(row_of(1)) == date(2026, 6, 30)
    assert looks.locked_from(row_of(0)) is None
    assert looks.locked_from(row_of(30).model_copy(update={"locked_days": None})) is None
    assert looks.locked_from(row_of(30, last="")) is None


def test_testing_up_to_the_lock_is_open_and_one_day_more_is_refused():
    assert not looks.needs_look(row_of(30), period("2026-05-25"))
    with pytest.raises(looks.LockedError, match="until 2026-06-02, but Burglary is locked") as no:
        looks.needs_look(row_of(30), period("2026-05-26"))
    assert isinstance(no.value, SafeguardError)
    assert no.value.exit_code == 4
    with pytest.raises(looks.LockedError):
        looks.needs_look(row_of(30), period("2026-05-26"), "   ")
    assert looks.needs_look(row_of(30), period("2026-05-26"), "the method is chosen")


@given(st.integers(1, 100), st.integers(1, 150), st.floats(0.5, 90))
def test_no_incident_of_a_locked_day_is_tested_without_a_reason(locked, ago, horizon):
    origin = np.datetime64(LAST) - ago
    tested_end = origin.astype("M8[s]") + np.timedelta64(round(horizon * 86_400), "s")
    touches = tested_end > np.datetime64(looks.locked_from(row_of(locked)), "s")

    assert looks.needs_look(row_of(locked), period(str(origin), horizon), "why") == touches


@pytest.fixture
def row(store):
    with store.edit("fill") as edit:
        edit.add(DatasetFields(name="Burglary", last_day=LAST, locked_days=30))
    return datasets.find_dataset(store, "Burglary")


def test_only_the_first_look_is_independent(store, row):
    first = looks.log_look(store, row, period("2026-06-20"), "the method is chosen")
    second = looks.log_look(store, row, period("2026-06-20"), "again")
    third = looks.log_look(store, row, period("2026-06-20"), "and again")

    assert first.document()["independent"]
    assert second.says == "second look: no longer independent"
    assert third.says == "look number 3: no longer independent"
    kept = looks.list_looks(store, row.uid)
    assert {one.reason for one in kept} == {"the method is chosen", "again", "and again"}
    assert {(one.locked_from, one.until) for one in kept} == {("2026-06-01", "2026-06-27T00:00:00")}


def test_undoing_a_look_does_not_unsee_it(store, row):
    looks.log_look(store, row, period("2026-06-20"), "the method is chosen")
    store.undo()
    assert looks.list_looks(store, row.uid) == []

    assert looks.log_look(store, row, period("2026-06-20"), "again").number == 2


def test_a_look_is_told_with_its_day_and_reason():
    taken = looks.Taken(2, "2026-07-03T09:00:00", "the council asked")

    line = "Second look: no longer independent, 2026-07-03: the council asked"
    assert looks.told(taken.document()) == line
    assert looks.told(None) == ""

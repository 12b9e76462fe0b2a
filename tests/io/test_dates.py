"""Dates are told apart by evidence, and doubt is said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.io.dates import (
    clock_seconds,
    from_parts,
    month_ends,
    only_first_days,
    parse_texts,
    plain_form,
    suggest_form,
)


@pytest.mark.parametrize(
    ("texts", "form", "first"),
    [
        (["01/02/2014", "13/02/2014"], "%d/%m/%Y", "2014-02-01"),
        (["1/2/2014", "02/13/2014"], "%m/%d/%Y", "2014-01-02"),
        (["23.01.2022"], "%d.%m.%Y", "2022-01-23"),
        (["01.02.22", "28.02.22"], "%d.%m.%y", "2022-02-01"),
        (["2022-03-04", "2022-12-31"], "ISO", "2022-03-04"),
        (["2022-03", "2022-12"], "%Y-%m", "2022-03-01"),
        (["03/2022", "12/2022"], "%m/%Y", "2022-03-01"),
        (["20220304", "20221231"], "%Y%m%d", "2022-03-04"),
        (["4 Mar 2022", "31 Dec 2022"], "%d %b %Y", "2022-03-04"),
        (["12/25/2019 03:15:00 PM"], "%m/%d/%Y", "2019-12-25T15:15"),
        (["44562", "44563.5"], "serial", "2022-01-01"),
        (["2014-01-02T10:00:00Z", "2014-01-02T10:00:00+02:00"], "ISO", "2014-01-02T10:00"),
    ],
)
def test_the_form_is_found_and_read(texts, form, first):
    found = suggest_form(texts)

    assert (found.value, found.certainty) == (form, "sure")
    assert parse_texts(texts, form)[0] == np.datetime64(first, "s")


def test_day_and_month_that_nothing_tells_apart_are_a_guess():
    found = suggest_form(["05/02/2014", "03/04/2014", "01/06/2014"])

    assert not found.sure
    assert set(found.candidates) == {"%d/%m/%Y", "%m/%d/%Y"}


def test_rows_in_order_make_one_reading_likely_but_not_sure():
    days = pd.date_range("2014-01-01", "2014-01-12").strftime("%d/%m/%Y").tolist()
    days += ["01/02/2014", "02/02/2014"]

    found = suggest_form(days)

    assert (found.value, found.certainty) == ("%d/%m/%Y", "likely")


def test_two_orders_in_one_column_are_a_guess():
    assert (
        suggest_form(
            ["13/02/2014"] * 1 + [f"{d:02}/01/2014" for d in range(13, 29)] + ["02/28/2014"]
        ).certainty
        == "guess"
    )


def test_several_forms_in_one_column_are_each_read_by_their_own():
    texts = ["2022-03-31", "31/03/2022", "03/31/2022 12:00 AM", "31 Mar 2022", "20220331"] * 3

    found = suggest_form(
        [
            f"{t}"
            for n in range(13, 29)
            for t in (f"2022-03-{n}", f"{n}/03/2022", f"03/{n}/2022 12:00 AM")
        ]
    )

    assert found.sure
    days = parse_texts(texts[:3], found.value)
    assert (days == np.datetime64("2022-03-31", "s")).all()


@pytest.mark.parametrize("texts", [["abc"], ["2022", "2023"], ["20220231"], ["1.5", "2.5"], [""]])
def test_what_is_no_date_is_not_taken_for_one(texts):
    assert suggest_form(texts).value == ""


@given(
    moment=st.datetimes(min_value=pd.Timestamp("1950-01-01"), max_value=pd.Timestamp("2100-01-01"))
)
@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%d %b %Y"])
def test_a_written_day_is_read_back(form, moment):
    assert parse_texts([moment.strftime(form)], form)[0] == np.datetime64(moment.date(), "s")


@pytest.mark.parametrize(
    ("people", "form"),
    [
        ("dd.mm.yyyy", "%d.%m.%Y"),
        ("MM/DD/YYYY", "%m/%d/%Y"),
        ("yyyy-mm-dd HH:MM:SS", "%Y-%m-%d %H:%M:%S"),
        ("iso", "ISO"),
        ("%d/%m/%Y", "%d/%m/%Y"),
    ],
)
def test_forms_may_be_written_as_in_a_spreadsheet(people, form):
    assert plain_form(people) == form


def test_the_time_of_day_is_read_from_hours_and_clocks():
    texts = ["18", "07", "18:30", "1830", "0.5", "6:15 PM", "24:00", "99", "unknown", None]

    seconds = clock_seconds(pd.Series(texts, dtype=object))

    hours = [18, 7, 18.5, 18.5, 12, 18.25, 0]
    assert (seconds[:7] / 3600).tolist() == hours
    assert np.isnan(seconds[7:]).all()


def test_a_date_in_parts_must_exist():
    days = from_parts(
        np.array([2019.0, 2019, 2019]), np.array([2.0, 13, 2]), np.array([28.0, 1, 30])
    )

    assert days[0] == np.datetime64("2019-02-28", "s")
    assert np.isnat(days[1:]).all()


def test_only_firsts_of_several_months_mean_that_the_day_is_not_known():
    firsts = np.array(["2022-01-01", "2022-02-01"] * 10, "M8[s]")

    assert only_first_days(firsts)
    assert not only_first_days(firsts + np.timedelta64(1, "D"))
    assert not only_first_days(firsts[:5])
    assert month_ends(firsts)[1] == np.datetime64("2022-02-28T23:59:59")

"""What is written can be typed back in, in every style."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from ui.tables import writers

days = st.dates(date(1900, 1, 1), date(2200, 1, 1))
moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@pytest.fixture(params=["words", *writers.STYLES], autouse=True, scope="module")
def style(request):
    writers.use_style(request.param)
    yield
    writers.use_style("words")


@settings(max_examples=30)
@given(days)
def test_a_day_can_be_read_back(qapp, day):
    assert writers.read_day(writers.day(day.isoformat())) == day.isoformat()


@settings(max_examples=30)
@given(moments)
def test_a_moment_can_be_read_back(qapp, moment):
    assert writers.read_moment(writers.moment(moment.isoformat())) == moment.isoformat()


@pytest.mark.parametrize("read", [writers.read_day, writers.read_moment])
@given(text=st.text(alphabet=st.sampled_from("0123456789 .-/:,TAPMjune")))
@settings(max_examples=50)
def test_a_text_is_a_valid_stamp_or_refused_in_words(qapp, read, text):
    try:
        stamp = read(text)
    except ValueError as refused:
        stamp = ""
        words = str(refused)
    else:
        words = "25 June 2026"

    assert stamp == "" or datetime.fromisoformat(stamp)
    assert "25 June 2026" in words


def test_what_is_not_known_is_written_as_nothing():
    assert [writers.day(""), writers.moment(""), writers.number(None), writers.share(None)] == [
        ""
    ] * 4


def test_shares_are_written_in_per_cent():
    assert writers.share(0.05) == "5 %"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "25 June 2026"),
        ("de", "25. Juni 2026"),
        ("es", "25 de junio de 2026"),
        ("fr", "25 juin 2026"),
        ("nl", "25 juni 2026"),
    ],
)
def test_a_day_is_written_and_read_as_its_language_does(qapp, language, said):
    before = QLocale()
    writers.use_style("words")
    QLocale.setDefault(QLocale(language))
    try:
        assert writers.day("2026-06-25") == said
        assert writers.read_day(said) == "2026-06-25"
    finally:
        QLocale.setDefault(before)

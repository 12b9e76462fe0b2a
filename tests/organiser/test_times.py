"""Wall times: what they are in UTC, how they are said, and which do not exist."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.features.organiser.reading.zones import candidates, find_zones, meant
from planner.features.organiser.times import UnknownZoneError, WallTime, problem, say

ZONES = ["Europe/Brussels", "Europe/London", "America/New_York", "Asia/Kolkata", "UTC"]


def wall(local, zone="Europe/Brussels"):
    return WallTime.read(local, zone)


def test_eleven_in_brussels_in_june_is_nine_in_utc():
    assert wall("2020-06-25T11:00").utc == datetime(2020, 6, 25, 9, tzinfo=UTC)


def test_a_time_is_said_with_zone_and_with_the_clock_elsewhere():
    said = say(wall("2026-06-25T11:00"), datetime(2026, 6, 25, 12, 30), ["Europe/London"])

    assert said == "25 June 2026, 11:00–12:30 CEST (Europe/Brussels) = 10:00 BST London"


def test_places_with_the_same_clock_are_not_repeated():
    assert " = " not in say(wall("2026-06-25T11:00"), None, ["Europe/Paris"])


def test_another_day_elsewhere_is_said():
    said = say(wall("2026-06-25T23:30"), None, ["Asia/Kolkata"])

    assert said.endswith("= 26 June 2026, 03:00 IST Kolkata")


def test_an_end_on_the_next_day_is_said_with_its_day():
    said = say(wall("2026-06-25T22:00"), datetime(2026, 6, 26, 0, 30))

    assert said == "25 June 2026, 22:00 – 26 June 2026, 00:30 CEST (Europe/Brussels)"


def test_a_zone_without_letters_is_said_as_an_offset():
    assert wall("2026-06-25T22:00", "America/Sao_Paulo").abbreviation == "UTC-3"
    assert wall("2026-06-25T22:00", "Asia/Kathmandu").abbreviation == "UTC+5:45"


def test_a_time_the_clocks_jump_over_is_impossible():
    time = wall("2026-03-29T02:30")

    assert time.impossible
    assert not time.ambiguous
    assert "go forward to 03:30" in problem(time)


def test_a_time_that_comes_twice_is_ambiguous_and_the_first_is_meant():
    time = wall("2026-10-25T02:30")

    assert time.ambiguous
    assert time.utc == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "comes twice" in problem(time)


@pytest.mark.parametrize(
    "zone", ["CEST", "Brussels", "", "../etc/passwd", "Europe/Nowhere", "\x00"]
)
def test_what_is_no_zone_is_refused(zone):
    with pytest.raises(UnknownZoneError):
        wall("2026-06-25T11:00", zone)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)),
    st.sampled_from(ZONES),
)
def test_only_impossible_times_do_not_come_back_from_utc(local, zone):
    time = WallTime(local, zone)
    back = time.utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    assert (back == local) is not time.impossible
    assert (problem(time) != "") is (time.impossible or time.ambiguous)
    if time.impossible:
        assert timedelta(0) < abs(time.after_jump() - local) <= timedelta(hours=1)


JUNE = datetime(2020, 6, 25, 11)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("11:00 CEST", "Europe/Brussels"),
        ("11 Uhr MESZ", "Europe/Brussels"),
        ("10:00 BST", "Europe/London"),
        ("11h00 (heure de Bruxelles)", "Europe/Brussels"),
        ("11:00 (Paris)", "Europe/Paris"),
        ("11:00 Brussels time", "Europe/Brussels"),
        ("11 Uhr Berliner Zeit", "Europe/Berlin"),
        ("11:00 hora de Madrid", "Europe/Madrid"),
        ("11:00 Europe/Vilnius", "Europe/Vilnius"),
        ("12:00 EEST", "Europe/Athens"),
        ("11:00 UTC+2", "Etc/GMT-2"),
        ("09:00 UTC", "UTC"),
        ("11:00 CEST (Madrid)", "Europe/Madrid"),
    ],
)
def test_the_first_zone_suggested_is_the_one_people_mean(words, zone):
    assert meant(find_zones(words), JUNE, "en").zones[0] == zone


def test_an_abbreviation_gives_only_zones_that_go_by_it_that_day():
    zones = candidates("CEST", JUNE)

    assert len(zones) > 20
    assert all(ZoneInfo(zone).tzname(JUNE) == "CEST" for zone in zones)


def test_the_wanted_zone_is_taken_only_where_the_abbreviation_allows_it():
    said = find_zones("11:00 CEST")

    assert meant(said, JUNE, "en", "Europe/Rome").zones[0] == "Europe/Rome"
    assert meant(said, JUNE, "en", "Europe/London").zones[0] == "Europe/Brussels"


def test_the_language_of_the_text_decides_between_zones_of_one_abbreviation():
    assert meant(find_zones("11 Uhr MESZ"), JUNE, "de").zones[0] == "Europe/Berlin"


def test_winter_time_said_in_summer_is_read_as_the_clock_and_doubted():
    options = meant(find_zones("11:00 CET"), JUNE, "en")

    assert options.zones[0] == "Europe/Brussels"
    assert options.loose


@pytest.mark.parametrize(
    "words", ["cet homme est à l'ouest", "west of the city", "gmtx", "in Paris"]
)
def test_words_are_not_taken_for_zones(words):
    assert find_zones(words) == []

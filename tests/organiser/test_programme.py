"""Programme texts of many shapes become drafts that hold what they say and nothing else."""

import re
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.features.organiser.programme import every_value, read_programme
from planner.features.organiser.times import WallTime
from planner.features.organiser.years import settle_year
from tests.organiser import texts

TODAY = date(2026, 11, 22)


def read(text, zone=""):
    return read_programme(text, TODAY, zone)


def when(session):
    return f"{session.day.value} {session.starts.value}–{session.ends.value} {session.zone.value}"


def names(people):
    return [person.name.value for person in people]


def questions(session):
    return [question.value for question in session.questions]


PEOPLE = {
    "FRENCH": [["Mme Claire Fontaine", "M. Luc Bernard"], ["Zoé Lambert"]],
    "GERMAN": [
        ["Prof. Dr. Jürgen Schmidt", "Dr. Eva König", "N.N., Stadt Köln", "Anna Weber"],
        ["Max Vogel"],
    ],
    "SPANISH": [["María José García López", "Dra. Ana Ruiz"], ["Jorge Molina"]],
    "DUTCH": [["Jan van den Berg", "Els de Vries"], ["Piet Smit"]],
    "NO_BULLETS": [["Ada Berg", "Tom Hill"], ["Ivo Kral"]],
    "WINDOWS": [["Ada Berg", "Tom Hill"], ["Ivo Kral"]],
    "AMERICAN": [["Dr. Alan Stone", "Mary Ann O'Neill, Ph.D."], ["To be announced"]],
    "DATES_ONLY": [["Ruth Owen"], ["Iain Reid"]],
    "TITLES_ABOVE_DATES": [["Lena Holm"], ["Ola Nord"]],
    "TITLES_BELOW_DATES": [["Inês Costa"], ["Rui Santos"]],
    "NUMERIC_YEARLESS": [["Uwe Frank"], ["N.N."]],
    "ONE_LINE_EACH": [[], [], []],
    "MEETINGS_IN_A_TABLE": [[], [], []],
    "CONTENTS_FIRST": [[], []],
    "WRAPPED": [["Sofia Rossi", "Nikos Pappas"]],
    "AGENDA": [["Ana Lima", "Kurt Berg"], ["A representative of the City of Riga"]],
    "MARKDOWN": [["Ida Lund"]],
    "SEVERAL_QUESTION_BLOCKS": [["Ulla Falk, PhD", "Dr Ben Ash", "Cleo Marsh"]],
    "DAY_PROGRAMME": [["Ada Ek"], ["Bo Ash"]],
    "LETTER": [[]],
    "TABLE": [["Ada Ek"], []],
    "TWO_LINE_SPEAKERS": [["Max Roth", "Dr. Ole Berg"], ["Bo Ash"]],
    "INLINE_SPEAKERS": [["Ana Ruiz", "Jorge Molina", "Lucía Vega"], ["por confirmar"]],
}
TIMES = {
    "FRENCH": ["2020-06-25 11:00–12:30 Europe/Paris", "2020-07-21 14:30– Europe/Paris"],
    "GERMAN": ["2020-06-25 11:00– Europe/Berlin", "2020-07-21 14:00–15:30 Europe/Berlin"],
    "SPANISH": ["--06-25 11:00–12:30 Europe/Madrid", "--07-21 10:00– Europe/Madrid"],
    "DUTCH": ["2020-06-25 11:00–12:30 Europe/Brussels", "2020-07-21 14:00– Europe/Brussels"],
    "NO_BULLETS": [
        "2020-06-25 14:00–15:30 Europe/Brussels",
        "2020-07-21 14:00–15:30 Europe/Brussels",
    ],
    "AMERICAN": [
        "2020-06-25 11:00–12:30 America/New_York",
        "2020-07-21 14:00–15:00 America/New_York",
    ],
    "DATES_ONLY": ["2020-06-25 11:00– Europe/London", "2020-07-21 11:00– Europe/London"],
    "TITLES_ABOVE_DATES": [
        "2020-11-12 10:00– Europe/Brussels",
        "2020-12-03 10:00– Europe/Brussels",
    ],
    "TITLES_BELOW_DATES": ["2020-10-05 10:00– Europe/Lisbon", "2020-11-02 10:00– Europe/Lisbon"],
    "NUMERIC_YEARLESS": ["--06-25 11:00– Europe/Berlin", "--07-21 14:00– Europe/Berlin"],
    "ONE_LINE_EACH": [f"2021-0{n} 12:00– Europe/London" for n in ("3-04", "4-01", "5-06")],
    "WRAPPED": ["2020-10-07 09:30–11:00 Europe/Athens"],
    "AGENDA": ["2020-10-14 09:00–10:30 Europe/Brussels", "2020-10-14 11:00–12:30 Europe/Brussels"],
    "MARKDOWN": ["2020-06-25 11:00–12:00 Etc/GMT-2"],
    "DAY_PROGRAMME": ["2020-06-25 10:00–11:00 ", "2020-06-25 11:00–12:00 "],
    "LETTER": ["2020-06-25 11:00– Europe/Brussels"],
    "TABLE": ["2020-06-25 11:00– Europe/Brussels", "2020-07-21 11:00– Europe/Brussels"],
    "INLINE_SPEAKERS": [
        "2020-06-25 11:00–12:30 Europe/Madrid",
        "2020-07-21 11:00–12:30 Europe/Madrid",
    ],
}
QUESTIONS = {
    "FRENCH": [2, 1],
    "GERMAN": [3, 1],
    "SPANISH": [2, 1],
    "DUTCH": [2, 1],
    "NO_BULLETS": [2, 1],
    "AMERICAN": [2, 0],
    "NUMERIC_YEARLESS": [2, 1],
    "WRAPPED": [2],
    "SEVERAL_QUESTION_BLOCKS": [3],
    "DATES_ONLY": [1, 1],
    "AGENDA": [0, 0],
}


@pytest.mark.parametrize("name", PEOPLE)
def test_the_people_of_each_session_are_found_as_they_are_printed(name):
    draft = read(getattr(texts, name))

    assert [names(session.people) for session in draft.sessions] == PEOPLE[name]


@pytest.mark.parametrize("name", TIMES)
def test_the_time_of_each_session_is_read(name):
    assert [when(session) for session in read(getattr(texts, name)).sessions] == TIMES[name]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_questions_of_each_session_are_counted_right(name):
    draft = read(getattr(texts, name))

    assert [len(session.questions) for session in draft.sessions] == QUESTIONS[name]


@pytest.fixture
def page(shared_data):
    path = shared_data.parent / "content" / "webconference_programme.txt"
    return read(path.read_text("utf-8"))


def test_the_real_page_holds_what_it_holds(page):
    first, second = page.sessions

    assert page.title.value == "Webconferences: Technologies used for urban security"
    assert page.sponsor.value == "CCI"
    assert (first.title.value, first.subtitle.value) == (
        "Predictive Policing",
        "A tool to forecast crime or to support decision making?",
    )
    assert second.title.value == "Civic technologies for urban security"
    assert [len(s.questions) for s in page.sessions] == [4, 4]
    assert names(first.people) == ["Maximilian Querbach", "Dr. Oskar Gstrein", "Guenter Okon"]
    assert names(second.people) == ["Daniel Trottier, PhD"]
    assert [p.status for s in page.sessions for p in s.people] == [*["confirmed"] * 3, "tbc"]
    assert names(page.contacts) == ["Pilar de la Torre"]
    assert page.contacts[0].job_title.value == "programme manager"


def test_the_real_page_asks_for_the_year_and_then_means_nine_utc(page):
    assert page.asks_year
    settle_year(page, 2020)
    first = page.sessions[0]

    assert not page.asks_year
    assert when(first) == "2020-06-25 11:00– Europe/Brussels"
    assert first.zone.certainty == "ask"
    assert first.zone_words == "CEST"
    assert f"{WallTime.read('2020-06-25T11:00', first.zone.value).utc:%H:%M}" == "09:00"


def test_names_of_pictures_do_not_stick_to_the_text(page):
    text = " ".join(value.value for value in every_value(page))

    assert page.description.value.startswith("In 2018, Efus")
    for rubbish in ("light bulb", "265130", "logo_colors", ".svg"):
        assert rubbish not in text


def test_a_year_that_is_not_written_is_asked_for_and_the_next_one_is_offered():
    draft = read(texts.SPANISH)

    assert draft.asks_year
    assert draft.suggested_year == 2027


def test_a_weekday_tells_the_year():
    draft = read("Talks\n\nSession 1\nX\nThursday 25 June, 11:00 CEST")

    assert draft.asks_year
    assert draft.suggested_year == 2026


def test_a_year_written_once_holds_for_all_and_is_marked_as_likely():
    draft = read(
        "Talks\n\nSession 1\nX\n25 June 2020, 11:00 CEST\n\nSession 2\nY\n21 July, 11:00 CEST"
    )

    assert not draft.asks_year
    assert draft.sessions[1].day.value == "2020-07-21"
    assert draft.sessions[1].day.certainty == "likely"


def test_a_january_after_a_december_lies_in_the_next_year():
    draft = read(texts.WINTER_TURN)
    settle_year(draft, 2020)

    assert [s.day.value for s in draft.sessions] == ["2020-12-10", "2021-01-14"]


def test_a_year_can_be_settled_again():
    draft = read(texts.WINTER_TURN)
    settle_year(draft, 2020)
    settle_year(draft, 2021)

    assert [s.day.value for s in draft.sessions] == ["2021-12-10", "2022-01-14"]


def test_the_day_comes_first_where_both_readings_are_possible_and_it_says_so():
    session = read("Talks\n\nSession 1\nX\n06/07/2020 at 9 a.m. CEST").sessions[0]

    assert session.day.value == "2020-07-06"
    assert session.day.note


def test_what_is_to_be_confirmed_is_marked_in_each_language():
    for words in (
        "TBC",
        "(tbc)",
        "à confirmer",
        "angefragt",
        "wird bestätigt",
        "por confirmar",
        "n.t.b.",
    ):
        draft = read(
            f"S\n\nSession 1\nX\n25 June 2020, 11:00 CEST\n\n• Ada Ek, City of Ghent {words}"
        )
        (person,) = draft.sessions[0].people

        assert (person.name.value, person.status) == ("Ada Ek", "tbc"), words
        assert person.affiliation.value == "City of Ghent"


def test_two_people_on_one_line_share_their_affiliation():
    people = read(texts.SEVERAL_QUESTION_BLOCKS).sessions[0].people

    assert [p.organisation.value for p in people[1:]] == ["University of Leeds"] * 2


def test_jobs_are_told_from_organisations():
    (person,) = read(texts.GERMAN).contacts
    hill = read(texts.NO_BULLETS).sessions[0].people[1]

    assert (person.job_title.value, person.email.value) == (
        "Projektleiterin",
        "petra.lang@example.org",
    )
    assert (hill.job_title.value, hill.organisation.value) == ("Head of Unit", "Police Scotland")


TITLES = {
    "DAY_PROGRAMME": ["Data", "Trust"],
    "LETTER": ["Safe parks"],
    "TABLE": ["Trust", "Tools"],
    "TWO_LINE_SPEAKERS": ["Predictive tools", "Civic tools"],
    "TITLES_ABOVE_DATES": ["Noise at night", "Safe ways to school"],
    "TITLES_BELOW_DATES": ["PARKS AFTER DARK", "SCOOTERS AND PAVEMENTS"],
    "ONE_LINE_EACH": ["Cyber crime and the city", "Fear of crime, measured", "Night mayors"],
    "MARKDOWN": ["Reporting apps"],
}


@pytest.mark.parametrize("name", TITLES)
def test_the_title_of_each_session_is_found_wherever_it_stands(name):
    draft = read(getattr(texts, name))

    assert [session.title.value for session in draft.sessions] == TITLES[name]


def test_a_text_that_names_no_series_has_none():
    assert read(texts.TWO_LINE_SPEAKERS).title.value == ""


def test_who_signs_a_letter_is_to_be_asked():
    (person,) = read(texts.LETTER).contacts

    assert (person.name.value, person.job_title.value, person.email.value) == (
        "Pia Holm",
        "Programme manager",
        "pia.holm@example.org",
    )


@pytest.mark.parametrize(
    "bullet", [">", "»", "*", "–", "1.", "a)", "(1)", "- [ ]", "→", "o\t", "\uf0b7", "✓", "#", ""]
)
def test_bullets_may_have_any_shape(bullet):
    text = texts.FRENCH.replace("\n- ", f"\n  {bullet} ")

    draft = read(text)

    assert [names(session.people) for session in draft.sessions] == PEOPLE["FRENCH"]
    assert [len(session.questions) for session in draft.sessions] == [2, 1]


def test_a_text_about_nothing_gives_no_sessions():
    draft = read("Dear all,\n\nplease find the minutes attached.\n\nKind regards\nAda")

    assert draft.sessions == ()


def test_what_gave_no_value_is_listed(page):
    unused = [page.text[a:b] for a, b in page.unused]

    assert any("EfusNetwork" in passage for passage in unused)
    assert not any("Querbach" in passage for passage in unused)


def test_a_title_that_is_missing_is_not_invented():
    draft = read("Session 1\n25 June 2020, 11:00 CEST\n• Who?")

    assert draft.sessions[0].title.value == ""


ALL = [value for name, value in vars(texts).items() if name.isupper()]
scraps = st.sampled_from(sorted({line for text in ALL for line in text.splitlines()}))
scrambled = st.lists(st.one_of(scraps, st.text(max_size=40), st.just("")), max_size=30).map(
    "\n".join
)


def words(text):
    return set(re.findall(r"[^\W_]{3,}", text))


@pytest.mark.parametrize("text", ALL)
def test_every_value_stands_in_the_passage_it_is_said_to_come_from(text):
    draft = read(text)

    for value in every_value(draft):
        if value.end > value.start and not re.fullmatch(
            r"[\d:-]+|\w+/[\w/+-]+|web|UTC", value.value
        ):
            assert words(value.value) <= words(draft.text[value.start : value.end])


@settings(max_examples=150, deadline=None)
@given(st.one_of(scrambled, st.text()))
@example("Session 1 " * 40)
@example("\x00\ud7ff﻿\n\r\x0b")
@example("• \n• ,\n• (TBC\n• TBC, TBC\n>> \n# \nContact:\nSpeakers:\nN.N.")
@example("Session 1\n29 February, 24:00 UTC+14")
def test_no_text_breaks_the_reading_and_nothing_is_invented(text):
    draft = read(text)
    if draft.asks_year:
        settle_year(draft, 2021)

    for value in every_value(draft):
        assert 0 <= value.start <= value.end <= len(draft.text)
    for value in printed(draft):
        passage = iter(draft.text[value.start : value.end])
        assert all(letter in passage for letter in re.findall(r"\w", value.value))


def printed(draft):
    """Return the values that have to be, letter by letter, in their passage."""
    people = [p for s in draft.sessions for p in s.people] + list(draft.contacts)
    values = [draft.title, draft.description, draft.sponsor]
    values += [v for s in draft.sessions for v in (s.title, s.subtitle, s.description, s.link)]
    values += [q for s in draft.sessions for q in s.questions]
    return values + [v for p in people for v in vars(p).values() if hasattr(v, "start")]


@pytest.mark.parametrize(
    "piece", ["a_", "a-1", "(", "Ada Ek, ", "- ", "25 June, ", "1 ", "a@a.", "lorem ipsum\n", "? "]
)
def test_a_text_that_repeats_itself_is_read_without_getting_stuck(piece):
    assert read(piece * 5000).text


def test_a_year_of_weekly_meetings_is_read_whole():
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + 7 * n) for n in range(52)]
    text = "".join(
        f"Session {n}\nTalk {n}\n{day:%d/%m/%Y}, 11:00 CET\n\n" for n, day in enumerate(days, 1)
    )

    draft = read(f"Talks\n\n{text}")

    assert [s.day.value for s in draft.sessions] == [day.isoformat() for day in days]

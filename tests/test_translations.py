"""Translations say the same as the English text, and the compiled ones say what people wrote."""

import re
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from planner import texts
from planner.paths import resources

LOCALE = resources() / "locale"
LANGUAGES = sorted(folder.name for folder in LOCALE.iterdir())
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def catalogue(language):
    path = LOCALE / language / "LC_MESSAGES" / "planner.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def forms(text):
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.fixture(params=LANGUAGES)
def messages(request):
    """Every text of one language that has a translation."""
    return [m for m in catalogue(request.param) if m.id and m.string and any(forms(m.string))]


@pytest.fixture
def in_german():
    texts.use_language("de", LOCALE)
    yield
    texts.use_language("en", LOCALE)


def test_there_are_the_promised_languages():
    assert LANGUAGES == ["de", "es", "fr", "nl"]


def test_a_translation_has_the_placeholders_of_its_text(messages):
    def differs(message):
        wanted = [sorted(PLACEHOLDER.findall(text)) for text in forms(message.id)]
        return any(
            sorted(PLACEHOLDER.findall(text)) not in wanted for text in forms(message.string)
        )

    assert messages
    assert [m.id for m in messages if differs(m)] == []


def test_a_menu_text_keeps_one_letter_for_the_keyboard(messages):
    single = [m for m in messages if isinstance(m.id, str)]

    assert [m.id for m in single if m.id.count("&") != m.string.count("&")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_missing_or_in_doubt(language):
    kept = [m for m in catalogue(language) if m.id]

    assert [m.id for m in kept if m.fuzzy or not m.string or not all(forms(m.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_what_was_written(language):
    wanted = BytesIO()
    write_mo(wanted, catalogue(language))

    kept = (LOCALE / language / "LC_MESSAGES" / "planner.mo").read_bytes()

    assert kept == wanted.getvalue(), "run: python3 dev.py translate"


def test_texts_are_shown_in_the_language_in_use(in_german):
    assert texts._("Sessions") == "Sitzungen"
    assert texts.plural("{n} question", "{n} questions", 1) == "1 Frage"
    assert texts.plural("{n} question", "{n} questions", 4) == "4 Fragen"


def test_an_unknown_language_falls_back_to_english():
    texts.use_language("xx", LOCALE)

    assert texts._("Sessions") == "Sessions"


def test_fractions_are_written_with_the_decimal_point_of_the_person():
    says = "{n} of {share:.1%}, {low:+.1f} to {high:.0f} days, in v{version}"

    texts.use_decimal_point(",")
    filled = texts.filled(says, n=5, share=0.125, low=-0.25, high=7.0, version="1.2")
    alone = texts.figure(1.25, "z.2f")
    texts.use_decimal_point(".")

    assert filled == "5 of 12,5%, -0,2 to 7 days, in v1.2"
    assert alone == "1,25"
    assert texts.filled(says, n=5, share=0.125, low=-0.25, high=7.0, version="1.2") == says.format(
        n=5, share=0.125, low=-0.25, high=7.0, version="1.2"
    )

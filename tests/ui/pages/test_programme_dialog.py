"""The preview of a programme, driven as a person drives it."""

import pytest
from PySide6.QtCore import Qt

from planner.model.sessions import SessionFields
from planner.ops import sessions as ops
from tests.organiser import texts
from ui.pages.sessions.programme_dialog import ProgrammeDialog
from ui.pages.sessions.value_row import ValueRow
from ui.pages.sessions_page import SessionsPage

TEXT = """\
Talks 🎤

Session 1
Trust
• 25 June, 11:00 CEST
Trust comes first.
• Who is trusted?
• Ada Ek, City of Ghent TBC

Session 2
Tools
• 21 July, 11:00 CEST
"""


@pytest.fixture
def preview(qtbot, bench):
    dialog = ProgrammeDialog(bench, TEXT, "talks.txt", None)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


def value(dialog, text):
    return next(line for line in dialog.findChildren(ValueRow) if line.text() == text)


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_year_and_the_zone_are_asked_for_first(preview):
    assert preview.questions.isVisible()
    assert preview.questions.year.value() == preview.draft.suggested_year
    assert preview.questions.zones["CEST"].value() == "Europe/Brussels"


def test_the_year_goes_into_every_day_without_one(qtbot, preview, store):
    preview.questions.year.setValue(2020)
    assert "25 June 2020, 11:00 CEST" in preview.sessions[0].said.text()

    click(qtbot, preview.keep)

    days = [row.starts_local[:10] for row in ops.list_sessions(store)]
    assert days == ["2020-06-25", "2020-07-21"]


def test_another_zone_is_taken_for_all_that_say_the_same(qtbot, preview, store):
    box = preview.questions.zones["CEST"]
    box.setFocus()
    box.lineEdit().selectAll()
    qtbot.keyClicks(box.lineEdit(), "Europe/Madrid")
    qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    click(qtbot, preview.keep)

    assert {row.zone for row in ops.list_sessions(store)} == {"Europe/Madrid"}


@pytest.mark.parametrize(
    ("shown", "passage"),
    [("Trust", "Trust"), ("Who is trusted?", "Who is trusted?"), ("11:00", "11:00")],
)
def test_a_value_shows_the_passage_it_was_read_from(preview, shown, passage):
    value(preview, shown).box.setFocus()

    assert preview.text.passage() == passage


def test_the_dialog_says_what_import_would_do(preview):
    words = preview.outcome.text()

    assert "1 series, 2 sessions, 1 question, 1 person, 1 organisation" in words


def test_nothing_is_kept_before_import(qtbot, preview, store):
    preview.reject()

    assert ops.list_sessions(store) == []
    assert store.undo_label is None


def test_a_corrected_value_is_kept_as_corrected(qtbot, preview, store):
    box = value(preview, "Trust").box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "Trust and data")
    click(qtbot, preview.keep)

    assert [row.title for row in ops.list_sessions(store)] == ["Trust and data", "Tools"]


def test_a_value_that_is_unticked_is_left_out(qtbot, preview, store):
    line = value(preview, "Tools")
    line.keep.click()
    assert "1 session," in preview.outcome.text()

    click(qtbot, preview.keep)

    assert [row.title for row in ops.list_sessions(store)] == ["Trust"]


def test_what_is_there_already_is_told(qtbot, preview, bench):
    click(qtbot, preview.keep)
    again = ProgrammeDialog(bench, TEXT, "talks.txt", None)
    qtbot.addWidget(again)

    assert again.outcome.text().startswith("Nothing new.")
    assert "2 sessions" in again.outcome.text()


def test_a_text_without_sessions_cannot_be_imported(qtbot, bench):
    dialog = ProgrammeDialog(bench, "Dear all, see you.", "mail.txt", None)
    qtbot.addWidget(dialog)

    assert not dialog.keep.isEnabled()
    assert "No session" in dialog.outcome.text()


def test_the_page_chooses_the_first_imported_session(qtbot, bench, store, tmp_path):
    path = tmp_path / "programme.txt"
    path.write_text(texts.FRENCH, "utf-8")
    ops.add_session(store, SessionFields(title="Here before"))
    page = SessionsPage(bench)
    qtbot.addWidget(page)
    page.show()
    page.import_programme(path)
    dialog = page.findChild(ProgrammeDialog) or page.window().findChild(ProgrammeDialog)
    with qtbot.waitSignal(bench.noticed) as told:
        click(qtbot, dialog.keep)

    assert ops.session(store, page.list.uid()).title == "La vidéoprotection intelligente"
    assert "2 sessions" in told.args[0]


def test_a_file_that_is_no_text_is_refused_in_words(qtbot, bench, tmp_path):
    path = tmp_path / "programme.txt"
    path.write_bytes(b"%PDF-1.7")
    page = SessionsPage(bench)
    qtbot.addWidget(page)

    with qtbot.waitSignal(bench.refused) as refused:
        page.import_programme(path)

    assert "not a text file" in refused.args[0].why

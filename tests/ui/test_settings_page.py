"""Settings take effect as they are made, and tell the file from the app."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from planner.ops import preferences, project
from ui.pages.settings_page import SettingsPage
from ui.tables import writers
from ui.theme.palette import CONTRAST, tokens


@pytest.fixture
def page(qtbot, bench):
    page = SettingsPage(bench)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    writers.use_style("words")


def choose(box, value):
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_the_title_of_the_project_is_an_edit_of_the_file(qtbot, page, store):
    box = page.project.editor("title")
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "Riverside")
    qtbot.keyClick(box, Qt.Key.Key_Tab)

    assert project.project(store).title == "Riverside"
    store.undo()
    assert box.text() == "Test project"


def test_colours_change_at_once_and_are_kept(page):
    choose(page.own.editor("look"), "contrast")

    assert tokens() is CONTRAST
    assert preferences.preferences().look == "contrast"


def test_dates_are_written_in_the_chosen_way_at_once(page):
    choose(page.own.editor("date_style"), "iso")

    assert writers.day("2026-06-25") == "2026-06-25"


def test_a_language_is_for_the_next_start(qtbot, page, bench):
    with qtbot.waitSignal(bench.noticed):
        choose(page.own.editor("language"), "de")

    assert preferences.preferences().language == "de"


def test_only_languages_with_texts_are_offered(page):
    box = page.own.editor("language")

    offered = {box.itemData(row) for row in range(box.count())}
    assert offered == {"", *preferences.languages()}


def test_a_folder_that_is_not_there_is_refused_beside_its_box(qtbot, page, tmp_path):
    box = page.own.editor("backups")
    box.line.setText(str(tmp_path / "nowhere"))
    box.line.editingFinished.emit()
    assert "no such folder" in page.own.findChild(QLabel, "backups_problem").text()
    assert preferences.preferences().backups == ""

    box.line.setText(str(tmp_path))
    box.line.editingFinished.emit()
    assert preferences.preferences().backups == str(tmp_path)

"""The window, driven as a person drives it."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLineEdit, QPushButton

import ui.pages.catalogue  # noqa: F401  (each page makes itself known)
from planner.model.contacts import PersonFields
from planner.ops import project as ops
from planner.ops.project import open_project
from ui.app import begin
from ui.shell import desk, memory
from ui.shell.finder import Finder
from ui.shell.places import PLACES
from ui.shell.window import Window
from ui.theme.theme import Theme


class Answers:
    """Stands in for the system's file dialogs."""

    def __init__(self, path):
        self.path = path

    def open(self, *_):
        return self.path

    def save(self, *_):
        return self.path


@pytest.fixture
def window(qtbot, qapp):
    window = Window(Theme.of_app())
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w.desk, "ask_to_save", keep))
    begin(window, None)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def open_window(window, project_file):
    window.desk.open(project_file)
    return window


def keep():
    return desk.KEEP


def rename(window, title):
    window.bench.do(ops.change_project, title=title)


def words(window):
    return [notice.text for notice in window.notices.shown()]


def test_an_open_project_is_named_everywhere(open_window, project_file):
    assert open_window.windowTitle().startswith("Test project[*]")
    assert open_window.top.title.text() == "Test project"
    assert open_window.top.state.text() == "project.usp · saved"
    assert not open_window.isWindowModified()


def test_an_edit_shows_as_unsaved_until_it_is_saved(qtbot, open_window):
    rename(open_window, "Riverside")
    assert open_window.isWindowModified()
    assert "not saved yet" in open_window.top.state.text()

    qtbot.keyClick(open_window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    assert not open_window.isWindowModified()
    assert "saved" in open_window.top.state.text()


def test_undo_is_named_in_the_menu_and_takes_the_step_back(open_window):
    rename(open_window, "Riverside")
    assert "edit of project settings" in open_window.menus.of["undo"].text()

    open_window.menus.of["undo"].trigger()
    assert open_window.top.title.text() == "Test project"

    open_window.menus.of["redo"].trigger()
    assert open_window.top.title.text() == "Riverside"


def test_ctrl_and_a_digit_go_to_a_page(qtbot, open_window):
    for number, name in ((7, "conflicts"), (9, "settings"), (1, "overview")):
        key = Qt.Key(Qt.Key.Key_0 + number)
        qtbot.keyClick(open_window, key, Qt.KeyboardModifier.ControlModifier)
        assert open_window.stage.page().name == name


def test_the_navigation_counts_what_is_there(open_window):
    with open_window.bench.store.edit("new contact") as edit:
        edit.add(PersonFields(name="Ada"))

    texts = [
        open_window.navigation.item(i).data(Qt.ItemDataRole.AccessibleTextRole)
        for i in range(open_window.navigation.count())
    ]
    assert "Contacts, 1" in texts


def test_closing_keeps_what_was_not_saved_and_offers_it_again(open_window, project_file, qtbot):
    rename(open_window, "Riverside")
    open_window.desk.ask_to_save = keep
    open_window.close_project()
    assert open_window.stage.page() is None

    again = Window(Theme.of_app())
    qtbot.addWidget(again, before_close_func=lambda w: setattr(w.desk, "ask_to_save", keep))
    begin(again, None)
    [notice] = again.notices.shown()
    assert "project.usp was not saved" in notice.text
    next(b for b in notice.findChildren(QPushButton) if b.text() == "Recover").click()

    assert again.top.title.text() == "Riverside"
    assert again.isWindowModified()


def test_staying_is_an_answer(open_window):
    rename(open_window, "Riverside")
    open_window.desk.ask_to_save = lambda: desk.STAY

    assert not open_window.close()
    assert open_window.top.title.text() == "Riverside"


def test_saving_is_an_answer(open_window, project_file):
    rename(open_window, "Riverside")
    open_window.desk.ask_to_save = lambda: desk.SAVE
    open_window.close_project()

    again = open_project(project_file)
    assert ops.project(again.store).title == "Riverside"
    again.close()


def test_a_new_project_asks_for_its_file_when_it_is_first_saved(window, tmp_path):
    window.new_project()
    window.desk.files = Answers(tmp_path / "mine.usp")
    window.save()

    assert (tmp_path / "mine.usp").is_file()
    assert memory.recent_files() == [tmp_path / "mine.usp"]


def test_what_somebody_else_saved_meanwhile_is_brought_in_and_told(open_window, project_file):
    other = open_project(project_file, private=True)
    ops.change_project(other.store, organisation="City of Riverside")
    other.save()
    other.close()
    rename(open_window, "Riverside")
    open_window.save()

    assert "saved by somebody else" in words(open_window)[0]
    project = ops.project(open_window.bench.store)
    assert (project.title, project.organisation) == ("Riverside", "City of Riverside")
    assert not open_window.isWindowModified()


def test_a_file_that_became_another_project_is_left_alone(open_window, project_file):
    rename(open_window, "Riverside")
    project_file.unlink()
    ops.new_project(project_file, "Another project").close()
    before = project_file.read_bytes()
    open_window.save()

    assert "project.usp" in words(open_window)[0]
    open_window.desk._save_beside()
    assert project_file.read_bytes() == before
    assert len(list(project_file.parent.glob("project (*.usp"))) == 1


def test_a_file_that_is_no_project_is_refused_in_words(window, tmp_path):
    (tmp_path / "letter.usp").write_text("Dear Ada")
    window.desk.open(tmp_path / "letter.usp")

    assert "letter.usp" in words(window)[0]
    assert window.bench is None


def test_a_project_file_dropped_on_the_window_is_opened(window, project_file):
    drop(window, project_file)

    assert window.top.title.text() == "Test project"


def test_a_dropped_file_that_nobody_reads_is_refused(open_window, tmp_path):
    drop(open_window, tmp_path / "picture.jpeg")

    assert ".jpeg" in words(open_window)[0]


def drop(window, path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(QPoint(5, 5)), copy, mime, left, none))


def test_the_palette_finds_records_pages_and_commands(qtbot, open_window):
    with open_window.bench.store.edit("new contact") as edit:
        edit.add(PersonFields(name="Zoë Müller"))
    qtbot.keyClick(open_window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    finder = open_window.findChild(Finder)
    box = finder.findChild(QLineEdit)

    box.setText("zoë")
    assert finder.titles()[0] == "Zoë Müller"
    box.setText("save as")
    assert finder.titles()[0] == "Save as…"
    box.setText("histo")
    assert finder.titles()[0] == "Go to History"
    qtbot.keyClick(box, Qt.Key.Key_Return)

    assert open_window.stage.page().name == "history"


def test_the_arrow_keys_move_in_the_palette(qtbot, open_window):
    open_window.find_anything()
    finder = open_window.findChild(Finder)

    qtbot.keyClick(finder.box, Qt.Key.Key_Down)
    assert finder.list.currentRow() == 1
    finder.close()


def test_geometry_is_remembered(qtbot, window):
    window.resize(1100, 700)  # the screen of the tests is 800 pixels wide
    window.close()

    again = Window(Theme.of_app())
    qtbot.addWidget(again)
    assert again.height() == 700


def test_a_missing_recent_file_is_not_offered(tmp_path):
    there = tmp_path / "there.usp"
    there.touch()
    memory.remember_file(tmp_path / "gone.usp")
    memory.remember_file(there)

    assert memory.recent_files() == [there]


def test_what_goes_away_with_the_focus_leaves_it_with_the_navigation(qtbot, open_window):
    open_window.activateWindow()
    open_window.stage_page("history")
    page = open_window.stage.page()
    page.filter.setFocus()

    page.setEnabled(False)

    qtbot.waitUntil(open_window.navigation.hasFocus)


def test_going_round_the_pages_by_key_never_ends_in_the_top_bar(qtbot, open_window):
    open_window.activateWindow()
    for number in range(1, len(PLACES) + 1):
        key = Qt.Key(Qt.Key.Key_0 + number)
        qtbot.keyClick(open_window, key, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not open_window.top.search.hasFocus())


def test_the_delete_key_deletes_from_lists_only(open_window):
    open_window.activateWindow()
    open_window.stage_page("history")
    page = open_window.stage.page()

    page.filter.setFocus()
    assert open_window.menus.of["remove"].shortcut().isEmpty()
    page.list.setFocus()
    assert open_window.menus.of["remove"].shortcut().toString() == "Del"

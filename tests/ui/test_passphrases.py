"""Passphrases in the window: asked for until they fit, set with a plain warning, never shown."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
from sqlmodel import select

from planner.errors import WrongPassphraseError
from planner.model.contacts import Person, PersonFields, PersonRow
from planner.ops import project as ops
from planner.ops import protection
from planner.store.connect import salt_of
from tests.ui.test_window import keep
from ui.app import begin
from ui.jobs.stillness import wait_until_still
from ui.pages.exchange.backups_dialog import BackupsDialog
from ui.pages.exchange.bring_in_dialog import BringInDialog
from ui.pages.exchange.seal_form import OPEN, OWN
from ui.pages.exchange.send_dialog import SendDialog
from ui.shell.protect_dialog import ProtectDialog
from ui.shell.unlock import UnlockDialog, unlocked
from ui.shell.window import Window
from ui.theme.theme import Theme

WORDS, OTHER = "four plain words here", "another set of words"


@pytest.fixture
def protected_file(project_file):
    work = ops.open_project(project_file)
    add_person(work, "Ann Example")
    protection.protect(work, WORDS)
    protection.delete_backups(protection.other_backups(work.store))
    work.close()
    return project_file


@pytest.fixture
def window(qtbot, qapp):
    window = Window(Theme.of_app())
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w.desk, "ask_to_save", keep))
    begin(window, None)
    with qtbot.waitExposed(window):
        window.show()
    return window


def add_person(work, name):
    with work.store.edit("new person") as edit:
        return edit.add(PersonFields(name=name))


def names(window):
    return sorted(row.name for row in window.bench.store.rows(select(Person), PersonRow))


def told(window):
    return " ".join(notice.text for notice in window.notices.shown())


def answering(window, *answers):
    """Let a person answer the next questions; None is Cancel, refusals are read and kept."""
    left, refused = list(answers), []

    def ask(_words, unlock):
        while (answer := left.pop(0)) is not None:
            try:
                return unlock(answer)
            except WrongPassphraseError as error:
                refused.append(str(error))
        return None

    window.desk.protector.ask = ask
    return refused


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_wrong_passphrase_is_refused_and_asked_for_again(qtbot, protected_file):
    dialog = UnlockDialog("Which?", lambda text: protection.key_of(protected_file, text))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.passphrase, OTHER)
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)

    assert dialog.isVisible()
    assert "not the right one" in dialog.problem.text()
    assert dialog.passphrase.selectedText()
    assert dialog.passphrase.echoMode() == QLineEdit.EchoMode.Password

    qtbot.keyClicks(dialog.passphrase, WORDS)
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog.found == protection.key_of(protected_file, WORDS)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_the_question_returns_the_answer_or_nothing(qtbot, window, key):
    def answer():
        dialog = QApplication.activeModalWidget()
        qtbot.keyClicks(dialog.passphrase, WORDS)
        qtbot.keyClick(dialog.passphrase, key)

    QTimer.singleShot(0, window, answer)

    assert unlocked("Which?", str.upper, window) == (
        WORDS.upper() if key == Qt.Key.Key_Return else None
    )


def test_a_protected_file_is_opened_with_its_passphrase(window, protected_file):
    refused = answering(window, OTHER, WORDS)

    window.desk.open(protected_file)

    assert len(refused) == 1
    assert names(window) == ["Ann Example"]
    assert window.top.state.text() == "project.usp · protected · saved"
    assert window.menus.of["protect"].text() == "C&hange or remove the passphrase…"


def test_cancelling_leaves_what_was_open(window, protected_file, tmp_path):
    other = tmp_path / "other.usp"
    ops.new_project(other, "Other").close()
    window.desk.open(other)
    before = window.bench.store
    answering(window, None)

    window.desk.open(protected_file)

    assert window.bench.store is before
    assert window.top.title.text() == "Other"
    assert told(window) == ""


def test_unsaved_work_is_recovered_with_the_passphrase(window, protected_file):
    work = ops.open_project(protected_file, key=protection.key_of(protected_file, WORDS))
    add_person(work, "Bob Other")
    work.close()
    window.desk.offer_unsaved()
    assert "project.usp" in told(window)
    assert "Ann" not in told(window)
    [found] = ops.unsaved_work()

    answering(window, None)
    window.desk.recover(found)
    assert window.bench is None
    answering(window, WORDS)
    window.desk.recover(found)

    assert names(window) == ["Ann Example", "Bob Other"]


def test_going_back_to_the_saved_file_asks_for_nothing(window, protected_file):
    answering(window, WORDS)
    window.desk.open(protected_file)
    add_person(window.desk.work, "Bob Other")

    answering(window)
    window.desk._go_back()

    assert names(window) == ["Ann Example"]


def test_the_dialog_wants_the_same_passphrase_twice_and_says_how_strong_it_is(qtbot):
    given = []
    dialog = ProtectDialog(given.append, None, protected=False)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.keep.isEnabled()
    assert not dialog.remove.isVisible()

    qtbot.keyClicks(dialog.first, "short")
    qtbot.keyClicks(dialog.again, "short")
    assert "too short" in dialog.strength.text()
    assert not dialog.keep.isEnabled()
    dialog.first.setText(WORDS)
    assert "strong" in dialog.strength.text()
    assert "cannot be recovered" in dialog.strength.text()
    assert "not the same" in dialog.same.text()
    assert not dialog.keep.isEnabled()
    dialog.again.setText(WORDS)
    assert dialog.same.text() == ""
    press(qtbot, dialog.keep)

    assert given == [WORDS]


def test_a_project_is_protected_changed_and_set_free_from_the_menu(qtbot, window, project_file):
    window.desk.open(project_file)
    for name in ("Ann Example", "Bob Other"):
        add_person(window.desk.work, name)
        window.desk.save()
    assert window.menus.of["protect"].text() == "Protect wit&h a passphrase…"
    wait_until_still()

    for words in (WORDS, OTHER, ""):
        window.menus.of["protect"].trigger()
        [dialog] = [d for d in window.findChildren(ProtectDialog) if d.isVisible()]
        if words:
            dialog.first.setText(words)
            dialog.again.setText(words)
            press(qtbot, dialog.keep)
        else:
            press(qtbot, dialog.remove)
        wait_until_still()

        assert (salt_of(project_file) is not None) == bool(words)
        assert protection.key_of(project_file, words) == window.desk.work.store.key
        assert protection.other_backups(window.desk.work.store) == []
        assert not window.desk.unsaved
        assert names(window) == ["Ann Example", "Bob Other"]


def test_undo_still_works_after_protecting(window, project_file):
    window.desk.open(project_file)
    add_person(window.desk.work, "Ann Example")
    wait_until_still()
    window.desk.protect(WORDS)
    wait_until_still()

    window.undo()

    assert names(window) == []


def test_plain_backups_of_a_protected_project_are_pointed_out(qtbot, window, project_file):
    work = ops.open_project(project_file)
    add_person(work, "Ann Example")
    work.save()
    protection.protect(work, WORDS)
    count = len(protection.plain_backups(work.store))
    work.close()
    answering(window, WORDS)

    window.desk.open(project_file)

    [notice] = window.notices.shown()
    assert notice.text.startswith(f"{count} backups of this project are not protected")
    window.desk.protector._rewrite(
        protection.plain_backups(window.bench.store), None, window.bench.store.key
    )
    wait_until_still()
    assert protection.other_backups(window.bench.store) == []


def test_saving_over_a_file_with_a_new_passphrase_asks_for_it(window, protected_file):
    answering(window, WORDS)
    window.desk.open(protected_file)
    key = window.desk.work.store.key
    theirs = ops.open_project(protected_file, private=True, key=key)
    add_person(theirs, "Theirs")
    protection.protect(theirs, OTHER)
    theirs.discard()
    add_person(window.desk.work, "Ours")

    answering(window, None)
    assert not window.desk.save()
    assert window.desk.unsaved
    refused = answering(window, WORDS, OTHER)
    assert window.desk.save()

    assert len(refused) == 1
    assert names(window) == ["Ann Example", "Ours", "Theirs"]
    assert protection.key_of(protected_file, OTHER) == window.desk.work.store.key


def test_running_work_keeps_the_passphrase_from_being_changed(window, project_file):
    from threading import Event

    window.desk.open(project_file)
    stop = Event()
    window.bench.jobs.start("test", "A long job", lambda _progress: stop.wait(30))

    window.desk.protect(WORDS)

    assert "still running" in told(window)
    assert salt_of(project_file) is None
    stop.set()
    wait_until_still()


def test_a_protected_copy_asks_for_its_passphrase_and_shows_what_it_brings(
    window, protected_file, tmp_path, monkeypatch
):
    theirs = tmp_path / "theirs.usp"
    theirs.write_bytes(protected_file.read_bytes())
    other = ops.open_project(theirs, private=True, key=protection.key_of(theirs, WORDS))
    add_person(other, "Theirs")
    protection.protect(other, OTHER)
    other.discard()
    answering(window, WORDS)
    window.desk.open(protected_file)
    window.stage_page("conflicts")
    page = window.stage.page()
    asked = []

    def ask(words, unlock, _parent):
        asked.append(words)
        return unlock(OTHER)

    monkeypatch.setattr("ui.pages.exchange.bring_in_dialog.unlocked", ask)
    page.bring_in(theirs)

    dialog = page.findChild(BringInDialog)
    assert asked == ["theirs.usp is protected with a passphrase."]
    assert dialog.list.count() == 1
    dialog.reject()


def test_a_backup_under_an_earlier_passphrase_asks_for_that_one(
    qtbot, window, protected_file, monkeypatch
):
    answering(window, WORDS)
    window.desk.open(protected_file)
    add_person(window.desk.work, "Bob Other")
    protection.protect(window.desk.work, OTHER)
    backup = protection.other_backups(window.bench.store)[-1]
    monkeypatch.setattr(
        "ui.pages.exchange.bring_in_dialog.unlocked", lambda _words, unlock, _parent: unlock(WORDS)
    )
    dialog = BackupsDialog(window.bench, window)
    dialog.list.choose(str(backup))

    assert dialog.differences.count() == 1
    press(qtbot, dialog.go_back)

    assert names(window) == ["Ann Example"]


def test_a_copy_of_a_protected_project_is_protected_by_default(window, protected_file, store):
    answering(window, WORDS)
    window.desk.open(protected_file)
    dialog = SendDialog(window.bench, window)

    assert dialog.seal.seal.currentData() == OWN
    assert "passphrase of this project" in dialog.seal.seal.currentText()
    assert dialog.seal.key() is None
    dialog.seal.seal.show_value(OPEN)
    assert "whoever has the file can read it" in dialog.seal.seal.currentText()
    assert not dialog.seal.sealed
    dialog.reject()

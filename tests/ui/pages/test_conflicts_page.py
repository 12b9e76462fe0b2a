"""The page of copies, driven as a person drives it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlmodel import select

from planner.model.contacts import Person, PersonFields, PersonRow
from planner.model.followups import NoteFields
from planner.model.sessions import QuestionFields, Session, SessionFields, SessionRow
from planner.ops import backups, contacts, privacy, sessions
from planner.ops import exchange as ops
from planner.ops import project as projects
from ui.pages.conflicts_page import ConflictsPage
from ui.pages.contacts_page import ContactsPage
from ui.pages.exchange import bring_in_dialog
from ui.pages.exchange.bring_in_dialog import BringInDialog, CopyRecordsDialog
from ui.pages.exchange.seal_form import KEYS, PASSPHRASE
from ui.pages.exchange.send_dialog import CHOSEN, SendDialog
from ui.shell.workbench import Workbench
from ui.theme.widgets import EmptyState


@pytest.fixture
def work(project_file):
    work = projects.open_project(project_file)
    with work.store.edit("records") as edit:
        edit.add(SessionFields(title="Opening", description="We meet at noon in the hall."))
        edit.add(PersonFields(name="Ann Example", email="ann@example.org"))
    work.save()
    yield work
    work.discard()


@pytest.fixture
def bench(qapp, work):
    bench = Workbench(work.store)
    yield bench
    bench.close()


@pytest.fixture
def theirs(work, tmp_path):
    """A colleague's copy in which the session has another description and a guest."""
    path = tmp_path / "theirs.usp"
    path.write_bytes(work.target.read_bytes())
    copy = projects.open_project(path, private=True)
    with copy.store.edit("edits") as edit:
        edit.change(SessionRow, session(copy.store).uid, description="We meet at one in the hall.")
        edit.add(PersonFields(name="Bob Other"))
    copy.save()
    copy.discard()
    return path


@pytest.fixture
def page(qtbot, bench):
    page = ConflictsPage(bench)
    page.resize(1100, 900)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def session(store):
    return store.rows(select(Session), SessionRow)[0]


def disagree(work, theirs):
    with work.store.edit("edit") as edit:
        edit.change(
            SessionRow, session(work.store).uid, description="We meet at two in the garden."
        )
    ops.bring_in(work.store, theirs)


def entries(page):
    return [page.list.item(n).text() for n in range(page.list.count())]


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_conflict_shows_all_sides_and_where_both_started_from(page, work, theirs):
    disagree(work, theirs)
    page.list.choose_first()

    assert entries(page)[:2] == ["To be settled", "Opening"]
    assert page.conflict.before_text.text() == "We meet at noon in the hall."
    assert len(page.conflict.take) == 2
    assert "theirs.usp" in " ".join(
        label.text() for label in page.conflict.findChildren(bring_in_dialog.Caption)
    )


def test_one_side_can_be_taken_and_undo_opens_the_conflict_again(qtbot, page, work, theirs):
    disagree(work, theirs)
    page.list.choose_first()

    press(qtbot, page.conflict.take[0])

    assert ops.list_conflicts(work.store) == []
    assert session(work.store).description in (
        "We meet at one in the hall.",
        "We meet at two in the garden.",
    )
    work.store.undo()
    assert len(ops.list_conflicts(work.store)) == 1
    assert "Opening" in entries(page)


def test_both_sides_can_be_combined_in_own_words(qtbot, page, work, theirs):
    disagree(work, theirs)
    page.list.choose_first()

    page.conflict.own_text.setPlainText("We meet at one in the garden.")
    press(qtbot, page.conflict.use_own)

    assert session(work.store).description == "We meet at one in the garden."
    assert ops.list_conflicts(work.store) == []


def test_a_removal_against_an_edit_is_settled_by_keeping_or_removing(qtbot, page, work, theirs):
    with work.store.edit("removal") as edit:
        edit.remove(SessionRow, session(work.store).uid)
    ops.bring_in(work.store, theirs)
    page.list.choose_first()

    press(qtbot, page.conflict.take[1])

    assert work.store.rows(select(Session), SessionRow) == []
    assert ops.list_conflicts(work.store) == []


def test_two_contacts_are_merged_into_the_one_that_is_kept(qtbot, page, work):
    with work.store.edit("new person") as edit:
        edit.add(PersonFields(name="A. Example", email="ANN@example.org"))
    page.list.choose_first()
    assert entries(page) == ["May be the same contact", page.list.item(1).text()]

    press(qtbot, page.twins.keep_one)

    merged = [row for row in work.store.rows(select(Person), PersonRow) if row.merged_into]
    assert len(merged) == 1
    assert entries(page) == []


def test_a_copy_is_shown_before_it_is_brought_in(qtbot, page, work, theirs):
    page.bring_in(theirs)
    dialog = page.findChild(BringInDialog)
    assert [chip.text() for chip in dialog.counts] == [
        *("1 added", "1 changed", "0 conflicts", "0 removed"),
        *("0 brought back", "0 erased", "0 may be there twice", "0 from a newer version"),
    ]
    assert dialog.list.count() == 2
    assert len(work.store.rows(select(Person), PersonRow)) == 1

    with qtbot.waitSignal(page.bench.noticed):
        press(qtbot, dialog.keep)

    assert len(work.store.rows(select(Person), PersonRow)) == 2
    assert "theirs.usp" in entries(page)


def test_records_of_another_project_can_be_copied(qtbot, page, work, tmp_path):
    other = projects.new_project(tmp_path / "other.usp", "Other")
    with other.store.edit("new session") as edit:
        edit.add(SessionFields(title="Borrowed"))
    other.save()
    other.close()
    page.bring_in(tmp_path / "other.usp")
    dialog = page.findChild(CopyRecordsDialog)
    listed = ops.foreign_records(work.store, tmp_path / "other.usp")
    [uid] = [h.uid for h in listed if h.title == "Borrowed"]

    dialog.list.tick(uid)
    press(qtbot, dialog.copy)

    assert "Borrowed" in [row.title for row in work.store.rows(select(Session), SessionRow)]


def test_a_sealed_copy_asks_for_its_passphrase(qtbot, page, work, theirs, tmp_path, monkeypatch):
    sealed = tmp_path / "sealed.age"
    ops.export(work.store, sealed, ops.Scope(), key=ops.Key(passphrase="four plain words here"))
    asked = []

    def answer(_parent, _title, question, *_more):
        asked.append(question)
        return "four plain words here", True

    monkeypatch.setattr(bring_in_dialog.QInputDialog, "getText", answer)
    page.bring_in(sealed)

    assert "passphrase" in asked[0]
    assert "Nothing" in page.findChild(BringInDialog).words.text()


@pytest.fixture
def sending(page, bench):
    """The dialog for a project with a note that names its only person."""
    with bench.store.edit("note") as edit:
        edit.add(NoteFields(text="Ask Ann Example about it.", about=session(bench.store).uid))
    dialog = SendDialog(bench, page)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    yield dialog
    dialog.reject()


def tick(tree, *path):
    """Click the box of a line, as a person does."""
    item = tree.topLevelItem(0)
    for words in path:
        item.setExpanded(True)
        item = next(
            item.child(n) for n in range(item.childCount()) if item.child(n).text(0) == words
        )
    tree.setCurrentItem(item)
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Space)
    return item


def texts(dialog):
    return {one.text for one in dialog.leaving.values()}


def test_what_would_leave_is_listed_with_the_names_in_it(sending):
    sending.leaving.choice.show_value("naming")
    sending.leaving.choice.activated.emit(0)

    [note] = sending.leaving.values()

    assert [note.text[a:b] for a, b in note.named] == ["Ann Example"]
    assert sending.leaving.passage.toPlainText() == "Ask Ann Example about it."
    assert "1 free text names somebody" in sending.leaving.count.text()


def test_a_word_withholds_its_fields_and_is_unticked_with_one_of_them(qtbot, sending):
    assert "ann@example.org" in texts(sending)

    with qtbot.waitSignal(sending.fields.changed):
        sending.withhold["people"].click()

    assert not texts(sending) & {"ann@example.org", "Ann Example"}
    assert not sending.scope().people
    with qtbot.waitSignal(sending.fields.changed):
        tick(sending.fields, "Person", "E-mail")
    assert "ann@example.org" in texts(sending)
    assert not sending.withhold["people"].isChecked()
    assert ("person", "name") in sending.scope().withheld


def test_a_single_field_stays_here(qtbot, sending, bench, tmp_path, monkeypatch):
    with qtbot.waitSignal(sending.fields.changed):
        line = tick(sending.fields, "Person", "E-mail")

    assert line.text(1) == "stays here"
    assert sending.scope().withheld == {("person", "email")}
    target = tmp_path / "copy.usp"
    monkeypatch.setattr(bench.files, "save", lambda *_a: target)
    press(qtbot, sending.write)
    assert b"Ann Example" in target.read_bytes()
    assert b"ann@example.org" not in target.read_bytes()


def test_choosing_a_line_shows_its_values_only(sending):
    person = tick(sending.fields, "Person")

    assert {one.kind for one in sending.leaving.values()} <= {"person"}
    assert person.isSelected()


def test_a_kind_can_be_unticked_whole_and_its_records_still_say_where_they_belong(
    qtbot, page, bench, work
):
    with work.store.edit("question") as edit:
        edit.add(QuestionFields(session=session(work.store).uid, text="Why here?"))
    dialog = SendDialog(bench, page)
    dialog.open()

    with qtbot.waitSignal(dialog.fields.changed):
        line = tick(dialog.fields, "Question")

    assert line.checkState(0) == Qt.CheckState.Unchecked
    left = [(one.field, one.text) for one in dialog.leaving._found if one.kind == "question"]
    assert left == [("Session", "Opening")]
    dialog.reject()


def test_no_record_chosen_sends_nothing_rather_than_everything(sending):
    sending.which.show_value(CHOSEN)
    sending.which.activated.emit(1)

    assert sending.leaving.values() == []
    assert not sending.write.isEnabled()
    sending.only.tick(session(sending._bench.store).uid)
    assert "We meet at noon in the hall." in texts(sending)
    assert "ann@example.org" not in texts(sending)
    assert sending.write.isEnabled()


def test_a_weak_passphrase_seals_nothing(qtbot, page, bench, work, tmp_path, monkeypatch):
    dialog = SendDialog(bench, page)
    dialog.open()
    dialog.seal.seal.show_value(PASSPHRASE)
    dialog.seal.passphrase.setText("short")
    assert not dialog.write.isEnabled()
    dialog.seal.passphrase.setText("four plain words here")
    target = tmp_path / "copy.usp.age"
    monkeypatch.setattr(bench.files, "save", lambda *_a: target)

    press(qtbot, dialog.write)

    assert target.read_bytes().startswith(b"age-encryption.org/v1")
    assert "copy.usp.age" in entries(page)


def test_keys_are_asked_for_only_when_they_seal(page, bench):
    dialog = SendDialog(bench, page)
    dialog.open()
    assert not dialog.seal.keys.isVisible()
    dialog.seal.seal.show_value(KEYS)
    dialog.seal.seal.activated.emit(2)
    assert dialog.seal.keys.isVisible()
    assert not dialog.write.isEnabled()
    dialog.reject()


def test_a_field_in_conflict_is_marked_in_its_form(qtbot, bench, work, theirs):
    from PySide6.QtWidgets import QLabel

    from ui.pages.sessions_page import SessionsPage

    disagree(work, theirs)
    shown = SessionsPage(bench)
    qtbot.addWidget(shown)
    shown.show_record(session(work.store).uid)

    assert "Copies" in shown.findChild(QLabel, "description_mark").text()
    assert shown.findChild(QLabel, "title_mark").text() == ""


def test_without_backups_their_dialog_says_when_one_is_made(qtbot, page, work):
    from ui.pages.exchange.backups_dialog import BackupsDialog

    for backup in backups.list_backups(work.store):
        backup.path.unlink()
    page.go_back()
    dialog = page.findChild(BackupsDialog)

    assert [e.isVisible() for e in dialog.findChildren(EmptyState)] == [True]
    assert not dialog.differences.isVisible()
    dialog.reject()


def test_going_back_to_a_backup_shows_first_what_differs(qtbot, page, work):
    from ui.pages.exchange.backups_dialog import BackupsDialog

    with work.store.edit("new session") as edit:
        edit.add(SessionFields(title="Later"))
    work.save()
    page.go_back()
    dialog = page.findChild(BackupsDialog)
    dialog.list.choose_first()
    assert dialog.differences.count() == 1

    with qtbot.waitSignal(page.bench.noticed):
        press(qtbot, dialog.go_back)

    assert [row.title for row in work.store.rows(select(Session), SessionRow)] == ["Opening"]


def everything_happens(work, tmp_path):
    """Make a colleague's copy that brings something of every kind; return its path."""
    store = work.store
    with store.edit("more") as edit:
        ours = [edit.add(SessionFields(title=t)) for t in ("Edited there", "Added to", "Gone")]
        vera = edit.add(PersonFields(name="Vera"))
        eve = edit.add(PersonFields(name="Eve Erased"))
    contacts.remove_persons(store, [vera])
    work.save()
    path = tmp_path / "everything.usp"
    path.write_bytes(work.target.read_bytes())
    copy = projects.open_project(path, private=True)
    theirs = copy.store
    sessions.change_session(theirs, ours[0], subtitle="Theirs")
    with theirs.edit("edits") as edit:
        edit.add(QuestionFields(session=ours[1], text="Does it matter?"))
        edit.remove(SessionRow, ours[2])
        edit.restore(PersonRow, vera)
        edit.add(PersonFields(name="Ann E.", email="ANN@example.org"))
        edit.change(SessionRow, session(theirs).uid, language="fr")
    privacy.erase_person(theirs, eve)
    theirs.connection().execute(
        "INSERT INTO rep_change SELECT max(n) + 1, randomblob(16), max(lamport) + 1, wall_utc,"
        " actor, tx, 99, 'wish', randomblob(16), 'text', '\"later\"', 1 FROM rep_change"
    )
    copy.save()
    copy.discard()
    with store.edit("removals") as edit:
        for uid in ours[:2]:
            edit.remove(SessionRow, uid)
    return path


def test_everything_that_a_copy_can_do_is_counted_and_named(page, work, tmp_path):
    path = everything_happens(work, tmp_path)

    page.bring_in(path)

    dialog = page.findChild(BringInDialog)
    assert [chip.text() for chip in dialog.counts] == [
        *("2 added", "1 changed", "2 conflicts", "1 removed"),
        *("3 brought back", "1 erased", "1 may be there twice", "1 from a newer version"),
    ]
    rows = dialog.list.model()
    shown = [(rows.index(n, 0).data(), rows.index(n, 2).data()) for n in range(rows.rowCount())]
    assert shown[0][0].startswith("to be settled")
    assert ("erased", "Eve Erased") in shown
    dialog.reject()


def test_a_removal_shows_what_was_edited_or_added_meanwhile(qtbot, page, work, tmp_path):
    ops.bring_in(work.store, everything_happens(work, tmp_path))
    told = {}
    for key in [key for key in page._found if key.startswith("c ")]:
        page.list.choose(key)
        labels = page.conflict.findChildren(bring_in_dialog.Words)
        told[page.conflict.title.text()] = " ".join(label.text() for label in labels)

    assert "Subtitle" in told["Edited there"]
    assert "Theirs" in told["Edited there"]
    assert "question: Does it matter?" in told["Added to"]


def test_what_a_dialog_is_refused_is_said_in_it(qtbot, page, bench, work, tmp_path, monkeypatch):
    dialog = SendDialog(bench, page)
    dialog.open()
    dialog.seal.seal.show_value(KEYS)
    dialog.seal.keys.setPlainText("age1nonsense")
    monkeypatch.setattr(bench.files, "save", lambda *_a: tmp_path / "copy.usp.age")

    press(qtbot, dialog.write)

    assert dialog.trouble.isVisible()
    assert dialog.trouble.text()
    dialog.reject()


def test_merging_fills_the_empty_fields_and_the_contact_can_be_parted_again(
    qtbot, page, bench, work
):
    with work.store.edit("twin") as edit:
        twin = edit.add(PersonFields(name="Ann E.", email="ann@example.org", phone="123 456"))
    page.list.choose(next(key for key in page._found if key.startswith("t ")))
    pair = page._found[page.list.uid()]
    keep = page.twins.keep_one if pair.two.uid == twin else page.twins.keep_two

    press(qtbot, keep)

    [ann] = contacts.list_persons(work.store)
    assert (ann.name, ann.phone) == ("Ann Example", "123 456")
    people = ContactsPage(bench)
    qtbot.addWidget(people)
    people.show_record(ann.uid)
    press(qtbot, people.person.merged.rows.row_of(twin).part)
    assert len(contacts.list_persons(work.store)) == 2

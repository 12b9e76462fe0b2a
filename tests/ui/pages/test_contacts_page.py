"""The contacts page, driven as a person drives it."""

import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel

from planner.exchange.scope import Scope
from planner.model.contacts import OrganisationFields, PersonFields
from planner.model.sessions import ParticipationFields, SessionFields
from planner.ops import contacts as ops
from planner.ops import exchange, participations, privacy, sessions
from ui.pages.contacts.erased_dialog import ErasedDialog
from ui.pages.contacts.privacy_dialogs import EraseDialog
from ui.pages.contacts_page import ContactsPage


@pytest.fixture
def page(qtbot, bench):
    page = ContactsPage(bench)
    page.resize(1000, 1200)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def ada(store):
    return ops.add_person(store, PersonFields(name="Dr. Ada Ek"))


@pytest.fixture
def ghent(store):
    return ops.add_organisation(store, OrganisationFields(name="City of Ghent"))


def write(qtbot, box, text):
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Tab)


def entries(page):
    return [page.list.item(n).text() for n in range(page.list.count())]


def person(store, uid):
    return next(row for row in ops.list_persons(store) if row.uid == uid)


def test_a_new_person_is_chosen_and_ready_to_name(qtbot, page, store):
    qtbot.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    box = page.person.first_box()
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClicks(box, "Ada Ek")
    qtbot.keyClick(box, Qt.Key.Key_Tab)

    assert [row.name for row in ops.list_persons(store)] == ["Ada Ek"]


def test_persons_and_organisations_stand_in_groups(page, ada, ghent):
    assert entries(page) == ["Persons", "Dr. Ada Ek", "Organisations", "City of Ghent"]


def test_one_kind_can_be_shown_alone(page, ada, ghent):
    page.show_box.setCurrentIndex(page.show_box.findData("organisation"))
    page.show_box.activated.emit(0)

    assert entries(page) == ["Organisations", "City of Ghent"]


def test_an_organisation_shows_its_people_and_its_own_form(page, store, ada, ghent):
    ops.change_person(store, ada, organisation=ghent)
    page.show_record(ghent)

    assert page.detail.currentWidget() is page.organisation
    assert page.organisation.members.row_of(ada).name.text() == "Dr. Ada Ek"


def test_a_mail_address_that_cannot_work_is_kept_and_pointed_out(qtbot, page, store, ada):
    page.show_record(ada)
    write(qtbot, page.person.who.editor("email"), "ada(at)example.org")

    assert person(store, ada).email == "ada(at)example.org"
    assert page.person.email_problem.isVisible()


def test_why_somebody_is_kept_is_written_down(qtbot, page, store, ada):
    page.show_record(ada)
    write(qtbot, page.person.basis.form.editor("retain_until"), "31 December 2030")
    write(qtbot, page.person.basis.form.editor("purpose"), "Webconferences")

    row = person(store, ada)
    assert (row.retain_until, row.purpose) == ("2030-12-31", "Webconferences")


def test_the_sessions_of_a_person_lead_there(qtbot, page, store, ada):
    session = sessions.add_session(store, SessionFields(title="Trust"))
    fields = ParticipationFields(session=session, person=ada)
    part = participations.add_participation(store, fields)
    page.show_record(ada)

    with qtbot.waitSignal(page.bench.wanted) as wanted:
        qtbot.mouseClick(page.person.sessions.rows.row_of(part), Qt.MouseButton.LeftButton)

    assert wanted.args == ["sessions", session]


def test_removing_is_undone_in_one_step(page, store, ada, ghent):
    page.show_record(ada)
    page.remove()
    assert entries(page) == ["Organisations", "City of Ghent"]

    store.undo()

    assert "Dr. Ada Ek" in entries(page)


def test_search_finds_people_by_their_organisation(qtbot, page, store, ada, ghent):
    ops.change_person(store, ada, organisation=ghent)
    ops.add_person(store, PersonFields(name="Bo Ash"))

    qtbot.keyClicks(page.search, "ghent ada")

    assert entries(page) == ["Persons", "Dr. Ada Ek"]


def test_a_record_that_is_filtered_out_is_shown_when_asked_for(qtbot, page, ada, ghent):
    page.show_box.setCurrentIndex(page.show_box.findData("organisation"))
    page.show_box.activated.emit(0)

    page.show_record(ada)

    assert page.list.uid() == ada


def test_an_erased_person_is_gone_and_what_is_left_to_do_is_said(qtbot, page, store, ada):
    sessions.add_session(store, SessionFields(title="Trust", description="With Dr. Ada Ek."))
    page.show_record(ada)
    page.erase()
    qtbot.mouseClick(page.findChild(EraseDialog).erase, Qt.MouseButton.LeftButton)

    assert ops.list_persons(store) == []
    assert page.findChild(ErasedDialog).hits.count() == 1


def test_the_window_draws_on_while_a_person_is_erased(qtbot, page, store, ada, monkeypatch):
    drawn, enough = [], threading.Event()
    clock = QTimer(interval=5)
    clock.timeout.connect(lambda: drawn.append(1) or (len(drawn) > 20 and enough.set()))
    clock.start()
    real = privacy.erase_person

    def erase(*args):
        assert enough.wait(20), "the window stood still"
        return real(*args)

    monkeypatch.setattr(privacy, "erase_person", erase)
    page.show_record(ada)
    page.erase()
    qtbot.mouseClick(page.findChild(EraseDialog).erase, Qt.MouseButton.LeftButton)

    assert ops.list_persons(store) == []
    page.findChild(ErasedDialog).accept()


def test_an_erasure_that_is_refused_says_so_in_its_dialog(qtbot, page, store, ada):
    page.show_record(ada)
    page.erase()
    dialog = page.findChild(EraseDialog)
    store.read_only = True
    qtbot.mouseClick(dialog.erase, Qt.MouseButton.LeftButton)

    assert dialog.isVisible()
    assert "newer version" in dialog.trouble.text()
    assert [row.uid for row in ops.list_persons(store)] == [ada]
    store.read_only = False
    dialog.reject()


@pytest.mark.parametrize("ending", [".pdf", ".json"])
def test_what_is_held_about_a_person_is_written_to_a_file(page, ada, tmp_path, monkeypatch, ending):
    target = tmp_path / f"access{ending}"
    monkeypatch.setattr(page.bench.files, "save", lambda *_a: target)
    page.show_record(ada)

    page.hand_over()

    assert target.read_bytes()[:4] in (b"%PDF", b"{\n  ")


def test_the_day_in_force_is_said_where_no_day_is_set(page, store, ada):
    session = sessions.add_session(
        store, SessionFields(title="Hall", starts_local="2025-06-25T10:00:00")
    )
    participations.add_participation(store, ParticipationFields(session=session, person=ada))
    page.show_record(ada)
    assert "In force: 25 June 2027" in page.person.basis.until.text()

    ops.change_person(store, ada, retain_until="2026-01-01")

    assert "before the default" in page.person.basis.until.text()


def test_the_files_that_went_out_with_a_person_are_listed(qtbot, page, bench, store, ada, tmp_path):
    page.show_record(ada)
    assert "In no file" in page.person.sent.words.text()

    exchange.export(store, tmp_path / "copy.usp", Scope(), "City of Ghent")

    assert page.person.sent.words.text() == "Sent out in 1 file."
    [file] = privacy.sent_out(store, ada)
    line = page.person.sent.rows.row_of(file.uid)
    assert (line.name.text(), line.party.text()) == ("copy.usp", "City of Ghent")
    with qtbot.waitSignal(bench.wanted) as wanted:
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert wanted.args == ["conflicts", file.uid]


def test_a_file_without_persons_is_not_listed(page, store, ada, tmp_path):
    scope = Scope(withheld=frozenset([("person", "*")]), people=False)

    exchange.export(store, tmp_path / "copy.usp", scope)

    assert privacy.sent_out(store, ada) == []


def test_the_rights_of_a_person_stand_beside_the_reasons(qtbot, page, ada):
    page.show_record(ada)
    qtbot.mouseClick(page.person.basis.erase, Qt.MouseButton.LeftButton)

    dialog = page.findChild(EraseDialog)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Goes: 1 contact, 0 parts in sessions, 0 notes." in said
    qtbot.mouseClick(dialog.erase, Qt.MouseButton.LeftButton)

    assert page.findChild(ErasedDialog) is not None
    assert entries(page) == []
    page.findChild(ErasedDialog).accept()


def test_texts_that_name_an_erased_person_are_corrected_one_by_one(qtbot, page, bench, store, ada):
    uid = sessions.add_session(store, SessionFields(title="Trust", description="Dr. Ada Ek opens."))
    page.show_record(ada)
    page.erase()
    qtbot.mouseClick(page.findChild(EraseDialog).erase, Qt.MouseButton.LeftButton)
    dialog = page.findChild(ErasedDialog)
    dialog.hits.selectRow(0)
    with qtbot.waitSignal(bench.wanted) as wanted:
        qtbot.mouseClick(dialog.open_record, Qt.MouseButton.LeftButton)
    assert wanted.args == ["sessions", uid]

    sessions.change_session(store, uid, description="Somebody opens.")

    corrected = "Description, earlier"
    qtbot.waitUntil(lambda: dialog.hits.model().index(0, 2).data() == corrected)
    assert not dialog.open_record.isEnabled()
    qtbot.mouseClick(dialog.forget, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.hits.count() == 0)
    assert "nowhere else" in dialog.words.text()
    assert b"Ada" not in store.connection().serialize()
    dialog.accept()

"""The sessions page, driven as a person drives it."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from planner.model.contacts import PersonFields
from planner.model.sessions import ParticipationFields, SeriesFields, SessionFields
from planner.ops import contacts, followups, participations, questions
from planner.ops import sessions as ops
from ui.pages.sessions.when_box import read_clock
from ui.pages.sessions_page import SessionsPage

JUNE = {
    "starts_local": "2036-06-25T11:00",
    "ends_local": "2036-06-25T12:30",
    "zone": "Europe/Brussels",
}


@pytest.fixture
def page(qtbot, bench):
    page = SessionsPage(bench)
    page.resize(1000, 1400)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def session(store):
    return ops.add_session(store, SessionFields(title="Trust", **JUNE))


def write(qtbot, box, text):
    """Replace the text of a box and leave it with Tab."""
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text) if text else box.clear()
    qtbot.keyClick(box, Qt.Key.Key_Tab)


def entries(page):
    return [page.list.item(n).text() for n in range(page.list.count())]


def ask(store, session, *texts):
    return [questions.add_question(store, session, text) for text in texts]


def texts(store, session):
    return [row.text for row in questions.list_questions(store, session)]


def test_an_empty_project_says_what_to_do_next(page):
    assert page.empty.isVisible()
    assert not page.detail.isVisible()


def test_a_new_session_is_chosen_and_ready_to_name(qtbot, page, store):
    qtbot.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    title = page.detail.form.editor("title")
    qtbot.waitUntil(title.hasFocus)
    qtbot.keyClicks(title, "Trust")
    qtbot.keyClick(title, Qt.Key.Key_Tab)

    (row,) = ops.list_sessions(store)
    assert (row.title, row.zone) == ("Trust", "Europe/Brussels")
    assert page.list.uid() == row.uid


def test_sessions_stand_in_groups_by_time(page, store, session):
    past = JUNE | {"starts_local": "2020-06-25T11:00", "ends_local": ""}
    ops.add_session(store, SessionFields(title="Old", **past))
    ops.add_session(store, SessionFields(title="Idea"))

    assert entries(page) == ["Coming up", "Trust", "Day to be set", "Idea", "Past", "Old"]


def test_sessions_can_stand_in_groups_by_series(qtbot, page, store, session):
    series = ops.add_series(store, SeriesFields(title="Talks"))
    ops.add_session(store, SessionFields(title="Tools", series=series))

    page.show_box.setCurrentIndex(page.show_box.findData("series"))
    page.show_box.activated.emit(0)

    assert entries(page) == ["Talks", "Tools", "Without a series", "Trust"]


def test_the_search_box_leaves_only_what_holds_its_words(qtbot, page, store, session):
    ops.add_session(store, SessionFields(title="Tools"))

    qtbot.keyClicks(page.search, "too")

    assert entries(page) == ["Day to be set", "Tools"]


def test_the_time_is_said_while_it_is_typed_and_kept_when_the_box_is_left(
    qtbot, page, store, session
):
    page.show_record(session)
    when = page.detail.when
    when.starts.setFocus()
    when.starts.selectAll()
    qtbot.keyClicks(when.starts, "10")

    assert when.said.text().startswith("25 June 2036, 10:00–12:30 CEST (Europe/Brussels)")
    assert ops.session(store, session).starts_local == "2036-06-25T11:00:00"

    qtbot.keyClick(when.starts, Qt.Key.Key_Tab)
    assert ops.session(store, session).starts_local == "2036-06-25T10:00:00"


def test_an_hour_that_the_clocks_skip_is_pointed_out(qtbot, page, store, session):
    page.show_record(session)
    when = page.detail.when
    write(qtbot, when.day, "30 March 2036")
    write(qtbot, when.starts, "2:30")
    write(qtbot, when.ends, "")

    assert when.problem.isVisible()
    assert "does not exist" in when.problem.text()


def test_an_end_before_the_start_is_the_next_day(qtbot, page, store, session):
    page.show_record(session)
    write(qtbot, page.detail.when.ends, "0:30")

    assert ops.session(store, session).ends_local == "2036-06-26T00:30:00"
    assert "26 June 2036, 00:30" in page.detail.when.said.text()


def test_a_session_of_two_days_keeps_its_days(qtbot, page, store):
    uid = ops.add_session(
        store, SessionFields(title="Days", **JUNE | {"ends_local": "2036-06-26T16:00"})
    )
    page.show_record(uid)
    write(qtbot, page.detail.when.starts, "9:00")

    row = ops.session(store, uid)
    assert (row.starts_local, row.ends_local) == ("2036-06-25T09:00:00", "2036-06-26T16:00:00")


def test_leaving_the_time_alone_changes_nothing(qtbot, page, store, session):
    before = store.revision
    page.show_record(session)
    for box in (page.detail.when.day, page.detail.when.starts, page.detail.when.ends):
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Tab)

    assert store.revision == before


def test_a_time_without_a_day_is_explained_and_not_kept(qtbot, page, store):
    uid = ops.add_session(store, SessionFields(title="Idea", zone="Europe/Brussels"))
    page.show_record(uid)
    write(qtbot, page.detail.when.starts, "11:00")

    assert "Write the day" in page.detail.when.problem.text()
    assert ops.session(store, uid).starts_local == ""


def test_the_description_is_kept_when_the_box_is_left(qtbot, page, store, session):
    page.show_record(session)
    write(qtbot, page.detail.form.findChild(QPlainTextEdit, "description"), "All about trust.")

    assert ops.session(store, session).description == "All about trust."


def test_a_question_is_added_with_enter_and_the_box_is_ready_for_the_next(
    qtbot, page, store, session
):
    page.show_record(session)
    box = page.detail.questions.add
    box.setFocus()
    for text in ("Who?", "Why?"):
        qtbot.keyClicks(box, text)
        qtbot.keyClick(box, Qt.Key.Key_Return)

    assert texts(store, session) == ["Who?", "Why?"]
    assert box.text() == ""


def test_a_question_is_edited_where_it_stands(qtbot, page, store, session):
    ask(store, session, "Who?")
    page.show_record(session)
    shown = page.detail.questions.list
    shown.setFocus()
    shown.setCurrentRow(0)
    page.rename()
    editor = shown.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "Who decides?")
    qtbot.keyClick(editor, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: texts(store, session) == ["Who decides?"])


def test_a_question_moves_up_and_stays_chosen(page, store, session):
    ask(store, session, "A?", "B?", "C?")
    page.show_record(session)
    shown = page.detail.questions.list
    shown.setFocus()
    shown.setCurrentRow(2)

    page.move_up()
    page.move_up()
    page.move_up()

    assert texts(store, session) == ["C?", "A?", "B?"]
    assert shown.currentItem().text() == "C?"


@pytest.mark.parametrize(
    ("drag", "order"),
    [((0, 2), ["B?", "C?", "A?"]), ((2, 0), ["C?", "A?", "B?"]), ((0, 1), ["B?", "A?", "C?"])],
)
def test_a_question_is_moved_by_dragging(qtbot, page, store, session, drag, order):
    ask(store, session, "A?", "B?", "C?")
    page.show_record(session)
    shown, (dragged, at) = page.detail.questions.list, drag
    shown.setCurrentRow(dragged)
    rect = shown.visualItemRect(shown.item(at))
    edge = rect.bottomLeft() if dragged < at else rect.topLeft()

    shown.dropEvent(
        QDropEvent(
            QPointF(edge),
            Qt.DropAction.MoveAction,
            QMimeData(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )

    qtbot.waitUntil(lambda: texts(store, session) == order)


def test_del_removes_the_question_in_use_and_not_the_session(page, store, session):
    ask(store, session, "A?", "B?")
    page.show_record(session)
    shown = page.detail.questions.list
    shown.setFocus()
    shown.setCurrentRow(0)

    page.remove()

    assert texts(store, session) == ["B?"]


def test_somebody_new_is_added_as_a_programme_prints_them(qtbot, page, store, session):
    page.show_record(session)
    people = page.detail.people
    qtbot.keyClicks(people.name, "Dr. Bo Ash, University of Leeds TBC")
    qtbot.mouseClick(people.add, Qt.MouseButton.LeftButton)

    (part,) = participations.list_people(store, session)
    assert (part.name, part.row.affiliation) == ("Dr. Bo Ash", "University of Leeds")
    assert (part.row.role, part.row.status) == ("speaker", "tbc")


def test_a_known_contact_is_offered_and_taken(qtbot, page, store, session):
    ada = contacts.add_person(store, PersonFields(name="Ada Ek", job_title="Head of Unit"))
    page.show_record(session)
    people = page.detail.people
    people.name.setFocus()
    assert "Ada Ek" in people.name.completer().model().stringList()
    qtbot.keyClicks(people.name, "Ada Ek")
    qtbot.keyClick(people.name, Qt.Key.Key_Return)

    (part,) = participations.list_people(store, session)
    assert (part.row.person, part.row.affiliation) == (ada, "Head of Unit")


def test_role_and_status_are_changed_in_the_line(qtbot, page, store, session):
    participations.add_typed(store, session, "Ada Ek")
    page.show_record(session)
    (part,) = participations.list_people(store, session)
    line = page.detail.people.rows.row_of(part.uid)
    for box, value in ((line.role, "moderator"), (line.status, "confirmed")):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())

    row = participations.list_people(store, session)[0].row
    assert (row.role, row.status) == ("moderator", "confirmed")


def test_a_person_leads_to_their_contact(qtbot, page, store, session):
    participations.add_typed(store, session, "Ada Ek")
    page.show_record(session)
    (part,) = participations.list_people(store, session)

    with qtbot.waitSignal(page.bench.wanted) as wanted:
        line = page.detail.people.rows.row_of(part.uid)
        qtbot.mouseClick(line.name, Qt.MouseButton.LeftButton)

    assert wanted.args == ["contacts", part.row.person]


def test_a_double_booking_is_named(page, store, session):
    ada = contacts.add_person(store, PersonFields(name="Ada Ek"))
    other = ops.add_session(store, SessionFields(title="Tools", **JUNE))
    for uid in (session, other):
        fields = ParticipationFields(session=uid, person=ada)
        participations.add_participation(store, fields)
    page.show_record(session)

    assert "Ada Ek is in “Tools” at the same time" in page.detail.people.warnings.text()


def test_a_series_begins_with_a_session_and_is_edited_beside_it(qtbot, page, store, session):
    page.show_record(session)
    qtbot.mouseClick(page.detail.series.begin, Qt.MouseButton.LeftButton)
    title = page.detail.series.form.editor("title")
    qtbot.waitUntil(title.hasFocus)
    qtbot.keyClicks(title, "Talks")
    qtbot.keyClick(title, Qt.Key.Key_Tab)

    (series,) = ops.list_series(store)
    assert series.title == "Talks"
    assert ops.session(store, session).series == series.uid
    assert page.detail.form.editor("series").currentText() == "Talks"


def test_removing_a_series_leaves_the_session(qtbot, page, store, session):
    ops.begin_series(store, session, SeriesFields(title="Talks"))
    page.show_record(session)
    qtbot.mouseClick(page.detail.series.remove, Qt.MouseButton.LeftButton)

    assert ops.list_series(store) == []
    assert page.detail.series.begin.isVisible()


def test_a_copy_is_chosen_and_removing_it_can_be_undone(page, store, session):
    page.show_record(session)
    page.duplicate()
    assert ops.session(store, page.list.uid()).title == "Trust (copy)"

    page.remove()
    assert entries(page) == ["Coming up", "Trust"]
    store.undo()

    assert "Trust (copy)" in entries(page)


def test_actions_and_notes_of_a_session_are_written_beside_it(qtbot, page, store, session):
    page.show_record(session)
    qtbot.keyClicks(page.detail.to_do.add, "Book a room")
    qtbot.keyClick(page.detail.to_do.add, Qt.Key.Key_Return)
    qtbot.keyClicks(page.detail.notes.box, "Ask for slides")
    qtbot.mouseClick(page.detail.notes.keep, Qt.MouseButton.LeftButton)

    assert [row.text for row in followups.list_actions(store, session)] == ["Book a room"]
    assert [row.text for row in followups.list_notes(store, session)] == ["Ask for slides"]


def test_what_is_being_typed_survives_a_change_elsewhere(qtbot, page, store, session):
    page.show_record(session)
    title = page.detail.form.editor("title")
    title.setFocus()
    title.selectAll()
    qtbot.keyClicks(title, "Trust us")

    ops.change_session(store, session, subtitle="New")

    assert title.text() == "Trust us"
    assert page.detail.form.editor("subtitle").text() == "New"


def test_undo_gives_the_old_title_back_to_list_and_form(qtbot, page, store, session):
    page.show_record(session)
    write(qtbot, page.detail.form.editor("title"), "Tools")
    store.undo()

    assert page.detail.form.editor("title").text() == "Trust"
    assert "Trust" in entries(page)


def test_every_box_has_a_name_a_screen_reader_can_say(page, store, session):
    participations.add_typed(store, session, "Ada Ek")
    ask(store, session, "Who?")
    page.show_record(session)

    assert unnamed(page) == []


def unnamed(page):
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not widget.objectName().startswith("qt_")
        and not (widget.accessibleName() or (hasattr(widget, "text") and widget.text()))
        and not isinstance(widget.parent(), page.show_box.__class__.__mro__[1])
    ]


@pytest.mark.parametrize(
    ("text", "clock"),
    [("11", "11:00"), ("9:05", "09:05"), ("11.30", "11:30"), ("11h15", "11:15"), ("", "")],
)
def test_times_are_read_as_people_write_them(text, clock):
    assert read_clock(text) == clock


def test_what_is_no_time_is_refused():
    with pytest.raises(ValueError, match="like 11:00"):
        read_clock("noonish")

"""The history page: filtered by clicks, and the way back to a single value."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from planner.model.assessments import AssessmentFields, RiskRatingFields
from planner.model.contacts import PersonFields
from planner.model.sessions import SessionFields
from planner.ops import assessments, checklists, contacts, forgetting, sessions
from planner.store.store import Author, Store
from ui.pages.exchange.forget_dialog import ForgetDialog
from ui.pages.history_page import HistoryPage
from ui.tables.row_table import RowTable


@pytest.fixture
def page(qtbot, bench, store):
    bob = Store(store.connection(), author=Author("Bob"))
    uid = sessions.add_session(bob, SessionFields(title="Hall"))
    sessions.change_session(bob, uid, title="Town hall")
    contacts.add_person(Store(store.connection(), author=Author("Ada")), PersonFields(name="Cleo"))
    page = HistoryPage(bench)
    page.resize(1000, 800)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def choose(box, words):
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())


def write(qtbot, box, text):
    box.setFocus()
    box.clear()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def records(page):
    rows = [page.list.model().index(n, 3).data() for n in range(page.list.count())]
    return set(rows)


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_only_the_changes_of_one_person_are_shown(qtbot, page):
    choose(page.filters.who, "Bob")

    assert records(page) == {"Town hall"}
    assert page.count.text().startswith(str(page.list.count()))
    press(qtbot, page.filters.clear)
    assert records(page) > {"Town hall", "Cleo"}


def test_only_the_changes_of_one_kind_and_time_are_shown(qtbot, page):
    choose(page.filters.kind, "person")
    assert records(page) == {"Cleo"}

    write(qtbot, page.filters.last, "1 January 2020")

    assert page.list.count() == 0
    assert not page.restore_button.isEnabled()


def test_a_day_that_cannot_be_read_is_marked_and_filters_nothing(qtbot, page):
    everything = page.list.count()

    write(qtbot, page.filters.first, "some day")

    assert page.list.count() == everything
    assert page.filters.first.property("bad")


def choose_row(page, number):
    """Choose one row, whichever keys the test before has left held down."""
    page.list.choose(page.list.model().index(number, 0).data(RowTable.UID_ROLE))


def pick(page, field, after):
    rows = [
        n
        for n in range(page.list.count())
        if (page.list.model().index(n, 4).data(), page.list.model().index(n, 5).data())
        == (field, after)
    ]
    choose_row(page, rows[0])


def test_a_single_value_comes_back_by_a_click(qtbot, page, store):
    pick(page, "Title", "Town hall")
    assert (page.before.text(), page.after.text()) == ("Hall", "Town hall")

    press(qtbot, page.restore_button)

    assert [row.title for row in sessions.list_sessions(store)] == ["Hall"]


def test_an_answer_and_a_rating_come_back_by_a_click(qtbot, page, store):
    checklists.add_shipped(store)
    fields = AssessmentFields(
        title="Chat", checklist="civic_tech_urban_security", stance="operate", stage="pilot"
    )
    uid = assessments.start(store, fields)
    checklist = assessments.assessed(store, uid).checklist
    item, risk = checklist.items[0].id, checklist.risks[0].id
    for value, likelihood in (("yes", 2), ("no", 4)):
        assessments.answer(store, uid, item, value=value, evidence="E0" if value == "yes" else "")
        rating = RiskRatingFields(assessment=uid, risk=risk, likelihood=likelihood, severity=3)
        assessments.rate_risk(store, rating)
    rows = [page.list.model().index(n, 3).data() for n in range(page.list.count())]
    assert f"{item} · Chat" in rows

    for title in (f"{item} · Chat", f"{risk} · Chat"):
        choose_row(
            page,
            next(
                n
                for n in range(page.list.count())
                if page.list.model().index(n, 3).data() == title
                and page.list.model().index(n, 4).data() != "the record"
            ),
        )
        assert page.restore_button.isEnabled()
        press(qtbot, page.restore_button)

    found = assessments.assessed(store, uid)
    assert (found.answers[item].value, found.answers[item].evidence) == ("yes", "E0")
    assert found.ratings[risk][0].likelihood == 2


def test_the_time_of_a_change_is_not_cut(page):
    widest = page.list.fontMetrics().horizontalAdvance("Wed 30 September, 22:43")

    assert page.list.columnWidth(0) >= widest + 24


def test_old_values_are_listed_before_they_are_forgotten(qtbot, page, store, bench):
    store.connection().execute("UPDATE rep_change SET wall_utc = '2020-01-01T10:00:00+00:00'")
    page.forget()
    dialog = page.findChild(ForgetDialog)
    assert dialog.list.count() == 1
    write(qtbot, dialog.day, "1 January 2019")
    assert not dialog.forget.isEnabled()
    write(qtbot, dialog.day, "1 January 3000")
    assert "past" in dialog.problem.text()

    write(qtbot, dialog.day, "1 January 2021")
    with qtbot.waitSignal(bench.noticed):
        press(qtbot, dialog.forget)

    assert forgetting.old_values(store, date(2021, 1, 1)) == []
    assert [row.title for row in sessions.list_sessions(store)] == ["Town hall"]

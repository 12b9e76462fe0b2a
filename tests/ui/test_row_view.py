"""The list keeps Qt's rules, a person's place, and what they chose."""

from types import SimpleNamespace as Row

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from ui.tables.row_table import Column, RowTable
from ui.tables.row_view import RowView


@pytest.fixture
def rows():
    return [Row(uid=c, name=n, n=i) for i, (c, n) in enumerate([("a", "Ada"), ("b", "bela")])]


@pytest.fixture
def view(qtbot, rows):
    view = RowView([Column("name", "Name"), Column("n", "Number")], lambda: list(rows), "People")
    qtbot.addWidget(view)
    return view


def names(view):
    return [view.model().index(i, 0).data() for i in range(view.count())]


def test_the_model_keeps_qts_rules(qtmodeltester, qapp, rows):
    qtmodeltester.check(RowTable([Column("n", "Metres", "{:.1f}".format)], lambda: rows))


def test_refresh_with_the_same_uids_moves_nothing(qtbot, qapp, rows):
    table = RowTable([Column("name", "Name")], lambda: list(rows))
    rows[0] = Row(uid="a", name="Adele", n=0)

    with qtbot.assertNotEmitted(table.modelReset), qtbot.waitSignal(table.dataChanged):
        table.refresh()

    assert table.index(0, 0).data() == "Adele"


def test_the_choice_outlives_a_refresh_that_moves_its_row(view, rows):
    view.choose("b")
    rows.insert(0, Row(uid="c", name="aaron", n=9))
    view.refresh()

    assert names(view) == ["aaron", "Ada", "bela"]
    assert view.row().name == "bela"


def test_the_choice_ends_with_its_record(qtbot, view, rows):
    view.choose("b")
    del rows[1]
    with qtbot.waitSignal(view.chosen):
        view.refresh()

    assert view.row() is None


def test_looking_for_words_hides_the_rest(view):
    view.look_for("1 BEL")
    assert names(view) == ["bela"]

    view.look_for("")
    assert view.count() == 2


def test_what_is_not_known_comes_last_when_ascending(qtbot):
    known = [Row(uid=str(i), n=n) for i, n in enumerate([None, 2, None, 1])]
    view = RowView([Column("n", "N", lambda n: str(n or ""))], lambda: known, "Numbers")
    qtbot.addWidget(view)

    assert names(view) == ["1", "2", "", ""]


@given(st.lists(st.one_of(st.none(), st.integers(-9, 9)), max_size=12))
def test_sorting_is_pythons_order_of_what_is_known(qapp, values):
    known = [Row(uid=str(i), n=n) for i, n in enumerate(values)]
    view = RowView([Column("n", "N", str)], lambda: known, "Numbers")
    view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    shown = [n for n in names(view) if n != "None"]
    view.deleteLater()

    assert shown == [str(n) for n in sorted(n for n in values if n is not None)]


def test_several_records_can_be_chosen_and_the_row_is_then_none(view):
    view.choose("a", "b")

    assert sorted(view.uids()) == ["a", "b"]
    assert view.row() is None


def tip(view, row, column):
    at = view.visualRect(view.model().index(row, column)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    return QToolTip.text()


def test_a_cell_that_is_cut_is_told_whole_under_the_mouse(qtbot, view, rows):
    rows[0] = Row(uid="a", name="A name that is far too long for its column", n=0)
    view.refresh()
    view.fit(90)
    with qtbot.waitExposed(view):
        view.show()

    assert tip(view, 0, 0) == rows[0].name
    tip(view, 1, 0)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())

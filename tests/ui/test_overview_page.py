"""The overview says what waits and leads to it."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

import ui.pages.catalogue  # noqa: F401  (each page makes itself known)
from planner.model.followups import ActionFields
from planner.model.forecasts import ForecastFields
from planner.model.sessions import SessionFields
from ui.pages.overview_page import OverviewPage
from ui.theme.widgets import RowButton

TOMORROW = (date.today() + timedelta(days=1)).isoformat()
YESTERDAY = (date.today() - timedelta(days=1)).isoformat()


@pytest.fixture
def page(qtbot, bench):
    page = OverviewPage(bench)
    qtbot.addWidget(page)
    page.resize(1080, 700)
    with qtbot.waitExposed(page):
        page.show()
    return page


def add(store, *fields):
    with store.edit("fill") as edit:
        return [edit.add(one) for one in fields]


def test_an_empty_project_offers_ways_to_begin(qtbot, page, bench):
    assert page.first_steps.isVisible()
    assert not page.sessions.isVisible()
    new = next(b for b in page.first_steps.findChildren(QPushButton) if b.text() == "New session")

    with qtbot.waitSignal(bench.command_wanted) as got:
        qtbot.mouseClick(new, Qt.MouseButton.LeftButton)
    assert got.args == ["sessions", "new"]


def test_the_first_record_takes_the_place_of_the_first_steps(page, store):
    add(store, SessionFields(title="Data and trust"))

    assert not page.first_steps.isVisible()
    assert page.sessions.isVisible()


def test_a_row_leads_to_its_record(qtbot, page, store, bench):
    [uid] = add(
        store,
        SessionFields(
            title="Data and trust", starts_local=f"{TOMORROW}T11:00:00", zone="Europe/Brussels"
        ),
    )
    button = page.sessions.findChild(RowButton)
    assert "Data and trust" in button.accessibleName()

    with qtbot.waitSignal(bench.wanted) as got:
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert got.args == ["sessions", uid]


def test_the_greeting_names_what_waits(page, store):
    assert "Nothing waits" in page.greeting.text()
    add(store, ActionFields(text="Invite", due=YESTERDAY))

    assert "One thing waits" in page.greeting.text()
    assert page.waits.text() == "1 action is late"


def test_a_forecast_without_a_trial_says_so(page, store):
    add(store, SessionFields(title="x"), ForecastFields(name="f", origin=f"{YESTERDAY}T00:00:00"))

    assert "not been tried" in page.forecast.others.text()
    assert not page.forecast.figure.isVisible()


def test_the_figures_of_a_trial_come_as_n_of_n(page, store):
    lines = [
        {"name": "This forecast", "hits": 46, "incidents": 214},
        {"name": "Count map", "hits": 45, "incidents": 214},
        {"name": "Chance", "hits": 11, "incidents": 214},
    ]
    trial = {"origins": 26, "lines": lines, "against_count": {"verdict": "cannot tell"}}
    add(store, ForecastFields(name="f", origin="2026-06-01T00:00:00", summary={"trial": trial}))

    assert page.forecast.figure.text() == "46 of 214 caught"
    assert page.forecast.others.text() == (
        "in 26 tests on the past · Count map 45 · Chance 11 · cannot tell which is better"
    )


def test_cards_stand_below_each_other_where_room_is_scarce(qtbot, page, store):
    add(store, SessionFields(title="x"))
    page.resize(700, 700)
    qtbot.waitUntil(lambda: page.side.x() == page.sessions.x())
    assert page.side.y() > page.sessions.y()

    page.resize(1080, 700)
    qtbot.waitUntil(lambda: page.side.x() > page.sessions.x())

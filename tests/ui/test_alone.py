"""Work that has the store to itself leaves the window alive and can be stopped."""

import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from planner.model.contacts import PersonFields, PersonRow
from planner.ops import contacts
from planner.progress import Cancelled
from planner.store.store import Store
from ui.jobs.alone import Waiting, alone

ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"


@pytest.fixture
def other(store):
    """Return what can be called from another thread to make one edit."""
    return lambda: contacts.add_person(store, PersonFields(name="Ada"))


def waiting():
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, Waiting))


def test_edits_of_the_work_are_told_in_the_thread_of_the_window(qtbot, store, other):
    told = []
    store.on_edit.append(lambda edited: told.append((edited.kinds, threading.current_thread())))

    uid = alone(store, "Adding", other)

    assert store.row(PersonRow, uid)
    assert told == [(frozenset({"person"}), threading.main_thread())]


def test_the_window_draws_on_while_work_goes_on(qtbot, store):
    ticks = []
    clock = QTimer(interval=10)
    clock.timeout.connect(lambda: ticks.append(1))
    clock.start()
    enough = threading.Event()

    def look():
        if len(ticks) > 50:
            enough.set()

    clock.timeout.connect(look)

    assert alone(store, "Waiting", lambda: enough.wait(30))


def test_stopped_work_takes_its_step_back(qtbot, store: Store):
    def work():
        def add_and_go_on(db):
            db.execute("INSERT INTO rep_actor VALUES (x'00', 'A', '', '')")
            db.execute(ENDLESS).fetchone()
            return ["person"]

        store.take_in("a copy", add_and_go_on)

    def press_stop():
        waiting().leave.click()

    before = store.revision
    QTimer.singleShot(700, press_stop)
    with pytest.raises(Cancelled):
        alone(store, "Bringing in", work)

    assert store.revision == before
    assert not store.connection().in_transaction
    actors = store.connection().execute("SELECT count(*) FROM rep_actor WHERE person_label = 'A'")
    assert actors.fetchone() == (0,)
    assert contacts.add_person(store, PersonFields(name="Later"))


def test_a_refusal_of_the_work_reaches_whoever_asked(qtbot, store):
    def refuse():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        alone(store, "Trying", refuse)


def test_jobs_that_read_meanwhile_wait_for_their_turn(qtbot, bench, store, other):
    begun, about_to_read, order = threading.Event(), threading.Event(), []

    def reading(_progress):
        assert begun.wait(20)
        about_to_read.set()
        contacts.list_persons(store)
        order.append("read")

    def work():
        begun.set()
        assert about_to_read.wait(20)
        for _again in range(20):  # time enough for a reader that does not wait
            other()
        order.append("written")

    bench.jobs.start("read", "Reading", reading)
    alone(store, "Adding", work)

    qtbot.waitUntil(lambda: not bench.jobs.busy)
    assert order == ["written", "read"]

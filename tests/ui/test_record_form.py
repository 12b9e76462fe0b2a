"""One form for every record, driven as a person drives it."""

from typing import Annotated

import pytest
from pydantic import BaseModel, Field
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from planner.model.kinds import Choice, Day, Json, Lines, Metres, Moment, Reference, Share, Zone
from ui.forms.record_form import RecordForm

Mood = Annotated[str, Choice(titles={"good": "well", "bad": "badly"})]


class VisitFields(BaseModel):
    title: str = Field("", min_length=1, title="Title")
    notes: Lines = Field("", title="Notes")
    reach: Metres = Field(400.0, gt=0, title="Reach")
    visits: int = Field(3, ge=0, title="Visits")
    part: Share = Field(0.05, gt=0, le=1, title="Part")
    on: Day = Field("", title="Day")
    starts: Moment = Field("", title="Starts")
    zone: Zone = Field("", title="Time zone")
    mood: Mood = Field("good", title="Mood")
    host: Annotated[str | None, Reference(target="person")] = Field(None, title="Host")
    open: bool = Field(False, title="Open")
    extra: Json = Field(default_factory=dict, title="Extra")


class VisitRow(VisitFields):
    uid: str


HOSTS = [("1", "Ada"), ("2", "Bela Bartok")]


@pytest.fixture
def form(qtbot):
    form = RecordForm(VisitFields, choices={"host": lambda: HOSTS})
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    form.show_record(VisitRow(uid="a", title="Visit", extra={"kept": 1}), seen=7)
    return form


def write(qtbot, form, name, text):
    """Replace the text of a box and leave it with Tab."""
    box = form.editor(name)
    box.setFocus()
    line = getattr(box, "lineEdit", lambda: box)()
    line.selectAll()
    qtbot.keyClicks(line, text) if text else line.clear()
    qtbot.keyClick(line, Qt.Key.Key_Tab)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("title", "Second visit", "Second visit"),
        ("reach", "250.5", 250.5),
        ("visits", "12", 12),
        ("part", "7.5", 0.075),
        ("on", "25 June 2026", "2026-06-25"),
        ("on", "2026-06-25", "2026-06-25"),
        ("on", "25.6.2026", "2026-06-25"),
        ("starts", "25 June 2026, 11:00", "2026-06-25T11:00:00"),
        ("starts", "2026-06-25T11:00", "2026-06-25T11:00:00"),
        ("starts", "25/6/2026 2:30 PM", "2026-06-25T14:30:00"),
        ("zone", "Europe/Brussels", "Europe/Brussels"),
        ("host", "bela bartok", "2"),
    ],
)
def test_leaving_a_box_sends_what_was_typed(qtbot, form, name, typed, value):
    with qtbot.waitSignal(form.field_finished) as got:
        write(qtbot, form, name, typed)

    assert got.args == [name, value]


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("title", "", "Write at least 1 character"),
        ("reach", "0", "Use a number above 0"),
        ("part", "150", "Use a number up to 1"),
        ("on", "31 June 2026", "Write the day like"),
        ("starts", "25 June 2026", "Write day and time like"),
        ("zone", "CEST", "Choose one of the list"),
        ("host", "Nobody", "Choose one of the list"),
    ],
)
def test_a_bad_value_is_explained_beside_its_box_and_not_sent(qtbot, form, name, typed, reason):
    with qtbot.assertNotEmitted(form.field_finished):
        write(qtbot, form, name, typed)

    assert reason in form.findChild(QLabel, f"{name}_problem").text()
    assert reason in form.editor(name).accessibleDescription()


def test_the_reason_goes_when_the_old_value_comes_back(qtbot, form):
    write(qtbot, form, "title", "")
    write(qtbot, form, "title", "Visit")

    assert form.findChild(QLabel, "title_problem").text() == ""


def test_leaving_a_box_untouched_sends_nothing(qtbot, form):
    with qtbot.assertNotEmitted(form.field_finished):
        for name in VisitFields.model_fields:
            if name != "extra":
                qtbot.keyClick(form.editor(name), Qt.Key.Key_Tab)


def test_another_record_first_sends_what_was_typed_into_this_one(qtbot, form):
    sent = []
    form.field_finished.connect(lambda *args: sent.append((form.record.uid, *args)))
    form.editor("title").setFocus()
    form.editor("title").setText("Half written")

    form.show_record(VisitRow(uid="b", title="Other"))

    assert sent == [("a", "title", "Half written")]
    assert form.editor("title").text() == "Other"


def test_news_about_the_same_record_does_not_touch_what_is_being_typed(qtbot, form):
    form.activateWindow()
    form.editor("title").setFocus()
    form.editor("title").setText("Half wri")

    form.show_record(VisitRow(uid="a", title="News", notes="New notes"), seen=8)

    assert form.editor("title").text() == "Half wri"
    assert form.editor("notes").toPlainText() == "New notes"
    assert form.seen == 7


def test_a_form_without_a_record_is_switched_off(form):
    form.show_record(None)

    assert not form.isEnabled()


def test_what_has_no_box_is_kept(form):
    assert form.values()["extra"] == {"kept": 1}
    assert form.findChild(QWidget, "extra") is None


def test_every_box_has_a_name_a_screen_reader_can_say(form):
    names = [form.editor(n).accessibleName() for n in VisitFields.model_fields if n != "extra"]

    assert names[:4] == ["Title", "Notes", "Reach", "Visits"]
    assert all(names)


def test_ctrl_z_goes_to_the_window_when_a_box_has_nothing_to_take_back(qtbot, form):
    taken = []
    QShortcut("Ctrl+Z", form, activated=lambda: taken.append(1))
    for name in ("title", "notes", "reach", "on", "zone"):
        form.activateWindow()
        form.editor(name).setFocus()
        before = len(taken)
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert len(taken) == before + 1, name

    form.editor("title").setFocus()
    qtbot.keyClicks(form.editor("title"), "abc")
    qtbot.keyClick(form.editor("title"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.editor("title").text() == "Visit"
    assert len(taken) == 5


def test_what_is_being_typed_counts_as_seen_when_it_was_begun(qtbot, form):
    """A colleague's text that came in meanwhile was not on screen: it must not be replaced."""
    box = form.editor("title")
    box.setFocus()
    qtbot.keyClicks(box, "x")

    form.show_record(VisitRow(uid="a", title="Colleague's title"), seen=9)

    assert form.seen == 7
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    form.show_record(VisitRow(uid="a", title="Mine"), seen=10)
    assert form.seen == 10


def test_a_mark_stands_below_the_box_of_its_field(form):
    form.show_marks({"title": "Withheld by the sender."})

    assert form.findChild(QLabel, "title_mark").text() == "Withheld by the sender."
    assert form.findChild(QLabel, "title_mark").isVisible()
    form.show_marks({})
    assert not form.findChild(QLabel, "title_mark").isVisible()


def test_a_long_line_shows_its_beginning(qtbot, form):
    form.show_record(VisitRow(uid="b", title="A long title that does not fit. " * 9))

    assert form.editor("title").cursorPosition() == 0

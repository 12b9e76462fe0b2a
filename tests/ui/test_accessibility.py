"""Every page can be used without a mouse and read aloud."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import ui.pages.catalogue  # noqa: F401  (each page makes itself known)
from planner.model.contacts import PersonFields
from planner.model.followups import ActionFields
from planner.model.sessions import ParticipationFields, QuestionFields, SessionFields
from ui.shell.about import AboutDialog, KeysDialog
from ui.shell.finder import Entry, Finder
from ui.shell.mishap import MishapDialog
from ui.shell.page import PAGES, offers
from ui.shell.places import PLACES
from ui.shell.welcome import Welcome
from ui.shell.window import Window
from ui.theme.palette import CONTRAST, DARK, LIGHT, TONES, on_tint, qt_palette
from ui.theme.theme import Theme

MOST_TABS = 400
ENOUGH = 4.5


@pytest.fixture
def filled(store):
    """A project with a little of everything that has to do with people."""
    with store.edit("fill") as edit:
        person = edit.add(PersonFields(name="Ada", retain_until="2020-01-01"))
        session = edit.add(SessionFields(title="Data and trust"))
        edit.add(ParticipationFields(session=session, person=person))
        edit.add(QuestionFields(session=session, text="Who decides?"))
        edit.add(ActionFields(text="Invite the speaker", due="2020-01-01"))
    return store


def fails(widget):
    """Return the focusable parts of `widget` that say nothing to a screen reader."""
    return [
        f"{type(part).__name__} {part.objectName()!r}"
        for part in focusable(widget)
        if not QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name).strip()
    ]


def focusable(widget):
    return [
        part
        for part in [widget, *widget.findChildren(QWidget)]
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.isVisibleTo(widget)
        and part.isEnabled()
        and part.focusProxy() is None
    ]


def reached_by_tab(widget):
    """Press Tab until the ring closes; return the parts that had the focus."""
    seen = []
    for _press in range(MOST_TABS):
        part = QApplication.focusWidget()
        if part in seen:
            break
        seen.append(part)
        QTest.keyClick(part or widget, Qt.Key.Key_Tab)
    return seen


@pytest.fixture(params=PAGES)
def page(request, qtbot, bench, filled):
    page = PAGES[request.param](bench)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.resize(1080, 720)
        page.show()
    page.activateWindow()
    return page


def test_every_place_of_the_navigation_has_its_page():
    assert [place.name for place in PLACES if place.name not in PAGES] == []


def test_whatever_takes_the_focus_has_a_name(page):
    assert fails(page) == []


def test_tab_reaches_every_box_and_button(qtbot, page):
    parts = focusable(page)
    if not parts:
        pytest.skip("this page has nothing to reach")
    parts[0].setFocus()
    missed = set(parts) - set(reached_by_tab(page))

    assert {f"{type(part).__name__} {part.accessibleName()!r}" for part in missed} == set()


def test_every_page_offers_its_commands_in_words(page):
    for name, offer in offers(type(page)).items():
        assert callable(getattr(page, name))
        assert offer.text[0].isupper()


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
def test_every_page_can_be_drawn_in_every_look(page, look):
    Theme.of_app().wish(look)

    image = page.grab().toImage()
    assert len({image.pixel(x, y) for x in range(0, 1080, 9) for y in range(0, 720, 9)}) > 3


@pytest.mark.parametrize(
    "make",
    [
        AboutDialog,
        lambda: MishapDialog("details"),
        lambda: Finder([Entry("Go", "", "play", print)]),
        lambda: KeysDialog({}),
        Welcome,
    ],
)
def test_dialogs_say_what_they_hold(qtbot, make):
    dialog = make()
    if not isinstance(dialog, QDialog):
        qtbot.addWidget(dialog)
    dialog.show()

    assert fails(dialog) == []
    dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_frame_says_what_it_holds(qtbot):
    window = Window(Theme.of_app())
    qtbot.addWidget(window)
    window.show()

    assert fails(window) == []


def luminance(colour):
    channel = [c / 255 for c in (colour.red(), colour.green(), colour.blue())]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channel]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Return the contrast ratio of two colours as WCAG 2.2 defines it."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_measure_of_contrast_gives_the_published_extremes(qapp):
    colours = qt_palette(CONTRAST)

    assert contrast(colours.base().color(), colours.text().color()) == pytest.approx(21)


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST])
def test_text_can_be_read_on_its_ground(tokens):
    pairs = {
        *(
            (text, ground)
            for text in (tokens.text, tokens.secondary)
            for ground in (tokens.panel, tokens.window)
        ),
        *(on_tint(tokens, tone) for tone in TONES),
        (tokens.accent, tokens.panel),
        (tokens.accent, tokens.accent_tint),
        (tokens.text, tokens.accent_tint),
        (tokens.on_accent, tokens.accent),
        (tokens.stop, tokens.panel),
    }
    dim = {pair for pair in pairs if contrast(*map(QColor, pair)) < ENOUGH}

    assert dim == set()

"""The app tests itself without a screen: every page, one edit in each part, save, reopen.

This is what a packaged app is judged by. It works on a sample project in a
folder of its own and leaves nothing behind.
"""

import faulthandler
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np
from PySide6.QtGui import QPixmap

from planner.errors import UserError
from planner.model.forecasts import ForecastFields
from planner.ops import assessments, datasets, forecasts, project, sessions
from planner.progress import Silent
from planner.sample import new_sample
from planner.store.store import Store
from planner.texts import _
from ui.app import begin, start
from ui.jobs.stillness import wait_until_still
from ui.shell.places import PLACES
from ui.shell.window import Window

LONGEST_S = 600
SHADES = 8  # with fewer different colours than this, a page is blank
WORDS = "self-test"
UNLOCKS = "words for the self-test"

Check = Callable[[Store], bool]


class SelfTestError(UserError):
    """The app does not do what it should on this computer."""

    code = "self_test"
    exit_code = 1

    def __init__(self, why: str) -> None:
        super().__init__(
            _("The app failed its own test."),
            why,
            _("Install it again, or send this message to the maintainers."),
        )


@dataclass
class Report:
    """What worked, and how long each part took."""

    pages: list[str] = field(default_factory=list)
    edits: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        began = perf_counter()
        yield
        self.seconds[part] = round(perf_counter() - began, 3)


def run() -> Report:
    """Run the test and return what worked; `SelfTestError` says what did not."""
    faulthandler.dump_traceback_later(LONGEST_S, exit=True)
    before = dict(os.environ)
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            os.environ.update(QT_QPA_PLATFORM="offscreen", USP_HOME=home)
            return _go_through(Path(home) / "sample.usp")
    finally:
        os.environ.clear()
        os.environ.update(before)
        faulthandler.cancel_dump_traceback_later()


def _go_through(file: Path) -> Report:
    report = Report()
    with report.timed("sample"):
        new_sample(file).close()
    with report.timed("start"):
        _app, window = start(["planner"])
        mishaps: list[str] = []
        window.mishaps.happened.connect(mishaps.append)
        window.mishaps.catch_all()
        window.show()
        begin(window, file)
        wait_until_still()
    _look_at_pages(window, report)
    _edit_and_reopen(window, file, report)
    _protect_and_reopen(window, file, report)
    require(window.close(), "The window did not close.")
    require(not mishaps, "\n".join(mishaps))
    return report


def _look_at_pages(window: Window, report: Report) -> None:
    for place in PLACES:
        with report.timed(place.name):
            window.stage_page(place.name)
            require(wait_until_still(), f"The page {place.name} did not come to rest.")
        page = window.stage.page()
        require(page is not None and page.name == place.name, f"There is no page {place.name}.")
        require(shades(window.stage.grab()) >= SHADES, f"The page {place.name} is blank.")
        report.pages.append(place.name)


def _edit_and_reopen(window: Window, file: Path, report: Report) -> None:
    with report.timed("edits"):
        store = _open_store(window)
        checks = {part: edit(store) for part, edit in EDITS.items()}
        wait_until_still()
    with report.timed("save"):
        require(window.desk.save() and window.desk.close(), "The project was not saved.")
    with report.timed("reopen"):
        window.desk.open(file)
        store = _open_store(window)
    for part, is_there in checks.items():
        require(is_there(store), f"The edit in {part} was lost.")
        report.edits.append(part)
    require(not window.desk.unsaved, "Opening the project changed it.")


def _protect_and_reopen(window: Window, file: Path, report: Report) -> None:
    """Protect the project; it is unreadable on the disk and opens with its passphrase."""
    with report.timed("protection"):
        title = project.info(_open_store(window)).title
        require(wait_until_still(), "The reopened project did not come to rest.")
        window.desk.protect(UNLOCKS)
        require(window.desk.protected, "The project was not protected.")
        require(wait_until_still() and window.desk.close(), "The project was not closed.")
        require(title.encode() not in file.read_bytes(), "The protected file can be read.")
        window.desk.protector.ask = lambda _words, unlock: unlock(UNLOCKS)
        window.desk.open(file)
        again = project.info(_open_store(window))
    require(again.protected and again.title == title, "The protected project was not opened.")
    report.edits.append("protection")


def _open_store(window: Window) -> Store:
    if window.desk.work is None:
        raise SelfTestError("The sample project was not opened.")
    return window.desk.work.store


def _retitle_a_session(store: Store) -> Check:
    uid = sessions.list_sessions(store)[0].uid
    sessions.change_session(store, uid, subtitle=WORDS)
    return lambda again: sessions.session(again, uid).subtitle == WORDS


def _issue_a_forecast(store: Store) -> Check:
    data = datasets.list_datasets(store)[0]
    incidents = datasets.incidents(store, data)
    areas = datasets.areas(store, datasets.list_area_sets(store)[0], data.crs)
    cells = forecasts.study_cells("square", 1000.0, areas, incidents)
    method = forecasts.configured("kde", {})
    origin = np.datetime64(data.last_day)
    made = forecasts.forecast(method, incidents, cells, (origin, 7.0), Silent())
    fields = ForecastFields(name=WORDS, method="kde", origin=data.last_day, dataset=data.uid)
    uid = forecasts.issue(store, fields, made)

    def is_there(again: Store) -> bool:
        row = next(row for row in forecasts.list_forecasts(again) if row.uid == uid)
        return bool(np.array_equal(forecasts.kept_cells(again, row).rank, made.rank))

    return is_there


def _answer_an_item(store: Store) -> Check:
    uid = assessments.list_assessments(store)[0].uid
    item = assessments.assessed(store, uid).checklist.items[0].id
    assessments.answer(store, uid, item, note=WORDS)
    return lambda again: assessments.assessed(again, uid).answers[item].note == WORDS


EDITS: dict[str, Callable[[Store], Check]] = {
    "sessions": _retitle_a_session,
    "hotspots": _issue_a_forecast,
    "assessments": _answer_an_item,
}


def shades(picture: QPixmap) -> int:
    small = picture.scaled(100, 100).toImage()
    return len({small.pixel(x, y) for x in range(100) for y in range(100)})


def require(holds: bool, why: str) -> None:
    if not holds:
        raise SelfTestError(why)

"""The window: bars, navigation and the page, and what its menus do."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from planner.errors import UserError
from planner.texts import _
from ui.jobs.job_bar import JobBar
from ui.jobs.runner import Job, JobRunner
from ui.shell import memory
from ui.shell.bars import StatusBar, TopBar
from ui.shell.desk import SUFFIX, Desk
from ui.shell.finder import Finder
from ui.shell.findings import everything
from ui.shell.menus import Menus, readers
from ui.shell.mishap import Mishaps
from ui.shell.navigation import Navigation
from ui.shell.notices import Notices
from ui.shell.stage import Stage
from ui.shell.welcome import Welcome
from ui.shell.workbench import Workbench
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from planner.store.store import Store

APP_TITLE = "Urban Security Planner"
FIRST_SIZE = (1360, 860)
ROOM_FOR_FRAME = 0.96
CLOSE_AGAIN_MS = 50
SMALLEST = (960, 560)


class Window(QMainWindow):
    """The frame around the pages. `painted` is sent once, after the first paint."""

    painted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.mishaps = Mishaps(self)
        self.notices, self.status, self.jobs = Notices(), StatusBar(), JobBar()
        self.top, self.navigation, self.welcome = TopBar(), Navigation(), Welcome()
        self.stage = Stage(self.welcome)
        self.desk = Desk(self.notices, self)
        self.bench: Workbench | None = None
        self._painted = False
        self.menus = Menus(self, self._on_page, self._import, self.stage_page, self.desk.open)
        self._lay_out()
        self._connect()
        self._show_project()
        self.setAcceptDrops(True)
        self.resize(self.screen().availableSize().boundedTo(QSize(*FIRST_SIZE)) * ROOM_FOR_FRAME)
        memory.restore(self)
        self.navigation.setFocus()

    # What the menus do, by the names in `actions`.

    def new_project(self) -> None:
        self.desk.new()

    def open_sample(self) -> None:
        self.welcome.wait(_("Opening the sample project…"))
        self.desk.open_sample()

    def open_project(self) -> None:
        self.desk.ask_and_open()

    def save(self) -> None:
        self.desk.save()

    def save_as(self) -> None:
        self.desk.save_as()

    def protect(self) -> None:
        self.desk.ask_to_protect()

    def close_project(self) -> None:
        self.desk.close()

    def quit(self) -> None:
        self.close()

    def import_file(self) -> None:
        """Ask for any file that some page can read, and let that page read it."""
        endings = sorted({ending for *_names, offer in readers() for ending in offer.endings})
        if path := self.desk.files.open(_("Import a file"), _("Files we can read"), endings):
            self.take_file(path)

    def undo(self) -> None:
        self._turn("undo")

    def redo(self) -> None:
        self._turn("redo")

    def find_anything(self) -> None:
        finder = Finder(everything(self), self)
        finder.move(self.mapToGlobal(self.rect().center()) - finder.rect().center())
        finder.open()

    def full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def show_keys(self) -> None:
        from ui.shell.about import KeysDialog

        KeysDialog(self.menus.of, self).open()

    def show_about(self) -> None:
        from ui.shell.about import AboutDialog

        AboutDialog(self).open()

    # What pages, files and people ask for.

    def stage_page(self, name: str, uid: str = "") -> None:
        """Show a page and, on it, a record."""
        if self.stage.show_page(name, uid):
            self.navigation.show_place(name)

    def run_command(self, page: str, name: str) -> None:
        """Go to a page and have it do something it offers."""
        self.stage_page(page)
        if any((page, name) == (p, n) for p, n, _offer in readers()):
            self._import(page, name)
        else:
            self._on_page(name)

    def take_file(self, path: Path) -> None:
        """Open a project file, or import what some page knows how to read."""
        if path.suffix.lower() == SUFFIX and not self._is_copy(path):
            self.desk.open(path)
            return
        for page, name, offer in readers():
            if path.suffix.lower() in offer.endings and self.bench:
                self._import(page, name, path)
                return
        self.notices.refuse(
            UserError(
                _("Nothing was imported."),
                _("No part of the app reads files that end in {ending}.").format(
                    ending=path.suffix or path.name
                )
                if self.bench
                else _("No project is open."),
                _("Open a project, or choose another file."),
            )
        )

    def _is_copy(self, path: Path) -> bool:
        """Say whether a file is another copy of the open project, to be brought into it."""
        from planner.ops import exchange

        work = self.desk.work
        if self.bench is None or work is None or work.target == path.absolute():
            return False
        return exchange.is_copy(self.bench.store, path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.take_file(Path(url.toLocalFile()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when the project is closed; work that is not saved is kept.

        A file that is being written is written to its end first.
        """
        if JobRunner.held():
            event.ignore()
            QTimer.singleShot(CLOSE_AGAIN_MS, self, self.close)
        elif self.desk.close():
            self.desk.loading.close()
            memory.keep(self)
            event.accept()
        else:
            event.ignore()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        notices = QVBoxLayout()
        notices.setContentsMargins(24, 8, 24, 0)
        notices.addWidget(self.notices)
        right.addLayout(notices)
        right.addWidget(self.stage, 1)
        right.addWidget(self.jobs)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(right, 1)
        frame = QWidget()
        frame.setObjectName("page_frame")
        whole = QVBoxLayout(frame)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addLayout(middle, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(frame)
        self.setMinimumSize(*SMALLEST)

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.stage_page)
        self.top.search_wanted.connect(self.find_anything)
        self.stage.page_shown.connect(lambda _name: self._page_shown())
        self.desk.opened.connect(self._begin)
        self.desk.closing.connect(self._end)
        self.desk.changed.connect(self._show_project)
        self.welcome.new_wanted.connect(self.new_project)
        self.welcome.open_wanted.connect(self.open_project)
        self.welcome.sample_wanted.connect(self.open_sample)
        self.desk.loading.started.connect(self._watch)
        self.jobs.watch(self.desk.loading)
        self.welcome.file_wanted.connect(self.desk.open)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _begin(self, store: "Store") -> None:
        """Put a workbench under the pages for the project that was opened."""
        bench = self.bench = Workbench(store, self)
        bench.refused.connect(self.notices.refuse)
        bench.noticed.connect(self.notices.result)
        bench.wanted.connect(self.stage_page)
        bench.command_wanted.connect(self.run_command)
        bench.changed.connect(self._show_counts)
        bench.undo_state_changed.connect(self._show_project)
        bench.jobs.started.connect(self._watch)
        self.jobs.watch(bench.jobs)
        self.stage.begin(bench)
        self._show_counts()
        self.stage_page("overview")
        self.navigation.setEnabled(True)
        self.navigation.setFocus()

    def _end(self) -> None:
        if self.bench:
            self.stage.end()
            self.bench.close()
            self.bench.deleteLater()
            self.bench = None
            self.navigation.show_counts({})
            self.notices.clear()

    def _watch(self, job: Job) -> None:
        job.refused.connect(self.notices.refuse)
        job.broke.connect(self.mishaps.show)
        job.ended.connect(lambda: self.welcome.wait(""))

    def _page_shown(self) -> None:
        self.menus.show_page(self.stage.page())
        self.status.say(_("Saved as you type · Ctrl+Z takes the last step back"))

    def _show_counts(self, *_kinds: object) -> None:
        from planner.ops import overview

        if self.bench:
            self.navigation.show_counts(overview.counts(self.bench.store))

    def _show_project(self) -> None:
        """Write in every place which project this is and how it stands."""
        from_store: Any = self.bench.store if self.bench else None
        title = self._title()
        self.top.show_project(title, self.desk.state())
        self.setWindowTitle(f"{title}[*] – {APP_TITLE}" if title else APP_TITLE)
        self.setWindowModified(self.desk.unsaved)
        self.navigation.setEnabled(self.bench is not None)
        self.menus.show_project(is_open=self.bench is not None, protected=self.desk.protected)
        self.menus.show_undo(
            from_store.undo_label if from_store else None,
            from_store.redo_label if from_store else None,
        )
        if self.bench is None:
            self.menus.show_page(None)
            self.welcome.show_files(memory.recent_files())

    def _title(self) -> str:
        if self.bench is None:
            return ""
        from planner.ops import project

        return project.project(self.bench.store).title or _("Project without a title")

    def _turn(self, way: str) -> None:
        if self.bench:
            store = self.bench.store
            label = store.undo_label if way == "undo" else store.redo_label
            self.bench.do(lambda _store: getattr(store, way)())
            words = _("Taken back: {step}") if way == "undo" else _("Done again: {step}")
            self.status.say(words.format(step=label))

    def _on_page(self, name: str) -> None:
        page = self.stage.page()
        if page is not None:
            getattr(page, name)()

    def _import(self, page: str, name: str, path: Path | None = None) -> None:
        """Have a page import a file; ask which one if none is given."""
        offer = next(o for p, n, o in readers() if (p, n) == (page, name))
        path = path or self.desk.files.open(_(offer.text), _(offer.text), offer.endings)
        if path:
            self.stage_page(page)
            getattr(self.stage.page(), name)(path)

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        """Let the Delete key delete records only from a list, never from within a form.

        When what had the focus goes away, Qt gives it to the top bar or to
        nobody; it belongs to the navigation, from where Tab leads into the page.
        """
        self.menus.of["remove"].setShortcut("Del" if isinstance(now, QAbstractItemView) else "")
        if old is not None and now in (None, self.top.search):
            QTimer.singleShot(0, self, lambda: self._take_focus_back(old))

    def _take_focus_back(self, old: QWidget) -> None:
        gone = not isValid(old) or not old.isVisible() or not old.isEnabled()
        lost = QApplication.focusWidget() in (None, self.top.search)
        if gone and lost and self.isActiveWindow():
            self.navigation.setFocus()

"""Where pages stand: each is built when it is first shown, and kept."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.shell.page import PAGES, Page
from ui.shell.workbench import Workbench


class Stage(QStackedWidget):
    """Shows one page of the open project, or `idle` while none is open."""

    page_shown = Signal(str)

    def __init__(self, idle: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench: Workbench | None = None
        self._built: dict[str, Page] = {}
        self.addWidget(idle)

    def begin(self, bench: Workbench) -> None:
        self._bench = bench

    def end(self) -> None:
        """Drop all pages of the project that is being closed."""
        for page in self._built.values():
            self.removeWidget(page)
            page.deleteLater()
        self._built.clear()
        self._bench = None
        self.setCurrentIndex(0)

    def page(self) -> Page | None:
        """Return the page that is shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def show_page(self, name: str, uid: str = "") -> Page | None:
        """Show a page and, on it, the record `uid`."""
        if self._bench is None or name not in PAGES:
            return None
        if name not in self._built:
            self._built[name] = PAGES[name](self._bench)
            self.addWidget(self._built[name])
        page = self._built[name]
        self.setCurrentWidget(page)
        if uid:
            page.show_record(uid)
        self.page_shown.emit(name)
        return page

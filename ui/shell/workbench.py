"""What a page is given: the open file, the jobs, and one way to act on them."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from planner.errors import UserError
from ui.jobs.runner import JobRunner
from ui.shell.files import FileChooser


class Workbench(QObject):
    """Shared by all pages of one open project. It knows no page.

    Attributes
    ----------
    store : Store
        To read; only operations write.
    jobs : JobRunner
        ``jobs.start(slot, title, work)`` runs ``work(progress)`` off this
        thread. Its refusals and breakdowns are shown by the window.
    files : FileChooser
        Asks for a file.
    window : QWidget or None
        The parent of a dialog.
    """

    changed = Signal(frozenset)
    undo_state_changed = Signal()
    refused = Signal(UserError)
    noticed = Signal(str)
    wanted = Signal(str, str)
    command_wanted = Signal(str, str)

    def __init__(self, store: Any, window: QWidget | None = None) -> None:
        super().__init__(window)
        self.store = store
        self.window = window
        self.jobs = JobRunner(self)
        self.files = FileChooser(window)
        store.on_edit.append(self._pass_on)

    def do(self, operation: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """Run ``operation(store, ...)``; if it is refused, say so and return None."""
        try:
            return operation(self.store, *args, **values)
        except UserError as error:
            self.refused.emit(error)
            return None

    def notify(self, text: str) -> None:
        """Say a result in the bar above the page; it stops nobody."""
        self.noticed.emit(text)

    def go_to(self, page: str, uid: str = "") -> None:
        """Show the page of that name and, on it, the record `uid`."""
        self.wanted.emit(page, uid)

    def run(self, page: str, command: str) -> None:
        """Show the page of that name and have it do one of the things it offers."""
        self.command_wanted.emit(page, command)

    def close(self) -> None:
        """Let go of the project: stop all jobs, listen no longer."""
        self.jobs.close()
        self.store.on_edit.remove(self._pass_on)

    def _pass_on(self, edited: Any) -> None:
        self.changed.emit(edited.kinds)
        self.undo_state_changed.emit()

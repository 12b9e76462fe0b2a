"""What our own mistakes look like: what happened, what is safe, how to tell us."""

import logging
import platform
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from planner.log import where
from planner.paths import log_file
from planner.texts import _
from ui.theme.widgets import Caption, Heading, Words, row

log = logging.getLogger(__name__)


class MishapDialog(QDialog):
    """Says that it was our mistake and that nothing is lost. It blocks nothing."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("A mistake of ours"))
        self.setMinimumWidth(560)
        self.details = QPlainTextEdit(details, readOnly=True)
        self.details.setAccessibleName(_("Details"))
        self.details.setTabChangesFocus(True)
        copy = QPushButton(_("&Copy details"))
        copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.details.toPlainText())
        )
        folder = QPushButton(_("Show the &log file"))
        folder.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file().parent)))
        )
        close = QPushButton(_("Go on working"), default=True)
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addWidget(Heading(_("The app made a mistake"), wrap=True))
        column.addWidget(
            Words(
                _(
                    "What you were just doing may not have happened. Everything before it is"
                    " safe: each change is kept on this computer the moment it is made. You can"
                    " go on, or save and start the app again."
                )
            )
        )
        column.addWidget(self.details, 1)
        column.addWidget(
            Caption(
                _("The details hold no names and no contents. Log file: {path}").format(
                    path=log_file()
                ),
                wrap=True,
            )
        )
        column.addLayout(row(copy, folder, None, close))


class Mishaps(QObject):
    """Catches what nobody else caught, in slots and in threads, and shows it once."""

    happened = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._open: MishapDialog | None = None
        self.happened.connect(self._open_dialog, Qt.ConnectionType.QueuedConnection)

    def catch_all(self) -> None:
        """Take the place of Python's own last words."""
        sys.excepthook = self._from_slot
        threading.excepthook = self._from_thread

    def report(self, error: BaseException) -> None:
        """Log `error` and show it, from any thread."""
        log.critical("unexpected", exc_info=error)
        self.show(error)

    def show(self, error: BaseException) -> None:
        """Show what has been logged already."""
        self.happened.emit(f"{_about()}\n\n{where(error)}")

    def _from_slot(
        self,
        _type: type[BaseException],
        error: BaseException,
        frames: TracebackType | None,
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(type(error), error, frames)
            return
        self.report(error)

    def _from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value)

    def _open_dialog(self, details: str) -> None:
        if self._open is not None:
            self._open.details.appendPlainText("\n" + details)
            return
        self._open = MishapDialog(details, self._window)
        self._open.destroyed.connect(self._forget)
        self._open.show()

    def _forget(self) -> None:
        self._open = None


def _about() -> str:
    from planner.store.files import app_version

    app = f"Urban Security Planner {app_version()}"
    return f"{app}, Python {platform.python_version()}, {platform.platform()}"

"""Work on the open project that takes a while: off the GUI thread, while all else waits.

A `Job` reads by itself and may run beside anything. This work uses the store,
which one thread at a time may do, so nobody can edit until it is over, and
what jobs have found meanwhile is told afterwards.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from planner.progress import Cancelled
from planner.texts import _
from ui.jobs.runner import LOOK_EVERY_MS, JobRunner
from ui.theme.widgets import Words, row

SHOWN_AFTER_MS = 300


class Waiting(QDialog):
    """Says that work goes on; it stays until that is over, and can ask for a `stop`."""

    def __init__(self, words: str, stop: Callable[[], None] | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("One moment"))
        self.setModal(True)
        self._stop = stop
        moving = QProgressBar(maximum=0, textVisible=False)
        moving.setAccessibleName(words)
        self.leave = QPushButton(_("&Stop"))
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.reject)
        self.leave.setVisible(stop is not None)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.setSpacing(12)
        whole.addWidget(Words(words))
        whole.addWidget(moving)
        whole.addLayout(row(None, self.leave))
        self.setMinimumWidth(360)

    def reject(self) -> None:
        """Ask for a stop; the window leaves only when the work has."""
        if self._stop:
            self._stop()


def alone(
    store: Any,
    words: str,
    work: Callable[[], Any],
    parent: QWidget | None = None,
    *,
    can_stop: bool = True,
) -> Any:
    """Return what `work` returns or raise what it raises; the window draws on meanwhile.

    What a person types or clicks waits at first. Work that takes longer says so
    with `words`, and unless it does more than one step it can be stopped: then
    its step on the project is taken back. Edits are told to listeners
    afterwards, in this thread.

    Raises
    ------
    Cancelled
        Somebody stopped the work, and it did not finish.
    """
    asked: list[bool] = []

    def stop() -> None:
        asked.append(True)
        store.interrupt()

    with (
        JobRunner.holding(),
        ThreadPoolExecutor(1, thread_name_prefix="alone") as pool,
        store.telling_later(),
    ):
        future = pool.submit(_in_turn, store, work)
        _wait(future, words, stop if can_stop else None, parent)
    error = future.exception()
    if error is not None and asked:
        raise Cancelled from error
    return future.result()


def _in_turn(store: Any, work: Callable[[], Any]) -> Any:
    """Do `work` while no job reads: a file cannot be written under a reader's eyes."""
    with store.turn():
        return work()


def _wait(
    future: Future[Any], words: str, stop: Callable[[], None] | None, parent: QWidget | None
) -> None:
    loop, clock = QEventLoop(), QTimer(interval=LOOK_EVERY_MS)
    clock.timeout.connect(lambda: loop.quit() if future.done() else None)
    soon = QTimer(singleShot=True, interval=SHOWN_AFTER_MS)
    soon.timeout.connect(loop.quit)
    clock.start()
    soon.start()
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    soon.stop()
    if future.done():
        return
    waiting = Waiting(words, stop, parent)
    waiting.show()
    loop.exec()
    waiting.hide()
    waiting.deleteLater()

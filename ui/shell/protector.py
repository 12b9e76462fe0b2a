"""What the desk does about passphrases: ask for them, set them, and see to the backups."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from planner.errors import UserError
from planner.progress import Progress
from planner.texts import _, plural
from ui.jobs.alone import alone
from ui.jobs.runner import JobRunner
from ui.shell.notices import Notices
from ui.shell.unlock import unlocked

if TYPE_CHECKING:
    from planner.store.connect import FileKey
    from planner.store.working_copy import WorkingCopy


class BusyError(UserError):
    """Something else still reads the project."""

    def __init__(self) -> None:
        super().__init__(
            _("The passphrase was not changed."),
            _("Some work on the project is still running."),
            _("Wait until it is done, or stop it, and try again."),
        )


class Protector:
    """Asks over a window, works in the jobs of the desk."""

    def __init__(self, notices: Notices, window: QWidget, jobs: JobRunner) -> None:
        self._notices = notices
        self._window = window
        self._jobs = jobs
        self.ask: Callable[[str, Callable[[str], Any]], Any] = partial(unlocked, parent=window)

    def unlock(self, locked: Path, name: str) -> "FileKey | None":
        """Ask for the passphrase of the file `locked`, which people know as `name`."""
        from planner.ops import protection

        words = _("{name} is protected with a passphrase.").format(name=name)
        found: FileKey | None = self.ask(words, lambda text: protection.key_of(locked, text))
        return found

    def unlock_words(self, locked: Path, words: str) -> str:
        """Ask, in `words`, for the passphrase of a file; return it, or nothing if cancelled."""
        from planner.ops import protection

        def fitting(text: str) -> str:
            protection.key_of(locked, text)
            return text

        return self.ask(words, fitting) or ""

    def set(self, work: "WorkingCopy", passphrase: str) -> bool:
        """Protect the project, change the passphrase, or take it away if it is empty."""
        from planner.ops import protection

        before = work.store.key
        try:
            if JobRunner.any_busy():
                raise BusyError
            change = partial(protection.protect, work, passphrase)
            words = _("This takes a moment.")
            do = change if passphrase else partial(protection.unprotect, work)
            alone(work.store, words, do, self._window, can_stop=False)
        except UserError as error:
            self._notices.refuse(error)
            return False
        self._notices.result(
            _("The project is protected. It opens with its passphrase only.")
            if work.store.key
            else _("The project is not protected any more.")
        )
        self._rewrite(protection.other_backups(work.store), before, work.store.key)
        return True

    def look_at_backups(self, work: "WorkingCopy") -> None:
        """Say which backups of a protected project anybody can read."""
        from planner.ops import protection

        found = protection.plain_backups(work.store)
        if not found:
            return
        notice = self._notices.tell(
            plural(
                "{n} backup of this project is not protected: whoever uses this computer can"
                " read it.",
                "{n} backups of this project are not protected: whoever uses this computer can"
                " read them.",
                len(found),
            )
        )
        notice.offer(_("Protect them"), partial(self._rewrite, found, None, work.store.key))
        notice.offer(_("Delete them"), partial(protection.delete_backups, found))

    def _rewrite(self, found: list[Path], before: "FileKey | None", key: "FileKey | None") -> None:
        """Write backups anew under `key`, in a job."""
        from planner.ops import protection

        if not found:
            return

        def work(progress: Progress) -> list[Path]:
            return protection.protect_backups(found, before, key, progress)

        job = self._jobs.start("backups", _("Backups"), work)
        job.done.connect(self._say_left)

    def _say_left(self, left: list[Path]) -> None:
        from planner.ops import protection

        if not left:
            return
        notice = self._notices.tell(
            plural(
                "{n} backup stays as it is: it is damaged, or opens with an earlier passphrase.",
                "{n} backups stay as they are: they are damaged, or open with an earlier"
                " passphrase.",
                len(left),
            )
        )
        notice.offer(_("Delete them"), partial(protection.delete_backups, left))

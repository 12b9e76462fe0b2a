"""The project on the desk: open, save and close it, and lose nothing on the way."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from planner.errors import UserError
from planner.progress import Cancelled, Progress
from planner.texts import _, plural
from ui.jobs.alone import alone
from ui.jobs.runner import JobRunner
from ui.shell import memory
from ui.shell.files import FileChooser
from ui.shell.mender import Mender
from ui.shell.notices import Notice, Notices
from ui.shell.protector import Protector

if TYPE_CHECKING:
    from planner.store.connect import FileKey
    from planner.store.working_copy import Unsaved, WorkingCopy

SUFFIX = ".usp"
SAVE, KEEP, STAY = "save", "keep", "stay"


class Desk(QObject):
    """Holds at most one open project.

    `opened` hands out its store; `closing` comes before the store is closed.
    `changed` is sent when the name or the saved state may have changed.
    """

    opened = Signal(object)
    closing = Signal()
    changed = Signal()

    def __init__(self, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._notices = notices
        self.files = FileChooser(window)
        self.loading = JobRunner(self)
        self.protector = Protector(notices, window, self.loading)
        self._mender = Mender(notices, self.loading, self.open)
        self.ask_to_save: Callable[[], str] = self._ask_to_save
        self.work: WorkingCopy | None = None
        self._saved_at = ""

    @property
    def unsaved(self) -> bool:
        return self.work is not None and self.work.unsaved

    @property
    def protected(self) -> bool:
        return self.work is not None and self.work.store.key is not None

    @property
    def name(self) -> str:
        """Return the name of the file, or words for its absence."""
        if self.work is None or self.work.target is None:
            return _("not in a file yet")
        return self.work.target.name

    def state(self) -> str:
        """Say in words whether the file holds all there is."""
        if self.work is None:
            return ""
        name = self.name
        if self.protected:
            name = _("{file} · protected").format(file=name)
        if self.unsaved:
            return _("{file} · changes not saved yet").format(file=name)
        if self._saved_at:
            return _("{file} · saved {time}").format(file=name, time=self._saved_at)
        return _("{file} · saved").format(file=name)

    def new(self) -> None:
        from planner.ops import project

        self._begin(lambda: project.new_project(None, _("New project"), author()))

    def open(self, path: Path, key: "FileKey | None" = None) -> None:
        """Open a project file; what is open now is left as it is until it opens.

        A protected file is asked for its passphrase, unless `key` opens it.
        """
        from planner.ops import project, protection

        locked = protection.locked(path, key)
        if locked:
            key = self.protector.unlock(locked, path.name)
        if locked and key is None:
            return
        offer = partial(self._mender.offer, path, key)
        if self._begin(lambda: project.open_project(path, author(), key=key), offer):
            memory.remember_file(path)

    def open_sample(self) -> None:
        """Build the sample project in a job, and put it on the desk as a new project."""
        if self.close():
            job = self.loading.start("sample", _("Sample project"), build_sample)
            job.done.connect(lambda work: self._begin(lambda: work))

    def ask_and_open(self) -> None:
        if path := self.files.open(_("Open a project"), _("Projects"), [SUFFIX]):
            self.open(path)

    def save(self) -> bool:
        """Publish the project to its file; asks for one if it has none."""
        if self.work is None:
            return False
        if self.work.target is None:
            return self.save_as()
        return self._publish(self.work.save, self.name)

    def save_as(self) -> bool:
        if self.work is None:
            return False
        name = (self.work.target.stem if self.work.target else self._title()) + SUFFIX
        path = self.files.save(_("Save the project as"), name, _("Projects"), [SUFFIX])
        return path is not None and self._save_to(path)

    def ask_to_protect(self) -> None:
        """Ask for a passphrase to protect the project with, or to change or remove it."""
        from ui.shell.protect_dialog import ProtectDialog

        if self.work is not None:
            ProtectDialog(self.protect, self._window, protected=self.protected).open()

    def protect(self, passphrase: str) -> None:
        """Protect the project, change its passphrase, or take it away if it is empty."""
        if self.work and self.protector.set(self.work, passphrase):
            if self.work.target:
                self._saved_at = f"{datetime.now():%H:%M}"
            self._say_brought_in()
        self.changed.emit()

    def close(self) -> bool:
        """Let go of the project; False if the person would rather stay."""
        if self.work is None:
            return True
        if self.unsaved:
            answer = self.ask_to_save()
            if answer == STAY or (answer == SAVE and not self.save()):
                return False
        self.closing.emit()
        self.work.close()
        self.work = None
        self._saved_at = ""
        self.changed.emit()
        return True

    def offer_unsaved(self) -> None:
        """Offer the work that a crash, or closing without saving, has left."""
        from planner.ops import project

        for found in project.unsaved_work():
            name = found.target.name if found.target else found.title or _("a new project")
            notice = self._notices.tell(
                _("Work on {name} was not saved: changes of {time}.").format(
                    name=name, time=_local(found.changed_utc)
                )
            )
            notice.offer(_("Recover"), partial(self.recover, found))

    def recover(self, found: "Unsaved") -> None:
        from planner.ops import project

        key = None
        if found.protected:
            name = found.target.name if found.target else _("a new project")
            key = self.protector.unlock(found.copy, name)
        if key or not found.protected:
            self._begin(lambda: project.recover(found, author(), key))

    def _begin(
        self,
        get: Callable[[], "WorkingCopy"],
        refused: Callable[[UserError, Notice], None] | None = None,
    ) -> bool:
        """Put another project on the desk; what refuses leaves the desk as it is."""
        from planner.ops import project

        if not self.close():
            return False
        try:
            self.work = get()
        except UserError as error:
            notice = self._notices.refuse(error)
            if refused:
                refused(error, notice)
            return False
        self.opened.emit(self.work.store)
        self.changed.emit()
        if self.work.resumed:
            self._say_resumed()
        if self.work.rotted:
            self._notices.tell(project.rot_words(self.name))
        self.protector.look_at_backups(self.work)
        return True

    def _say_resumed(self) -> None:
        notice = self._notices.tell(
            _("Changes that were not saved last time are here again. Save keeps them.")
        )
        if self.work and self.work.target:
            notice.offer(_("Go back to the saved file"), self._go_back)

    def _go_back(self) -> None:
        work = self.work
        if work is None or work.target is None:
            return
        self.closing.emit()
        self.work = None
        work.discard()
        self.open(work.target, work.store.key)

    def _publish(self, write: Callable[[], Any], name: str) -> bool:
        """Write the file beside the window; nobody can edit until that is over."""
        from planner.errors import PassphraseNeededError, TargetChangedError

        if self.work is None or JobRunner.held():
            return False
        words = _("Saving {file}").format(file=name)
        try:
            alone(self.work.store, words, write, self._window)
        except Cancelled:
            self._notices.tell(_("Saving was stopped. Nothing is lost; the file is as it was."))
            return False
        except PassphraseNeededError:
            return self._publish_under_theirs()
        except TargetChangedError as error:
            self._notices.refuse(error).offer(_("Save beside it"), self._save_beside)
            return False
        except UserError as error:
            self._notices.refuse(error).offer(_("Save elsewhere…"), self.save_as)
            return False
        self._saved_at = f"{datetime.now():%H:%M}"
        self._say_brought_in()
        self.changed.emit()
        return True

    def _publish_under_theirs(self) -> bool:
        """Ask for the passphrase that somebody else has given to our file meanwhile."""
        work = self.work
        if work is None or work.target is None:
            return False
        words = _(
            "{name} was saved by somebody else under another passphrase. Give that one to bring"
            " their changes in and to save; it is the passphrase of your project from then on."
        ).format(name=self.name)
        given = self.protector.unlock_words(work.target, words)
        return bool(given) and self._publish(lambda: work.save(given), self.name)

    def _say_brought_in(self) -> None:
        """Say what somebody else had saved to our file, and that it is here now."""
        if self.work is None or self.work.brought_in is None:
            return
        outcome, self.work.brought_in = self.work.brought_in, None
        words = _(
            "{file} had been saved by somebody else meanwhile. Their changes were brought in"
            " first: {records}."
        ).format(file=self.name, records=plural("{n} record", "{n} records", len(outcome.records)))
        if outcome.conflicts:
            words += " " + plural(
                "{n} value was changed by both: see History.",
                "{n} values were changed by both: see History.",
                len(outcome.conflicts),
            )
        self._notices.tell(words)

    def _save_to(self, path: Path) -> bool:
        work = self.work
        done = work is not None and self._publish(lambda: work.save_as(path), path.name)
        if done:
            memory.remember_file(path)
        return done

    def _save_beside(self) -> None:
        if self.work and self.work.target:
            stamp = f"{datetime.now():%Y-%m-%d %H.%M.%S}"
            self._save_to(self.work.target.with_stem(f"{self.work.target.stem} ({stamp})"))

    def _title(self) -> str:
        from planner.ops import project

        title = project.project(self.work.store).title if self.work else ""
        return "".join(c for c in title if c.isalnum() or c in " -_").strip() or _("project")

    def _ask_to_save(self) -> str:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Save?"))
        box.setText(_("{file} has changes that are not saved yet.").format(file=self.name))
        box.setInformativeText(
            _("Nothing is lost either way: without saving, they are offered at the next start.")
        )
        save = box.addButton(_("&Save"), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(_("&Not now"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(_("Go on &working"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        clicked = box.clickedButton()
        return SAVE if clicked is save else KEEP if clicked is keep else STAY


def build_sample(progress: Progress) -> "WorkingCopy":
    """Return the sample project as work that is in no file; it takes some seconds."""
    from planner.sample import new_sample

    return new_sample(None, progress)


def author() -> Any:
    """Return who edits, as history will show it."""
    from planner.ops import preferences

    return preferences.author()


def _local(utc: str) -> str:
    """Write a stored moment in UTC as this computer's time."""
    at = datetime.fromisoformat(utc).astimezone()
    today = datetime.now().astimezone().date() == at.date()
    return f"{at:%H:%M}" if today else f"{at:%Y-%m-%d %H:%M}"

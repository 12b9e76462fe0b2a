"""A damaged project file that was to be opened: what can be read of it, in a new file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from planner.errors import DamagedFileError, UserError
from planner.progress import Progress
from planner.texts import _
from ui.jobs.runner import JobRunner
from ui.shell.notices import Notice, Notices

if TYPE_CHECKING:
    from planner.store.connect import FileKey
    from planner.store.salvage import Salvaged


class Mender(QObject):
    """Offers the repair where a file is refused, runs it, and says what was saved and lost."""

    def __init__(
        self, notices: Notices, jobs: JobRunner, open_file: Callable[[Path, "FileKey | None"], None]
    ) -> None:
        super().__init__(notices)
        self._notices = notices
        self._jobs = jobs
        self._open = open_file

    def offer(self, path: Path, key: "FileKey | None", error: UserError, notice: Notice) -> None:
        """Add the offer to a refusal, if it is one of a damaged file."""
        if isinstance(error, DamagedFileError):
            notice.offer(_("Save what can be read"), partial(self.mend, path, key))

    def mend(self, path: Path, key: "FileKey | None") -> None:
        def work(_progress: Progress) -> "Salvaged":
            from planner.ops import project

            return project.repair(path, key)

        job = self._jobs.start("repair", _("Repair"), work)
        job.done.connect(partial(self._say, key))
        job.refused.connect(self._notices.refuse)

    def _say(self, key: "FileKey | None", found: "Salvaged") -> None:
        from planner.ops import repairs

        written = _("{name} was written; the damaged file stays as it is.").format(
            name=found.target.name
        )
        notice = self._notices.tell(" ".join([written, *repairs.remarks(found)]))
        notice.offer(_("Open it"), partial(self._open, found.target, key))

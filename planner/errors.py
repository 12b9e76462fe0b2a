"""Errors a user can read and act on.

Only two kinds exist. A ``UserError`` means the world is not as the work needs
it: a file is gone, a value is out of range, the data are too few. The app
shows its text and carries on. Any other exception means we made a mistake:
the app shows one fixed sentence and the log gets the traceback.
"""

from pathlib import Path
from typing import ClassVar

from planner.texts import _


class UserError(Exception):
    """Something the user can put right.

    Write three short sentences. `what` says what did not happen, `why` gives
    the cause with the values involved, `fix` names the next step. Never put a
    contact's details in any of them: this text may be copied into a report.
    """

    code: ClassVar[str] = "bad_input"
    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, why: str, fix: str) -> None:
        super().__init__(what, why, fix)
        self.what = what
        self.why = why
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what} {self.why} {self.fix}"


class FileUnusableError(UserError):
    """A project file cannot be used; it has not been touched."""

    code = "file_unusable"
    exit_code = 3


class SafeguardError(UserError):
    """The product refuses on principle; an override, where one exists, is logged."""

    code = "safeguard"
    exit_code = 4


class NoFileError(UserError):
    """The named file is not there."""

    code = "no_file"

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("Nothing was done."),
            _("There is no file {path}.").format(path=path),
            _("Check its name."),
        )


class NotFoundError(UserError):
    """No record has the given identity."""

    code = "not_found"

    def __init__(self, kind: str, uid: str) -> None:
        super().__init__(
            _("Nothing was changed."),
            _("The project has no {kind} with the identity {uid}.").format(kind=kind, uid=uid),
            _("List the records of this kind and choose one of them."),
        )

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


class NoDataError(UserError):
    """A set of incidents or areas was written down, but its data were never imported."""

    code = "no_data"

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was computed."),
            _("Nothing has been imported into this set yet."),
            _("Import its file, or choose another set."),
        )


class ErasedError(UserError):
    """A record was erased; its identity is never used again."""

    code = "erased"

    def __init__(self, kind: str) -> None:
        super().__init__(
            _("Nothing was changed."),
            _("This {kind} was erased and cannot be written to again.").format(kind=kind),
            _("Add a new record instead."),
        )


class TooLongError(UserError):
    """A value is longer than a project keeps in one field."""

    code = "too_long"

    def __init__(self, kind: str, length: int, most: int) -> None:
        super().__init__(
            _("Nothing was changed."),
            _("A field of this {kind} would have {length} characters; {most} are possible.").format(
                kind=kind, length=length, most=most
            ),
            _("Shorten it, or keep it in a file of its own."),
        )


class WithheldError(UserError):
    """A value is known to exist, but whoever sent this copy kept it back."""

    code = "withheld"

    def __init__(self, kind: str) -> None:
        super().__init__(
            _("Nothing was changed."),
            _("A value of this {kind} was withheld by the sender of this copy.").format(kind=kind),
            _("Bring in a copy that holds the value, then change it."),
        )


class ReadOnlyError(FileUnusableError):
    """The project is open for reading only."""

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was changed."),
            _("A newer version of the app wrote this project, so this version only reads it."),
            _("Install the newer app to edit it."),
        )


class NotAProjectError(FileUnusableError):
    """The file is something else."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("It is not a project file of this app."),
            _("Choose a file that ends in .usp, or import this file instead."),
        )


class DamagedFileError(FileUnusableError):
    """The file is a project, but its content is damaged."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("Its content is damaged or cut short. The file has not been changed."),
            _(
                "Open a backup, ask the sender for the file again, or repair it: what can be read"
                " is saved into a new file."
            ),
        )


class EmptyFileError(FileUnusableError):
    """The file has a name and no content."""

    code = "empty_file"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("The file is empty: nothing of it was written, or nothing was copied."),
            _("Open a backup of the project, or ask the sender for the file again."),
        )


class NothingLeftError(FileUnusableError):
    """Nothing of a project is left in a damaged file."""

    code = "nothing_left"

    def __init__(self, name: str, size: int) -> None:
        super().__init__(
            _("{name} was not repaired.").format(name=name),
            _("In its {size} bytes is not one value that can be read.").format(size=size),
            _("Open a backup of the project, or ask the sender for the file again."),
        )


class PassphraseNeededError(FileUnusableError):
    """The file is protected and no passphrase was given."""

    code = "passphrase_needed"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("It is protected with a passphrase."),
            _("Give the passphrase. The file has not been changed."),
        )


class WrongPassphraseError(FileUnusableError):
    """The passphrase is not the one the file was protected with."""

    code = "wrong_passphrase"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("The passphrase is not the right one, or the file is damaged."),
            _("Try again. The file has not been changed."),
        )


class NewerFileError(FileUnusableError):
    """The project was written by a later version of the app."""

    def __init__(self, name: str, found: int, known: int) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("It has format {found}; this app knows formats up to {known}.").format(
                found=found, known=known
            ),
            _("Install the newer app. The file has not been changed."),
        )


class InUseError(FileUnusableError):
    """Another program holds the file."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("Another program is using it, or this account may not read it."),
            _("Close the other program and try again. The file has not been changed."),
        )


class AlreadyOpenError(FileUnusableError):
    """The same project is open in another window of this app."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not opened.").format(name=name),
            _("It is already open in another window on this computer."),
            _("Go to that window, or close it first."),
        )


class TargetChangedError(FileUnusableError):
    """The file on disk is not the one that was opened."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not overwritten.").format(name=name),
            _("Somebody has changed it since it was opened here."),
            _("Save under another name. Your work is safe."),
        )


class CannotWriteError(FileUnusableError):
    """The folder, the disk or the account does not allow writing."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} was not saved.").format(name=name),
            _("The folder cannot be written to, or the disk is full."),
            _("Your work is kept on this computer. Save it in another folder."),
        )


class NoRoomError(FileUnusableError):
    """The disk with the working copies, the backups and the received files is full."""

    code = "no_room"

    def __init__(self) -> None:
        super().__init__(
            _("Not everything was written."),
            _("The disk is full or cannot be written to."),
            _("Free some space on this computer and try again. Your project is as it was before."),
        )


class FileExistsAlreadyError(UserError):
    """A new file would take the place of one that is there."""

    code = "exists"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Nothing was written."),
            _("There is already a file {name}.").format(name=name),
            _("Choose another name."),
        )


class UnknownKindError(UserError):
    """There is no kind of record with this name."""

    code = "unknown_kind"

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(
            _("Nothing was done."),
            _("There is no kind of record called {name}.").format(name=name),
            _("Choose one of: {known}.").format(known=", ".join(known)),
        )


class BadBatchError(UserError):
    """A line of a batch of edits cannot be carried out."""

    code = "bad_batch"

    def __init__(self, line: int, why: str) -> None:
        super().__init__(
            _("Nothing was changed."),
            _("Line {line}: {why}.").format(line=line, why=why.rstrip(".")),
            _("Correct the line and apply the whole batch again."),
        )
        self.line = line


class NothingToUndoError(UserError):
    """Every step has been taken back, or there was none."""

    code = "nothing_to_undo"

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was changed."),
            _("There is no step left to take back."),
            _("History shows all changes; single values can be restored there."),
        )

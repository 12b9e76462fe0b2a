"""Why a file from somebody else is not taken in."""

from planner.errors import FileUnusableError, UserError
from planner.texts import _


class UnsoundFileError(FileUnusableError):
    """A received file breaks a rule that every project file keeps."""

    code = "unsound_file"

    def __init__(self, why: str) -> None:
        super().__init__(
            _("Nothing was taken in."),
            why,
            _("Your project is as it was. Ask the sender for a fresh copy."),
        )


class OwnFileError(UserError):
    """A copy for somebody else would take the place of the project."""

    code = "own_file"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Nothing was written."),
            _("{name} is the project itself; a copy for others would take its place.").format(
                name=name
            ),
            _("Choose another name."),
        )


class OtherProjectError(FileUnusableError):
    """The file is a project, but not a copy of this one."""

    code = "other_project"

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was taken in."),
            _("The file is a copy of another project."),
            _("Choose the records to copy from it; they get new identities here."),
        )


class TooLargeError(FileUnusableError):
    """The file is larger than this app reads from others."""

    code = "too_large"

    def __init__(self, size: int, most: int) -> None:
        super().__init__(
            _("The file was not opened."),
            _("It has {size} MB; files from others may have {most} MB.").format(
                size=size >> 20, most=most >> 20
            ),
            _("Ask the sender for an export with fewer data sets."),
        )

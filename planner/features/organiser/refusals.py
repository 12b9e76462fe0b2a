"""Why a programme is not read, and what to do then."""

from planner.errors import UserError
from planner.texts import _


class NotATextError(UserError):
    """A file that should hold a programme is no text."""

    code = "not_a_text"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            _("{name} was not read.").format(name=name),
            why,
            _("Save the page or document as plain text and choose that file."),
        )


class NothingFoundError(UserError):
    """A text has no sessions in it."""

    code = "nothing_found"

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was imported."),
            _("The text has no session: no line like “Session 1” and no line with a date."),
            _("Check that it is the right file, or add the sessions by hand."),
        )


class YearNeededError(UserError):
    """A text gives days without a year."""

    code = "year_needed"

    def __init__(self, suggested: int) -> None:
        super().__init__(
            _("Nothing was imported."),
            _("The text gives days without a year."),
            _("Say which year is meant, for example --year {year}.").format(year=suggested),
        )

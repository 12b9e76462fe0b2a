"""What has to be written down before a go-ahead counts."""

from dataclasses import dataclass
from datetime import date

from planner.errors import UserError
from planner.features.assessments.judging import ACCEPTANCE, PROCEED
from planner.texts import _, mark

NEEDS = {
    "owner": mark("who accepts the remaining risks"),
    "measures": mark("the measures agreed"),
    "date": mark("the day of the acceptance"),
    "expiry": mark("the day the acceptance ends, at most 12 months later"),
    "renewal": mark("a new acceptance: the last one has ended"),
    "review_date": mark("a review date"),
}


class AcceptanceError(UserError):
    """The days of an acceptance do not fit each other."""

    def __init__(self, why: str) -> None:
        super().__init__(
            _("The acceptance was not recorded."),
            why,
            _("Choose an end within twelve months of the acceptance."),
        )


@dataclass(frozen=True)
class Acceptance:
    """Who signed for what is left, and until when; days are ISO texts, empty if missing."""

    by: str = ""
    measures: str = ""
    on: str = ""
    expires: str = ""


def a_year_after(day: date) -> date:
    """Return the same day next year; a leap day becomes 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def check_days(acceptance: Acceptance) -> None:
    """Refuse an end before the acceptance or more than twelve months after it."""
    if not (acceptance.on and acceptance.expires):
        return
    on, end = date.fromisoformat(acceptance.on), date.fromisoformat(acceptance.expires)
    if not on < end <= a_year_after(on):
        raise AcceptanceError(_("It is dated {on} and would end on {end}.").format(on=on, end=end))


def missing(verdict: str, acceptance: Acceptance, review_date: str, today: date) -> tuple[str, ...]:
    """Return what a go-ahead still needs, as codes of `NEEDS`; nothing for other verdicts."""
    if verdict == PROCEED:
        return () if review_date else ("review_date",)
    if verdict != ACCEPTANCE:
        return ()
    present = {
        "owner": acceptance.by.strip(),
        "measures": acceptance.measures.strip(),
        "date": acceptance.on,
        "expiry": acceptance.expires,
    }
    gaps = tuple(code for code, value in present.items() if not value)
    if not gaps and acceptance.expires < today.isoformat():
        return ("renewal",)
    return gaps

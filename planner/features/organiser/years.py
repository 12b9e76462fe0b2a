"""The year of days that a text writes without one."""

import re
from dataclasses import replace
from datetime import date

from planner.model.drafts import ProgrammeDraft, SessionDraft
from planner.texts import _


def with_years(draft: ProgrammeDraft, today: date) -> ProgrammeDraft:
    """Note which days lack a year, and the year to offer; a year said elsewhere is taken."""
    lacking = tuple(n for n, s in enumerate(draft.sessions) if s.day.value.startswith("--"))
    draft = replace(draft, yearless=lacking)
    if not lacking:
        return draft
    written = {int(s.day.value[:4]) for s in draft.sessions if s.day.value[:4].isdigit()}
    years = written or _heading_years(draft.title.value)
    if years:
        settle_year(draft, min(years), sure=False)
        return replace(draft, suggested_year=min(years))
    return replace(draft, suggested_year=suggest_year(draft.sessions[lacking[0]], today))


def _heading_years(title: str) -> set[int]:
    years = {int(y) for y in re.findall(r"(?<!\d)20\d\d(?!\d)", title.replace("Horizon 2020", ""))}
    return years if len(years) == 1 else set()


def suggest_year(session: SessionDraft, today: date) -> int:
    """Return the year in which the day comes next, or lies nearest on the weekday it names."""
    month, day = _month(session), int(session.day.value[-2:])
    span = range(today.year - 10, today.year + 11)
    days = [date(y, month, day) for y in span if _exists(y, month, day)]
    named = [d for d in days if d.weekday() == session.weekday]
    if named:
        return min(named, key=lambda d: abs(d - today)).year
    return next(d.year for d in days if d >= today)


def _month(session: SessionDraft) -> int:
    return int(session.day.value[-5:-3])


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


AUTUMN, SPRING = 9, 4


def settle_year(draft: ProgrammeDraft, year: int, *, sure: bool = True) -> None:
    """Give every day without a year this one; a spring after an autumn is the next year's."""
    month = 0
    for n, session in enumerate(draft.sessions):
        if not session.day.value:
            continue
        if n in draft.yearless:
            year += month >= AUTUMN and _month(session) <= SPRING
            _settle(session, year, sure=sure)
        month = _month(session)


def _settle(session: SessionDraft, year: int, *, sure: bool) -> None:
    for found in (session.day, session.last_day):
        if found.value:
            found.value = f"{year:04}-{found.value[-5:]}"
            found.certainty = "certain" if sure else "likely"
            found.note = "" if sure else _("The year is taken from elsewhere in the text.")

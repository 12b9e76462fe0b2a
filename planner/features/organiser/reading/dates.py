"""Days and times as programmes write them, in five languages."""

import re
from dataclasses import dataclass
from datetime import date, time

from planner.features.organiser.reading.words import MONTHS, WEEKDAYS, any_of, fold

_MONTH = any_of("|".join(MONTHS))
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|ere|e|\.)?"
_UNTIL = (
    r"(?:\s?(?:-|–|—|&|and|et|und|y|en|bis|to|au|al|tot)\s?"
    r"(?P<last>\d{1,2})(?:st|nd|rd|th|er|\.)?)?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d|'\d\d)"
_DAY_MONTH = re.compile(
    rf"(?<![\w.:/])(?:le\s)?{_DAY}{_UNTIL}[\s-]*(?:of\s|de\s)?(?P<month>{_MONTH})\b\.?"
    rf"(?:[\s,-]*(?:de\s|del\s)?{_YEAR}(?![\w:]))?"
)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_MONTH})\b\.?\s?(?:the\s)?{_DAY}(?![\d:]|\s?(?:h\b|h\d|uhr|am\b|pm\b)){_UNTIL}"
    rf"(?:,?\s*{_YEAR}(?![\w:]))?"
)
_ISO = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:t(?=\d\d:)|(?!\d))"
)
_NUMERIC = re.compile(
    r"(?<![\d.:/-])(?P<day>\d{1,2})(?P<sep>[./-])\s?(?P<month>\d{1,2})"
    r"(?:(?P=sep)\s?(?P<year>(?:19|20)\d\d|\d\d)(?![\d:]))(?!\s?(?:uhr|uur|h\b))"
)
_SHORT = re.compile(
    r"(?<![\d.:/-])(?P<day>\d{1,2})(?:\.(?P<month>\d{1,2})\.(?!\d)|/(?P<month2>\d{1,2})(?![\d/]))"
)
_WEEKDAY = re.compile(rf"(?<![\w]){any_of('|'.join(WEEKDAYS))}(?:\.|\b)(?=,?\s|,|$)")


DECEMBER = 12
NOON = 12


@dataclass(frozen=True)
class DayFound:
    """A day in a text. `year` is 0 when it is not written; `unsure` if it may be read otherwise."""

    start: int
    end: int
    month: int
    day: int
    year: int = 0
    last_day: int = 0
    weekday: int | None = None
    unsure: bool = False


def find_days(text: str, *, short: bool = False) -> list[DayFound]:
    """Return the days written in `text`, in order, without overlaps.

    With `short` also ``25/06`` and ``25.06.``, which elsewhere may be shares or versions.
    """
    folded = fold(text)
    found: list[DayFound] = []
    patterns = (_ISO, _NUMERIC, _DAY_MONTH, _MONTH_DAY)
    for pattern in (*patterns, _SHORT) if short else patterns:
        for match in pattern.finditer(folded):
            day = _day(match)
            if day and not any(day.start < d.end and d.start < day.end for d in found):
                found.append(_with_weekday(day, folded))
    return sorted(found, key=lambda d: d.start)


def _day(match: re.Match[str]) -> DayFound | None:
    parts = match.groupdict()
    day, written = int(parts["day"]), parts["month"] or parts["month2"]
    month = int(written) if written.isdigit() else MONTHS[written]
    unsure = written.isdigit() and match.re is not _ISO and max(day, month) <= DECEMBER
    if month > DECEMBER >= day:  # month first, as in the United States
        day, month, unsure = month, day, False
    year = _year(parts.get("year"))
    if not _exists(year or 2000, month, day):
        return None
    last = int(parts.get("last") or 0)
    last = last if last > day and _exists(year or 2000, month, last) else 0
    return DayFound(match.start(), match.end(), month, day, year, last, unsure=unsure)


def _year(written: str | None) -> int:
    digits = (written or "").lstrip("'")
    return int(digits) + (2000 if len(digits) == 2 else 0) if digits else 0  # noqa: PLR2004


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _with_weekday(day: DayFound, folded: str) -> DayFound:
    """Take in the weekday written right before the day: ``Thursday, 25 June``."""
    for found in _WEEKDAY.finditer(folded, max(0, day.start - 16), day.start):
        between = folded[found.end() : day.start]
        if re.fullmatch(r"[\s,.]*(?:(?:the|le|den|der|dem|el|de|am)\s)?[\s,]*", between):
            name = WEEKDAYS[found.group().rstrip(".")]
            values = {k: v for k, v in vars(day).items() if k not in ("start", "weekday")}
            return DayFound(start=found.start(), weekday=name, **values)
    return day


def without_days(text: str, days: list[DayFound]) -> str:
    """Return `text` with the days blanked out, so that times are not read from them."""
    for day in days:
        text = text[: day.start] + " " * (day.end - day.start) + text[day.end :]
    return text


_CLOCK = (
    r"(?P<h{n}>[01]?\d|2[0-4])"
    r"(?:\s?(?P<s{n}>[:.]|h(?:rs?)?|u)\s?(?P<m{n}>[0-5]\d)(?!\d)(?:\s?(?:uhr|uur|hrs|hours|h)\b)?"
    r"|\s?(?P<u{n}>uhr|uur|hrs|hours|heures|horas|heure|h|u)\b(?:\s?(?P<mm{n}>[0-5]\d)\b)?)?"
    r"(?:\s?(?P<a{n}>[ap]\.?\s?m\.?)(?!\w)|\s(?P<noon{n}>noon)\b)?"
)
_RANGE = re.compile(
    r"(?<![\w.:/+-])"
    + _CLOCK.format(n=1)
    + r"\s?(?:\s(?:-|–|—|to|until|till|bis|a|tot|au|hasta)\s|[-–—])\s?"
    r"(?:las\s|a\slas\s)?" + _CLOCK.format(n=2) + r"(?![\w/])"
)
_ONE = re.compile(r"(?<![\w.:/+-])" + _CLOCK.format(n=1) + r"(?![\w/%]|[.,:]\d)")
_BARE = re.compile(
    r"(?<![\w.:/+-])(?P<hours>[01]\d|2[0-3])(?P<minutes>[0-5]\d)"
    r"\s?(?:(?:hrs|hours|h|uhr|uur)\b|(?=(?:cest|cet|mesz|mez|eest|eet|bst|gmt|utc)\b))"
)


@dataclass(frozen=True)
class TimeFound:
    """A time of day, with its end if one is written."""

    start: int
    end: int
    starts: time
    ends: time | None = None


def find_times(text: str) -> list[TimeFound]:
    """Return the times written in `text`; numbers without a sign of being a time are left alone."""
    folded = fold(text)
    found: list[TimeFound] = []
    for pattern, read in ((_RANGE, _range), (_BARE, _bare), (_ONE, _one)):
        for match in pattern.finditer(folded):
            time_found = read(match)
            if time_found and not any(
                time_found.start < t.end and t.start < time_found.end for t in found
            ):
                found.append(time_found)
    return sorted(found, key=lambda t: t.start)


def _range(match: re.Match[str]) -> TimeFound | None:
    parts = match.groupdict()
    if not (_says_time(parts, 1) or _says_time(parts, 2)):
        return None
    starts, ends = _clock(parts, 1), _clock(parts, 2)
    if starts and ends and parts["a2"] and not parts["a1"]:
        starts = _same_half(starts, ends)
    return TimeFound(*match.span(), starts, ends) if starts and ends else None


def _same_half(starts: time, ends: time) -> time:
    """``2-3pm`` starts at 14:00 and ``11-12:30pm`` at 11:00: the start is before the end."""
    later = starts.replace(hour=starts.hour + NOON) if starts.hour < NOON else starts
    return later if ends.hour >= NOON and later < ends else starts


def _bare(match: re.Match[str]) -> TimeFound | None:
    return TimeFound(*match.span(), time(int(match["hours"]), int(match["minutes"])))


def _one(match: re.Match[str]) -> TimeFound | None:
    starts = _clock(match.groupdict(), 1) if _says_time(match.groupdict(), 1) else None
    return TimeFound(*match.span(), starts) if starts else None


def _says_time(parts: dict[str, str | None], n: int) -> bool:
    return any(parts[f"{name}{n}"] for name in ("s", "u", "a", "noon"))


def _clock(parts: dict[str, str | None], n: int) -> time | None:
    hour = int(parts[f"h{n}"] or 0)
    minute = int(parts[f"m{n}"] or parts[f"mm{n}"] or 0)
    half = (parts[f"a{n}"] or "")[:1]
    if half:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half == "p" else 0)
    return time(hour % 24, minute) if hour < 24 or not minute else None  # noqa: PLR2004

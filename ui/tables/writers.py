"""Days, moments, numbers and shares as text a person reads and types.

Stored days and moments are ISO 8601 text; an empty text means not known.
"""

from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QLocale

from planner.texts import _

DAY_FORMATS = (
    "yyyy-MM-dd",
    "d MMMM yyyy",
    "d MMM yyyy",
    "dddd d MMMM yyyy",
    "d.M.yyyy",
    "d/M/yyyy",
    "d-M-yyyy",
)
TIME_FORMATS = ("HH:mm", "H:mm", "HH:mm:ss", "H.mm", "HH'h'mm", "h:mm AP")
IN_WORDS = {"de": ("d. MMMM", "d. MMMM yyyy"), "es": ("d 'de' MMMM", "d 'de' MMMM 'de' yyyy")}
ENGLISH = ("d MMMM", "d MMMM yyyy")
STYLES = {"iso": "yyyy-MM-dd", "dots": "dd.MM.yyyy", "slashes": "dd/MM/yyyy"}

_style = ""


def use_style(name: str) -> None:
    """Write days in one of `STYLES` from now on; any other name means in words."""
    global _style  # noqa: PLW0603  (one person at one screen)
    _style = STYLES.get(name, "")


def day(stored: str) -> str:
    """Write a stored day: ``2026-06-25`` becomes ``25 June 2026``."""
    if not stored:
        return ""
    at = date.fromisoformat(stored)
    return QLocale().toString(QDate(at.year, at.month, at.day), _style or _in_words(QLocale())[1])


def _in_words(locale: QLocale) -> tuple[str, str]:
    """Return how a language writes a day in words, without and with its year."""
    return IN_WORDS.get(locale.name()[:2], ENGLISH)


def moment(stored: str) -> str:
    """Write a stored wall-clock moment: ``25 June 2026, 11:00``."""
    if not stored:
        return ""
    return f"{day(stored[:10])}, {datetime.fromisoformat(stored):%H:%M}"


def short_day(stored: str) -> str:
    """Write a stored day where room is scarce: ``Thu 25 June``, with the year if not this one."""
    if not stored:
        return ""
    at = date.fromisoformat(stored[:10])
    without_year, with_year = _in_words(QLocale())
    pattern = without_year if at.year == date.today().year else with_year
    return QLocale().toString(QDate(at.year, at.month, at.day), f"ddd {pattern}")


def short_moment(stored: str) -> str:
    """Write a stored moment where room is scarce: ``Thu 25 June, 11:00``."""
    if not stored:
        return ""
    return f"{short_day(stored)}, {datetime.fromisoformat(stored):%H:%M}"


def read_day(text: str) -> str:
    """Return the stored form of a typed day.

    Raises
    ------
    ValueError
        The text is no day in any form we know; its words say what to write.
    """
    for locale in (QLocale(), QLocale.c()):
        for pattern in (*DAY_FORMATS, _in_words(locale)[1]):
            found = locale.toDate(text.strip(), pattern)
            if found.isValid():
                return found.toString("yyyy-MM-dd")
    if not text.strip():
        return ""
    raise ValueError(_("Write the day like 25 June 2026 or 2026-06-25."))


def read_moment(text: str) -> str:
    """Return the stored form of a typed day and time; ValueError says what to write."""
    words = text.replace("T", " ").replace(",", " ").split()
    if not words:
        return ""
    for tail in (1, 2):
        clock = " ".join(words[-tail:])
        for pattern in TIME_FORMATS:
            time = QDateTime.fromString(clock, pattern).time()
            if time.isValid() and len(words) > tail:
                return f"{read_day(' '.join(words[:-tail]))}T{time.toString('HH:mm:ss')}"
    raise ValueError(_("Write day and time like 25 June 2026, 11:00."))


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with the separators of the person's language."""
    return "" if value is None else QLocale().toString(float(value), "f", decimals)


def share(value: float | None, decimals: int = 0) -> str:
    """Write a share of one in per cent: 0.05 becomes ``5 %``."""
    return "" if value is None else f"{number(value * 100, decimals)} %"


def local(utc: str) -> str:
    """Write a stored moment in UTC as this computer's time."""
    return short_moment(datetime.fromisoformat(utc).astimezone().isoformat()[:19])


def one_line(text: str) -> str:
    return " ".join(text.split())

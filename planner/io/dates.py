"""Dates as people write them: which form a column has, and its moments.

A form is written as for ``strptime`` (``%d.%m.%Y``); the words of
spreadsheets (``dd.mm.yyyy``) and ``ISO`` are understood too, and several
forms joined by ``|`` are tried in this order. Different texts are parsed once
each, so a million rows of two thousand days cost two thousand.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planner.io.suggestions import Suggestion
from planner.texts import _

if TYPE_CHECKING:
    import pandas as pd

Times = NDArray[np.datetime64]

ISO = "ISO"
SERIAL = "serial"
OR = "|"
YEAR_FIRST = (ISO, "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y-%m", "%Y/%m", "%Y%m")
DAY_FIRST = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y")
MONTH_FIRST = ("%m/%d/%Y", "%m.%d.%Y", "%m-%d-%Y", "%m/%d/%y", "%m.%d.%y", "%m-%d-%y")
NAMED = (
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %Y"),
    *("%B %Y", "%d%b%Y", "%a %d %b %Y", "%d. %B %Y", "%b-%y", "%b-%Y"),
)
MONTH_ONLY = ("%m/%Y", "%m.%Y", "%m-%Y")
FORMS = YEAR_FIRST + DAY_FIRST + MONTH_FIRST + NAMED + MONTH_ONLY
CLOCKS = (
    *("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S", " %H:%M:%S.%f"),
    *("T%H:%M", "T%H:%M:%S.%f", ", %H:%M"),
)
NO_DAY = {form for form in FORMS if "%d" not in form and form != ISO}
OFFSET = re.compile(r"(?<=:\d\d)(?:\.\d+)?\s?(?:Z|[+-]\d{2}:?\d{2})$")
SERIAL_ZERO = np.datetime64("1899-12-30", "s")
ENOUGH, MOST = 0.9, 0.5
DAY = np.timedelta64(86_400, "s")


def plain_form(text: str) -> str:
    """Return a form as ``strptime`` writes it; ``dd.mm.yyyy HH:MM`` is understood.

    >>> plain_form("dd.mm.yyyy HH:MM")
    '%d.%m.%Y %H:%M'
    """
    if "%" in text or text.upper() == ISO or text == SERIAL:
        return ISO if text.upper() == ISO else text
    words = {"yyyy": "%Y", "yy": "%y", "dd": "%d", "d": "%d", "hh": "%H", "ss": "%S", "mmm": "%b"}
    out, clock = "", False
    for word in re.findall(r"[A-Za-z]+|[^A-Za-z]+", text):
        low = word.lower()
        clock = clock or low in ("hh", "h")
        minutes_or_month = "%M" if clock else "%m"
        out += minutes_or_month if low in ("mm", "m") else words.get(low, word)
    return out


def parse(column: "pd.Series[Any]", form: str) -> Times:
    """Return the moments of `column`, NaT where the text has another form."""
    import pandas as pd

    if column.dtype.kind == "M":
        local = column.dt.tz_localize(None) if column.dt.tz else column
        return np.asarray(local.to_numpy("M8[s]"))
    codes, texts = pd.factorize(column)
    return np.append(parse_texts(list(texts), form), np.datetime64("NaT", "s"))[codes]


def exact_form(words: Sequence[str], form: str) -> str:
    """Return what pandas can be told while it reads: `form` with the usual time of day.

    Empty where the column mixes forms, and for plain days: there are so few
    that reading each text once is faster.
    """
    import pandas as pd

    if form == ISO:
        return "ISO8601"
    if OR in form or form == SERIAL or not words:
        return ""
    clock = _clocks(pd.Series(list(words[:50]), dtype=object), form)[0]
    return form + clock if clock or _has_clock(form) else ""


def parse_texts(written: Sequence[Any], form: str) -> Times:
    """Return one moment for each text; the time of day may be written or left out."""
    import pandas as pd

    words = pd.Series(list(written), dtype=object).astype(str).str.strip()
    if form == SERIAL:
        days = pd.to_numeric(words, errors="coerce").to_numpy(float)
        days = np.where((days > 1) & (days < 100_000), days, np.nan)
        return np.asarray(SERIAL_ZERO + (days * 86_400).round().astype("m8[s]"))
    found = np.full(len(words), np.datetime64("NaT", "s"))
    forms = form.split(OR)
    for exact in forms if len(forms) > 1 else [form + clock for clock in _clocks(words, form)]:
        left = np.flatnonzero(np.isnat(found))
        if not len(left):
            break
        found[left] = _read(words.iloc[left], exact)
    left = np.flatnonzero(np.isnat(found))
    if len(left):
        local = words.iloc[left].str.replace(OFFSET, "", regex=True)
        if (local != words.iloc[left]).any():
            found[left] = parse_texts(local.tolist(), form)
    return found


def _has_clock(form: str) -> bool:
    return "%H" in form or "%I" in form


def _clocks(words: "pd.Series[Any]", form: str) -> Sequence[str]:
    """Return how the time of day may be written after the date, the usual way first."""
    if form == ISO or _has_clock(form):
        return ("",)
    some = words.iloc[:: max(1, len(words) // 50)]
    if not some.str.contains(":", regex=False).any():
        return ("",)
    missing = {clock: int(np.isnat(_read(some, form + clock)).sum()) for clock in CLOCKS}
    return sorted(
        (c for c in CLOCKS if missing[c] < len(some) or c == ""), key=lambda c: missing[c]
    )


def _read(words: "pd.Series[Any]", form: str) -> Times:
    """Parse by exactly one form; wall time is kept as it is written."""
    import pandas as pd

    exact = "ISO8601" if form == ISO else form
    nothing = np.full(len(words), np.datetime64("NaT", "s"))
    try:
        moments = pd.to_datetime(words, format=exact, errors="coerce")
    except (ValueError, OverflowError, TypeError):
        return nothing
    return nothing if moments.dtype.kind != "M" or moments.dt.tz else moments.to_numpy("M8[s]")


def suggest_form(written: Sequence[str]) -> Suggestion:
    """Say in which form the texts write dates, in file order.

    Day and month are told apart by a number above 12; failing that, by which
    reading runs forward in time, and then we are not sure. Where a column
    mixes forms, the texts of each shape are looked at by themselves.
    """
    words = [text for text in dict.fromkeys(text.strip() for text in written) if text]
    if not words:
        return Suggestion("", "guess", _("There is no text."))
    for found in (_one_form(words), _mixed_forms(words), _one_form(words, MOST)):
        if found.value:
            return found
    return Suggestion("", "guess", _("The texts are not dates of one form."))


def _one_form(words: list[str], enough: float = ENOUGH) -> Suggestion:
    if all(re.match(r"\d{4}-\d\d-\d\d", word) for word in words) and _share(words, ISO) >= enough:
        return Suggestion(ISO, "sure")
    shares = {form: _share(words, form) for form in _possible(words)}
    best = max(shares.values(), default=0)
    if best < enough:
        return Suggestion("", "guess", _("The texts are not dates of one form."))
    leaders = [form for form, share in shares.items() if share >= best - 1e-9]
    leaders = [form for form in leaders if form in NO_DAY] or leaders
    readings = {f: parse_texts(words, f) for f in leaders}
    different = _different(readings)
    if len(different) == 1:
        others = tuple(form for form in shares if form not in leaders and shares[form] > 0.3)
        odd = [word for word, t in zip(words, readings[different[0]], strict=True) if np.isnat(t)]
        mixed = bool(odd) and any(_share(odd, other) > 0 for other in _swapped(different[0]))
        why = _("Some dates have another order of day and month.") if mixed else ""
        return Suggestion(different[0], "guess" if mixed else "sure", why, others)
    order = sorted(different, key=lambda form: -_forward(readings[form]))
    forward = [_forward(readings[form]) for form in order]
    likely = forward[0] > 0.98 and forward[0] - forward[1] > 0.05
    why = _("Day and month cannot be told apart by any date; the order of the rows suggests this.")
    return Suggestion(order[0], "likely" if likely else "guess", why, tuple(order[1:]))


def _mixed_forms(words: list[str]) -> Suggestion:
    """Find a form for each shape that the texts have, if nearly all of them are dates."""
    shapes: dict[str, list[str]] = {}
    for word in words[:2000]:
        shape = re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", OFFSET.sub("", word)))
        shapes.setdefault(shape, []).append(word)
    usual = [group for group in shapes.values() if len(group) > 0.02 * len(words)]
    each = [(group, _one_form(group)) for group in usual]
    dated = [(group, found) for group, found in each if found.value]
    if len(dated) < 2 or sum(len(g) for g, _f in dated) < ENOUGH * min(len(words), 2000):
        return Suggestion("", "guess", _("The texts are not dates of one form."))
    exact = {_with_clock(group, found.value): None for group, found in dated}
    forms = sorted(exact, key=lambda form: (form == ISO, -len(form)))
    sure = all(found.sure for _group, found in dated)
    why = _("The dates are written in several forms.")
    return Suggestion(OR.join(forms), "sure" if sure else "guess", why)


def _with_clock(words: list[str], form: str) -> str:
    import pandas as pd

    clocks = _clocks(pd.Series(words, dtype=object), form)
    return max((form + clock for clock in clocks), key=lambda exact: _exact_share(words, exact))


def _exact_share(words: list[str], exact: str) -> float:
    import pandas as pd

    return float(np.mean(~np.isnat(_read(pd.Series(words, dtype=object), exact))))


def _possible(words: list[str]) -> list[str]:
    """Return the forms worth trying, and serial days where all texts are numbers."""
    if all(re.fullmatch(r"\d{5}(\.\d+)?", word) for word in words[:50]):
        return [SERIAL]
    some = words[:: max(1, len(words) // 50)][:50]
    marks = [mark for mark in "-/. ," if np.mean([mark in word for word in some]) < 0.3]
    named = np.mean([bool(re.search(r"[^\W\d]{3}", word)) for word in some]) > 0.3
    fit = [
        form
        for form in FORMS
        if not any(mark in form.replace(ISO, "-") for mark in marks)
        and named == ("%b" in form.lower())
    ]
    return [form for form in fit if _share(some, form) > 0.3]


def _share(words: list[str], form: str) -> float:
    return float(np.mean(~np.isnat(parse_texts(words, form))))


def _different(readings: dict[str, Times]) -> list[str]:
    """Return one form for each way the texts can be read."""
    kept: list[str] = []
    for form, moments in readings.items():
        if not any(np.array_equal(moments, readings[k], equal_nan=True) for k in kept):
            kept.append(form)
    return kept


def _swapped(form: str) -> tuple[str, ...]:
    """Return the forms with the other order of day and month."""
    if form in DAY_FIRST:
        return MONTH_FIRST
    return DAY_FIRST if form in MONTH_FIRST else ()


def _forward(moments: Times) -> float:
    """Return the share of steps that do not go back in time."""
    steps = np.diff(moments[~np.isnat(moments)])
    return float(np.mean(steps >= np.timedelta64(0, "s"))) if len(steps) else 0.0


def is_month_only(form: str) -> bool:
    return form in NO_DAY


def only_first_days(moments: Times) -> bool:
    """Whether so many moments fall on the first of a month that the day cannot be known."""
    if len(moments) < 20:
        return False
    months = moments.astype("M8[M]")
    return bool((months.astype("M8[s]") == moments).all() and len(np.unique(months)) > 1)


def month_ends(moments: Times) -> Times:
    """Return the last second of the month of each moment."""
    next_month = moments.astype("M8[M]") + np.timedelta64(1, "M")
    return np.asarray(next_month.astype("M8[s]") - np.timedelta64(1, "s"))


def clock_seconds(column: "pd.Series[Any]") -> NDArray[np.float64]:
    """Return seconds since midnight from hours (18), clock texts (18:30, 1830) or day shares."""
    import pandas as pd

    codes, texts = pd.factorize(column)
    return np.array([*(_clock(str(text)) for text in texts), np.nan])[codes]


def _clock(text: str) -> float:
    parts = re.fullmatch(
        r"\s*(\d{1,2})[:.hH](\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([aApP][mM])?\s*", text
    )
    if parts and not re.fullmatch(r"\s*\d+\.0*\s*", text):
        hour, minute, second = (int(part or 0) for part in parts.group(1, 2, 3))
        if (half := (parts.group(4) or "").lower()) and hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
    elif re.fullmatch(r"\s*\d{1,2}(\.0*)?\s*", text):
        hour, minute, second = int(float(text)), 0, 0
    elif re.fullmatch(r"\s*\d{3,4}\s*", text):
        hour, minute, second = int(text) // 100, int(text) % 100, 0
    elif re.fullmatch(r"\s*0?\.\d+\s*", text):
        return float(round(float(text) * 86_400))
    else:
        return float("nan")
    hour = 0 if (hour, minute) == (24, 0) else hour
    return 3600.0 * hour + 60 * minute + second if hour < 24 and minute < 60 else float("nan")


def from_parts(
    year: NDArray[np.float64], month: NDArray[np.float64], day: NDArray[np.float64] | None
) -> Times:
    """Return the first moment of a month or day given as numbers; NaT where there is none."""
    day = np.ones(len(year)) if day is None else day
    good = (year >= 1900) & (year < 2200) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    y, m, d = (np.where(good, part, 1).astype(np.int64) for part in (year, month, day))
    months = (y - 1970) * 12 + m - 1
    days = months.astype("M8[M]").astype("M8[D]") + (d - 1).astype("m8[D]")
    good &= days.astype("M8[M]").astype(np.int64) == months
    return np.where(good, days.astype("M8[s]"), np.datetime64("NaT", "s"))

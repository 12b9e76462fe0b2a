"""Words in the person's language, for both halves of the app.

Mark whole sentences and format after translating: ``_("{n} rows").format(n=3)``.
Texts that are written down before the language is known (field titles, class
attributes) are marked with `mark` and translated with `_` where they are shown.
"""

import gettext
from pathlib import Path
from string import Formatter
from typing import Any

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_point = "."


def use_language(language: str, folder: Path) -> None:
    """Take texts from ``folder/<language>/LC_MESSAGES/planner.mo``; English if there is none."""
    global _catalogue  # noqa: PLW0603  (one language a process)
    _catalogue = gettext.translation("planner", folder, [language], fallback=True)


def _(text: str) -> str:
    """Return `text` in the person's language."""
    return _catalogue.gettext(text) if text else ""


def plural(one: str, many: str, n: int) -> str:
    """Return the form for `n`, with ``{n}`` filled in."""
    return _catalogue.ngettext(one, many, n).format(n=n)


def mark(text: str) -> str:
    """Mark `text` for translation and return it as it is."""
    return text


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Mark both forms of a text for `plural` and return them as they are."""
    return one, many


def use_decimal_point(point: str) -> None:
    """Write fractions with `point` from now on, in what `filled` and `figure` return."""
    global _point  # noqa: PLW0603  (one person at one screen)
    _point = point


def filled(text: str, **values: Any) -> str:
    """Fill a translated sentence in, as ``str.format`` does; fractions get the decimal point."""
    return _FILLER.vformat(text, (), values)


def figure(value: float, how: str) -> str:
    """Write a number as ``format`` does, with the decimal point in force."""
    return _FILLER.format_field(value, how)


class _Filler(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        written = str(super().format_field(value, format_spec))
        return written.replace(".", _point) if format_spec.endswith(("f", "%")) else written


_FILLER = _Filler()


def grouped(n: int) -> str:
    """Write a whole number in threes, with spaces: a comma is a decimal point to some."""
    return f"{n:,}".replace(",", "\u00a0")


def or_withheld(text: str | None) -> str:
    """Return `text`, or the word for a value that the sender of a copy has kept back."""
    return _("withheld") if text is None else text

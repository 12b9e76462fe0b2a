"""Which column of a table means what, worked out from its name and its values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from planner.io.dates import clock_seconds, only_first_days, parse_texts, suggest_form
from planner.io.persons import folded
from planner.io.suggestions import NOTHING, Suggestion
from planner.io.tables import Table
from planner.texts import _


@dataclass(frozen=True)
class Columns:
    """The name of the column for each meaning; empty where the table has none."""

    x: str = ""
    y: str = ""
    area: str = ""
    date: str = ""
    time: str = ""
    date_to: str = ""
    time_to: str = ""
    recorded: str = ""
    year: str = ""
    month: str = ""
    day: str = ""
    type: str = ""

    def used(self) -> dict[str, str]:
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}


# Pairs of names, as words without accents; the first pair found counts.
PAIRS = (
    (
        r"(gps |geo )?lon(gitude|g)?|lng|l(ae|a)nge(ngrad)?|longitud(ine)?",
        r"(gps |geo )?lat(itude)?|breite(ngrad)?|latitud(ine)?",
    ),
    (
        r"(.* )?(x|e|easting|ostwert|rechtswert|east|oost|est)( .*)?",
        r"(.* )?(y|n|northing|nordwert|hochwert|north|noord|nord)( .*)?",
    ),
    (
        r"(coord|point|pos|geo) ?x|x ?(coord|koord).*",
        r"(coord|point|pos|geo) ?y|y ?(coord|koord).*",
    ),
)
ENDS = r"\b(to|end|ende|bis|until|till|fin|hasta|tot|einde|fine|latest|last|do)\b"
RECORDED = (
    r"\b(rep|reported|report|rpt|rptd|recorded|angelegt|anzeige|anzeigedatum|erfasst|erfassung|created"
    r"|entered|entry|registered|aufnahme|signalement|enregistre|registro|melding|gemeld|aangifte)\b"
)
DATES = (
    r"date|datum|fecha|jour|dia|day|tag|dt|occ|occurred|occurrence|tatzeit|from|begin|start|anfang"
    r"|von|time|zeit|month|monat|mois|mes|maand|van|data|giorno|when"
)
CLOCKS = r"\b(hour|hours|stunde|uhrzeit|time|tm|heure|hora|uur|tijd|ora|zeit|hr|hh)\b|ustunde"
YEARS = r"(.* )?(u?jahr|year|annee|ano|jaar|yr|anno|occ year)( .*)?"
MONTHS = r"(.* )?(u?monat|month|mois|mes|maand|mese)( .*)?"
DAYS = r"(.* )?(u?tag|day|jour|dia|dag|giorno)( of month)?"
TYPES = (
    r"(?P<best>offen[cs]e.*|crime( type| category)?|primary type|delikt.*|delito.*|infraction.*"
    r"|feit|straftat.*|reato|type|typ|category|kategorie|categorie|categoria|tipo)"
    r"|.*\b(type|offen[cs]e|category|delikt|kategorie|call group type|crime)\b.*"
)
AREAS = (
    r"(?P<best>lor|plr( id)?|plz|bezirk.*|ward( code| id)?|district|beat|lsoa( code)?|quartier"
    r"|stadtteil.*|iris|wijk|buurt|zip( code)?|postcode|community area|precinct|sector|oa|msoa.*"
    r"|insee|commune|gemeinde.*|ags|neighbou?rhood|sezione|barrio)"
    r"|.*\b(area|zone|ward|district|lsoa|quartier|code|lor)\b.*"
)


def suggest_columns(table: Table) -> dict[str, Suggestion]:
    """Return a suggestion for every meaning in `Columns`."""
    looked = [Look(name, [row[n] for row in table.preview]) for n, name in enumerate(table.columns)]
    found = {field.name: NOTHING for field in fields(Columns)}
    found["x"], found["y"] = _place(table, looked)
    taken = {found["x"].value, found["y"].value}
    dates = [look for look in looked if look.name not in taken and look.form.value]
    found |= _times(dates)
    found |= _parts(looked) if not found["date"].value else {}
    found |= _clocks(looked, found)
    used = {s.value for s in found.values()}
    rest = [look for look in looked if look.name not in used and not look.form.value]
    found["type"] = _called(rest, TYPES, most=100)
    rest = [look for look in rest if look.name != found["type"].value]
    found["area"] = _called(rest, AREAS, most=None)
    return found


class Look:
    """One column at a glance: its words, its share of numbers, its form of date."""

    def __init__(self, name: str, values: Sequence[str]) -> None:
        self.name = name
        self.words = folded(name)
        self.filled = [value.strip() for value in values if value.strip()]
        self.number = _share_of_numbers(self.filled)
        self.form = suggest_form(self.filled) if self._may_be_dates() else NOTHING

    def _may_be_dates(self) -> bool:
        if self.number > 0.9:
            return bool(re.search(rf"\b({DATES})\b", self.words))
        return sum(bool(re.search(r"\d", value)) for value in self.filled[:50]) > 25 or (
            0 < len(self.filled) < 50 and all(re.search(r"\d", value) for value in self.filled)
        )

    def days_known(self) -> bool:
        """Whether the dates tell more than the month."""
        return not only_first_days(parse_texts(self.filled, self.form.value))

    def clock_known(self) -> bool:
        """Whether the dates tell the time of day too."""
        moments = parse_texts(self.filled, self.form.value)
        known = moments[~np.isnat(moments)]
        return bool((known.astype("M8[D]") != known).any())


def _share_of_numbers(values: Sequence[str]) -> float:
    good = sum(
        bool(re.fullmatch(r"[-+]?[\d.,' ]*\d(?:[eE][-+]?\d+)?", value[:40]))
        and not re.fullmatch(r"\d{1,4}\.\d{1,2}\.\d{1,4}", value[:40])
        for value in values
    )
    return good / len(values) if values else 0.0


def _place(table: Table, looked: list[Look]) -> tuple[Suggestion, Suggestion]:
    if table.place:
        why = _("The layer holds points.")
        return Suggestion(table.place[0], "sure", why), Suggestion(table.place[1], "sure", why)
    numbers = [look for look in looked if look.number > 0.3 or not look.filled]
    pairs = [
        (a.name, b.name)
        for east, north in PAIRS
        for a in numbers
        if re.fullmatch(east, a.words)
        for b in numbers
        if re.fullmatch(north, b.words) and a is not b and _alike(a.words, b.words)
    ]
    pairs = list(dict.fromkeys(pairs))
    if not pairs:
        return NOTHING, NOTHING
    first, others = pairs[0], pairs[1:]
    return (
        Suggestion(first[0], "sure", "", tuple(dict.fromkeys(a for a, _b in others))),
        Suggestion(first[1], "sure", "", tuple(dict.fromkeys(b for _a, b in others))),
    )


def _alike(a: str, b: str) -> bool:
    """Whether two names differ only in the word for the direction."""
    rest_a, rest_b = set(a.split()) - set(b.split()), set(b.split()) - set(a.split())
    return len(rest_a) == len(rest_b) == 1


def _times(dates: list[Look]) -> dict[str, Suggestion]:
    """Tell start, end and recording apart by their names; a day is better than a month."""
    ends = [look for look in dates if re.search(ENDS, look.words)]
    recorded = [look for look in dates if re.search(RECORDED, look.words) and look not in ends]
    starts = [look for look in dates if look not in ends and look not in recorded]
    if not starts and recorded:
        starts, recorded = recorded, []
    named = [look for look in starts if re.search(rf"\b({DATES})", look.words)]
    starts = named or starts
    exact = [look for look in starts if look.days_known()]
    best = exact or starts
    return {
        "date": _one(best, [look for look in starts if look not in best]),
        "date_to": _one(ends),
        "recorded": _one(recorded),
    }


def _one(looks: list[Look], less: Sequence[Look] = ()) -> Suggestion:
    if not looks:
        return NOTHING
    others = tuple(look.name for look in (*looks[1:], *less))
    if len(looks) == 1:
        return Suggestion(looks[0].name, "sure", "", others)
    return Suggestion(looks[0].name, "likely", _("Several columns could be meant."), others)


def _parts(looked: list[Look]) -> dict[str, Suggestion]:
    """Find year, month and day in columns of their own."""
    found = {}
    for meaning, words, least, most in (
        ("year", YEARS, 1900, 2200),
        ("month", MONTHS, 1, 12),
        ("day", DAYS, 1, 31),
    ):
        fit = [
            look
            for look in looked
            if re.fullmatch(words, look.words) and _whole_numbers(look.filled, least, most)
        ]
        found[meaning] = _one(fit)
    return found if found["year"].value and found["month"].value else {}


def _whole_numbers(values: Sequence[str], least: float, most: float) -> bool:
    try:
        numbers = np.array([float(value.replace(",", ".")) for value in values])
    except ValueError:
        return False
    whole = (numbers == np.round(numbers)) & (numbers >= least) & (numbers <= most)
    return bool(len(numbers) and whole.mean() > 0.95)


def _clocks(looked: list[Look], found: dict[str, Suggestion]) -> dict[str, Suggestion]:
    """Find columns with the time of day to go with the dates."""
    taken = {s.value for s in found.values() if s.value}
    fit = [
        look
        for look in looked
        if look.name not in taken and re.search(CLOCKS, look.words) and not look.form.value
        and _are_clocks(look.filled)
    ]  # fmt: skip
    dated = next((look for look in looked if look.name == found["date"].value), None)
    if dated and dated.clock_known():
        return {}
    ends = [look for look in fit if re.search(ENDS, look.words)]
    starts = [look for look in fit if look not in ends and not re.search(RECORDED, look.words)]
    return {"time": _one(starts), "time_to": _one(ends) if found["date_to"].value else NOTHING}


def _are_clocks(values: Sequence[str]) -> bool:
    import pandas as pd

    return bool(np.isfinite(clock_seconds(pd.Series(values[:100], dtype=object))).mean() > 0.5)


def _called(looks: list[Look], pattern: str, most: int | None) -> Suggestion:
    """Return the columns whose names match: words before codes, the best names first."""
    fit: list[tuple[tuple[bool, bool], Look]] = []
    for look in looks:
        match = re.fullmatch(pattern, look.words)
        kinds = len(set(look.filled))
        few = most is None or (kinds <= most and (kinds < len(look.filled) or kinds < 10))
        if match and few and look.filled:
            code = most is not None and (look.number > 0.5 or "id" in look.words.split())
            fit.append(((code, match.groupdict().get("best") is None), look))
    first = min((rank for rank, _look in fit), default=None)
    best = [look for rank, look in fit if rank == first]
    return _one(best, [look for rank, look in fit if rank != first])

"""Which IANA zone a text means by "CEST", "UTC+2" or "heure de Bruxelles".

An abbreviation names an offset that many zones share, so it is never stored:
it gives candidates, of which a person confirms one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from planner.features.organiser.reading.words import any_of, fold

# The first zone that fits is suggested; so the order is what people here mean most often.
_USUAL = tuple(
    f"Europe/{city}"
    for city in (
        *("Brussels", "Paris", "Berlin", "Amsterdam", "Madrid", "Rome", "Vienna", "Zurich"),
        *("Luxembourg", "Prague", "Warsaw", "Budapest", "Stockholm", "Oslo", "Copenhagen"),
        *("London", "Dublin", "Lisbon", "Athens", "Helsinki", "Bucharest", "Sofia", "Riga"),
        *("Tallinn", "Vilnius", "Kyiv", "Belgrade", "Zagreb", "Ljubljana", "Bratislava"),
        *("Malta", "Istanbul", "Moscow"),
    )
)
_FAR = ("New_York", "Chicago", "Denver", "Los_Angeles", "Toronto")
_OFTEN = (*_USUAL, "Atlantic/Canary", *(f"America/{city}" for city in _FAR))
_BY_LANGUAGE = {
    "fr": "Europe/Paris",
    "de": "Europe/Berlin",
    "es": "Europe/Madrid",
    "nl": "Europe/Amsterdam",
}
# Other names of the places above, folded, with the endings of "Berliner Zeit".
_PLACES = {
    "Europe/Brussels": "brussels|bruxelles|brussel|brusseler|bruselas|belgian|belge|belgische"
    "|gent|ghent|antwerp",
    "Europe/Paris": "paris|pariser|parijs|parijse|french|francaise|strasbourg|lyon|marseille|nice",
    "Europe/Berlin": "berlin|berliner|german|deutsche|munich|munchen|hamburg|koln|cologne|bonn",
    "Europe/Amsterdam": "amsterdam|amsterdamer|amsterdamse|dutch|nederlandse|rotterdam"
    "|the hague|den haag",
    "Europe/Madrid": "madrid|peninsular|peninsular espanola|espanola|barcelona|spanish",
    "Europe/Rome": "rome|rom|roma|italian|italiana|milan|milano|turin|torino",
    "Europe/Vienna": "vienna|wien|wiener|vienne|viena|wenen|graz",
    "Europe/Zurich": "zurich|zuricher|schweizer|swiss|geneva|geneve|genf|bern|berne",
    "Europe/Luxembourg": "luxembourg|luxemburg|luxemburgo",
    "Europe/Prague": "prague|prag|praga|praag",
    "Europe/Warsaw": "warsaw|warschau|varsovie|varsovia",
    "Europe/Stockholm": "stockholm|malmo|swedish",
    "Europe/Copenhagen": "copenhagen|kopenhagen|copenhague",
    "Europe/London": "london|londoner|londres|londen|uk|british|united kingdom",
    "Europe/Dublin": "dublin|irish",
    "Europe/Lisbon": "lisbon|lisbonne|lissabon|lissaboner|lisboa|lisabon|portuguese",
    "Europe/Athens": "athens|athenes|athen|atenas|athene|greek|thessaloniki",
    "Europe/Helsinki": "helsinki|finnish",
    "Europe/Bucharest": "bucharest|bucarest|bukarest|boekarest|romanian",
}
_SYNONYMS = {
    "mesz": "CEST",
    "mez": "CET",
    "haec": "CEST",
    "hec": "CEST",
    "hnec": "CET",
    "oesz": "EEST",
    "oez": "EET",
    "wesz": "WEST",
    "wez": "WET",
    "central european summer time": "CEST",
    "central european time": "CET",
    "mitteleuropaische sommerzeit": "CEST",
    "mitteleuropaische zeit": "CET",
    "british summer time": "BST",
    "eastern european summer time": "EEST",
    "eastern european time": "EET",
}
_ABBREVIATIONS = (
    "cest|cet|eest|eet|west|wet|bst|ist|msk|trt|gmt|utc|est|edt|cst|cdt|mst|mdt|pst|pdt"
)
_WINTER = {"CET": "CEST", "EET": "EEST", "WET": "WEST", "GMT": "BST"}
_CITY = {word: zone for zone, words in _PLACES.items() for word in words.split("|")}
_CITY |= {zone.rpartition("/")[2].lower().replace("_", " "): zone for zone in _OFTEN}
_NAMES = any_of("|".join(_CITY))
_SAID = re.compile(
    r"(?P<iana>\b(?:europe|atlantic|america|africa|asia|australia|pacific|indian|etc)"
    r"/[a-z_+\-0-9]+(?:/[a-z_]+)?)"
    r"|(?P<offset>\b(?:utc|gmt)\s?(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?\b)"
    rf"|\b(?P<synonym>{any_of('|'.join(_SYNONYMS))})\b"
    rf"|\b(?P<abbreviation>{any_of(_ABBREVIATIONS)})\b"
    rf"|\b(?P<city>{_NAMES})(?:'s)?(?:\s(?:local\s)?(?:time|zeit|tijd|ortszeit)\b)"
    r"|\b(?:heure|hora|horario|heures)\s(?:locale\s|local\s)?(?:de\s|d'|a\s|du\s)?(?:la\s)?"
    rf"(?P<city2>{_NAMES})\b"
    rf"|\(\s?(?P<city3>{_NAMES})\s?\)"
)


@dataclass(frozen=True)
class Said:
    """How a text says a zone: its words, where they are, and the place they name, if any."""

    words: str
    start: int
    end: int
    zone: str = ""
    abbreviation: str = ""


def find_zones(text: str, *, running: bool = False) -> list[Said]:
    """Return what `text` says of zones; in `running` text a place in brackets is none.

    Abbreviations count in capitals only: "est", "cet" and "west" are words.
    """
    found = [m for m in _SAID.finditer(fold(text)) if not (running and m["city3"])]
    return [
        _said(m, text)
        for m in found
        if not m["abbreviation"] or text[m.start() : m.end()].isupper()
    ]


def _said(found: re.Match[str], text: str) -> Said:
    parts = found.groupdict()
    start, end = found.span()
    zone = abbreviation = ""
    if parts["iana"]:
        zone = _canonical(parts["iana"])
    elif parts["offset"]:
        zone = _fixed(parts["sign"], int(parts["hours"]), int(parts["minutes"] or 0))
    elif parts["synonym"]:
        abbreviation = _SYNONYMS[parts["synonym"]]
    elif parts["abbreviation"]:
        abbreviation = parts["abbreviation"].upper()
    else:
        zone = _CITY[parts["city"] or parts["city2"] or parts["city3"]]
    return Said(text[start:end], start, end, zone, abbreviation)


@lru_cache
def _all_zones() -> dict[str, str]:
    return {name.lower(): name for name in sorted(available_timezones())}


def _canonical(name: str) -> str:
    return _all_zones().get(name, "")


def _fixed(sign: str, hours: int, minutes: int) -> str:
    """Return the zone of a fixed offset; those of IANA have the sign the other way round."""
    if minutes or hours > 12:  # noqa: PLR2004  (no such zone exists)
        return ""
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "UTC"


@lru_cache
def _clocks() -> dict[str, ZoneInfo]:
    """Return the zones a person may mean, the usual ones first, loaded once."""
    names = dict.fromkeys([*_OFTEN, *(z for z in _all_zones().values() if "/" in z)])
    return {n: ZoneInfo(n) for n in names if not n.startswith(("Etc/", "US/", "Canada/"))}


@lru_cache(maxsize=256)
def candidates(abbreviation: str, local: datetime) -> tuple[str, ...]:
    """Return the zones that go by `abbreviation` at a local time, the usual ones first."""
    if abbreviation == "UTC":
        return ("UTC",)
    return tuple(n for n, zone in _clocks().items() if zone.tzname(local) == abbreviation)


@dataclass(frozen=True)
class Meant:
    """The zones a text may mean, the suggestion first; `loose` if winter time is said in summer."""

    zones: tuple[str, ...]
    loose: bool = False


def meant(said: list[Said], local: datetime, language: str, wanted: str = "") -> Meant:
    """Weigh what is said about the zone of one time.

    A named place wins. An abbreviation gives candidates: a zone the person
    wants comes first if it fits, then one of the text's language. With
    nothing said the wanted zone is all there is to suggest.
    """
    places = tuple(dict.fromkeys(s.zone for s in said if s.zone))
    short = next((s.abbreviation for s in said if s.abbreviation), "")
    if not short:
        return Meant(tuple(dict.fromkeys(z for z in (*places, wanted) if z)))
    fits = candidates(short, local)
    loose = short in _WINTER and not set(fits) & set(_USUAL)
    if loose:
        fits = (*(("UTC",) if short == "GMT" else ()), *candidates(_WINTER[short], local), *fits)
    liked = [z for z in (*places, wanted, _BY_LANGUAGE.get(language, "")) if z in fits]
    return Meant(tuple(dict.fromkeys([*liked, *fits])), loose)


def suggested(language: str) -> str:
    """Return the zone to offer when a text in `language` names none; "" if it gives no hint."""
    return _BY_LANGUAGE.get(language, "")

"""More measures of a back-test, each with a plain sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from planner.ops import forecasts
from planner.texts import _, figure, mark
from ui.tables import writers

Facts = Mapping[str, Any]
Write = Callable[[float | None], str]

two = partial(writers.number, decimals=2)
per_cent = partial(writers.share, decimals=1)


@dataclass(frozen=True)
class Measure:
    """One figure of a method: what it is called, what it is, what that means."""

    uid: str
    place: int
    title: str
    value: str
    says: str


KINDS: tuple[tuple[str, str, Write, str], ...] = (
    ("per_km2", mark("Incidents for each km²"), two,
     mark("Incidents caught for each square kilometre flagged (search efficiency).")),
    ("pei_star", mark("PEI*"), two,
     mark("Incidents caught as a share of the most that the same area could have caught.")),
    ("pei", mark("PEI"), two,
     mark("PAI as a share of that of a map that knew the future.")),
    ("ppai", mark("PPAI"), two,
     mark("Like PAI, but with the square root of the share of the area: tiny areas win less.")),
    ("pai_length", mark("PAI by street length"), two,
     mark("Hit rate divided by the share of street metres that was flagged.")),
    ("rri", mark("Recapture (RRI)"), two,
     mark("Growth since the history in flagged cells over that in all; 1: as hot as before.")),
    ("curve.whole", mark("Area under the curve"), two,
     mark("The whole curve of incidents caught; 0.5 is chance, 1 the best there is.")),
    ("curve.to_5", mark("The curve up to 5 %"), per_cent,
     mark("As a share of the area under the curve of a map that knew the future.")),
    ("curve.to_10", mark("The curve up to 10 %"), per_cent,
     mark("As a share of the area under the curve of a map that knew the future.")),
    ("turnover", mark("Cells that are new"), per_cent,
     mark("Flagged cells that were not flagged the time before: how often one must move.")),
    ("patches", mark("Patches"), partial(writers.number, decimals=1),
     mark("Groups of touching flagged cells, on average: how many places there are to go to.")),
    ("clumpiness", mark("Clumpiness"), two,
     mark("1: one block; 0: scattered as by chance; below 0: more scattered than that.")),
    ("concentration", mark("Concentration (Gini)"), two,
     mark("How often the same cells are flagged; 0: all alike, near 1: always the same few.")),
    ("log_score", mark("Log score"), two,
     mark("How likely its expected counts made each incident; higher is better.")),
    ("brier_skill_base", mark("Skill over the mean"), per_cent,
     mark("How much smaller the error of its chances is (Brier) than that of the mean alone.")),
    ("brier_skill_count", mark("Skill over the count map"), per_cent,
     mark("How much smaller the error of its chances is (Brier) than that of the count map.")),
    ("crps", mark("Ranked score (CRPS)"), partial(writers.number, decimals=4),
     mark("How far expected and real counts of a cell lie apart; lower is better.")),
    ("ece", mark("Calibration error"), partial(writers.share, decimals=2),
     mark("Mean distance of foretold and seen shares, over tenths of the cells.")),
)  # fmt: skip


def measures_of(document: Facts, method: str, coverage: float) -> list[Measure]:
    """Return the measures of one method at one share of the area."""
    figures = document["methods"][method]
    known = {**figures, **figures[f"{coverage:g}"]}
    known |= {f"curve.{name}": value for name, value in figures.get("curve", {}).items()}
    return [
        Measure(name, place, _(title), write(known[name]), _why_not(known, name) or _(says))
        for place, (name, title, write, says) in enumerate(KINDS)
        if name in known
    ]


def _why_not(known: Facts, name: str) -> str:
    """Say why a figure is not told, or what its own words are."""
    if name == "pei_star":
        return str(known["pei_star_reason"])
    if name == "ece" and "calibration" in known:
        return str(known["calibration"]["says"])
    return ""


@dataclass(frozen=True)
class Tenth:
    """Cells of like chances in the table of calibration."""

    uid: str
    number: int
    cells: int
    foretold: float
    seen: float


def tenths_of(document: Facts, method: str) -> list[Tenth]:
    """Return foretold and seen shares of cells with an incident, the lowest first."""
    found = document["methods"][method].get("calibration", {}).get("reliability", ())
    return [Tenth(str(n), n, **one) for n, one in enumerate(found, start=1)]


@dataclass(frozen=True)
class Pair:
    """A method and the count map at equal area; `p` is after Holm's correction."""

    uid: str
    coverage: float
    method: str
    verdict: str
    weekly: str
    only: str
    p: float
    p_wilcoxon: float
    p_mcnemar: float


def pairs_of(document: Facts, verdicts: Mapping[str, str]) -> list[Pair]:
    """Return every comparison of a back-test."""
    return [_pair(one, verdicts) for one in document["comparisons"] if "weekly" in one]


def _pair(one: Facts, verdicts: Mapping[str, str]) -> Pair:
    weekly = _("{gain} a week ({low} to {high})").format(
        gain=figure(one["weekly"], "+z.1f"),
        low=figure(one["weekly_low"], "+z.1f"),
        high=figure(one["weekly_high"], "+z.1f"),
    )
    only = _("{a} against {b}").format(
        a=writers.number(one["only_a"]), b=writers.number(one["only_b"])
    )
    briefly = verdicts[one["verdict"]]
    return Pair(
        f"{one['a']} {one['coverage']}",
        one["coverage"],
        forecasts.called(one["a"]),
        _(briefly),
        weekly,
        only,
        one["p"],
        one["p_wilcoxon"],
        one["p_mcnemar"],
    )

"""What a back-test told besides: how far hit rates swing, and the lines of the challenge."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from planner.ops import forecasts
from planner.texts import _, mark
from ui.tables import writers
from ui.tables.row_table import Column

Facts = Mapping[str, Any]
WHAT = {
    "offsets": mark("Nine moved grids"),
    "delay": mark("Late reports"),
}

SWINGS = (
    Column("what", mark("Changed")),
    Column("method", mark("Method")),
    Column("coverage", mark("Area"), writers.share, right=True),
    Column("plain", mark("As it was"), partial(writers.share, decimals=1), right=True),
    Column("low", mark("Lowest"), partial(writers.share, decimals=1), right=True),
    Column("high", mark("Highest"), partial(writers.share, decimals=1), right=True),
)
CHALLENGE = (
    Column("horizon", mark("Horizon"), sort=attrgetter("place")),
    Column("method", mark("Method")),
    Column("square_miles", mark("Square miles"), partial(writers.number, decimals=2), right=True),
    Column("caught", mark("Caught"), right=True),
    Column("pai", mark("PAI"), partial(writers.number, decimals=2), right=True),
    Column("pei_star", mark("PEI*"), right=True),
)
HORIZONS = {
    "1 week": mark("1 week"),
    "2 weeks": mark("2 weeks"),
    "1 month": mark("1 month"),
    "2 months": mark("2 months"),
    "3 months": mark("3 months"),
}


@dataclass(frozen=True)
class Swing:
    """The hit rate of one method as it was, and the range that a change gave it."""

    uid: str
    what: str
    method: str
    coverage: float
    plain: float
    low: float
    high: float


@dataclass(frozen=True)
class Challenge:
    """One method at one horizon and area of the challenge."""

    uid: str
    place: int
    horizon: str
    method: str
    square_miles: float
    caught: str
    pai: float
    pei_star: str


def swings_of(document: Facts) -> list[Swing]:
    """Return a line for each method, share of the area and change."""
    return [
        Swing(
            f"{key} {one['method']} {one['coverage']}",
            _(WHAT[key]),
            forecasts.called(one["method"]),
            one["coverage"],
            one["hit_rates"][0],
            one["low"],
            one["high"],
        )
        for key, swings in document.get("stress", {}).items()
        for one in swings
    ]


def challenge_of(document: Facts) -> list[Challenge]:
    """Return a line for each horizon, method and area."""
    return [
        Challenge(
            f"{number}",
            number,
            _horizon(one),
            forecasts.called(one["method"]),
            one["square_miles"],
            _("{hits} of {incidents}").format(
                hits=writers.number(one["hits"]), incidents=writers.number(one["incidents"])
            ),
            one["pai"],
            "" if one["pei_star"] is None else writers.number(one["pei_star"], 2),
        )
        for number, one in enumerate(document.get("nij2017", ()))
    ]


def _horizon(line: Facts) -> str:
    title = HORIZONS[line["horizon"]]
    return _(title)

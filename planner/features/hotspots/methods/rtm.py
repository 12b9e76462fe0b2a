"""Risk terrain modelling: what is near a cell, and how much more happens there."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from planner.features.hotspots.kernels import sums
from planner.features.hotspots.method import Method, Reasons, Seen, Surface, method
from planner.features.hotspots.past import PastUntil, quarter_of
from planner.features.hotspots.terrain import Form, Terrain, candidates, terrain
from planner.model.cells import Factor
from planner.model.kinds import Days, Metres
from planner.progress import Progress
from planner.texts import _, filled, mark

EARLIER = mark("earlier incidents")


@method
class Rtm(Method):
    """The product of the risks that go with a cell's surroundings.

    Each factor (bars, stations, …, and incidents before the window) is tried
    as nearness and as density at up to three blocks; an elastic net and steps
    by BIC choose at most one form of each. A cell's score is the product of
    the values of the forms it has.

    Parameters
    ----------
    window : float, days
        Incidents younger than this are explained; older ones are a factor.
    block : float, metres
        The length of a block.
    half_steps : bool
        Whether distances are tried in half blocks.

    Notes
    -----
    The model is fitted anew each quarter. Only forms that raise the risk are kept.

    Source
    ------
    Caplan, Kennedy & Miller (2011), "Risk terrain modeling", Justice
    Quarterly 28, 360-381, doi:10.1080/07418825.2010.486037.
    """

    name = "rtm"
    title = mark("Risk terrain")
    source = "doi:10.1080/07418825.2010.486037"
    needs = 30
    spreads = False

    window: Days = Field(
        365.0,
        gt=0,
        title=mark("Window"),
        description=mark("Younger incidents are explained; older ones are a factor themselves."),
    )
    block: Metres = Field(
        120.0,
        gt=0,
        le=2000,
        title=mark("Length of a block"),
        description=mark("Distances are tried at one, two and three blocks."),
    )
    half_steps: bool = Field(
        True,
        title=mark("Try half blocks"),
        description=mark("Try half a block, one and a half and two and a half as well."),
    )

    def forecast(self, seen: Seen, progress: Progress) -> Surface:
        progress.step(0, 2)
        found, has = self._terrain(seen)
        progress.step(1, 2)
        score = np.prod(np.where(has, found.values, 1.0), axis=1)
        expected = found.base * score * seen.horizon
        figures = {f"{f.factor}, {f.kind}, {f.reach:g} m": float(v)
                   for f, v in zip(found.forms, found.values, strict=True)}  # fmt: skip
        return Surface(score / score.min(), expected, figures, _words(found))

    def explain(self, seen: Seen, cell: int) -> Reasons:
        found, has = self._terrain(seen)
        pull = np.where(has[cell], np.log(found.values), 0)
        total = float(pull.sum()) or 1.0
        parts = {f"{f.factor}, {f.kind}, {f.reach:g} m": float(p) / total
                 for f, p in zip(found.forms, pull, strict=True)}  # fmt: skip
        return Reasons(np.zeros(0, np.int64), np.zeros(0), parts)

    def _terrain(self, seen: Seen) -> tuple[Terrain, NDArray[np.bool_]]:
        return fitted(PastUntil.of(seen, quarter_of(seen)), self)


@lru_cache(maxsize=8)
def fitted(until: PastUntil, chosen: Rtm) -> tuple[Terrain, NDArray[np.bool_]]:
    """Return the terrain with a daily base, and which cells have each of its forms."""
    past, cells = until.past, until.cells
    fresh = past.ages(until.end) < chosen.window
    older = past.take(~fresh)
    factors = [*cells.factors, Factor(_(EARLIER), older.x, older.y)]
    forms, has = candidates(cells, factors, chosen.block, 0.5 if chosen.half_steps else 1.0)
    counts = sums(past.cells[fresh], None, len(cells))
    found = terrain(forms, has, counts)
    days = min(chosen.window, max(1.0, float(past.ages(until.end).max(initial=1))))
    found = replace(found, base=found.base / days)
    return found, has[:, [forms.index(form) for form in found.forms]]


def _words(found: Terrain) -> tuple[str, ...]:
    if not found.forms:
        return (_("No surroundings were found to go with more incidents."),)
    return tuple(_word(f, float(v)) for f, v in zip(found.forms, found.values, strict=True))


def _word(form: Form, value: float) -> str:
    sentence = (
        _("Within {reach:.0f} m of {factor} there are {value:.1f} times as many incidents.")
        if form.kind == "near"
        else _("Where {factor} are dense within {reach:.0f} m there are {value:.1f} times as many.")
    )
    return filled(sentence, reach=form.reach, factor=form.factor, value=value)

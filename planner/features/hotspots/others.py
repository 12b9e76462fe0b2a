"""Forecasts of others, judged by the same rules, with the count map beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.features.hotspots.backtest import (
    BASELINES,
    FIRST_SEED,
    Backtest,
    Plan,
    Round,
    Turn,
    came_within,
    judged_round,
    round_of,
)
from planner.features.hotspots.method import Forecast, Method, Seen, configured, ranked
from planner.features.hotspots.refusals import NothingToTestError
from planner.model.cells import Cells
from planner.model.incidents import Floats, Incidents
from planner.progress import Progress, Silent
from planner.texts import _, filled, mark


class Given(Method):
    """A forecast that somebody else made; it cannot be made again here."""

    name = "given"
    title = mark("Forecast of others")
    source = "as given"


@dataclass(frozen=True, eq=False)
class Claim:
    """What was said at `origin`: the risk of each cell, 0 where nothing was said."""

    origin: np.datetime64
    risk: Floats


def flagged_share(claims: Sequence[Claim], cells: Cells) -> float:
    """Return the share of the area that was named, over all claims."""
    named = sum(float(cells.area_m2[claim.risk > 0].sum()) for claim in claims)
    return named / (float(cells.area_m2.sum()) * len(claims))


def judge(
    name: str,
    claims: Sequence[Claim],
    incidents: Incidents,
    cells: Cells,
    rules: tuple[float, Sequence[float]],
    progress: Progress | None = None,
) -> Backtest:
    """Score claims by what came, with `count` and `random` flagging as much area.

    `rules` are the horizon in days and the shares of area. The baselines see
    only what was known at each origin.

    Raises
    ------
    NothingToTestError
        No incident came within the horizon of any claim.
    """
    told = progress or Silent()
    horizon, coverages = rules
    claims = sorted(claims, key=lambda claim: claim.origin)
    moments = np.array([claim.origin for claim in claims], "M8[s]")
    baselines = {baseline: configured(baseline, {}) for baseline in BASELINES}
    chosen = Plan({name: Given(), **baselines}, moments, horizon, tuple(sorted(coverages)))
    placed = incidents.placed(cells)
    came = [came_within(placed, moment, horizon) for moment in moments]
    if not sum(map(len, came)):
        raise NothingToTestError(len(claims))
    rounds: dict[str, list[Round]] = {one: [] for one in chosen.methods}
    for number, claim in enumerate(claims):
        told.step(number, len(claims))
        turn = Turn(number, placed.before(claim.origin), came[number])
        rounds[name].append(_round(chosen, claim, turn, cells))
        for baseline, plain in baselines.items():
            rounds[baseline].append(round_of(chosen, plain, turn))
    told.step(len(claims), len(claims))
    tested, known = [one.cells for one in came], [one.known for one in came]
    return Backtest(chosen, cells, tested, known, rounds)


def _round(chosen: Plan, claim: Claim, turn: Turn, cells: Cells) -> Round:
    rank = np.empty(len(cells), np.int64)
    rank[ranked(claim.risk, cells, FIRST_SEED + turn.number)] = np.arange(1, len(cells) + 1)
    total = claim.risk.sum()
    risk = claim.risk / total if total > 0 else cells.area_m2 / cells.area_m2.sum()
    seen = Seen(turn.known, cells, claim.origin, chosen.horizon)
    return judged_round(chosen, Forecast(Given(), seen, risk, None, rank), turn, 0.0)


def warning(share: float, coverages: Sequence[float]) -> str:
    """Say it where shares of area are asked for that the forecast never named."""
    beyond = [coverage for coverage in coverages if coverage > share * 1.001]
    if not beyond:
        return ""
    says = _("The forecast names {share:.1%} of the area; beyond that its cells are drawn by lot.")
    return filled(says, share=share)

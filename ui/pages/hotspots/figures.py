"""What the cards say about a back-test and about a cell, from its results."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from planner.ops import forecasts
from planner.texts import _
from ui.pages.hotspots.accuracy_card import Against, Line
from ui.pages.hotspots.cell_card import RECENT_DAYS, CellStory
from ui.pages.hotspots.work import Made
from ui.plots.score_curve import Curve

BASELINES = ("count", "random")
LEAST_PART = 0.005  # of the score; less would read 0 %
Facts = Mapping[str, Any]


def line_of(facts: Facts, name: str) -> Line:
    """Return a line for a method from its kept figures."""
    low, high = ("low", "high") if "low" in facts else ("hit_rate_low", "hit_rate_high")
    return Line(
        name,
        facts["hits"],
        facts["incidents"],
        facts[low],
        facts[high],
        facts["flagged_cells"],
        facts["hit_cells"],
    )


def lines_of(trial: Facts) -> list[Line]:
    """Return the lines of a kept trial: the forecast's method, the count map, chance."""
    lines = []
    for number, facts in enumerate(trial["lines"]):
        name = facts["name"]
        ours = number == 0 and name not in BASELINES
        lines.append(line_of(facts, _("This forecast") if ours else forecasts.called(name)))
    return lines


def against_of(trial: Facts) -> Against | None:
    """Return how the method compares with the count map; None for the count map itself."""
    facts = trial["against_count"]
    return Against(**facts) if facts else None


def curves_of(document: Facts) -> list[Curve]:
    """Return hit rate over area for every method of a back-test."""
    shares = document["protocol"]["coverages"]
    curves = []
    for name, figures in document["methods"].items():
        scores = [figures[f"{share:g}"] for share in shares]
        rates = [
            [score[key] for score in scores]
            for key in ("hit_rate", "hit_rate_low", "hit_rate_high")
        ]
        curves.append(Curve(forecasts.called(name), shares, *rates))
    return curves


def story_of(made: Made, cell: int) -> CellStory:
    """Return what is known of a cell."""
    forecast, seen = made.forecast, made.forecast.seen
    inside = seen.past.cells == cell
    recent = seen.ages[inside] <= RECENT_DAYS
    reasons = forecast.explain(cell)
    x, y = made.scene.cells.centre(cell).tolist()
    expected = None if forecast.expected is None else float(forecast.expected[cell])
    return CellStory(
        number=cell,
        area=made.scene.area_at(x, y),
        rank=int(forecast.rank[cell]),
        cells=len(made.scene.cells),
        flagged=bool(forecast.flagged(made.wish.coverage)[cell]),
        inside=round(float(seen.past.weights[inside].sum())),
        recent=round(float(seen.past.weights[inside][recent].sum())),
        carried_by=round(float(seen.past.weights[reasons.incidents].sum())),
        parts=tuple(
            (forecasts.part_called(name), float(share))
            for name, share in sorted(reasons.parts.items(), key=itemgetter(1), reverse=True)
            if share >= LEAST_PART
        ),
        expected=expected,
        calibrated=made.calibrated,
        horizon=made.wish.horizon,
    )

"""All figures of a back-test as plain values: the same for the window, commands and files."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from planner.features.hotspots.backtest import BASELINES, Backtest
from planner.features.hotspots.calibration import Judged, Verdict, verdict
from planner.features.hotspots.chances import Probabilities, skill
from planner.features.hotspots.gains import Gain, gain, part_gains
from planner.features.hotspots.luck import Comparison
from planner.features.hotspots.method import METHODS, Forecast
from planner.features.hotspots.suggesting import suggestion
from planner.model.incidents import Floats
from planner.texts import _

Facts = Mapping[str, Any]


def document(done: Backtest, streets: Floats | None = None) -> dict[str, Any]:
    """Return all figures of a back-test; `streets` are the metres of street in each cell."""
    comparisons = done.comparisons()
    judged = {name: done.course(name).judged() for name in done.plan.whole}
    return {
        "protocol": _protocol(done),
        "methods": {name: _figures(done, name, judged, streets) for name in done.plan.whole},
        "comparisons": [_comparison(done, one) for one in comparisons],
        "parts": _parts(done),
        "suggestion": asdict(suggestion(done, comparisons)),
    }


def _protocol(done: Backtest) -> dict[str, Any]:
    days = done.plan.origins
    return {
        "origins": len(days),
        "from": str(days[0]),
        "to": str(days[-1]),
        "step_days": done.plan.step,
        "horizon_days": done.plan.horizon,
        "coverages": list(done.plan.coverages),
        "shape": done.cells.shape,
        "cell_m": done.cells.size,
        "cells": len(done.cells),
        "study_area_m2": float(done.cells.area_m2.sum()),
        "block_origins": done.block,
        "parameters": {
            name: {"method": one.name, **one.model_dump(mode="json")}
            for name, one in done.plan.methods.items()
        },
    }


def _figures(
    done: Backtest, name: str, judged: Mapping[str, Judged], streets: Floats | None
) -> dict[str, Any]:
    shares: dict[str, Any] = {
        f"{share:g}": asdict(done.score(name, share)) | asdict(done.layout(name, share))
        for share in done.plan.coverages
    }
    if streets is not None:
        for share in done.plan.coverages:
            length = done.pai_by_length(name, share, streets)
            shares[f"{share:g}"]["pai_length"] = length
    curve = {"curve": asdict(done.curve(name))}
    return shares | curve | _chances(done, name, judged) | {"seconds": done.seconds(name)}


def _chances(done: Backtest, name: str, judged: Mapping[str, Judged]) -> dict[str, Any]:
    """Return how calibrated counts fared, or those as given where none could be calibrated."""
    given = done.probabilities(name)
    found = judged[name].found or given
    counts = judged["count"].found or done.probabilities("count")
    settled = verdict(judged[name])
    against = counts.mean_brier if found and counts else 0.0
    return {
        **_means(found),
        "brier_skill_count": skill(found.mean_brier, against) if found else None,
        "calibration": {
            **asdict(settled),
            "says": settled.says,
            "reliability": [asdict(one) for one in found.reliability()] if found else [],
            "as_given": _means(given) if given else None,
        },
    }


def _means(found: Probabilities | None) -> dict[str, float | None]:
    if found is None:
        return dict.fromkeys(("log_score", "brier", "crps", "ece", "brier_skill_base"))
    return {
        "log_score": found.mean_log,
        "brier": found.mean_brier,
        "crps": found.mean_crps,
        "ece": found.ece,
        "brier_skill_base": skill(found.mean_brier, found.base_brier),
    }


def _comparison(done: Backtest, one: Comparison) -> dict[str, Any]:
    worth = gain(done, one)
    weekly = {"weekly": worth.weekly, "weekly_low": worth.low, "weekly_high": worth.high}
    return asdict(one) | weekly


def _parts(done: Backtest) -> list[dict[str, Any]]:
    return [
        {"name": name, "method": done.plan.methods[name].name, "coverage": coverage, **asdict(one)}
        for coverage in done.plan.coverages
        for name in done.plan.whole
        for one in part_gains(done, name, coverage)
    ]


def trial_facts(done: Backtest, chosen: str, coverage: float) -> dict[str, Any]:
    """Return what is kept with a forecast of how its method did in the past.

    The lines are the method itself, the count map and chance, by their names in the registry.
    """
    pair = next((c for c in done.comparisons() if (c.a, c.coverage) == (chosen, coverage)), None)
    return {
        "origins": len(done.plan.origins),
        "first": str(done.plan.origins[0]),
        "last": str(done.plan.origins[-1]),
        "lines": [_line(done, name, coverage) for name in dict.fromkeys((chosen, *BASELINES))],
        "against_count": _against(pair) if pair else None,
        "gain": asdict(gain(done, pair)) if pair else None,
        "parts": [asdict(one) for one in part_gains(done, chosen, coverage)],
        "calibration": asdict(verdict(done.course(chosen).judged())),
    }


def calibrated(done: Backtest, chosen: str, made: Forecast) -> Forecast:
    """Return a forecast with calibrated expected counts, where its method's keep their word."""
    if not verdict(done.course(chosen).judged()).calibrated:
        return made
    return replace(made, expected=done.calibrated(chosen, made))


def _line(done: Backtest, name: str, coverage: float) -> dict[str, Any]:
    score = done.score(name, coverage)
    return {
        "name": name,
        "hits": score.hits,
        "incidents": score.incidents,
        "low": score.hit_rate_low,
        "high": score.hit_rate_high,
        "flagged_cells": score.flagged_cells,
        "hit_cells": score.hit_cells,
    }


def _against(one: Comparison) -> dict[str, Any]:
    wanted = ("verdict", "difference", "low", "high")
    return {name: value for name, value in asdict(one).items() if name in wanted}


def gain_words(trial: Facts) -> str:
    """Say what a method is worth a week beside the count map; empty for the count map itself."""
    return Gain(**trial["gain"]).says() if trial.get("gain") else ""


def part_says(facts: Facts) -> str:
    """Say what one part of a method is worth a week."""
    known = {field.name: facts[field.name] for field in fields(Gain)}
    method = METHODS.get(facts["method"])
    titles = method.part_titles if method else {}
    return Gain(**known).says(_(titles.get(facts["part"], facts["part"])))


def part_words(trial: Facts) -> list[str]:
    """Say what the parts of a method are worth a week, and whether its counts keep their word."""
    name = trial["lines"][0]["name"]
    said = [part_says({"method": name, **facts}) for facts in trial.get("parts", ())]
    if "calibration" in trial:
        said.append(Verdict(**trial["calibration"]).says)
    return said

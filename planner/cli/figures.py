"""The figures of a back-test as text for a terminal and as rows of a table."""

from collections.abc import Mapping
from typing import Any

from planner.ops import backtests, looks

Facts = Mapping[str, Any]
CHANCES = ("log_score", "brier", "crps", "ece", "brier_skill_base", "brier_skill_count")


def rows_of(document: Facts) -> list[dict[str, Any]]:
    """Return a row for each method and share of the area, with all its measures."""
    return [
        {"method": name, "share_of_area": coverage, **_row(figures, coverage)}
        for coverage in document["protocol"]["coverages"]
        for name, figures in document["methods"].items()
    ]


def _row(figures: Facts, coverage: float) -> dict[str, Any]:
    curve = {f"curve_{name}": value for name, value in figures["curve"].items()}
    chances = {name: figures[name] for name in CHANCES}
    calibrated = {"calibration": figures["calibration"]["state"]}
    return {**figures[f"{coverage:g}"], **curve, **chances, **calibrated}


def told(document: Facts) -> str:
    """Return a back-test as a table for a terminal."""
    protocol = document["protocol"]
    lines = [f"{protocol['origins']} origins, {protocol['horizon_days']:g} days ahead"]
    lines += filter(None, [looks.told(document.get("look"))])
    for coverage in protocol["coverages"]:
        lines.append(f"\n{100 * coverage:g} % of the area")
        for name, figures in document["methods"].items():
            lines += _measured(name, figures[f"{coverage:g}"])
        lines += [_compared(one) for one in document["comparisons"] if one["coverage"] == coverage]
        lines += [
            f"  {backtests.part_says(one)}" for one in document["parts"]
            if one["coverage"] == coverage
        ]  # fmt: skip
    lines.append("\nThe whole curve, and the chances of an incident in each cell")
    for name, figures in document["methods"].items():
        lines += _chances(name, figures)
    return "\n".join([*lines, *_told_more(document)])


def _measured(name: str, score: Facts) -> list[str]:
    caught = f"{score['hits']} of {score['incidents']}"
    between = f"{100 * score['hit_rate_low']:.1f}-{100 * score['hit_rate_high']:.1f} %"
    one_in = f"1 in {1 / score['cell_precision']:.0f}" if score["hit_cells"] else "none"
    star, new = score["pei_star"], score["turnover"]
    best = "PEI* not told" if star is None else f"PEI* {star:.2f}"
    moved = "" if new is None else f"{new:.0%} of cells new, "
    first = f"  {name:<24} {caught:>16}  {between:>14}  PAI {score['pai']:5.2f}  cells hit {one_in}"
    street = "" if score.get("pai_length") is None else f"PAI by street {score['pai_length']:.2f}, "
    more = (
        f"  {'':<24} {street}{best}, PPAI {score['ppai']:.2f}, {score['per_km2']:.2f} per km², "
        f"{moved}{score['patches']:.1f} patches, clumpiness {score['clumpiness']:.2f}"
    )
    return [first, more]


def _compared(one: Facts) -> str:
    return (
        f"  {one['a']} against {one['b']}: {one['verdict']}"
        f" ({100 * one['low']:+.1f} to {100 * one['high']:+.1f} points, "
        f"{one['weekly']:+.1f} incidents a week; {one['only_a']} caught by {one['a']} only, "
        f"{one['only_b']} by {one['b']} only; p {one['p']:.3f}, Wilcoxon {one['p_wilcoxon']:.3f}, "
        f"McNemar {one['p_mcnemar']:.3f})"
    )


def _chances(name: str, figures: Facts) -> list[str]:
    curve = figures["curve"]
    told = (
        f"  {name:<24} area under the curve {curve['whole']:.2f}; of the best map's, up to 5 % "
        f"{curve['to_5']:.0%}, up to 10 % {curve['to_10']:.0%}"
    )
    says = f"  {'':<24} {figures['calibration']['says']}"
    if figures["log_score"] is None:
        return [told, says]
    skills = [figures["brier_skill_base"], figures["brier_skill_count"]]
    over = [f"{part:+.1%}" if part is not None else "-" for part in skills]
    scores = (
        f"  {'':<24} log score {figures['log_score']:.3f}, CRPS {figures['crps']:.4f}, Brier "
        f"{figures['brier']:.4f} (skill over the mean {over[0]}, over counts {over[1]})"
    )
    return [told, scores, says]


def _told_more(document: Facts) -> list[str]:
    lines = [
        f"{key}, {one['method']}, {one['coverage']:g}: {one['low']:.1%} to {one['high']:.1%}"
        for key, swings in document.get("stress", {}).items()
        for one in swings
    ]
    lines += [
        f"{one['horizon']}, {one['method']}, {one['square_miles']:.2f} sq mi: "
        f"PAI {one['pai']:.2f}"
        + ("" if one["pei_star"] is None else f", PEI* {one['pei_star']:.2f}")
        for one in document.get("nij2017", ())
    ]
    return lines

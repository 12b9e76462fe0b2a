"""Commands about near repeats."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from planner.cli.locks import Look, looked, looking, with_look
from planner.cli.output import Csv, Json, ProjectFile, TextProgress, reading, say, write_csv
from planner.cli.places import Timing, incidents_of
from planner.cli.values import Data, From, To, moment, numbers, one_of, words
from planner.ops import datasets
from planner.ops import near_repeats as ops

METRICS = ("manhattan", "euclidean")
WORKED_OUT = "chance worked out, as there are too many pairs to exchange dates"


def register(app: typer.Typer) -> None:
    app.command()(knox)
    app.command()(alerts)


def knox(  # noqa: PLR0913  (one parameter for each option of the contract)
    file: ProjectFile,
    *,
    data: Data,
    space: Annotated[str, typer.Option(help="Limits of bands in metres.")] = "0,100,200,300,inf",
    time: Annotated[str, typer.Option(help="Limits of bands in days.")] = "0,7,14,21,inf",
    metric: Annotated[str, typer.Option(help="manhattan or euclidean.")] = "manhattan",
    permutations: Annotated[int, typer.Option(min=1, max=99_999)] = 999,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    timing: Timing = "",
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Test whether incidents close in space come close in time more often than by chance."""
    bands = ops.Bands(numbers("--space", space), numbers("--time", time))
    choice = ops.KnoxChoice(bands, one_of("--metric", metric, METRICS), permutations, seed)
    with reading(file) as store:
        found = ops.knox(incidents_of(store, data, timing), choice, TextProgress())
    document = knox_document(found)
    write_csv(csv, _bands(document))
    say(document, knox_text(found), as_json=as_json)


def _bands(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a line for each pair of bands."""
    return [
        {"space": space, "time": time}
        | {name: document[name][r][c] for name in ("observed", "expected", "median", "ratio", "p")}
        for r, space in enumerate(document["space_bands"])
        for c, time in enumerate(document["time_bands"])
    ]


def knox_document(found: ops.Knox) -> dict[str, Any]:
    """Return the result with the keys that stay; rows are bands of space."""
    ratio = found.ratio
    return {
        "observed": found.observed.tolist(),
        "expected": found.expected.tolist(),
        "ratio": [[None if r != r else r for r in row] for row in ratio.tolist()],  # noqa: PLR0124
        "median": found.median.tolist(),
        "p": found.p.tolist(),
        "n": found.n,
        "permutations": found.permutations,
        "space_bands": ops.band_names(found.bands.space, "m"),
        "time_bands": ops.band_names(found.bands.time, "days"),
    }


def knox_text(found: ops.Knox) -> str:
    rows, columns = (
        ops.band_names(edges, unit)
        for edges, unit in ((found.bands.space, "m"), (found.bands.time, "days"))
    )
    chance = f"{found.permutations} exchanges of dates" if found.permutations else WORKED_OUT
    lines = [f"{found.n} incidents, {chance}. Observed (ratio, p):"]
    lines.append(" ".join(f"{name:>24}" for name in ["", *columns]))
    for r, name in enumerate(rows):
        cells = [
            f"{found.observed[r, c]} ({found.ratio[r, c]:.2f}, {found.p[r, c]:.3f})"
            for c in range(len(columns))
        ]
        lines.append(" ".join(f"{text:>24}" for text in [name, *cells]))
    return "\n".join(lines)


def alerts(  # noqa: PLR0913  (one parameter for each option of the contract)
    file: ProjectFile,
    *,
    data: Data,
    start: From,
    end: To,
    radius: Annotated[float, typer.Option(min=1, help="Metres.")] = 500.0,
    days: Annotated[float, typer.Option(min=0.1, help="How long an alert lasts.")] = 7.0,
    history: Annotated[float, typer.Option(min=30, help="Days to learn areas from.")] = 1826.0,
    least_triggers: Annotated[int, typer.Option(min=1)] = 5,
    least_rate: Annotated[float, typer.Option(min=0, max=1)] = 0.3,
    triggers: Annotated[str, typer.Option(help="Words an incident must have one of.")] = "",
    anti_triggers: Annotated[str, typer.Option(help="Words it must have none of.")] = "",
    permutations: Annotated[int, typer.Option(min=0, max=9999)] = 199,
    timing: Timing = "",
    look: Look = "",
    as_json: Json = False,
) -> None:
    """Raise near-repeat alerts over a period and hold them against chance."""
    rules = ops.Rules(
        radius, days, history, least_triggers, least_rate, words(triggers), words(anti_triggers)
    )
    period = moment("--from", start), moment("--to", end)
    with looking(file, look) as store:
        seen = looked(store, datasets.find_dataset(store, data), period, look)
        there = incidents_of(store, data, timing)
        found = ops.alerts(there, period, rules, permutations, TextProgress())
    document = asdict(found) | seen
    say(document, with_look(document, alerts_text(found)), as_json=as_json)


def alerts_text(found: ops.AlertRecord) -> str:
    return (
        f"{found.alerts} alerts, {found.alerts_per_week:.1f} a week; "
        f"{found.followed_up} of {found.alerts} were followed up ({found.rate:.1%}).\n"
        f"With dates exchanged: {found.chance_rate:.1%} "
        f"({found.chance_low:.1%} to {found.chance_high:.1%}).\n"
        f"{found.incidents_alerted_share:.1%} of {found.incidents} incidents raised an alert "
        "or prolonged one."
    )

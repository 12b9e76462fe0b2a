"""Commands about where records come from: an urn of discoveries, and points that were moved."""

from dataclasses import asdict
from typing import Annotated, Any

import numpy as np
import typer

from planner.cli.output import Csv, Json, ProjectFile, reading, say, write_csv
from planner.cli.places import incidents_of
from planner.cli.values import BadOptionError, Data, numbers
from planner.ops import bias as ops
from planner.texts import _


def register(app: typer.Typer) -> None:
    app.command()(urn)
    app.command()(snapping)


def urn(  # noqa: PLR0913  (one option each)
    *,
    rates: Annotated[
        str, typer.Option(help="Chance that a visit discovers an offence, by area.")
    ] = "0.6,0.4",
    start: Annotated[str, typer.Option(help="Records of each area at the beginning.")] = "",
    draws: Annotated[int, typer.Option(min=1, max=100_000, help="Visits in a run.")] = 5000,
    runs: Annotated[int, typer.Option(min=1, max=100_000)] = 2000,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    csv: Csv = None,
    as_json: Json = False,
) -> None:
    """Show how discoveries feed on themselves, and the correction that stops it (Pólya urn)."""
    chances = _rates(rates)
    begin = numbers("--start", start) if start else (1.0,) * len(chances)
    if len(begin) != len(chances) or not all(0 < one < float("inf") for one in begin):
        wanted = _("Write one number above 0 for each area, such as 1,1.")
        raise BadOptionError("--start", start, wanted)
    more: dict[str, Any] = {"start": begin, "draws": draws, "runs": runs, "seed": seed}
    found = {
        name: _spread(ops.urn(chances, corrected=corrected, **more))
        for name, corrected in (("plain", False), ("corrected", True))
    }
    fair = chances[0] / sum(chances)
    document = {"rates": chances, **more, "share_of_offences": fair, **found}
    write_csv(csv, [{"rule": name} | one for name, one in found.items()])
    lines = [f"The first area has {fair:.1%} of the offences; of the records it ends up with:"]
    lines += [
        f"{name}: {one['mean']:.1%} on average (sd {one['sd']:.3f}, "
        f"90 % of runs: {one['low']:.1%} to {one['high']:.1%})"
        for name, one in found.items()
    ]
    say(document, "\n".join(lines), as_json=as_json)


def _rates(text: str) -> tuple[float, ...]:
    found = numbers("--rates", text)
    if len(found) < 2 or not all(0 < rate <= 1 for rate in found):  # noqa: PLR2004
        wanted = _("Write two or more chances above 0 and up to 1, such as 0.6,0.4.")
        raise BadOptionError("--rates", text, wanted)
    return found


def _spread(found: ops.Urn) -> dict[str, float]:
    low, high = np.quantile(found.shares, (0.05, 0.95)).tolist()
    return {"mean": found.mean, "sd": found.spread, "low": low, "high": high}


def snapping(file: ProjectFile, *, data: Data, csv: Csv = None, as_json: Json = False) -> None:
    """Find out whether incidents were moved to anchor points before they were published."""
    with reading(file) as store:
        found = ops.snapping(incidents_of(store, data))
    document = asdict(found) | {"warns": found.warns}
    write_csv(csv, [document])
    text = (
        f"{found.incidents} incidents stand on {found.places} places; {found.sharing:.1%} share "
        f"theirs, and {found.together:.1%} of pairs within 20 m are on one spot."
    )
    if found.warns:
        text += "\nThe points were probably moved: use cells much larger than their distance."
    say(document, text, as_json=as_json)

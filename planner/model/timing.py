"""When an incident counts that is known only to lie between two moments."""

from typing import Annotated

from planner.model.kinds import Choice
from planner.texts import mark

TIMINGS = {
    "from": mark("When the period starts"),
    "to": mark("When it ends"),
    "mid": mark("Half way"),
    "aoristic": mark("Spread evenly over the period"),
}
Timing = Annotated[str, Choice(titles=TIMINGS)]

"""What a method, or a part of it, is worth a week, in incidents and in words."""

from dataclasses import dataclass

from planner.features.hotspots.backtest import Backtest
from planner.features.hotspots.luck import Comparison, Verdict
from planner.texts import _, filled, mark


@dataclass(frozen=True)
class Gain:
    """How many more incidents a week are caught, with the 95 % interval.

    `part` is what the method was played without; empty where it is held
    against the count map.
    """

    weekly: float
    low: float
    high: float
    verdict: Verdict
    part: str = ""

    def says(self, title: str = "") -> str:
        """Say it; `title` is what the part is called."""
        sentence = _((SAYS_OF_PART if self.part else SAYS)[self.verdict])
        gain, low, high = (round(x, 1) + 0.0 for x in (self.weekly, self.low, self.high))
        return filled(sentence, gain=gain, less=-gain, low=low, high=high, part=title)


SAYS: dict[Verdict, str] = {
    "better": mark(
        "It catches {gain:.1f} more incidents a week than the count map on the same area "
        "({low:+.1f} to {high:+.1f})."
    ),
    "cannot tell": mark(
        "Whether it catches more than the count map cannot be told: {gain:+.1f} incidents a week "
        "({low:+.1f} to {high:+.1f}). So the count map is suggested."
    ),
    "worse": mark(
        "It catches {less:.1f} fewer incidents a week than the count map on the same area "
        "({low:+.1f} to {high:+.1f}). So the count map is suggested."
    ),
}
SAYS_OF_PART: dict[Verdict, str] = {
    "better": mark("{part}: adds {gain:.1f} incidents a week ({low:+.1f} to {high:+.1f})."),
    "cannot tell": mark(
        "{part}: whether this adds anything cannot be told, {gain:+.1f} incidents a week "
        "({low:+.1f} to {high:+.1f})."
    ),
    "worse": mark("{part}: costs {less:.1f} incidents a week ({low:+.1f} to {high:+.1f})."),
}


def gain(done: Backtest, one: Comparison, part: str = "") -> Gain:
    """Turn a difference in hit rate into incidents a week."""
    weekly = sum(len(came) for came in done.tested) / done.weeks
    return Gain(one.difference * weekly, one.low * weekly, one.high * weekly, one.verdict, part)


def part_gains(done: Backtest, name: str, coverage: float) -> list[Gain]:
    """Return what each part of a method adds, where it was played without them."""
    return [gain(done, one, part) for part, one in done.part_comparisons(name, coverage)]

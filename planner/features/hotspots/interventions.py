"""Whether a measure worked: the weighted displacement difference."""

from dataclasses import dataclass

import numpy as np

from planner.features.hotspots.luck import Z95

FEW = 20


@dataclass(frozen=True)
class Change:
    """Incidents before and after in one place."""

    before: int
    after: int

    @property
    def rise(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Effect:
    """What changed beyond the control: below 0 is fewer incidents; `low`, `high` hold 95 %."""

    difference: float
    low: float
    high: float
    z: float
    p: float
    few: bool


def displacement_difference(
    treated: Change,
    control: Change,
    near: Change | None = None,
    near_control: Change | None = None,
) -> Effect:
    """Return the change in the treated place less that in the control.

    With places near by, to which offences may have moved, their change less
    that of their control is added. `few` warns of fewer than 20 incidents in all.

    Source
    ------
    Wheeler & Ratcliffe (2018), "A simple weighted displacement difference
    test to evaluate place based crime interventions", Crime Science 7, 11,
    doi:10.1186/s40163-018-0085-5.
    """
    from scipy.special import ndtr

    if (near is None) != (near_control is None):
        raise ValueError("a place near by needs its control, and the other way round")
    pairs = [(treated, control)]
    if near is not None and near_control is not None:
        pairs.append((near, near_control))
    difference = float(sum(a.rise - b.rise for a, b in pairs))
    total = sum(one.before + one.after for pair in pairs for one in pair)
    spread = float(np.sqrt(max(total, 1)))
    z = difference / spread
    return Effect(
        difference,
        difference - Z95 * spread,
        difference + Z95 * spread,
        z,
        float(2 * ndtr(-abs(z))),
        total < FEW,
    )

"""The past until a moment, as something that can be learnt from once and looked up again."""

from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from planner.features.hotspots.method import Seen
from planner.model.cells import Cells
from planner.model.incidents import DAY, Incidents

LEAST_DAYS = 180.0


@dataclass(frozen=True)
class PastUntil:
    """What was known at `end`; two are equal if cells, end and incidents are.

    A back-test asks from many origins for what is learnt once a quarter or a
    year; functions of a `PastUntil` can keep their last results.
    """

    cells: Cells
    end: np.datetime64
    digest: bytes
    past: Incidents = field(compare=False)

    @classmethod
    def of(cls, seen: Seen, end: np.datetime64) -> "PastUntil":
        past = seen.past.before(end)
        content = blake2b(digest_size=16)
        for column in (past.x, past.y, past.t, past.t_end, past.recorded, past.weight):
            content.update(b"none" if column is None else column.tobytes())
        content.update(repr(past.delay).encode())
        return cls(seen.cells, end, content.digest(), past)


def quarter_of(seen: Seen) -> np.datetime64:
    """Return when to learn: at the start of the quarter, or now if too little was known then."""
    month = int(seen.origin.astype("M8[M]").astype(np.int64))
    start = np.datetime64(month - month % 3, "M").astype("M8[s]")
    known = len(seen.past) and (start - seen.past.first) / DAY >= LEAST_DAYS
    return start if known else seen.origin

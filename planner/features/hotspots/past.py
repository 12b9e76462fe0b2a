"""The past until a moment, as something that can be learnt from once and looked up again."""

from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from planner.features.hotspots.method import Seen
from planner.model.cells import Cells
from planner.model.incidents import Incidents


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
        for column in (past.x, past.y, past.t, past.known, past.weights):
            content.update(np.ascontiguousarray(column).tobytes())
        return cls(seen.cells, end, content.digest(), past)

"""A suggestion: what we would choose, how sure we are, and why."""

from dataclasses import dataclass
from typing import Literal

Certainty = Literal["sure", "likely", "guess"]


@dataclass(frozen=True)
class Suggestion:
    """A value worked out from a file. Only what is ``sure`` may be used unasked."""

    value: str
    certainty: Certainty
    why: str = ""
    others: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        return self.certainty == "sure"

    @property
    def candidates(self) -> tuple[str, ...]:
        return ((self.value,) if self.value else ()) + self.others


NOTHING = Suggestion("", "guess")

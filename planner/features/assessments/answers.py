"""What an answer counts as. The scales are those of the checklist's `scales` part."""

from dataclasses import dataclass

from planner.features.assessments.checklist import Item

YES, PARTLY, NO = "yes", "partly", "no"
UNKNOWN, UNANSWERED, NOT_APPLICABLE = "unknown", "unanswered", "not_applicable"
OPEN = frozenset({UNKNOWN, UNANSWERED})
ANSWER_CODES = (YES, PARTLY, NO, UNKNOWN, NOT_APPLICABLE)
GATE_CODES = ("met", "not_met", UNKNOWN, NOT_APPLICABLE)
GATE_WORDS = {YES: "met", NO: "not_met"}
GRADES = ("E0", "E1", "E2", "E3")
IN_USE = 2


@dataclass(frozen=True)
class Given:
    """An answer as it was written down; an empty text means not given."""

    value: str = ""
    evidence: str = ""
    reason: str = ""
    second_person: str = ""


@dataclass(frozen=True)
class Seen:
    """What an answer counts as: a state, and the evidence behind it from 0 to 3.

    On a gate, `YES` means met and `NO` not met.
    """

    state: str
    grade: int = 0

    @property
    def answered(self) -> bool:
        return self.state != UNANSWERED

    @property
    def in_place(self) -> bool:
        """A yes counts in full only with a document or better behind it."""
        return self.state == YES and self.grade >= 1

    @property
    def in_use(self) -> bool:
        return self.state == YES and self.grade >= IN_USE

    @property
    def lacking(self) -> bool:
        """Counts as no: not in place, or, read cautiously, nobody knows."""
        return self.state == NO or self.state in OPEN


HOPED = Seen(YES, 1)
_STATES = {
    YES: YES,
    "met": YES,
    PARTLY: PARTLY,
    NO: NO,
    "not_met": NO,
    UNKNOWN: UNKNOWN,
    NOT_APPLICABLE: NOT_APPLICABLE,
}


def see(item: Item, given: Given | None) -> Seen:
    """Say what `given` counts as for `item`.

    "Does not apply" without a reason, or on a gate without a second person,
    counts as unanswered. A gate is met or it is not, so partly is not met.
    """
    if given is None:
        return Seen(UNANSWERED)
    state = _STATES.get(given.value, UNANSWERED)
    if state == NOT_APPLICABLE and not _confirmed(item, given):
        state = UNANSWERED
    if state == PARTLY and item.is_gate:
        state = NO
    return Seen(state, GRADES.index(given.evidence) if given.evidence in GRADES else 0)


def _confirmed(item: Item, given: Given) -> bool:
    return bool(given.reason.strip()) and (not item.is_gate or bool(given.second_person.strip()))

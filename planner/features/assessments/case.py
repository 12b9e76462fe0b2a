"""Everything a verdict depends on, in one reading of the answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.features.assessments.answers import HOPED, OPEN, Given, Seen, see
from planner.features.assessments.applicable import Setting
from planner.features.assessments.checklist import Checklist, Item
from planner.features.assessments.residuals import (
    Inherent,
    Rating,
    Residual,
    Safeguard,
    combine,
    residual,
    strength,
)

Residuals = Mapping[str, Residual | None]


@dataclass(frozen=True, eq=False)
class Case:
    """The shown items with what their answers count as, and the risks as rated.

    As it stands it is the cautious reading; `hopeful` gives the other end.
    """

    checklist: Checklist
    setting: Setting
    items: Mapping[str, Item]
    seen: Mapping[str, Seen]
    inherent: Mapping[str, Inherent | None]
    against: Mapping[str, tuple[Item, ...]]

    def hopeful(self) -> "Case":
        """Return the case in which all that is not known turns out to be in place."""
        hoped = {id_: HOPED if seen.state in OPEN else seen for id_, seen in self.seen.items()}
        return replace(self, seen=hoped)

    def supposing(self, item: str, seen: Seen) -> "Case":
        """Return the case in which one item has another answer."""
        return replace(self, seen={**self.seen, item: seen})

    def residual(self, risk: str) -> Residual | None:
        """Return what is left of `risk`; None while nobody has rated it."""
        inherent = self.inherent[risk]
        if inherent is None:
            return None
        return residual(self.checklist.rules, inherent, self._safeguards(risk))

    def strength(self, risk: str) -> int:
        """Return how strong the safeguards against `risk` are, from 0 to 3."""
        return strength(self._safeguards(risk))

    def residuals(self) -> dict[str, Residual | None]:
        return {risk.id: self.residual(risk.id) for risk in self.checklist.risks}

    def _safeguards(self, risk: str) -> list[Safeguard]:
        return [(item, self.seen[item.id]) for item in self.against[risk]]

    def gates(self) -> Iterator[tuple[Item, Seen]]:
        return ((item, self.seen[item.id]) for item in self.items.values() if item.is_gate)

    def due(self, gate: Item) -> bool:
        """Tell whether a gate counts at the present stage; a stop gate always does."""
        order = self.checklist.lifecycle
        return gate.gate == "stop" or (
            order.index(gate.due_before) <= order.index(self.setting.stage)
        )


def make_case(
    checklist: Checklist,
    setting: Setting,
    shown: Sequence[Item],
    answers: Mapping[str, Given],
    ratings: Mapping[str, Sequence[Rating]],
) -> Case:
    """Bring together what was written down; answers to hidden items do not count."""
    return Case(
        checklist=checklist,
        setting=setting,
        items={item.id: item for item in shown},
        seen={item.id: see(item, answers.get(item.id)) for item in shown},
        inherent={risk.id: combine(ratings.get(risk.id, ())) for risk in checklist.risks},
        against={
            risk.id: tuple(item for item in shown if risk.id in item.risks)
            for risk in checklist.risks
        },
    )
